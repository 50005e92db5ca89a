namespace Dovetail.Runtime;

/// <summary>The owner of a reference to a function whose code is not there yet.</summary>
/// <remarks>
/// The reference's pointer is then one that asks for the code with this owner, and jumps there. From then on the reference is as if it had always
/// been of the code: tables, globals and imports that hold it never know.
/// </remarks>
internal abstract class LazyFunction : FunctionOwner
{
    private protected LazyFunction(Store store)
        : base(store)
    {
    }

    /// <summary>Compiles the function that <paramref name="owner"/> stands for, unless it is, and returns its reference.</summary>
    /// <exception cref="LimitException">The function is too complex.</exception>
    /// <exception cref="UnsupportedException">The function uses what is not supported.</exception>
    internal static FunctionReference Resolve(FunctionOwner owner) => ((LazyFunction)owner).Resolve();

    private protected abstract FunctionReference Resolve();
}

/// <summary>A function of a module that is not compiled yet: which one, of which instance.</summary>
internal sealed class LazyModuleFunction : LazyFunction
{
    private readonly ModuleInstance _instance;
    private readonly int _index;

    internal LazyModuleFunction(ModuleInstance instance, int index)
        : base(instance.Store) => (_instance, _index) = (instance, index);

    private protected override FunctionReference Resolve() => _instance.Resolve(_index);
}
