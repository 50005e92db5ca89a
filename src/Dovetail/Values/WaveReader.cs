using System.Globalization;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Values;

/// <summary>Gives an untyped tree its meaning by a type.</summary>
/// <remarks>
/// Unknown fields of records are ignored, as in the reference implementation; missing ones are none where an option.
/// </remarks>
internal readonly struct WaveReader(SourceText source)
{
    public WitValue Read(WaveNode node, WitType type) => type switch
    {
        PrimitiveType primitive => ReadPrimitive(node, primitive),
        ListType list => ReadList(node, list, list.Element, list.Length),
        MapType map => ReadList(node, map, map.Entry, null),
        TupleType tuple => ReadTuple(node, tuple),
        RecordType record => ReadRecord(node, record),
        FlagsType flags => ReadFlags(node, flags),
        EnumType @enum => ReadEnum(node, @enum),
        VariantType variant => ReadVariant(node, variant),
        OptionType option => ReadOption(node, option),
        ResultType result => ReadResult(node, result),
        _ => throw new UnsupportedException($"WAVE for the type {type}"),
    };

    /// <summary>The arguments of a call; options may be left out at the end, unless all would be.</summary>
    public WitValue[] ReadArguments(WaveNode call, WitFunctionType type)
    {
        var given = call.Items;
        var parameters = type.Parameters;
        if (given.Count > parameters.Length)
        {
            throw Error(FormattableString.Invariant($"expected {Count(parameters.Length)}, found {given.Count}"),
                given[parameters.Length].Span);
        }
        var values = new WitValue[parameters.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i < given.Count ? Read(given[i], parameters[i].Type)
                : given.Count > 0 && parameters[i].Type is OptionType ? WitValue.None
                : throw Error(FormattableString.Invariant(
                    $"expected {Count(parameters.Length)}, found {given.Count}: ")
                    + $"`{parameters[i].Name}: {parameters[i].Type}` is missing", call.Span);
        }
        return values;
    }

    private static string Count(int parameters) =>
        FormattableString.Invariant($"{parameters} argument{(parameters == 1 ? "" : "s")}");

    private WitValue ReadPrimitive(WaveNode node, PrimitiveType type) => type.Kind switch
    {
        PrimitiveKind.Bool => ReadBool(node, type),
        PrimitiveKind.Char => WaveStrings.ReadChar(source, Expect(node, WaveNodeKind.Char, type).Span),
        PrimitiveKind.String => WaveStrings.ReadString(source, Expect(node, WaveNodeKind.String, type).Span),
        PrimitiveKind.F32 => Number.ReadFloat(Float(node, type)),
        PrimitiveKind.F64 => Number.ReadDouble(Float(node, type)),
        PrimitiveKind.S8 => (sbyte)Integer(node, type, sbyte.MinValue, (ulong)sbyte.MaxValue),
        PrimitiveKind.U8 => (byte)Integer(node, type, 0, byte.MaxValue),
        PrimitiveKind.S16 => (short)Integer(node, type, short.MinValue, (ulong)short.MaxValue),
        PrimitiveKind.U16 => (ushort)Integer(node, type, 0, ushort.MaxValue),
        PrimitiveKind.S32 => (int)Integer(node, type, int.MinValue, int.MaxValue),
        PrimitiveKind.U32 => (uint)Integer(node, type, 0, uint.MaxValue),
        PrimitiveKind.S64 => (long)Integer(node, type, long.MinValue, long.MaxValue),
        PrimitiveKind.U64 => (ulong)Integer(node, type, 0, ulong.MaxValue),
        _ => throw new UnsupportedException($"WAVE for the type {type}"),
    };

    private WitValue ReadBool(WaveNode node, WitType type) =>
        node is { Kind: WaveNodeKind.Label, Label.Written: "true" or "false" }
        ? node.Label.Written == "true"
        : throw Mismatch(node, type);

    /// <summary>The bits of an integer, its sign extended.</summary>
    private ulong Integer(WaveNode node, WitType type, long least, ulong greatest)
    {
        var text = TextOf(Expect(node, WaveNodeKind.Number, type));
        var isNegative = text[0] == '-';
        if (isNegative && least == 0)
        {
            throw Mismatch(node, type);
        }
        // By hand: .NET's number formats take longer to load, the first time, than a small call takes.
        var (value, isLarge) = (0UL, false);
        foreach (var character in text[(isNegative ? 1 : 0)..])
        {
            if (!char.IsAsciiDigit(character))
            {
                throw Mismatch(node, type);
            }
            var digit = (uint)(character - '0');
            isLarge |= value > (ulong.MaxValue - digit) / 10;
            value = (value * 10) + digit;
        }
        if (isLarge || value > (isNegative ? 0 - (ulong)least : greatest))
        {
            throw Error($"out of range of {type}", node.Span);
        }
        return isNegative ? 0 - value : value;
    }

    private string Float(WaveNode node, WitType type) => node switch
    {
        { Kind: WaveNodeKind.Number } => TextOf(node).ToString(),
        { Kind: WaveNodeKind.Label, Label.Written: "inf" or "nan" } => node.Label.Written,
        _ => throw Mismatch(node, type),
    };

    // A map is written as what it is, a list of tuples.
    private WitValue ReadList(WaveNode node, WitType type, WitType element, uint? length)
    {
        var nodes = Expect(node, WaveNodeKind.List, type).Items;
        if (length is not null && length != nodes.Count)
        {
            throw Error(FormattableString.Invariant($"expected {length} items, found {nodes.Count}"), node.Span);
        }
        var items = new WitValue[nodes.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Read(nodes[i], element);
        }
        return WitValue.OfItems(WitValueKind.List, items);
    }

    private WitValue ReadTuple(WaveNode node, TupleType type)
    {
        var nodes = Expect(node, WaveNodeKind.Tuple, type).Items;
        if (nodes.Count != type.Items.Length)
        {
            throw Error(
                FormattableString.Invariant($"expected {type.Items.Length} items for {type}, found {nodes.Count}"),
                node.Span);
        }
        var items = new WitValue[nodes.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Read(nodes[i], type.Items[i]);
        }
        return WitValue.OfItems(WitValueKind.Tuple, items);
    }

    private WitValue ReadRecord(WaveNode node, RecordType type)
    {
        Expect(node, WaveNodeKind.Record, type);
        var names = new string[type.Fields.Length];
        var values = new WitValue[type.Fields.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var field = type.Fields[i];
            var at = IndexOf(node.Labels, field.Name);
            names[i] = field.Name;
            values[i] = at >= 0 ? Read(node.Items[at], field.Type)
                : field.Type is OptionType ? WitValue.None
                : throw Error($"the field `{field.Name}: {field.Type}` is missing", node.Span);
        }
        return WitValue.OfRecord(names, values);
    }

    private static int IndexOf(IReadOnlyList<WaveLabel> labels, string name)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i].Name == name)
            {
                return i;
            }
        }
        return -1;
    }

    private WitValue ReadFlags(WaveNode node, FlagsType type)
    {
        foreach (var label in Expect(node, WaveNodeKind.Flags, type).Labels)
        {
            if (!type.Names.Contains(label.Name))
            {
                throw Error($"unknown flag `{label.Name}`: {type}", label.Span);
            }
        }
        var labels = node.Labels;
        return WitValue.OfFlags([.. type.Names.Where(name => IndexOf(labels, name) >= 0)]);
    }

    private WitValue ReadEnum(WaveNode node, EnumType type)
    {
        if (node.Kind != WaveNodeKind.Label || node.Label.IsKeyword)
        {
            throw Mismatch(node, type);
        }
        return type.Names.Contains(node.Label.Name) && node.Items.Count == 0
            ? WitValue.Enum(node.Label.Name)
            : throw Error($"unknown case: expected one of {type}", node.Span);
    }

    private WitValue ReadVariant(WaveNode node, VariantType type)
    {
        if (node.Kind != WaveNodeKind.Label || node.Label.IsKeyword)
        {
            throw Mismatch(node, type);
        }
        foreach (var @case in type.Cases)
        {
            if (@case.Name == node.Label.Name)
            {
                return Payload(node, @case.Type) is { } payload
                    ? WitValue.Variant(@case.Name, payload)
                    : WitValue.Variant(@case.Name);
            }
        }
        throw Error($"unknown case `{node.Label.Name}`: expected one of {type}", node.Span);
    }

    private WitValue ReadOption(WaveNode node, OptionType type)
    {
        if (IsWord(node, "none"))
        {
            return WitValue.None;
        }
        if (IsWord(node, "some"))
        {
            return WitValue.Some(Payload(node, type.Item)!.Value);
        }
        return type.Item is OptionType or ResultType ? throw Mismatch(node, type)
            : WitValue.Some(Read(node, type.Item));
    }

    private WitValue ReadResult(WaveNode node, ResultType type)
    {
        if (IsWord(node, "ok"))
        {
            return Payload(node, type.Ok) is { } ok ? WitValue.Ok(ok) : WitValue.Ok();
        }
        if (IsWord(node, "err"))
        {
            return Payload(node, type.Error) is { } error ? WitValue.Err(error) : WitValue.Err();
        }
        return type.Ok is null or OptionType or ResultType ? throw Mismatch(node, type)
            : WitValue.Ok(Read(node, type.Ok));
    }

    private WitValue? Payload(WaveNode node, WitType? type)
    {
        if (node.Items.Count == 0)
        {
            return type is null ? null
                : throw Error($"`{node.Label.Written}` needs a payload of type {type}", node.Span);
        }
        return type is null
            ? throw Error($"`{node.Label.Written}` has no payload here", node.Span)
            : Read(node.Items[0], type);
    }

    private static bool IsWord(WaveNode node, string word) =>
        node.Kind == WaveNodeKind.Label && node.Label.Written == word;

    private WaveNode Expect(WaveNode node, WaveNodeKind kind, WitType type) =>
        node.Kind == kind ? node : throw Mismatch(node, type);

    private ReadOnlySpan<char> TextOf(WaveNode node) => source.Content.AsSpan(node.Span.Start, node.Span.Length);

    private WaveException Mismatch(WaveNode node, WitType type) => Error($"expected {type}", node.Span);

    private WaveException Error(string message, SourceSpan span) => new(source, message, span);

    private static class Number
    {
        public static float ReadFloat(string text) => text switch
        {
            "nan" => float.NaN,
            "inf" => float.PositiveInfinity,
            "-inf" => float.NegativeInfinity,
            _ => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };

        public static double ReadDouble(string text) => text switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
    }
}
