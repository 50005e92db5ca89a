namespace Dovetail.Runtime;

/// <summary>The owner of a reference to a function whose code is not there yet: which function of which instance it is.</summary>
/// <remarks>
/// The reference's pointer is then one that asks for the code with this owner, and jumps there. From then on the reference is as if it had always
/// been of the code: tables, globals and imports that hold it never know.
/// </remarks>
internal sealed class LazyFunction : FunctionOwner
{
    private readonly ModuleInstance _instance;
    private readonly int _index;

    internal LazyFunction(ModuleInstance instance, int index)
        : base(instance.Store) => (_instance, _index) = (instance, index);

    /// <summary>Compiles the function that <paramref name="owner"/> stands for, unless it is, and returns its reference.</summary>
    /// <exception cref="LimitException">The function is too complex.</exception>
    /// <exception cref="UnsupportedException">The function uses what is not supported.</exception>
    internal static FunctionReference Resolve(FunctionOwner owner)
    {
        var lazy = (LazyFunction)owner;
        return lazy._instance.Resolve(lazy._index);
    }
}
