using System.Globalization;
using System.Text;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Text;

/// <summary>
/// Writes values of the text format in the binary one (Binary.md, <c>val</c>), by their types. What a type does not allow is an
/// error of the text.
/// </summary>
/// <remarks>
/// Types are looked up where they are defined. One that an instance exports is not known here: its values can be written as
/// <c>(binary …)</c>.
/// </remarks>
internal sealed class ValueEncoder(SourceText source)
{
    // A type may have many values.
    private readonly Dictionary<ValueTypeDefinition, Dictionary<string, int>> _labels = new(ReferenceEqualityComparer.Instance);

    public ReadOnlyMemory<byte> Encode(Scope scope, ValueTypeReference type, LiteralSyntax value)
    {
        if (value is BinaryLiteralSyntax binary)
        {
            return binary.Bytes;
        }
        var writer = new ByteWriter();
        Write(writer, scope, type, value);
        return writer.Written.ToArray();
    }

    private void Write(ByteWriter writer, Scope scope, ValueTypeReference type, LiteralSyntax value)
    {
        if (type.Primitive is { } primitive)
        {
            WritePrimitive(writer, primitive, value);
            return;
        }
        switch (scope.TypeAt(type.Index))
        {
            case { Definition: PrimitiveDefinition known }:
                WritePrimitive(writer, known.Kind, value);
                break;
            case { Scope: { } owner, Definition: ValueTypeDefinition definition }:
                WriteDefined(writer, owner, definition, value);
                break;
            default:
                throw Error("the type of the value is not defined here; write the value as `(binary …)`", value);
        }
    }

    private void WriteDefined(ByteWriter writer, Scope scope, ValueTypeDefinition type, LiteralSyntax value)
    {
        switch (type)
        {
            case RecordDefinition record:
                WriteAll(writer, scope, [.. record.Fields.Select(field => field.Type!.Value)], Group(value, "record"));
                break;
            case TupleDefinition tuple:
                WriteAll(writer, scope, [.. tuple.Items], Group(value, "tuple"));
                break;
            case ListDefinition { Length: null } list:
                var items = Group(value, "list").Items;
                writer.WriteIndex(items.Length);
                foreach (var item in items)
                {
                    Write(writer, scope, list.Element, item);
                }
                break;
            case VariantDefinition variant:
                WriteVariant(writer, scope, variant, Group(value, "variant"));
                break;
            case EnumDefinition names:
                writer.WriteIndex(IndexOf(names, names.Labels, Group(value, "enum").Labels[0], value));
                break;
            case FlagsDefinition flags:
                WriteFlags(writer, flags, Group(value, "flags"));
                break;
            case OptionDefinition option:
                WriteChoice(writer, scope, ["none", "some"], [null, option.Item], value);
                break;
            case ResultDefinition result:
                WriteChoice(writer, scope, ["ok", "error"], [result.Ok, result.Error], value);
                break;
            default:
                throw Error("values of this type cannot be written", value);
        }
    }

    private void WriteAll(ByteWriter writer, Scope scope, ValueTypeReference[] types, GroupLiteralSyntax value)
    {
        if (types.Length != value.Items.Length)
        {
            throw Error($"expected {types.Length} values, found {value.Items.Length}", value);
        }
        for (var i = 0; i < types.Length; i++)
        {
            Write(writer, scope, types[i], value.Items[i]);
        }
    }

    private void WriteVariant(ByteWriter writer, Scope scope, VariantDefinition variant, GroupLiteralSyntax value)
    {
        var index = IndexOf(variant, variant.Cases.Select(@case => @case.Label), value.Labels[0], value);
        writer.WriteIndex(index);
        WriteAll(writer, scope, variant.Cases[index].Type is { } payload ? [payload] : [], value);
    }

    private void WriteFlags(ByteWriter writer, FlagsDefinition flags, GroupLiteralSyntax value)
    {
        var bits = 0u;
        foreach (var label in value.Labels)
        {
            bits |= 1u << IndexOf(flags, flags.Labels, label, value);
        }
        for (var i = 0; i < flags.Labels.Length; i += 8)
        {
            writer.WriteByte((byte)(bits >> i));
        }
    }

    // `none`, `(some v)`, `ok`, `(ok v)`, `error` and `(error v)`.
    private void WriteChoice(
        ByteWriter writer, Scope scope, string[] names, ValueTypeReference?[] payloads, LiteralSyntax value)
    {
        var word = value is TokenLiteralSyntax token ? token.Text : (value as GroupLiteralSyntax)?.Keyword ?? "";
        var index = Array.IndexOf(names, word);
        var items = value is GroupLiteralSyntax group ? group.Items : [];
        if (index < 0 || items.Length != (payloads[index] is null ? 0 : 1) || (value is GroupLiteralSyntax && items.IsEmpty))
        {
            throw Error($"expected `{names[0]}` or `{names[1]}`, with a value where its type has one", value);
        }
        writer.WriteByte((byte)index);
        if (payloads[index] is { } payload)
        {
            Write(writer, scope, payload, items[0]);
        }
    }

    private void WritePrimitive(ByteWriter writer, PrimitiveKind kind, LiteralSyntax value)
    {
        switch (kind)
        {
            case PrimitiveKind.String:
                writer.WriteName((value as StringLiteralSyntax)?.Value ?? throw Error("expected a string", value));
                return;
            case PrimitiveKind.ErrorContext:
                throw Error("values of this type cannot be written", value);
        }
        var text = (value as TokenLiteralSyntax)?.Text ?? throw Error($"expected a value of type {PrimitiveType.Of(kind)}", value);
        switch (kind)
        {
            case PrimitiveKind.Bool:
                writer.WriteByte(text switch { "false" => 0, "true" => 1, _ => throw Error("expected `true` or `false`", value) });
                break;
            case PrimitiveKind.Char:
                writer.WriteBytes(System.Text.Encoding.UTF8.GetBytes(Character(text, value).ToString()));
                break;
            case PrimitiveKind.F32:
                writer.WriteFixed32(text == "nan" ? 0x7fc00000 : (uint)Number(value, cursor => cursor.TakeF32()));
                break;
            case PrimitiveKind.F64:
                writer.WriteFixed64(text == "nan" ? 0x7ff8000000000000 : Number(value, cursor => cursor.TakeF64()));
                break;
            default:
                WriteInteger(writer, kind, Integer(text, value), value);
                break;
        }
    }

    private void WriteInteger(ByteWriter writer, PrimitiveKind kind, Int128 number, LiteralSyntax value)
    {
        var (bits, isSigned) = kind switch
        {
            PrimitiveKind.S8 => (8, true),
            PrimitiveKind.U8 => (8, false),
            PrimitiveKind.S16 => (16, true),
            PrimitiveKind.U16 => (16, false),
            PrimitiveKind.S32 => (32, true),
            PrimitiveKind.U32 => (32, false),
            PrimitiveKind.S64 => (64, true),
            _ => (64, false),
        };
        var lowest = isSigned ? -(Int128.One << (bits - 1)) : Int128.Zero;
        var highest = isSigned ? (Int128.One << (bits - 1)) - 1 : (Int128.One << bits) - 1;
        if (number < lowest || number > highest)
        {
            throw Error($"{PrimitiveType.Of(kind)} out of range", value);
        }
        if (bits == 8)
        {
            writer.WriteByte(unchecked((byte)number));
        }
        else if (isSigned)
        {
            writer.WriteSigned((long)number);
        }
        else
        {
            writer.WriteU64((ulong)number);
        }
    }

    private Int128 Integer(string text, LiteralSyntax value)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var isNegative = digits.StartsWith('-');
        digits = digits.TrimStart('-', '+');
        var isHex = digits.StartsWith("0x", StringComparison.Ordinal);
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!UInt128.TryParse(isHex ? digits[2..] : digits, style, CultureInfo.InvariantCulture, out var magnitude)
            || magnitude > ulong.MaxValue)
        {
            throw Error("expected an integer", value);
        }
        return isNegative ? -(Int128)magnitude : (Int128)magnitude;
    }

    // What the core format says of numbers is in its reader.
    private ulong Number(LiteralSyntax value, Func<TokenCursor, ulong> take)
    {
        var text = ((TokenLiteralSyntax)value).Text;
        if (text.Contains("nan", StringComparison.Ordinal))
        {
            throw Error("expected `nan`, without a sign or a payload", value);
        }
        try
        {
            return take(new TokenCursor(TokenSequence.Read(new SourceText(text))));
        }
        catch (MalformedException)
        {
            throw Error("expected a number", value);
        }
    }

    private Rune Character(string text, LiteralSyntax value)
    {
        var inner = text.Length > 2 && text[0] == '\'' && text[^1] == '\'' ? text[1..^1] : "";
        return Rune.TryGetRuneAt(inner.Length == 0 ? "\ud800" : inner, 0, out var rune) && rune.Utf16SequenceLength == inner.Length
            ? rune
            : throw Error("expected a character in single quotes", value);
    }

    private int IndexOf(ValueTypeDefinition type, IEnumerable<string> labels, string label, LiteralSyntax value)
    {
        if (!_labels.TryGetValue(type, out var known))
        {
            _labels.Add(type, known = new Dictionary<string, int>(StringComparer.Ordinal));
            foreach (var item in labels)
            {
                known.TryAdd(item, known.Count);
            }
        }
        return known.TryGetValue(label, out var index) ? index : throw Error($"the type has no `{label}`", value);
    }

    private GroupLiteralSyntax Group(LiteralSyntax value, string keyword) =>
        value is GroupLiteralSyntax group && group.Keyword == keyword ? group : throw Error($"expected `({keyword}`", value);

    private MalformedException Error(string message, LiteralSyntax value) => TextError.At(message, source, value.Span);
}
