namespace Dovetail.Runtime;

/// <summary>
/// What a function's code receives as its last argument, and what keeps that code alive: a module instance, the closure of a
/// host function, or an adapter.
/// </summary>
public abstract class FunctionOwner
{
    /// <summary>The store that the function belongs to. Emitted code polls its interrupt flag and stack limit.</summary>
    internal readonly Store Store;

    private protected FunctionOwner(Store store) => Store = store;
}
