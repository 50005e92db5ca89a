using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dovetail.Runtime;

namespace Dovetail.Heap;

/// <summary>An array of any type.</summary>
internal abstract class ArrayObject : HeapObject
{
    /// <summary>The number of elements.</summary>
    internal readonly int Length;

    private protected ArrayObject(CanonicalType type, int length)
        : base(type) => Length = length;

    /// <summary>Sets an element, where speed does not matter.</summary>
    /// <param name="bits">A number, in the lowest bits, or a vector.</param>
    /// <param name="reference">A reference, where the elements are references.</param>
    internal abstract void Set(int index, Vector128<byte> bits, object? reference);
}

/// <summary>An array whose elements are stored as <typeparamref name="T"/>: <c>byte</c>, <c>ushort</c>, the number types, a vector, or <c>object</c>.</summary>
internal sealed class ArrayObject<T> : ArrayObject
{
    /// <summary>The elements.</summary>
    internal readonly T[] Items;

    internal ArrayObject(CanonicalType type, T[] items)
        : base(type, items.Length) => Items = items;

    /// <summary>How many bytes one of <paramref name="length"/> elements takes, about.</summary>
    internal static long SizeOf(uint length) => 64 + ((long)Unsafe.SizeOf<T>() * length);

    internal override void Set(int index, Vector128<byte> bits, object? reference) => Items[index] = FromBits(bits, reference);

    // A number or vector has at most these bits, and is in the lowest; a reference is stored as an object.
    private static T FromBits(Vector128<byte> bits, object? reference) => typeof(T).IsValueType
        ? Unsafe.As<Vector128<byte>, T>(ref bits)
        : Unsafe.As<object?, T>(ref reference);
}
