using System.Globalization;
using Dovetail.Fuzzing.Specification;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Worlds;

/// <summary>Values as the source text of JavaScript, as jco has them there.</summary>
internal static class JavaScriptText
{
    /// <summary>The expression for a value.</summary>
    public static string Of(WitType type, Datum value) => type switch
    {
        PrimitiveType primitive => Scalar(primitive.Kind, value),
        ListType list => $"[{string.Join(",", Items(value).Select(item => Of(list.Element, item)))}]",
        TupleType tuple => $"[{string.Join(",", tuple.Items.Select((item, i) => Of(item, Items(value)[i])))}]",
        RecordType record => $"{{{string.Join(",", record.Fields.Select((field, i) => $"{field.Name}:{Of(field.Type, Items(value)[i])}"))}}}",
        FlagsType flags => $"{{{string.Join(",", flags.Names.Where((_, i) => ((uint)((Number)value).Value >> i & 1) != 0).Select(name => $"{name}:true"))}}}",
        EnumType @enum => $"'{@enum.Names[((Choice)value).Index]}'",
        // What may itself be nothing is told apart by a tag.
        OptionType option when IsNullable(option) => ((Choice)value).Payload is { } some ? Of(option.Item, some) : "undefined",
        _ => Case(Cases.Of(type), (Choice)value),
    };

    /// <summary>Whether jco has values of a type and of all in it.</summary>
    public static bool Has(WitType type) => type switch
    {
        ListType { Length: not null } or MapType => false,
        ListType list => Has(list.Element),
        RecordType record => record.Fields.All(field => Has(field.Type)),
        TupleType tuple => tuple.Items.All(Has),
        VariantType or OptionType or ResultType => Cases.Of(type) is var cases && Enumerable.Range(0, cases.Count).All(i => cases[i] is not { } payload || Has(payload)),
        _ => true,
    };

    // So of three options in each other the middle one alone has a tag.
    private static bool IsNullable(WitType type) => type is OptionType option && !IsNullable(option.Item);

    private static string Case(Cases cases, Choice value) => cases[value.Index] is { } payload
        ? $"{{tag:'{cases.Name(value.Index)}',val:{Of(payload, value.Payload!)}}}"
        : $"{{tag:'{cases.Name(value.Index)}'}}";

    private static string Scalar(PrimitiveKind kind, Datum value) => kind switch
    {
        PrimitiveKind.String => value.ToString(),
        PrimitiveKind.Char => new Text(new System.Text.Rune((uint)((Number)value).Value).ToString()).ToString(),
        PrimitiveKind.Bool => ((Number)value).Value != 0 ? "true" : "false",
        PrimitiveKind.S64 or PrimitiveKind.U64 => $"{value}n",
        PrimitiveKind.F32 => Float(BitConverter.UInt32BitsToSingle((uint)((Number)value).Value)),
        PrimitiveKind.F64 => Float(BitConverter.UInt64BitsToDouble((ulong)((Number)value).Value)),
        _ => value.ToString(),
    };

    private static string Float(double value) => double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? value > 0 ? "Infinity" : "-Infinity"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static Datum[] Items(Datum value) => ((Parts)value).Items;
}
