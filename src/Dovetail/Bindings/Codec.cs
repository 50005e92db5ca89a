using Dovetail.CanonicalAbi;

namespace Dovetail.Bindings;

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
internal abstract class Codec<T>(uint size, uint alignment, int flatCount)
{
    /// <summary>The number of bytes in memory.</summary>
    public uint Size { get; } = size;

    public uint Alignment { get; } = alignment;

    /// <summary>The number of flat values; meaningless for a type that is never passed flat.</summary>
    public int FlatCount { get; } = flatCount;

    public abstract T Load(in LiftLowerContext cx, uint address);

    public abstract void Store(in LiftLowerContext cx, uint address, T value);

    public abstract T LiftFlat(in LiftLowerContext cx, ref FlatReader flat);

    public abstract void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value);

    /// <summary>Reads the elements of a list whose place is checked.</summary>
    public virtual T[] LoadList(in LiftLowerContext cx, uint address, uint count)
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
    public virtual void StoreList(in LiftLowerContext cx, uint address, ReadOnlySpan<T> items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            cx.Poll();
            Store(cx, address + (uint)i * Size, items[i]);
        }
    }
}
