using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

/// <summary>The kinds of tokens (WIT.md, "Lexical structure").</summary>
internal enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,
    /// <summary>What no token starts with; an error for whoever meets it.</summary>
    Unknown,
    /// <summary>A name, or what newcomers take for one: letters, digits, hyphens and underscores.</summary>
    Identifier,
    /// <summary>A name behind a percent sign, which may be a keyword.</summary>
    EscapedIdentifier,
    /// <summary>A reserved word.</summary>
    Keyword,
    /// <summary>Digits.</summary>
    Integer,
    /// <summary>A text in double quotes.</summary>
    String,
    /// <summary><c>=</c></summary>
    Equal,
    /// <summary><c>,</c></summary>
    Comma,
    /// <summary><c>:</c></summary>
    Colon,
    /// <summary><c>;</c></summary>
    Semicolon,
    /// <summary><c>(</c></summary>
    LeftParenthesis,
    /// <summary><c>)</c></summary>
    RightParenthesis,
    /// <summary><c>{</c></summary>
    LeftBrace,
    /// <summary><c>}</c></summary>
    RightBrace,
    /// <summary><c>&lt;</c></summary>
    LessThan,
    /// <summary><c>&gt;</c></summary>
    GreaterThan,
    /// <summary><c>*</c></summary>
    Star,
    /// <summary><c>-&gt;</c></summary>
    Arrow,
    /// <summary><c>/</c></summary>
    Slash,
    /// <summary><c>.</c></summary>
    Period,
    /// <summary><c>@</c></summary>
    At,
    /// <summary><c>_</c></summary>
    Underscore,
}

/// <summary>A token and its place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">The name without the percent sign, or the keyword; empty for all others.</param>
/// <param name="Comments">
/// How many comments the text has before this token: those of the token are what the previous one has not.
/// </param>
/// <param name="StartsLine">Whether it is the first on its line.</param>
internal readonly record struct Token(TokenKind Kind, SourceSpan Span, string Text, int Comments, bool StartsLine)
{
    public bool Is(string keyword) => Kind == TokenKind.Keyword && Text == keyword;

    /// <summary>The token as errors call it.</summary>
    public string Describe(SourceText source) => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.Keyword => $"keyword `{Text}`",
        TokenKind.Identifier or TokenKind.EscapedIdentifier => $"`{Shorten(Text)}`",
        TokenKind.String => "a string",
        _ => $"`{Shorten(source.Content.Substring(Span.Start, Span.Length))}`",
    };

    /// <summary>What is shown of a text that a file has at any length.</summary>
    public static string Shorten(string text) => text.Length <= 64 ? text : $"{text.Substring(0, 64)}…";
}
