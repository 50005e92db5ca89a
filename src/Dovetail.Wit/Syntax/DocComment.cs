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
        var lines = texts.SelectMany(text => text.Substring(Math.Min(indent, text.Length)).Split('\n')).ToList();
        indent = Indent(lines);
        var joined = string.Join("\n", lines.Select(line => line.Substring(Math.Min(indent, line.Length)).TrimEnd()));
        return joined.Trim().Length == 0 ? null : joined.Trim('\n');
    }

    // What all that say something have in front.
    private static int Indent(List<string> texts) => texts
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
