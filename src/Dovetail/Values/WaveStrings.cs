using System.Globalization;
using System.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Values;

/// <summary>Takes characters and strings out of their quotes and escapes, and puts them back.</summary>
internal static class WaveStrings
{
    private const int Quote = 3;

    public static Rune ReadChar(SourceText source, SourceSpan span)
    {
        var text = Unescape(source, span.Start + 1, span.End - 1);
        if (Rune.DecodeFromUtf16(text, out var rune, out var used) != System.Buffers.OperationStatus.Done
            || used != text.Length)
        {
            throw new WaveException(source, "a `char` is exactly one Unicode scalar value", span);
        }
        return rune;
    }

    public static string ReadString(SourceText source, SourceSpan span) =>
        source.Content.AsSpan(span.Start).StartsWith("\"\"\"", StringComparison.Ordinal)
            ? ReadMultiline(source, span)
            : Unescape(source, span.Start + 1, span.End - 1);

    // The spaces before the closing quotes are the indent; each line loses as many.
    private static string ReadMultiline(SourceText source, SourceSpan span)
    {
        var text = source.Content;
        var start = span.Start + Quote;
        var end = span.End - Quote;
        if (text[start] is not ('\n' or '\r') || (text[start] == '\r' && text[start + 1] != '\n'))
        {
            throw new WaveException(source, "a line break must follow the opening \"\"\"", new SourceSpan(start, 1));
        }
        start += text[start] == '\r' ? 2 : 1;
        var last = end;
        while (last > start && text[last - 1] == ' ')
        {
            last--;
        }
        if (text[last - 1] != '\n')
        {
            throw new WaveException(source, "the closing \"\"\" must stand on a line of its own",
                new SourceSpan(end, Quote));
        }
        return last == start ? "" : JoinLines(source, start, last, end - last);
    }

    private static string JoinLines(SourceText source, int start, int end, int indent)
    {
        var text = source.Content;
        var result = new StringBuilder();
        for (var line = start; line < end;)
        {
            var next = text.IndexOf('\n', line, end - line);
            var stop = next > line && text[next - 1] == '\r' ? next - 1 : next;
            if (!text.AsSpan(line, stop - line).StartsWith(new string(' ', indent), StringComparison.Ordinal))
            {
                throw new WaveException(source, "the line is indented less than the closing \"\"\"",
                    new SourceSpan(line, Math.Max(1, stop - line)));
            }
            result.Append(line == start ? "" : "\n").Append(Unescape(source, line + indent, stop));
            line = next + 1;
        }
        return result.ToString();
    }

    private static string Unescape(SourceText source, int start, int end)
    {
        var text = source.Content;
        var result = new StringBuilder(end - start);
        for (var at = start; at < end;)
        {
            if (text[at] != '\\')
            {
                result.Append(text[at++]);
                continue;
            }
            at = ReadEscape(source, at, end, result);
        }
        var value = result.ToString();
        return UnicodeScalars.IndexOfUnpaired(value) < 0
            ? value
            : throw new WaveException(source, "unpaired surrogate", new SourceSpan(start, end - start));
    }

    private static int ReadEscape(SourceText source, int at, int end, StringBuilder result)
    {
        var escape = at + 1 < end ? source.Content[at + 1] : '\0';
        if (escape == 'u')
        {
            return ReadUnicodeEscape(source, at, end, result);
        }
        result.Append(escape switch
        {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            '\\' or '\'' or '"' => escape,
            _ => throw new WaveException(source, "unknown escape; known are \\t \\n \\r \\\\ \\' \\\" and \\u{…}",
                new SourceSpan(at, Math.Min(2, end - at))),
        });
        return at + 2;
    }

    private static int ReadUnicodeEscape(SourceText source, int at, int end, StringBuilder result)
    {
        var text = source.Content;
        var close = text.IndexOf('}', at, end - at);
        var digits = close < 0 || text[at + 2] != '{' ? default : text.AsSpan(at + 3, close - (at + 3));
        if (digits.Length is 0 or > 6
            || digits.ContainsAnyExcept(System.Buffers.SearchValues.Create("0123456789abcdefABCDEF")))
        {
            throw new WaveException(source, "\\u needs one to six hexadecimal digits in braces", new SourceSpan(at, 2));
        }
        var value = int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (!Rune.IsValid(value))
        {
            throw new WaveException(source, "not a Unicode scalar value", new SourceSpan(at, close + 1 - at));
        }
        result.Append(new Rune(value).ToString());
        return close + 1;
    }

    /// <summary>
    /// Writes a string or a character without its quotes. Both kinds of quotes are escaped, and what does not print.
    /// </summary>
    public static void Escape(StringBuilder to, ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\t': to.Append("\\t"); break;
                case '\n': to.Append("\\n"); break;
                case '\r': to.Append("\\r"); break;
                case '\\' or '\'' or '"': to.Append('\\').Append((char)rune.Value); break;
                default: AppendPrintable(to, rune); break;
            }
        }
    }

    private static void AppendPrintable(StringBuilder to, Rune rune)
    {
        var prints = rune.Value == ' '
            || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
        if (prints)
        {
            to.Append(rune.ToString());
        }
        else
        {
            to.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }
    }
}
