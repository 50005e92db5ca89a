using System.Globalization;
using Dovetail.CanonicalAbi;

namespace Dovetail.Bindings;

/// <summary>The layout of a variant: how its discriminant and payload lie, which all its codecs share.</summary>
internal readonly record struct CaseLayout(int Count, uint DiscriminantSize, uint PayloadOffset, uint Size,
    uint Alignment, int FlatCount)
{
    public uint Load(in LiftLowerContext cx, ulong address) => Check(cx.LoadInt(address, DiscriminantSize));

    public uint LiftFlat(ref FlatReader flat) => Check((uint)flat.Next());

    private uint Check(uint index)
    {
        if (index >= (uint)Count)
        {
            AbiTraps.InvalidDiscriminant(index);
        }
        return index;
    }
}

/// <summary>
/// One case of a variant: what lifts and lowers its payload, and turns that into a value of the variant's type.
/// </summary>
internal abstract class CaseCodec<T>
{
    public abstract T Load(in LiftLowerContext cx, ulong address);

    public abstract void Store(in LiftLowerContext cx, ulong address, T value);

    public abstract T LiftFlat(in LiftLowerContext cx, ref FlatReader flat);

    public abstract void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value);
}

/// <summary>A case without a payload.</summary>
internal sealed class EmptyCase<T>(Func<T> make) : CaseCodec<T>
{
    public override T Load(in LiftLowerContext cx, ulong address) => make();

    public override void Store(in LiftLowerContext cx, ulong address, T value)
    {
    }

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => make();

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value)
    {
    }
}

/// <summary>A case with a payload.</summary>
internal sealed class PayloadCase<T, TPayload>(Codec<TPayload> payload, Func<TPayload, T> make, Func<T, TPayload> take)
    : CaseCodec<T>
{
    public override T Load(in LiftLowerContext cx, ulong address) => make(payload.Load(cx, address));

    public override void Store(in LiftLowerContext cx, ulong address, T value) =>
        payload.Store(cx, address, take(value));

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => make(payload.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) =>
        payload.LowerFlat(cx, ref flat, take(value));
}

/// <summary>Any variant: <paramref name="indexOf"/> tells a value's case, whose codec does the rest.</summary>
internal sealed class ChoiceCodec<T>(CaseLayout layout, CaseCodec<T>[] cases, Func<T, int> indexOf)
    : Codec<T>(layout.Size, layout.Alignment, layout.FlatCount)
{
    public override T Load(in LiftLowerContext cx, ulong address) =>
        cases[layout.Load(cx, address)].Load(cx, address + layout.PayloadOffset);

    public override void Store(in LiftLowerContext cx, ulong address, T value)
    {
        var index = indexOf(value);
        cx.StoreInt(address, (uint)index, layout.DiscriminantSize);
        cases[index].Store(cx, address + layout.PayloadOffset, value);
    }

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat)
    {
        var end = flat.Position + FlatCount;
        var value = cases[layout.LiftFlat(ref flat)].LiftFlat(cx, ref flat);
        flat.SkipTo(end);
        return value;
    }

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value)
    {
        var end = flat.Position + FlatCount;
        var index = indexOf(value);
        flat.Add((uint)index);
        cases[index].LowerFlat(cx, ref flat, value);
        flat.ZeroTo(end);
    }
}

/// <summary>An enum as an enum of C#, by names.</summary>
internal sealed class EnumCodec<T>(CaseLayout layout, T[] values) : Codec<T>(layout.Size, layout.Alignment, 1)
    where T : struct, Enum
{
    public override T Load(in LiftLowerContext cx, ulong address) => values[layout.Load(cx, address)];

    public override void Store(in LiftLowerContext cx, ulong address, T value) =>
        cx.StoreInt(address, IndexOf(value), layout.DiscriminantSize);

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => values[layout.LiftFlat(ref flat)];

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) => flat.Add(IndexOf(value));

    private uint IndexOf(T value)
    {
        var index = Array.IndexOf(values, value);
        return index >= 0
            ? (uint)index
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{value} is not a value of {typeof(T)}"));
    }
}

/// <summary>
/// A set of flags as an enum of C#, by names; bits that no label has are ignored when lifting, as the specification
/// says.
/// </summary>
internal sealed class FlagsCodec<T>(uint size, ulong[] masks, Func<T, ulong> toBits, Func<ulong, T> fromBits)
    : Codec<T>(size, size, 1)
    where T : struct, Enum
{
    public override T Load(in LiftLowerContext cx, ulong address) => Unpack(cx.LoadInt(address, Size));

    public override void Store(in LiftLowerContext cx, ulong address, T value) =>
        cx.StoreInt(address, Pack(value), Size);

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => Unpack((uint)flat.Next());

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) => flat.Add(Pack(value));

    private T Unpack(uint set)
    {
        var bits = 0UL;
        for (var i = 0; i < masks.Length; i++)
        {
            bits |= (set >> i & 1) != 0 ? masks[i] : 0;
        }
        return fromBits(bits);
    }

    private uint Pack(T value)
    {
        var bits = toBits(value);
        var set = 0u;
        for (var i = 0; i < masks.Length; i++)
        {
            if ((bits & masks[i]) != 0)
            {
                set |= 1u << i;
                bits &= ~masks[i];
            }
        }
        return bits == 0
            ? set
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{value} has bits that are no flags of {typeof(T)}"));
    }
}
