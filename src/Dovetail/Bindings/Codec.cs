using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Edges;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>How values of one WIT type are values of one C# type. Immutable, so safe from many threads.</summary>
/// <remarks>
/// A codec can do the work itself, see <see cref="Codec{T}"/>; to what is emitted for a call it is the plan: a scalar and a record tell what they
/// are, and become instructions.
/// </remarks>
internal abstract class Codec(uint size, uint alignment, int flatCount)
{
    /// <summary>The number of bytes in memory.</summary>
    public uint Size { get; } = size;

    public uint Alignment { get; } = alignment;

    /// <summary>The number of flat values; meaningless for a type that is never passed flat.</summary>
    public int FlatCount { get; } = flatCount;

    /// <summary>The C# type.</summary>
    public abstract Type Type { get; }

    /// <summary>Which number, boolean or character this is; null for all else.</summary>
    public virtual PrimitiveKind? Scalar => null;

    /// <summary>The width of addresses and lengths, where this is a <see cref="RangeCodec{T}"/>; null for all else.</summary>
    public virtual PointerType? Range => null;

    /// <summary>The fields of a record or a tuple; null for all else.</summary>
    public virtual RecordParts? Parts => null;
}

/// <summary>The fields of a record or a tuple: how they lie in C# and in memory.</summary>
/// <param name="Offsets">Where each field is from the start of the record.</param>
/// <param name="Weight">How many parts that are no records themselves there are, however deep.</param>
internal sealed record RecordParts(RecordShape Shape, Codec[] Fields, uint[] Offsets, int Weight);

/// <summary>
/// Lifts and lowers values of one WIT type as C# values of type <typeparamref name="T"/>. Immutable, so safe from many
/// threads.
/// </summary>
/// <remarks>
/// The four methods are the specification's <c>load</c>, <c>store</c>, <c>lift_flat</c> and <c>lower_flat</c> with the
/// type already taken apart: a codec is made once from the type and holds those of its parts. Generic code over value
/// types is compiled for each of them, so nothing is boxed. Addresses are aligned and within bounds when they get here;
/// each access is checked all the same.
/// </remarks>
internal abstract class Codec<T>(uint size, uint alignment, int flatCount) : Codec(size, alignment, flatCount)
{
    public override Type Type => typeof(T);

    public abstract T Load(in LiftLowerContext cx, ulong address);

    public abstract void Store(in LiftLowerContext cx, ulong address, T value);

    public abstract T LiftFlat(in LiftLowerContext cx, ref FlatReader flat);

    public abstract void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value);

    /// <summary>Reads the elements of a list whose place is checked.</summary>
    public virtual T[] LoadList(in LiftLowerContext cx, ulong address, uint count)
    {
        var items = new T[count];
        for (var i = 0u; i < count; i++)
        {
            cx.Poll();
            items[i] = Load(cx, address + i * Size);
        }
        return items;
    }

    /// <summary>Writes the elements of a list whose place is checked.</summary>
    public virtual void StoreList(in LiftLowerContext cx, ulong address, ReadOnlySpan<T> items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            cx.Poll();
            Store(cx, address + (uint)i * Size, items[i]);
        }
    }
}
