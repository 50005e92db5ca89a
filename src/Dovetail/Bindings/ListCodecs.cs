using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Dovetail.CanonicalAbi;

namespace Dovetail.Bindings;

/// <summary>A list of fixed length, which lies in place, as an array.</summary>
internal sealed class FixedArrayCodec<T>(Codec<T> element, uint count, int flatCount)
    : Codec<T[]>(element.Size * count, element.Alignment, flatCount)
{
    public override T[] Load(in LiftLowerContext cx, ulong address) => element.LoadList(cx, address, count);

    public override void Store(in LiftLowerContext cx, ulong address, T[] value) =>
        element.StoreList(cx, address, Check(value));

    public override T[] LiftFlat(in LiftLowerContext cx, ref FlatReader flat)
    {
        var items = new T[count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = element.LiftFlat(cx, ref flat);
        }
        return items;
    }

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T[] value)
    {
        foreach (var item in Check(value))
        {
            element.LowerFlat(cx, ref flat, item);
        }
    }

    private T[] Check(T[]? value) => value?.Length == count
        ? value
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"expected {count} items, found {value?.Length ?? 0}"));
}

/// <summary>A list of fixed length in another C# type than an array, by way of one.</summary>
internal sealed class ConvertedCodec<T, TInner>(Codec<TInner> inner, Func<TInner, T> lift, Func<T, TInner> lower)
    : Codec<T>(inner.Size, inner.Alignment, inner.FlatCount)
{
    public override T Load(in LiftLowerContext cx, ulong address) => lift(inner.Load(cx, address));

    public override void Store(in LiftLowerContext cx, ulong address, T value) => inner.Store(cx, address, lower(value));

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => lift(inner.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) =>
        inner.LowerFlat(cx, ref flat, lower(value));
}

/// <summary>The C# types that a list may be, each with its way to and from an array.</summary>
internal static class ListConversions
{
    public static Codec<List<T>> List<T>(Codec<T[]> array) => Convert(array, FromArray, list => [.. list]);

    public static Codec<IReadOnlyList<T>> ReadOnlyList<T>(Codec<T[]> array) =>
        Convert<IReadOnlyList<T>, T[]>(array, items => items, list => list as T[] ?? [.. list]);

    public static Codec<IReadOnlyCollection<T>> ReadOnlyCollection<T>(Codec<T[]> array) =>
        Convert<IReadOnlyCollection<T>, T[]>(array, items => items, list => list as T[] ?? [.. list]);

    public static Codec<IList<T>> IList<T>(Codec<T[]> array) =>
        Convert<IList<T>, T[]>(array, FromArray, list => list as T[] ?? [.. list]);

    public static Codec<IEnumerable<T>> Enumerable<T>(Codec<T[]> array) =>
        Convert<IEnumerable<T>, T[]>(array, items => items, list => list as T[] ?? [.. list]);

    public static Codec<ImmutableArray<T>> Immutable<T>(Codec<T[]> array) =>
        Convert(array, ImmutableCollectionsMarshal.AsImmutableArray, list => ImmutableCollectionsMarshal.AsArray(list) ?? []);

    public static Codec<ReadOnlyMemory<T>> Memory<T>(Codec<T[]> array) =>
        Convert<ReadOnlyMemory<T>, T[]>(array, items => items, list => list.ToArray());

    private static Codec<T> Convert<T, TInner>(Codec<TInner> array, Func<TInner, T> lift, Func<T, TInner> lower) =>
        array is RangeCodec<TInner> range
        ? new ConvertedRangeCodec<T, TInner>(range, lift, lower)
        : new ConvertedCodec<T, TInner>(array, lift, lower);

    private static List<T> FromArray<T>(T[] items) => [.. items];
}

/// <summary>
/// Puts the elements of a list into memory of the guest's (CanonicalABI.md, <c>store_list_into_range</c>).
/// </summary>
internal static class ListLowering
{
    public static GuestRange Lower<T>(in LiftLowerContext cx, Codec<T> element, ReadOnlySpan<T> items)
    {
        var bytes = (ulong)items.Length * element.Size;
        if (bytes > LiftLowerContext.MAX_BYTE_LENGTH)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"a list of {bytes} bytes is longer than the {LiftLowerContext.MAX_BYTE_LENGTH} that a guest takes"));
        }
        var address = cx.Allocate(element.Alignment, (uint)bytes, AbiBlock.List);
        element.StoreList(cx, address, items);
        return new GuestRange(address, (ulong)items.Length);
    }

    public static ArgumentNullException Null() => new("value", "a list cannot be null");
}
