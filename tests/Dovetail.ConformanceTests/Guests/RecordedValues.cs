using System.Globalization;
using System.Text;
using System.Text.Json;
using Dovetail.Wit.Types;

namespace Dovetail.ConformanceTests.Guests;

// The recordings have values as JavaScript sees them: {"$int"}, {"$float"}, {"$none"} and {"$typed"} stand for what JSON lacks, names of fields and
// flags are in camel case, an option is its value or none (but tagged where it is an option of an option), and a variant is {tag, val}.

/// <summary>Reads recorded values as values of a WIT type.</summary>
internal static class RecordedValues
{
    public static WitValue Read(JsonElement json, WitType type) => type switch
    {
        PrimitiveType primitive => Primitive(json, primitive.Kind),
        ListType list => WitValue.List([.. Items(json).Select(item => Read(item, list.Element))]),
        TupleType tuple => WitValue.Tuple([.. Items(json).Zip(tuple.Items, Read)]),
        RecordType record => WitValue.Record([.. record.Fields.Select(field => (field.Name, Read(json.GetProperty(Camel(field.Name)), field.Type)))]),
        FlagsType flags => WitValue.Flags([.. flags.Names.Where(name => json.GetProperty(Camel(name)).GetBoolean())]),
        EnumType => WitValue.Enum(json.GetString()!),
        VariantType variant => Variant(json, variant),
        OptionType option => Option(json, option),
        ResultType result when Tag(json) == "ok" => Ok(Payload(json), result),
        ResultType result => Err(Payload(json), result),
        _ => throw new NotSupportedException($"{type} is not in any recording"),
    };

    /// <summary>The value that a call must return.</summary>
    public static WitValue ReadResult(RecordedCase @case, WitType? type) => (type, @case.Ending) switch
    {
        (null, _) => default,
        (ResultType result, Ending.Result) => Ok(@case.Value, result),
        (ResultType result, Ending.Error) => Err(@case.Value, result),
        _ => Read(@case.Value, type),
    };

    /// <summary>The items of an array or of a typed one.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement json) =>
        (json.ValueKind == JsonValueKind.Array ? json : json.GetProperty("items")).EnumerateArray();

    public static bool IsNone(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty("$none", out _);

    public static string? Tag(JsonElement json) => json.GetProperty("tag").GetString();

    public static JsonElement Payload(JsonElement json) => json.TryGetProperty("val", out var payload) ? payload : default;

    /// <summary>An integer, written as a number or as a string where JavaScript has a BigInt.</summary>
    public static Int128 Integer(JsonElement json) => Int128.Parse(
        json.ValueKind == JsonValueKind.Object ? json.GetProperty("$int").GetString()! : json.GetRawText(), CultureInfo.InvariantCulture);

    public static double Float(JsonElement json) => json.ValueKind == JsonValueKind.Number ? json.GetDouble() : json.GetProperty("$float").GetString() switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => -0.0,
    };

    /// <summary>A label as JavaScript names it.</summary>
    public static string Camel(string label)
    {
        var words = label.Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static WitValue Primitive(JsonElement json, PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => json.GetBoolean(),
        PrimitiveKind.S8 => (sbyte)Integer(json),
        PrimitiveKind.U8 => (byte)Integer(json),
        PrimitiveKind.S16 => (short)Integer(json),
        PrimitiveKind.U16 => (ushort)Integer(json),
        PrimitiveKind.S32 => (int)Integer(json),
        PrimitiveKind.U32 => (uint)Integer(json),
        PrimitiveKind.S64 => (long)Integer(json),
        PrimitiveKind.U64 => (ulong)Integer(json),
        PrimitiveKind.F32 => (float)Float(json),
        PrimitiveKind.F64 => Float(json),
        PrimitiveKind.Char => Rune.GetRuneAt(json.GetString()!, 0),
        _ => json.GetString()!,
    };

    private static WitValue Variant(JsonElement json, VariantType variant)
    {
        var tag = Tag(json)!;
        return variant.Cases.Single(@case => @case.Name == tag).Type is { } payload
            ? WitValue.Variant(tag, Read(Payload(json), payload))
            : WitValue.Variant(tag);
    }

    private static WitValue Option(JsonElement json, OptionType option) => option.Item is OptionType
        ? Tag(json) == "none" ? WitValue.None : WitValue.Some(Read(Payload(json), option.Item))
        : IsNone(json) ? WitValue.None : WitValue.Some(Read(json, option.Item));

    private static WitValue Ok(JsonElement json, ResultType result) => result.Ok is { } ok ? WitValue.Ok(Read(json, ok)) : WitValue.Ok();

    private static WitValue Err(JsonElement json, ResultType result) => result.Error is { } error ? WitValue.Err(Read(json, error)) : WitValue.Err();
}
