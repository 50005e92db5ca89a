using System.Collections.Immutable;

namespace Dovetail.Wit.Text;

/// <summary>A change that would remove the cause of a <see cref="Diagnostic"/>.</summary>
/// <param name="Span">What is replaced; of length 0 where something is inserted.</param>
/// <param name="Replacement">What stands there instead.</param>
public sealed record TextFix(SourceSpan Span, string Replacement);

/// <summary>One thing that is wrong with a text, and where.</summary>
/// <param name="Message">What is wrong, in one sentence without the place.</param>
/// <param name="Source">The text.</param>
/// <param name="Span">The place in it.</param>
/// <param name="Fix">What would put it right, where that is known.</param>
public sealed record Diagnostic(string Message, SourceText Source, SourceSpan Span, TextFix? Fix = null)
{
    /// <summary>The message with file, line, column and a caret, and with the fix where one is known.</summary>
    public override string ToString()
    {
        var rendered = Source.Render(Message, Span);
        return Fix is null ? rendered : rendered + "\n" + Advice(Fix);
    }

    private string Advice(TextFix fix) => fix switch
    {
        { Span.Length: 0 } => $"fix: insert `{fix.Replacement.Trim()}`",
        { Replacement.Length: 0 } => $"fix: remove `{Source.Content.Substring(fix.Span.Start, fix.Span.Length).Trim()}`",
        _ => $"fix: write `{fix.Replacement}`",
    };
}

/// <summary>
/// Collects what is wrong, up to a bound: what follows a hundred errors helps nobody, and may be exponentially more.
/// </summary>
internal sealed class DiagnosticBag
{
    public const int Most = 100;

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly HashSet<(SourceText, int, string)> _known = [];

    public bool IsEmpty => _diagnostics.Count == 0;

    /// <summary>Adds an error; the same error at the same place is added once.</summary>
    /// <exception cref="WitException">There are too many.</exception>
    public void Add(string message, SourceText source, SourceSpan span, TextFix? fix = null)
    {
        if (_known.Add((source, span.Start, message)))
        {
            _diagnostics.Add(new Diagnostic(message, source, span, fix));
        }
        if (_diagnostics.Count >= Most)
        {
            ThrowIfAny();
        }
    }

    /// <exception cref="WitException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw new WitException(InOrder());
        }
    }

    // Sorted by file and place, so that the same input gives the same output in whatever order its parts were looked at.
    private ImmutableArray<Diagnostic> InOrder() =>
        [.. _diagnostics.OrderBy(d => d.Source.Name ?? "", StringComparer.Ordinal).ThenBy(d => d.Span.Start)];
}
