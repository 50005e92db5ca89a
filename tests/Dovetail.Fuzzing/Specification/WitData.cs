using System.Runtime.CompilerServices;
using System.Text;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>Values without types, as values of the dynamic API and back.</summary>
/// <param name="makeResource">Makes a resource that stands for a number.</param>
internal sealed class WitData(Func<ResourceType, uint, bool, object> makeResource)
{
    /// <summary>A value as the dynamic API takes it.</summary>
    public WitValue ToWit(WitType type, Datum value) => type switch
    {
        PrimitiveType primitive => Scalar(primitive.Kind, value),
        ListType list => WitValue.List([.. Items(value).Select(item => ToWit(list.Element, item))]),
        MapType map => WitValue.List([.. Items(value).Select(item => ToWit(map.Entry, item))]),
        RecordType record => WitValue.Record([.. record.Fields.Select((field, i) => (field.Name, ToWit(field.Type, Items(value)[i])))]),
        TupleType tuple => WitValue.Tuple([.. tuple.Items.Select((item, i) => ToWit(item, Items(value)[i]))]),
        FlagsType flags => WitValue.Flags([.. flags.Names.Where((_, i) => ((uint)((Number)value).Value >> i & 1) != 0)]),
        OwnType own => WitValue.Resource(makeResource(own.Resource, Word(value), true)),
        BorrowType borrow => WitValue.Resource(makeResource(borrow.Resource, Word(value), false)),
        _ => Case(type, (Choice)value),
    };

    /// <summary>A value that the dynamic API gave.</summary>
    public static Datum FromWit(WitType type, WitValue value) => type switch
    {
        PrimitiveType primitive => Scalar(primitive.Kind, value),
        ListType list => new Parts([.. value.Items.Select(item => FromWit(list.Element, item))]),
        MapType map => new Parts([.. value.Items.Select(item => FromWit(map.Entry, item))]),
        RecordType record => new Parts([.. record.Fields.Select(field => FromWit(field.Type, value[field.Name]))]),
        TupleType tuple => new Parts([.. tuple.Items.Select((item, i) => FromWit(item, value.Items[i]))]),
        FlagsType flags => new Number(value.Names.Aggregate(0u, (bits, name) => bits | 1u << flags.Names.IndexOf(name))),
        OwnType or BorrowType => new Number(RepOf(value.AsResource())),
        _ => Case(Cases.Of(type), value),
    };

    /// <summary>What a resource stands for.</summary>
    public static uint RepOf(object resource) => resource is HostThing thing ? thing.Rep : (uint)Rep((GuestResource)resource);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "rep")]
    private static extern ref readonly ulong Rep(GuestResource resource);

    private static Datum[] Items(Datum value) => ((Parts)value).Items;

    private static uint Word(Datum value) => (uint)((Number)value).Value;

    private WitValue Case(WitType type, Choice value)
    {
        var cases = Cases.Of(type);
        var payload = cases[value.Index] is { } item ? ToWit(item, value.Payload!) : (WitValue?)null;
        return type switch
        {
            EnumType @enum => WitValue.Enum(@enum.Names[value.Index]),
            OptionType => payload is { } some ? WitValue.Some(some) : WitValue.None,
            ResultType when value.Index == 0 => payload is { } ok ? WitValue.Ok(ok) : WitValue.Ok(),
            ResultType => payload is { } error ? WitValue.Err(error) : WitValue.Err(),
            _ => payload is { } other ? WitValue.Variant(cases.Name(value.Index), other) : WitValue.Variant(cases.Name(value.Index)),
        };
    }

    private static Choice Case(Cases cases, WitValue value)
    {
        var index = Enumerable.Range(0, cases.Count).First(i => cases.Name(i) == value.CaseName);
        return new Choice(index, cases[index] is { } payload ? FromWit(payload, value.CaseValue!.Value) : null);
    }

    private static WitValue Scalar(PrimitiveKind kind, Datum value) => kind switch
    {
        PrimitiveKind.String => ((Text)value).Value,
        PrimitiveKind.Bool => Word(value) != 0,
        PrimitiveKind.S8 => (sbyte)((Number)value).Value,
        PrimitiveKind.U8 => (byte)((Number)value).Value,
        PrimitiveKind.S16 => (short)((Number)value).Value,
        PrimitiveKind.U16 => (ushort)((Number)value).Value,
        PrimitiveKind.S32 => (int)((Number)value).Value,
        PrimitiveKind.U32 => Word(value),
        PrimitiveKind.S64 => (long)((Number)value).Value,
        PrimitiveKind.U64 => (ulong)((Number)value).Value,
        PrimitiveKind.F32 => BitConverter.UInt32BitsToSingle(Word(value)),
        PrimitiveKind.F64 => BitConverter.UInt64BitsToDouble((ulong)((Number)value).Value),
        PrimitiveKind.Char => new Rune(Word(value)),
        _ => WitValue.ErrorContext(new ErrorContext(((Text)value).Value)),
    };

    private static Datum Scalar(PrimitiveKind kind, WitValue value) => kind switch
    {
        PrimitiveKind.String => new Text((string)value),
        PrimitiveKind.Bool => new Number((bool)value ? 1 : 0),
        PrimitiveKind.F32 => new Number(BitConverter.SingleToUInt32Bits((float)value)),
        PrimitiveKind.F64 => new Number(BitConverter.DoubleToUInt64Bits((double)value)),
        PrimitiveKind.Char => new Number(((Rune)value).Value),
        PrimitiveKind.U64 => new Number((ulong)value),
        PrimitiveKind.ErrorContext => new Text(((ErrorContext)value).DebugMessage),
        _ => new Number((long)value),
    };
}
