using System.Collections.Immutable;
using System.Text;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

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
        ListType { Length: null } list => new ListValueCodec(new ArrayCodec<WitValue>(For(list.Element), plan.Pointer), list),
        ListType list => new ListValueCodec(
            new FixedArrayCodec<WitValue>(For(list.Element), list.Length!.Value, plan.Layouts.FlatCount(list)), list),
        MapType map => new ListValueCodec(new ArrayCodec<WitValue>(For(map.Entry), plan.Pointer), map),
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
        return new FieldsValueCodec(type, names, [.. all.Select(For)], plan.Layouts.Offsets(all),
            plan.Layouts.Size(type), plan.Layouts.Alignment(type));
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
        return new CaseValueCodec(type, kind, plan.Layouts.Case(type), names, payloads);
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
        where T : unmanaged => new(codec, For(list.Element), list, plan.Pointer);

    private Codec<WitValue> Scalar(PrimitiveType type) => type.Kind switch
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
        _ => new ScalarValueCodec<string>(new StringCodec(plan.Pointer), v => v, v => (string)v, type),
    };

    // A literal like 1.5 is a double in C#; it is taken where no digits are lost.
    private static float LowerF32(WitValue value) =>
        value.Kind == WitValueKind.F64 && ((double)value).Equals((float)(double)value) ? (float)(double)value
            : (float)value;
}
