using System.Runtime.Intrinsics;
using Dovetail.Runtime;

namespace Dovetail.Heap;

/// <summary>The instructions that make structures, and vectors in their slots.</summary>
internal static class StructOperations
{
    /// <summary><c>struct.new_default</c>; <c>struct.new</c> sets the fields afterwards.</summary>
    internal static StructObject New(CanonicalType type, FunctionOwner owner)
    {
        var (layout, heap) = (type.Layout!, owner.Store.Heap);
        heap.Reserve(layout.Size);
        var made = new StructObject(type, layout);
        heap.Enter(made, layout.Size);
        return made;
    }

    /// <summary>A vector of the two slots that it lies in.</summary>
    internal static Vector128<byte> Join(long low, long high) => Vector128.Create(low, high).AsByte();

    /// <summary>The first slot of a vector.</summary>
    internal static long Low(Vector128<byte> vector) => vector.AsInt64()[0];

    /// <summary>The second slot of a vector.</summary>
    internal static long High(Vector128<byte> vector) => vector.AsInt64()[1];
}
