using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>References between host and guest: <see cref="Function"/> ⇄ <see cref="FunctionReference"/>; other objects are themselves.</summary>
internal static class References
{
    /// <summary>What a table or global of <paramref name="type"/> holds for <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">It is not of the type, or of another store.</exception>
    internal static object? FromHost(Store store, ValType type, object? value)
    {
        if (type.Heap != HeapType.Func)
            return value;
        return value switch
        {
            null => null,
            Function function when function.Reference.Owner.Store == store => function.Reference,
            Function => throw new ArgumentException("the function belongs to another store", nameof(value)),
            _ => throw new ArgumentException($"expected a Function for `{type}`, found {value.GetType()}", nameof(value)),
        };
    }

    /// <summary>What the host sees of an element.</summary>
    internal static object? ToHost(object? element) => element is FunctionReference reference ? new Function(reference) : element;

    /// <summary>An array of <paramref name="count"/> nulls for a table of <paramref name="type"/>.</summary>
    internal static object?[] NewArray(ValType type, int count) =>
        type.Heap == HeapType.Func ? new FunctionReference?[count] : new object?[count];
}
