using System.Text;

namespace Dovetail.Wit.Text;

/// <summary>Applies fixes to texts.</summary>
public static class TextFixes
{
    /// <summary>
    /// The text of <paramref name="source"/> with the fixes of those <paramref name="diagnostics"/> that speak of it. Of two fixes that
    /// overlap the first counts.
    /// </summary>
    public static SourceText Apply(SourceText source, IEnumerable<Diagnostic> diagnostics)
    {
        var text = new StringBuilder();
        var end = 0;
        var fixes = diagnostics.Where(diagnostic => diagnostic.Source == source).Select(diagnostic => diagnostic.Fix).OfType<TextFix>();
        foreach (var fix in fixes.Distinct().OrderBy(fix => fix.Span.Start).ThenBy(fix => fix.Span.Length))
        {
            if (fix.Span.Start >= end)
            {
                text.Append(source.Content, end, fix.Span.Start - end).Append(fix.Replacement);
                end = fix.Span.End;
            }
        }
        return new SourceText(text.Append(source.Content, end, source.Content.Length - end).ToString(), source.Name);
    }
}
