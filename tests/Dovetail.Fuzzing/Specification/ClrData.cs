using System.Reflection;
using System.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>
/// Values without types, as objects of the C# types that delegates take, and back. What needs a type of the program's own, as records and
/// variants do, has one (<see cref="ProgramTypes"/>), at whatever depth.
/// </summary>
/// <param name="resourceType">The C# type of a resource.</param>
/// <param name="makeResource">Makes a resource that stands for a number.</param>
internal sealed class ClrData(Func<ResourceType, Type> resourceType, Func<ResourceType, uint, bool, object> makeResource)
{
    private ProgramTypes? _program;

    private ProgramTypes Program => _program ??= new ProgramTypes(TypeOf);

    /// <summary>The C# type for <paramref name="type"/>.</summary>
    public Type TypeOf(WitType? type) => type switch
    {
        null => typeof(ValueTuple),
        PrimitiveType primitive => Scalar(primitive.Kind),
        ListType list => TypeOf(list.Element).MakeArrayType(),
        MapType map => Pair(map).MakeArrayType(),
        TupleType tuple => Tuple(tuple.Items.Length).MakeGenericType([.. tuple.Items.Select(TypeOf)]),
        OptionType option => typeof(WitOption<>).MakeGenericType(TypeOf(option.Item)),
        ResultType result => typeof(Result<,>).MakeGenericType(TypeOf(result.Ok), TypeOf(result.Error)),
        OwnType own => resourceType(own.Resource),
        BorrowType borrow => resourceType(borrow.Resource),
        _ => Program.Of(type),
    };

    /// <summary>A value as an object of <see cref="TypeOf"/>.</summary>
    public object ToClr(WitType type, Datum value) => type switch
    {
        PrimitiveType primitive => Scalar(primitive.Kind, value),
        ListType list => ToArray(TypeOf(list.Element), ((Parts)value).Items, item => ToClr(list.Element, item)),
        MapType map => ToArray(Pair(map), ((Parts)value).Items, item => Activator.CreateInstance(
            Pair(map), ToClr(map.Key, ((Parts)item).Items[0]), ToClr(map.Value, ((Parts)item).Items[1]))!),
        TupleType tuple => Activator.CreateInstance(TypeOf(tuple), [.. tuple.Items.Select((item, i) => ToClr(item, ((Parts)value).Items[i]))])!,
        OptionType option => ToOption(option, (Choice)value),
        ResultType result => ToResult(result, (Choice)value),
        OwnType own => makeResource(own.Resource, (uint)((Number)value).Value, true),
        BorrowType borrow => makeResource(borrow.Resource, (uint)((Number)value).Value, false),
        RecordType record => Program.Make(record, [.. record.Fields.Select((field, i) => ToClr(field.Type, ((Parts)value).Items[i]))]),
        FlagsType flags => Enum.ToObject(TypeOf(flags), (uint)((Number)value).Value & (uint)((1UL << flags.Names.Length) - 1)),
        VariantType variant when !ProgramTypes.IsEnum(variant) => ToVariant(variant, (Choice)value),
        _ => Enum.ToObject(TypeOf(type), ((Choice)value).Index),
    };

    /// <summary>An object of <see cref="TypeOf"/> as a value.</summary>
    public static Datum FromClr(WitType type, object value) => type switch
    {
        PrimitiveType => FromScalar(value),
        ListType list => new Parts([.. ((Array)value).Cast<object>().Select(item => FromClr(list.Element, item))]),
        MapType map => new Parts([.. ((Array)value).Cast<object>().Select(pair => new Parts([FromClr(map.Key, Get(pair, "Key")), FromClr(map.Value, Get(pair, "Value"))]))]),
        TupleType tuple => new Parts([.. tuple.Items.Select((item, i) => FromClr(item, value.GetType().GetField($"Item{i + 1}")!.GetValue(value)!))]),
        OptionType option => (bool)Get(value, "HasValue") ? new Choice(1, FromClr(option.Item, Get(value, "Value"))) : new Choice(0, null),
        ResultType result => (bool)Get(value, "IsError")
            ? new Choice(1, result.Error is null ? null : FromClr(result.Error, Get(value, "Error")))
            : new Choice(0, result.Ok is null ? null : FromClr(result.Ok, Get(value, "Value"))),
        OwnType or BorrowType => new Number(WitData.RepOf(value)),
        RecordType record => new Parts([.. record.Fields.Select(field => FromClr(field.Type, value.GetType().GetField(field.Name)!.GetValue(value)!))]),
        FlagsType => new Number((uint)value),
        VariantType variant when !ProgramTypes.IsEnum(variant) => FromVariant(variant, value),
        _ => new Choice((int)value, null),
    };

    private object ToVariant(VariantType variant, Choice value) => Program.Make(variant, value.Index,
        variant.Cases[value.Index].Type is { } payload ? ToClr(payload, value.Payload!) : null);

    private static Choice FromVariant(VariantType variant, object value)
    {
        var (index, payload) = ProgramTypes.Take(value);
        return new Choice(index, variant.Cases[index].Type is { } type ? FromClr(type, payload!) : null);
    }

    private static object Get(object value, string property) => value.GetType().GetProperty(property)!.GetValue(value)!;

    private static Array ToArray(Type element, Datum[] items, Func<Datum, object> convert)
    {
        var array = Array.CreateInstance(element, items.Length);
        for (var i = 0; i < items.Length; i++) array.SetValue(convert(items[i]), i);
        return array;
    }

    private Type Pair(MapType map) => typeof(KeyValuePair<,>).MakeGenericType(TypeOf(map.Key), TypeOf(map.Value));

    private object ToOption(OptionType option, Choice value)
    {
        var type = TypeOf(option);
        return value.Index == 0 ? Activator.CreateInstance(type)!
            : type.GetMethod("op_Implicit", [TypeOf(option.Item)])!.Invoke(null, [ToClr(option.Item, value.Payload!)])!;
    }

    private object ToResult(ResultType result, Choice value)
    {
        var payload = value.Index == 0 ? result.Ok : result.Error;
        var made = payload is null ? default(ValueTuple) : ToClr(payload, value.Payload!);
        return TypeOf(result).GetMethod(value.Index == 0 ? "Ok" : "Err", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [made])!;
    }

    private static Type Tuple(int count) => count switch
    {
        1 => typeof(ValueTuple<>),
        2 => typeof(ValueTuple<,>),
        3 => typeof(ValueTuple<,,>),
        4 => typeof(ValueTuple<,,,>),
        _ => typeof(ValueTuple<,,,,>),
    };

    private static Type Scalar(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => typeof(bool),
        PrimitiveKind.S8 => typeof(sbyte),
        PrimitiveKind.U8 => typeof(byte),
        PrimitiveKind.S16 => typeof(short),
        PrimitiveKind.U16 => typeof(ushort),
        PrimitiveKind.S32 => typeof(int),
        PrimitiveKind.U32 => typeof(uint),
        PrimitiveKind.S64 => typeof(long),
        PrimitiveKind.U64 => typeof(ulong),
        PrimitiveKind.F32 => typeof(float),
        PrimitiveKind.F64 => typeof(double),
        PrimitiveKind.Char => typeof(Rune),
        PrimitiveKind.String => typeof(string),
        _ => typeof(ErrorContext),
    };

    private static object Scalar(PrimitiveKind kind, Datum value) => kind switch
    {
        PrimitiveKind.Bool => ((Number)value).Value != 0,
        PrimitiveKind.S8 => (sbyte)((Number)value).Value,
        PrimitiveKind.U8 => (byte)((Number)value).Value,
        PrimitiveKind.S16 => (short)((Number)value).Value,
        PrimitiveKind.U16 => (ushort)((Number)value).Value,
        PrimitiveKind.S32 => (int)((Number)value).Value,
        PrimitiveKind.U32 => (uint)((Number)value).Value,
        PrimitiveKind.S64 => (long)((Number)value).Value,
        PrimitiveKind.U64 => (ulong)((Number)value).Value,
        PrimitiveKind.F32 => BitConverter.UInt32BitsToSingle((uint)((Number)value).Value),
        PrimitiveKind.F64 => BitConverter.UInt64BitsToDouble((ulong)((Number)value).Value),
        PrimitiveKind.Char => new Rune((uint)((Number)value).Value),
        PrimitiveKind.String => ((Text)value).Value,
        _ => new ErrorContext(((Text)value).Value),
    };

    // The host sees one NaN; in lists, which are copied as blocks, it sees them as they are.
    private static Datum FromScalar(object value) => value switch
    {
        bool truth => new Number(truth ? 1 : 0),
        sbyte number => new Number(number),
        byte number => new Number(number),
        short number => new Number(number),
        ushort number => new Number(number),
        int number => new Number(number),
        uint number => new Number(number),
        long number => new Number(number),
        ulong number => new Number(number),
        float number => new Number(float.IsNaN(number) ? 0x7fc00000 : BitConverter.SingleToUInt32Bits(number)),
        double number => new Number(double.IsNaN(number) ? 0x7ff8000000000000 : BitConverter.DoubleToUInt64Bits(number)),
        Rune scalar => new Number(scalar.Value),
        string text => new Text(text),
        _ => new Text(((ErrorContext)value).DebugMessage),
    };
}
