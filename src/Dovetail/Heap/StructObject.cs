using System.Runtime.Intrinsics;
using Dovetail.Runtime;

namespace Dovetail.Heap;

/// <summary>
/// A structure of any type: two rows of slots, the first few of each in the object itself and the rest in arrays. <see cref="StructLayout"/> says
/// which field lies where.
/// </summary>
/// <remarks>
/// One sealed class for all types: code that reads a field proves no more than that the object is of this class, by one compare, and
/// whatever its canonical type, it stays within the object. Numbers are 64 bits: an i32 zero-extended, the bits of an f32 or f64.
/// </remarks>
internal sealed class StructObject : HeapObject
{
    /// <summary>How many references lie in the object itself.</summary>
    internal const int InlineReferences = 4;

    /// <summary>How many numbers lie in the object itself.</summary>
    internal const int InlineNumbers = 2;

    /// <summary>The references behind the first four; none where a type has no more.</summary>
    internal readonly object?[] MoreReferences;

    /// <summary>The numbers behind the first two; none where a type has no more.</summary>
    internal readonly long[] MoreNumbers;

    internal object? Reference0;
    internal object? Reference1;
    internal object? Reference2;
    internal object? Reference3;
    internal long Number0;
    internal long Number1;

    /// <summary>Makes a structure whose fields are zero and null.</summary>
    internal StructObject(CanonicalType type, StructLayout layout)
        : base(type)
    {
        MoreReferences = layout.References > InlineReferences ? new object?[layout.References - InlineReferences] : [];
        MoreNumbers = layout.Numbers > InlineNumbers ? new long[layout.Numbers - InlineNumbers] : [];
    }

    /// <summary>How many bytes one with so many slots takes, about.</summary>
    internal static long SizeOf(int references, int numbers) =>
        88L + SizeOfArray(references - InlineReferences) + SizeOfArray(numbers - InlineNumbers);

    /// <summary>Sets a field by its place, where speed does not matter.</summary>
    /// <param name="bits">A number, in the lowest bits, or a vector.</param>
    /// <param name="reference">A reference, where the field is one.</param>
    internal void Set(FieldPlace place, Vector128<byte> bits, object? reference)
    {
        if (place.IsReference)
        {
            SetReference(place.Slot, reference);
            return;
        }
        SetNumber(place.Slot, bits.AsInt64()[0]);
        if (place.IsVector)
            SetNumber(place.Slot + 1, bits.AsInt64()[1]);
    }

    private void SetReference(int slot, object? value)
    {
        switch (slot)
        {
            case 0: Reference0 = value; break;
            case 1: Reference1 = value; break;
            case 2: Reference2 = value; break;
            case 3: Reference3 = value; break;
            default: MoreReferences[slot - InlineReferences] = value; break;
        }
    }

    private void SetNumber(int slot, long value)
    {
        switch (slot)
        {
            case 0: Number0 = value; break;
            case 1: Number1 = value; break;
            default: MoreNumbers[slot - InlineNumbers] = value; break;
        }
    }

    private static long SizeOfArray(int length) => length > 0 ? 24 + (8L * length) : 0;
}
