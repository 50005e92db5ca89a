using Dovetail.Wasm.Modules;

namespace Dovetail.Wasi;

/// <summary>Programs: components that export <c>wasi:cli/run</c>, and core modules that export <c>_start</c>.</summary>
public static class WasiCommand
{
    private const string Start = "_start";

    private static readonly string _name = WasiHost.Name("cli/run");

    /// <summary>Whether the component is a program of WASI 0.2, of whatever patch version.</summary>
    public static bool IsCommand(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return WasiHost.IsExported(component, _name);
    }

    /// <summary>Runs the program.</summary>
    /// <returns>Its exit code: what it gave to <c>exit</c>, or else 0 for success and 1 for failure.</returns>
    /// <exception cref="ArgumentException">It is no program.</exception>
    /// <exception cref="TrapException">It trapped, or had to stop.</exception>
    /// <exception cref="HostException">A function of the host threw.</exception>
    public static int Run(ComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var run = instance.GetInterface(_name).GetFunction<Func<Result<ValueTuple, ValueTuple>>>("run");
        try
        {
            return run().IsOk ? 0 : 1;
        }
        catch (GuestExitException exit)
        {
            return exit.Code;
        }
    }

    /// <summary>Whether the module is a program of preview 1 (a "command" in its application ABI).</summary>
    public static bool IsCommand(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.Definition.Exports.Any(export => export is { Kind: ExternKind.Function, Name: Start });
    }

    /// <summary>Runs the program, which an instance can do once.</summary>
    /// <returns>Its exit code: what it gave to <c>proc_exit</c>, as a number with a sign, or else 0.</returns>
    /// <exception cref="ArgumentException">It is no program.</exception>
    /// <exception cref="TrapException">It trapped, or had to stop.</exception>
    /// <exception cref="HostException">A function of the host threw.</exception>
    public static int Run(ModuleInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var start = instance.GetFunction<Action>(Start);
        try
        {
            start();
            return 0;
        }
        catch (GuestExitException exit)
        {
            return exit.Code;
        }
    }
}
