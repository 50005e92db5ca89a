using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Text;

/// <summary>The tokens of the text format (core specification 3.0, 6.3.2 "Tokens").</summary>
internal enum TokenKind : byte
{
    /// <summary>The end of the input, or of the part that a cursor reads.</summary>
    End,
    LeftParen,
    RightParen,
    /// <summary>A run that starts with a lower-case letter; <c>inf</c>, <c>nan</c> and <c>offset=8</c> are keywords too.</summary>
    Keyword,
    /// <summary><c>$x</c> or <c>$"x"</c>.</summary>
    Id,
    String,
    /// <summary>A run that starts with a digit or a sign. Whether it is a number is decided where it is used.</summary>
    Number,
    /// <summary>A run that is none of the others, as <c>0"x"</c>. No grammar accepts it but the inside of annotations.</summary>
    Reserved,
}

/// <summary>A token: its kind, and its place in the text in UTF-16 units.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;

    public SourceSpan Span => new(Start, Length);
}

/// <summary>
/// An annotation, <c>(@id …)</c>, which stands before the token of index <paramref name="Before"/>. Its tokens are those of
/// <see cref="TokenSequence.Inner"/> from <paramref name="First"/> on, without the parentheses and the name.
/// </summary>
internal readonly record struct Annotation(string Name, SourceSpan Span, int Before, int First, int Count);
