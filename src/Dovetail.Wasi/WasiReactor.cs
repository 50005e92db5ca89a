using Dovetail.Wasm.Modules;

namespace Dovetail.Wasi;

/// <summary>Core modules of preview 1 that are libraries ("reactors" in its application ABI): they live on, and their exports are called as often as is wanted.</summary>
public static class WasiReactor
{
    private const string Name = "_initialize";

    /// <summary>Calls <c>_initialize</c> where the module exports it, which must be done once for an instance, before anything else of it is called.</summary>
    /// <exception cref="ArgumentException">The function takes or returns something.</exception>
    /// <exception cref="TrapException">It trapped, or had to stop.</exception>
    /// <exception cref="HostException">A function of the host threw.</exception>
    /// <exception cref="GuestExitException">It ended itself.</exception>
    public static void Initialize(ModuleInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (instance.Module.Definition.Exports.Any(export => export is { Kind: ExternKind.Function, Name: Name }))
            instance.GetFunction<Action>(Name)();
    }
}
