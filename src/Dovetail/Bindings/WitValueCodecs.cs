using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>A scalar as a <see cref="WitValue"/>, by way of its own C# type.</summary>
internal sealed class ScalarValueCodec<T>(Codec<T> inner, Func<T, WitValue> lift, Func<WitValue, T> lower, WitType type)
    : Codec<WitValue>(inner.Size, inner.Alignment, inner.FlatCount)
{
    public override WitValue Load(in LiftLowerContext cx, uint address) => lift(inner.Load(cx, address));

    public override void Store(in LiftLowerContext cx, uint address, WitValue value) =>
        inner.Store(cx, address, Lower(value));

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat) =>
        lift(inner.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value) =>
        inner.LowerFlat(cx, ref flat, Lower(value));

    private T Lower(WitValue value)
    {
        try
        {
            return lower(value);
        }
        catch (Exception fault) when (fault is InvalidCastException or OverflowException)
        {
            throw ValueMismatch.Of(type, value);
        }
    }
}

/// <summary>A list of numbers as a value that keeps them as numbers.</summary>
internal sealed class NumbersValueCodec<T>(Codec<T> element, Codec<WitValue> item, ListType type)
    : Codec<WitValue>(8, 4, 2)
    where T : unmanaged
{
    private readonly ArrayCodec<T> numbers = new(element);
    private readonly ArrayCodec<WitValue> values = new(item);

    public override WitValue Load(in LiftLowerContext cx, uint address) =>
        WitValue.OfNumbers(numbers.Load(cx, address));

    public override void Store(in LiftLowerContext cx, uint address, WitValue value)
    {
        if (ValueMismatch.Items(type, value) is T[] array && array.GetType() == typeof(T[]))
        {
            numbers.Store(cx, address, array);
        }
        else
        {
            values.Store(cx, address, [.. value.Items]);
        }
    }

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat) =>
        WitValue.OfNumbers(numbers.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value)
    {
        if (ValueMismatch.Items(type, value) is T[] array && array.GetType() == typeof(T[]))
        {
            numbers.LowerFlat(cx, ref flat, array);
        }
        else
        {
            values.LowerFlat(cx, ref flat, [.. value.Items]);
        }
    }
}

/// <summary>Any other list as a value.</summary>
internal sealed class ListValueCodec(Codec<WitValue[]> array, WitType type)
    : Codec<WitValue>(array.Size, array.Alignment, array.FlatCount)
{
    public override WitValue Load(in LiftLowerContext cx, uint address) =>
        WitValue.OfItems(WitValueKind.List, array.Load(cx, address));

    public override void Store(in LiftLowerContext cx, uint address, WitValue value) =>
        array.Store(cx, address, Items(value));

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat) =>
        WitValue.OfItems(WitValueKind.List, array.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value) =>
        array.LowerFlat(cx, ref flat, Items(value));

    private WitValue[] Items(WitValue value) => ValueMismatch.Items(type, value) as WitValue[] ?? [.. value.Items];
}

/// <summary>A record or a tuple as a value; also all parameters of a call, which are a tuple to the ABI.</summary>
internal sealed class FieldsValueCodec(WitType type, string[]? names, Codec<WitValue>[] fields, uint[] offsets,
    uint size, uint alignment)
    : Codec<WitValue>(size, alignment, fields.Sum(field => field.FlatCount))
{
    public override WitValue Load(in LiftLowerContext cx, uint address)
    {
        var values = new WitValue[fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = fields[i].Load(cx, address + offsets[i]);
        }
        return Make(values);
    }

    public override void Store(in LiftLowerContext cx, uint address, WitValue value)
    {
        var values = Take(value);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Store(cx, address + offsets[i], values[i]);
        }
    }

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat)
    {
        var values = new WitValue[fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = fields[i].LiftFlat(cx, ref flat);
        }
        return Make(values);
    }

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value)
    {
        var values = Take(value);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].LowerFlat(cx, ref flat, values[i]);
        }
    }

    private WitValue Make(WitValue[] values) =>
        names is null ? WitValue.OfItems(WitValueKind.Tuple, values) : WitValue.OfRecord(names, values);

    // A record's fields may come in another order than the type's.
    private WitValue[] Take(WitValue value)
    {
        if (names is null)
        {
            return value.Kind == WitValueKind.Tuple && value.Items.Count == fields.Length
                ? value.Items.Items as WitValue[] ?? [.. value.Items]
                : throw ValueMismatch.Of(type, value);
        }
        if (value.Kind != WitValueKind.Record || value.RecordFields is var record
            && record.Names.Length != names.Length)
        {
            throw ValueMismatch.Of(type, value);
        }
        return record.Names == names || record.Names.AsSpan().SequenceEqual(names)
            ? record.Values
            : Array.ConvertAll(names, name =>
                record.IndexOf(name) is >= 0 and var i ? record.Values[i] : throw ValueMismatch.Of(type, value));
    }
}

/// <summary>A variant, enum, option or result as a value.</summary>
internal sealed class CaseValueCodec(WitType type, WitValueKind kind, CaseLayout layout, string[] names,
    Codec<WitValue>?[] payloads)
    : Codec<WitValue>(layout.Size, layout.Alignment, layout.FlatCount)
{
    // Cases without a payload have one value, made once.
    private readonly WitValue[] empty = Array.ConvertAll(names, name => Empty(kind, name));

    public override WitValue Load(in LiftLowerContext cx, uint address)
    {
        var index = layout.Load(cx, address);
        return payloads[index] is { } payload
            ? WitValue.OfCase(kind, names[index], payload.Load(cx, address + layout.PayloadOffset))
            : empty[index];
    }

    public override void Store(in LiftLowerContext cx, uint address, WitValue value)
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

    public override WitValue Load(in LiftLowerContext cx, uint address) => Unpack(cx.LoadInt(address, Size));

    public override void Store(in LiftLowerContext cx, uint address, WitValue value) =>
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

/// <summary>What a call says to a value that is not of its parameter's type.</summary>
internal static class ValueMismatch
{
    public static ArgumentException Of(WitType type, WitValue value) =>
        new(string.Create(CultureInfo.InvariantCulture,
            $"expected a value of type {type}, found {Shown(value)} ({value.Kind})"));

    public static Array Items(WitType type, WitValue value) =>
        value.Kind == WitValueKind.List ? value.Items.Items : throw Of(type, value);

    private static string Shown(WitValue value)
    {
        var text = value.ToString();
        return text.Length <= 60 ? text : text[..59] + "…";
    }
}

/// <summary>
/// The codecs of a function's parameters, and of its result; null where there is none.
/// </summary>
internal sealed class ValueCodecs
{
    public ValueCodecs(FunctionPlan plan)
    {
        var codecs = new WitValueCodecs(plan);
        Parameters = [.. plan.Type.Parameters.Select(parameter => codecs.For(parameter.Type))];
        Result = plan.Type.Result is null ? null : codecs.For(plan.Type.Result);
    }

    public Codec<WitValue>[] Parameters { get; }

    public Codec<WitValue>? Result { get; }
}

/// <summary>Makes the codecs of values: a closed set, by the type's kind.</summary>
internal sealed class WitValueCodecs(FunctionPlan plan)
{
    private readonly Dictionary<WitType, Codec<WitValue>> made = new(ReferenceEqualityComparer.Instance);

    public Codec<WitValue> For(WitType type)
    {
        // Remembered by identity: a type may share its parts, and be exponentially large when written out.
        if (!made.TryGetValue(type, out var codec))
        {
            made.Add(type, codec = Make(type));
        }
        return codec;
    }

    private Codec<WitValue> Make(WitType type) => type switch
    {
        PrimitiveType primitive => Scalar(primitive),
        ListType
        {
            Length: null,
            Element: PrimitiveType { Kind: >= PrimitiveKind.S8 and <= PrimitiveKind.F64 } element
        } list =>
            Numbers(list, element),
        ListType { Length: null } list => new ListValueCodec(new ArrayCodec<WitValue>(For(list.Element)), list),
        ListType list => new ListValueCodec(
            new FixedArrayCodec<WitValue>(For(list.Element), list.Length!.Value, CodecLayouts.FlatCount(list)), list),
        MapType map => new ListValueCodec(new ArrayCodec<WitValue>(For(map.Entry)), map),
        RecordType record =>
            Fields(type, [.. record.Fields.Select(field => field.Name)], record.Fields.Select(field => field.Type)),
        TupleType tuple => Fields(type, null, tuple.Items),
        FlagsType flags => new FlagsValueCodec(flags, Wit.Abi.Layout.FlagsSize(flags.Names.Length)),
        OwnType own => new ResourceCodec<WitValue>(plan.SlotOf(own.Resource), true),
        BorrowType borrow => new ResourceCodec<WitValue>(plan.SlotOf(borrow.Resource), false),
        _ => Choice(type),
    };

    private FieldsValueCodec Fields(WitType type, string[]? names, IEnumerable<WitType> types)
    {
        ImmutableArray<WitType> all = [.. types];
        return new FieldsValueCodec(type, names, [.. all.Select(For)], CodecLayouts.Offsets(all),
            CodecLayouts.Size(type), CodecLayouts.Alignment(type));
    }

    private CaseValueCodec Choice(WitType type)
    {
        var cases = Wit.Abi.Cases.Of(type);
        var kind = type switch
        {
            EnumType => WitValueKind.Enum,
            OptionType => WitValueKind.Option,
            ResultType => WitValueKind.Result,
            _ => WitValueKind.Variant,
        };
        var payloads = new Codec<WitValue>?[cases.Count];
        var names = new string[cases.Count];
        for (var i = 0; i < cases.Count; i++)
        {
            payloads[i] = cases[i] is { } payload ? For(payload) : null;
            names[i] = cases.Name(i);
        }
        return new CaseValueCodec(type, kind, CodecLayouts.Case(type), names, payloads);
    }

    private Codec<WitValue> Numbers(ListType list, PrimitiveType element) => element.Kind switch
    {
        PrimitiveKind.S8 => Numbers(new IntegerCodec<sbyte>(), list),
        PrimitiveKind.U8 => Numbers(new IntegerCodec<byte>(), list),
        PrimitiveKind.S16 => Numbers(new IntegerCodec<short>(), list),
        PrimitiveKind.U16 => Numbers(new IntegerCodec<ushort>(), list),
        PrimitiveKind.S32 => Numbers(new IntegerCodec<int>(), list),
        PrimitiveKind.U32 => Numbers(new IntegerCodec<uint>(), list),
        PrimitiveKind.S64 => Numbers(new IntegerCodec<long>(), list),
        PrimitiveKind.U64 => Numbers(new IntegerCodec<ulong>(), list),
        PrimitiveKind.F32 => Numbers(new F32Codec(), list),
        _ => Numbers(new F64Codec(), list),
    };

    private NumbersValueCodec<T> Numbers<T>(Codec<T> codec, ListType list)
        where T : unmanaged => new(codec, For(list.Element), list);

    private static Codec<WitValue> Scalar(PrimitiveType type) => type.Kind switch
    {
        PrimitiveKind.Bool => new ScalarValueCodec<bool>(new BoolCodec(), v => v, v => (bool)v, type),
        PrimitiveKind.S8 => new ScalarValueCodec<sbyte>(new IntegerCodec<sbyte>(), v => v, v => (sbyte)v, type),
        PrimitiveKind.U8 => new ScalarValueCodec<byte>(new IntegerCodec<byte>(), v => v, v => (byte)v, type),
        PrimitiveKind.S16 => new ScalarValueCodec<short>(new IntegerCodec<short>(), v => v, v => (short)v, type),
        PrimitiveKind.U16 => new ScalarValueCodec<ushort>(new IntegerCodec<ushort>(), v => v, v => (ushort)v, type),
        PrimitiveKind.S32 => new ScalarValueCodec<int>(new IntegerCodec<int>(), v => v, v => (int)v, type),
        PrimitiveKind.U32 => new ScalarValueCodec<uint>(new IntegerCodec<uint>(), v => v, v => (uint)v, type),
        PrimitiveKind.S64 => new ScalarValueCodec<long>(new IntegerCodec<long>(), v => v, v => (long)v, type),
        PrimitiveKind.U64 => new ScalarValueCodec<ulong>(new IntegerCodec<ulong>(), v => v, v => (ulong)v, type),
        PrimitiveKind.F32 => new ScalarValueCodec<float>(new F32Codec(), v => v, LowerF32, type),
        PrimitiveKind.F64 => new ScalarValueCodec<double>(new F64Codec(), v => v, v => (double)v, type),
        PrimitiveKind.Char => new ScalarValueCodec<Rune>(new CharCodec(), v => v, v => (Rune)v, type),
        PrimitiveKind.ErrorContext => new ErrorContextCodec<WitValue>(),
        _ => new ScalarValueCodec<string>(new StringCodec(), v => v, v => (string)v, type),
    };

    // A literal like 1.5 is a double in C#; it is taken where no digits are lost.
    private static float LowerF32(WitValue value) =>
        value.Kind == WitValueKind.F64 && ((double)value).Equals((float)(double)value) ? (float)(double)value
            : (float)value;
}

/// <summary>Layouts as codecs want them.</summary>
internal static class CodecLayouts
{
    public static uint Size(WitType type) => checked((uint)Wit.Abi.Layout.ElemSize(type));

    public static uint Alignment(WitType type) => Wit.Abi.Layout.Alignment(type);

    public static int FlatCount(WitType type) =>
        Wit.Abi.Flattening.FlattenType(type) is { IsDefault: false } flat ? flat.Length : 0;

    public static uint[] Offsets(ImmutableArray<WitType> types)
    {
        var offsets = new uint[types.Length];
        var offset = 0u;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (uint)Wit.Abi.Layout.AlignTo(offset, Alignment(types[i]));
            offset = checked(offsets[i] + Size(types[i]));
        }
        return offsets;
    }

    public static CaseLayout Case(WitType type)
    {
        var cases = Wit.Abi.Cases.Of(type);
        return new CaseLayout(cases.Count, Wit.Abi.Layout.DiscriminantSize(cases.Count),
            Wit.Abi.Layout.PayloadOffset(cases),
            Size(type), Alignment(type), FlatCount(type));
    }
}
