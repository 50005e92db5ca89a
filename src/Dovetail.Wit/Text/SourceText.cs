using System.Globalization;

namespace Dovetail.Wit.Text;

/// <summary>A text with a name, which turns offsets into lines, columns and carets. Immutable, safe from many threads.</summary>
public sealed class SourceText
{
    // Made when first needed; two threads may both make it, and make the same.
    private int[]? _lineStarts;

    /// <summary>Makes a source of <paramref name="content"/>; <paramref name="name"/> is what errors call it (a file's path).</summary>
    public SourceText(string content, string? name = null)
    {
        Content = content ?? throw new ArgumentNullException(nameof(content));
        Name = name;
    }

    /// <summary>The whole text, in UTF-16.</summary>
    public string Content { get; }

    /// <summary>The file's path or another name for errors; null when the text has none.</summary>
    public string? Name { get; }

    /// <summary>The line and column of <paramref name="offset"/>, both counted from 1, the column in UTF-16 units.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        offset = Math.Max(0, Math.Min(offset, Content.Length));
        var starts = _lineStarts ??= FindLineStarts(Content);
        var index = Array.BinarySearch(starts, offset);
        var line = index < 0 ? ~index : index + 1;
        return (line, offset - starts[line - 1] + 1);
    }

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = text.IndexOf('\n'); i >= 0; i = text.IndexOf('\n', i + 1))
        {
            starts.Add(i + 1);
        }
        return [.. starts];
    }

    /// <summary>
    /// Renders <paramref name="message"/> with the place it speaks of: ` --> name:line:column`, the line, and a caret under
    /// <paramref name="span"/>. Long lines are cut to the part around the caret.
    /// </summary>
    public string Render(string message, SourceSpan span)
    {
        const int whole = 120, before = 60, after = 40;
        var (line, column) = Locate(span.Start);
        // A carriage return alone ends no line: what ends this one stands behind the place.
        var place = Math.Max(0, Math.Min(span.Start, Content.Length));
        var lineStart = place - (column - 1);
        var lineEnd = Content.IndexOfAny(['\r', '\n'], place);
        if (lineEnd < 0)
        {
            lineEnd = Content.Length;
        }
        var isWhole = lineEnd - lineStart <= whole;
        var from = isWhole ? lineStart : Math.Max(lineStart, lineStart + column - 1 - before);
        var to = isWhole ? lineEnd : Math.Min(lineEnd, Math.Max(from, lineStart + column - 1 + after));
        var caret = Math.Max(0, lineStart + column - 1 - from);
        var width = Math.Max(1, Math.Min(span.Length, to - (from + caret)));
        var margin = new string(' ', line.ToString(CultureInfo.InvariantCulture).Length);
        var shown = Printable(Content.Substring(from, to - from));
        return $"{message}\n{margin}--> {Name ?? "<input>"}:{line}:{column}\n{margin} |\n{line} | {shown}\n{margin} | " +
            new string(' ', caret) + new string('^', width);
    }

    // A text comes from outside: what a terminal would act on is shown as a dot, one for one, so that the caret stays true.
    private static string Printable(string text)
    {
        var characters = text.ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(characters[i]) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                characters[i] = characters[i] == '\t' ? ' ' : '.';
            }
        }
        return new string(characters);
    }
}
