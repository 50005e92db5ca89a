using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

/// <summary>Takes the text out of the comments that stand before an item.</summary>
internal static class DocComment
{
    /// <summary>
    /// The text of <paramref name="comments"/>, lines separated by <c>\n</c>, without the delimiters and without the
    /// space that all have in front; null where nothing is said.
    /// </summary>
    public static string? Read(SourceText source, List<SourceSpan> comments, int first, int end)
    {
        if (first == end)
        {
            return null;
        }
        var texts = comments.GetRange(first, end - first).Select(span => Undelimit(source, span)).ToList();
        var indent = Indent(texts);
        var lines = Dedent([.. texts.SelectMany(text => text.Substring(Math.Min(indent, text.Length)).Split('\n'))]);
        return lines.Count == 0 ? null : string.Join("\n", lines);
    }

    /// <summary>Lines without the space that all have in front, without space at their ends, and without empty ones before the first and behind the last.</summary>
    public static List<string> Dedent(string[] lines)
    {
        var indent = Indent(lines);
        var cut = lines.Select(line => line.Substring(Math.Min(indent, line.Length)).TrimEnd()).ToList();
        var (first, last) = (cut.FindIndex(line => line.Length > 0), cut.FindLastIndex(line => line.Length > 0));
        return first < 0 ? [] : cut.GetRange(first, last - first + 1);
    }

    // What all that say something have in front.
    private static int Indent(IReadOnlyList<string> texts) => texts
        .Where(text => text.Trim().Length > 0)
        .Select(text => text.Length - text.TrimStart(' ', '\t').Length)
        .DefaultIfEmpty(0).Min();

    private static string Undelimit(SourceText source, SourceSpan span)
    {
        var text = source.Content.Substring(span.Start, span.Length);
        if (!text.StartsWith("/*", StringComparison.Ordinal))
        {
            return text.TrimStart('/').TrimEnd();
        }
        var end = text.Length >= 4 && text.EndsWith("*/", StringComparison.Ordinal) ? text.Length - 2 : text.Length;
        var start = 2;
        while (start < end && text[start] == '*')
        {
            start++;
        }
        return text.Substring(start, end - start).TrimEnd();
    }
}
