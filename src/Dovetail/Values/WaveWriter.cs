using System.Globalization;
using System.Text;

namespace Dovetail.Values;

/// <summary>
/// Writes values as WAVE does: floats without exponents, fields that are <c>none</c> left out, keywords marked.
/// </summary>
/// <param name="most">Where the text is cut off, about; what is cut off is marked, and no WAVE any more.</param>
internal readonly struct WaveWriter(StringBuilder to, int most = int.MaxValue)
{
    public void Write(WitValue value)
    {
        switch (value.Kind)
        {
            case WitValueKind.Unit: to.Append("()"); break;
            case WitValueKind.Bool: to.Append((bool)value ? "true" : "false"); break;
            case WitValueKind.F32: Float(((float)value).ToString("R", CultureInfo.InvariantCulture)); break;
            case WitValueKind.F64: Float(((double)value).ToString("R", CultureInfo.InvariantCulture)); break;
            case WitValueKind.Char: Quoted('\'', ((Rune)value).ToString()); break;
            case WitValueKind.String: Quoted('"', (string)value); break;
            case WitValueKind.List: Sequence('[', value.Items, ']'); break;
            case WitValueKind.Tuple: Sequence('(', value.Items, ')'); break;
            case WitValueKind.Record: Record(value.RecordFields); break;
            case WitValueKind.Flags: to.Append('{').AppendJoin(", ", value.FlagNames).Append('}'); break;
            case WitValueKind.Enum or WitValueKind.Variant: Case(Mark(value.CaseName), value.CaseValue); break;
            case WitValueKind.Option or WitValueKind.Result: Case(value.CaseName, value.CaseValue); break;
            case WitValueKind.Resource: to.Append('<').Append(value.AsResource().GetType().Name).Append('>'); break;
            case WitValueKind.ErrorContext: ErrorContext(((ErrorContext)value).DebugMessage); break;
            default: Integer(value); break;
        }
    }

    private void Integer(WitValue value) =>
        to.Append(value.IsSigned ? ((long)value).ToString(CultureInfo.InvariantCulture) : ((ulong)value).ToString(CultureInfo.InvariantCulture));

    private void ErrorContext(string message)
    {
        to.Append("<error-context ");
        Quoted('"', message);
        to.Append('>');
    }

    private void Case(string name, WitValue? payload)
    {
        to.Append(name);
        if (payload is { } value)
        {
            to.Append('(');
            Write(value);
            to.Append(')');
        }
    }

    private static string Mark(string name) => new WaveLabel(name, default).IsKeyword ? "%" + name : name;

    private void Quoted(char quote, string text)
    {
        to.Append(quote);
        var shown = Math.Clamp(most - to.Length, 0, text.Length);
        WaveStrings.Escape(to, text.AsSpan(0, shown));
        to.Append(shown < text.Length ? "…" : "").Append(quote);
    }

    private void Sequence(char open, WitList items, char close)
    {
        to.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            to.Append(i == 0 ? "" : ", ");
            if (to.Length > most)
            {
                to.Append('…');
                break;
            }
            Write(items[i]);
        }
        to.Append(close);
    }

    private void Record(RecordPayload record)
    {
        to.Append('{');
        var first = true;
        for (var i = 0; i < record.Names.Length; i++)
        {
            if (record.Values[i] is { Kind: WitValueKind.Option, CaseValue: null })
            {
                continue;
            }
            to.Append(first ? "" : ", ").Append(record.Names[i]).Append(": ");
            Write(record.Values[i]);
            first = false;
        }
        // An empty pair of braces would be the empty set of flags.
        to.Append(first ? ":}" : "}");
    }

    // The shortest digits that read back as the same number, their exponent written out.
    private void Float(string text)
    {
        switch (text)
        {
            case "NaN": to.Append("nan"); return;
            case "Infinity": to.Append("inf"); return;
            case "-Infinity": to.Append("-inf"); return;
        }
        var e = text.IndexOf('E', StringComparison.Ordinal);
        if (e < 0)
        {
            to.Append(text);
            return;
        }
        var exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = text.AsSpan(0, e);
        if (mantissa[0] == '-')
        {
            to.Append('-');
            mantissa = mantissa[1..];
        }
        Expand(mantissa, exponent);
    }

    private void Expand(ReadOnlySpan<char> mantissa, int exponent)
    {
        var fraction = mantissa.Length > 2 ? mantissa[2..] : default;
        if (exponent < 0)
        {
            to.Append("0.").Append('0', -exponent - 1).Append(mantissa[0]).Append(fraction);
            return;
        }
        to.Append(mantissa[0]).Append(fraction).Append('0', Math.Max(0, exponent - fraction.Length));
        if (fraction.Length > exponent)
        {
            to.Insert(to.Length - (fraction.Length - exponent), '.');
        }
    }
}
