using Dovetail.Wit.Text;

namespace Dovetail.Values;

internal enum WaveTokenKind
{
    End,
    BraceOpen,
    BraceClose,
    BracketOpen,
    BracketClose,
    ParenOpen,
    ParenClose,
    Colon,
    Comma,
    Number,
    Label,
    Char,
    String,
    MultilineString,
}

/// <summary>A token and where it stands.</summary>
internal readonly record struct WaveToken(WaveTokenKind Kind, SourceSpan Span)
{
    public string Describe(SourceText source) => Kind == WaveTokenKind.End
        ? "the end of the input"
        : $"`{source.Content.AsSpan(Span.Start, Math.Min(Span.Length, 40))}`";
}
