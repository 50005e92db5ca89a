using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>A table of references.</summary>
public sealed class Table
{
    /// <summary>
    /// The elements, with room behind <see cref="Size"/> that is always null. The array is replaced when the table grows, and is
    /// of <c>FunctionReference</c> in a table of functions.
    /// </summary>
    internal object?[] Elements;

    /// <summary>The number of elements.</summary>
    internal int Size;

    internal Table(Store store, TableType type, object?[] elements)
    {
        Store = store;
        Type = type;
        Elements = elements;
        Size = elements.Length;
    }

    internal Store Store { get; }

    internal TableType Type { get; }
}
