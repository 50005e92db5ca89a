using Dovetail.CanonicalAbi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>A variant, enum, option or result as a value.</summary>
internal sealed class CaseValueCodec(WitType type, WitValueKind kind, CaseLayout layout, string[] names,
    Codec<WitValue>?[] payloads)
    : Codec<WitValue>(layout.Size, layout.Alignment, layout.FlatCount)
{
    // Cases without a payload have one value, made once.
    private readonly WitValue[] empty = Array.ConvertAll(names, name => Empty(kind, name));

    public override WitValue Load(in LiftLowerContext cx, ulong address)
    {
        var index = layout.Load(cx, address);
        return payloads[index] is { } payload
            ? WitValue.OfCase(kind, names[index], payload.Load(cx, address + layout.PayloadOffset))
            : empty[index];
    }

    public override void Store(in LiftLowerContext cx, ulong address, WitValue value)
    {
        var index = IndexOf(value);
        cx.StoreInt(address, (uint)index, layout.DiscriminantSize);
        payloads[index]?.Store(cx, address + layout.PayloadOffset, value.CaseValue!.Value);
    }

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat)
    {
        var end = flat.Position + FlatCount;
        var index = layout.LiftFlat(ref flat);
        var value = payloads[index] is { } payload
            ? WitValue.OfCase(kind, names[index], payload.LiftFlat(cx, ref flat))
            : empty[index];
        flat.SkipTo(end);
        return value;
    }

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value)
    {
        var end = flat.Position + FlatCount;
        var index = IndexOf(value);
        flat.Add((uint)index);
        payloads[index]?.LowerFlat(cx, ref flat, value.CaseValue!.Value);
        flat.ZeroTo(end);
    }

    private static WitValue Empty(WitValueKind kind, string name) => kind switch
    {
        WitValueKind.Enum => WitValue.Enum(name),
        WitValueKind.Option => WitValue.None,
        WitValueKind.Result => name == "ok" ? WitValue.Ok() : WitValue.Err(),
        _ => WitValue.Variant(name),
    };

    private int IndexOf(WitValue value)
    {
        if (value.Kind != kind)
        {
            throw ValueMismatch.Of(type, value);
        }
        var index = Array.IndexOf(names, value.CaseName);
        return index >= 0 && value.CaseValue.HasValue == payloads[index] is not null ? index
            : throw ValueMismatch.Of(type, value);
    }
}

/// <summary>A set of flags as a value.</summary>
internal sealed class FlagsValueCodec(FlagsType type, uint size) : Codec<WitValue>(size, size, 1)
{
    private readonly string[] names = [.. type.Names];

    public override WitValue Load(in LiftLowerContext cx, ulong address) => Unpack(cx.LoadInt(address, Size));

    public override void Store(in LiftLowerContext cx, ulong address, WitValue value) =>
        cx.StoreInt(address, Pack(value), Size);

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => Unpack((uint)flat.Next());

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value) =>
        flat.Add(Pack(value));

    private WitValue Unpack(uint set)
    {
        var found = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            if ((set >> i & 1) != 0)
            {
                found.Add(names[i]);
            }
        }
        return WitValue.OfFlags([.. found]);
    }

    private uint Pack(WitValue value)
    {
        if (value.Kind != WitValueKind.Flags)
        {
            throw ValueMismatch.Of(type, value);
        }
        var set = 0u;
        foreach (var name in value.FlagNames)
        {
            var index = Array.IndexOf(names, name);
            set |= index >= 0 ? 1u << index : throw ValueMismatch.Of(type, value);
        }
        return set;
    }
}
