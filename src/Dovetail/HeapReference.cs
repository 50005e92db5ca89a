using Dovetail.Heap;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>
/// A value of a guest's garbage-collected heap as the host sees it: something to hold, to compare and to pass back to guests of the same store. Two
/// are equal when <c>ref.eq</c> says so. Immutable; what it stands for lives at least as long as this does.
/// </summary>
public sealed class HeapReference : IEquatable<HeapReference>
{
    internal HeapReference(Store store, HeapValue value) => (Store, Value) = (store, value);

    /// <summary>What it is: <see cref="HeapKind.Struct"/>, <see cref="HeapKind.Array"/> or <see cref="HeapKind.I31"/>.</summary>
    public HeapKind Kind => Value switch
    {
        I31 => HeapKind.I31,
        ArrayObject => HeapKind.Array,
        _ => HeapKind.Struct,
    };

    internal Store Store { get; }

    internal HeapValue Value { get; }

    /// <inheritdoc/>
    public bool Equals(HeapReference? other) => other is not null && ReferenceOperations.Equal(Value, other.Value) != 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HeapReference);

    /// <inheritdoc/>
    public override int GetHashCode() => Value is I31 number ? number.Value : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Value);

    /// <summary>The kind, as the text format names it.</summary>
    public override string ToString() => Kind.ToString().ToLowerInvariant();
}
