using Dovetail.Heap;
using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>
/// References between host and guest: <see cref="Function"/> ⇄ <see cref="FunctionReference"/>, <see cref="HeapReference"/> ⇄ <see cref="HeapValue"/>; other
/// objects are themselves.
/// </summary>
internal static class References
{
    /// <summary>What a guest holds of <paramref name="type"/> for <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">It is not of the type, or of another store.</exception>
    internal static object? FromHost(Store store, ResolvedType type, object? value)
    {
        var reference = Unwrap(store, type, value);
        return type.Admits(reference)
            ? reference
            : throw new ArgumentException($"expected a value for `{type}`, found {value?.ToString() ?? "null"}", nameof(value));
    }

    /// <summary>What the host sees of a reference that a guest of <paramref name="store"/> holds.</summary>
    internal static object? ToHost(Store store, object? reference) => reference switch
    {
        FunctionReference function => new Function(function),
        HeapValue value => new HeapReference(store, value),
        _ => reference,
    };

    /// <summary>An array of <paramref name="count"/> nulls for references of <paramref name="type"/>.</summary>
    internal static object?[] NewArray(ResolvedType type, int count) => type.IsFunction ? new FunctionReference?[count] : new object?[count];

    /// <exception cref="ArgumentException"><paramref name="type"/> names a type of a module, which the host cannot.</exception>
    internal static void CheckAbstract(ValType type, string parameter)
    {
        if (!type.IsReference || type.Heap.Kind == HeapKind.Concrete)
            throw new ArgumentException($"expected a reference to an abstract heap type, found `{type}`", parameter);
    }

    // A function of the host that is an externref stays the object it is: only where functions are wanted is it what it stands for.
    private static object? Unwrap(Store store, ResolvedType type, object? value) => value switch
    {
        Function function when type.IsFunction => function.Reference.Owner.Store == store
            ? function.Reference
            : throw new ArgumentException("the function belongs to another store", nameof(value)),
        HeapReference reference => reference.Store == store
            ? reference.Value
            : throw new ArgumentException("the reference belongs to another store", nameof(value)),
        ExceptionInstance exception when exception.Tag.Store != store =>
            throw new ArgumentException("the exception belongs to another store", nameof(value)),
        _ => value,
    };
}
