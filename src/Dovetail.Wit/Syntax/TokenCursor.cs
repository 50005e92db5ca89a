using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

/// <summary>Ends the item that is being read, after the error was reported; whoever reads a list of items goes on with the next.</summary>
internal sealed class SyntaxErrorException : Exception
{
    /// <summary>What the item defines; null where that was not read yet.</summary>
    public Identifier? Defines { get; set; }
}

/// <summary>A place among the tokens of a file, and the errors found on the way.</summary>
internal sealed class TokenCursor
{
    private readonly List<Token> _tokens;
    private readonly List<SourceSpan> _comments;
    private int _at;

    public TokenCursor(SourceText source, DiagnosticBag diagnostics)
    {
        (Source, Diagnostics) = (source, diagnostics);
        (_tokens, _comments) = Lexer.Read(source, diagnostics);
    }

    public SourceText Source { get; }

    /// <summary>
    /// Whether the text is a composition in WAC, whose grammar of types is WIT's with a few things more: names for the types of functions,
    /// semicolons behind inline interfaces, and fewer words that can't be names.
    /// </summary>
    public bool IsComposition { get; init; }

    public DiagnosticBag Diagnostics { get; }

    public Token Current => _tokens[_at];

    public Token Next => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    /// <summary>The number of braces that are open here.</summary>
    public int Depth { get; private set; }

    public bool AtEnd => Current.Kind == TokenKind.End;

    public int Position => _at;

    /// <summary>The end of the last token taken.</summary>
    public int LastEnd => _at == 0 ? 0 : _tokens[_at - 1].Span.End;

    /// <summary>What the comments before the current token say.</summary>
    public string? Docs()
    {
        var first = _at == 0 ? 0 : _tokens[_at - 1].Comments;
        return DocComment.Read(Source, _comments, first, Current.Comments);
    }

    /// <summary>Where the comments before the current token stand.</summary>
    public SourceSpan DocsSpan() => _comments[_at == 0 ? 0 : _tokens[_at - 1].Comments];

    public Token Take()
    {
        var token = Current;
        Depth = Math.Max(0, Depth + token.Kind switch { TokenKind.LeftBrace => 1, TokenKind.RightBrace => -1, _ => 0 });
        _at += token.Kind == TokenKind.End ? 0 : 1;
        return token;
    }

    public bool At(TokenKind kind) => Current.Kind == kind;

    public bool At(string keyword) => Current.Is(keyword);

    public bool TryTake(TokenKind kind)
    {
        var taken = At(kind);
        if (taken)
        {
            Take();
        }
        return taken;
    }

    public bool TryTake(string keyword)
    {
        var taken = At(keyword);
        if (taken)
        {
            Take();
        }
        return taken;
    }

    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public Token Expect(TokenKind kind, string what) => At(kind) ? Take() : throw Unexpected(what);

    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public Token Expect(string keyword) => At(keyword) ? Take() : throw Unexpected($"`{keyword}`");

    /// <summary>
    /// Takes a semicolon. One that is missing before the end of a line or block is reported with its fix, and taken for
    /// written.
    /// </summary>
    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public void ExpectSemicolon()
    {
        if (TryTake(TokenKind.Semicolon))
        {
            return;
        }
        if (!Current.StartsLine && !At(TokenKind.RightBrace) && !AtEnd)
        {
            throw Unexpected("`;`");
        }
        var place = new SourceSpan(LastEnd, 0);
        Report($"expected `;`, found {Current.Describe(Source)}", place, new TextFix(place, ";"));
    }

    /// <summary>Reports that <paramref name="expected"/> should stand here.</summary>
    public SyntaxErrorException Unexpected(string expected, TextFix? fix = null) =>
        Fail($"expected {expected}, found {Current.Describe(Source)}", Current.Span, fix);

    /// <summary>Reports an error that ends the item.</summary>
    public SyntaxErrorException Fail(string message, SourceSpan span, TextFix? fix = null)
    {
        Report(message, span, fix);
        return new SyntaxErrorException();
    }

    /// <summary>Reports an error behind which reading can go on.</summary>
    public void Report(string message, SourceSpan span, TextFix? fix = null) =>
        Diagnostics.Add(message, Source, span, fix);

    /// <summary>The token behind the current one that is no part of <paramref name="end"/>, a place in the text.</summary>
    public void SkipTo(int end)
    {
        while (!AtEnd && Current.Span.Start < end)
        {
            Take();
        }
    }

    /// <summary>
    /// Goes behind the item that began at <paramref name="start"/>, at <paramref name="depth"/> open braces: past its
    /// semicolon or block, or to where the block around it closes or, on a new line, something else begins.
    /// </summary>
    public void SkipItem(int start, int depth, Func<Token, bool> beginsItem)
    {
        if (_at == start && !At(TokenKind.RightBrace))
        {
            Take();
        }
        while (!AtEnd)
        {
            var inside = Depth > depth;
            if (!inside && (At(TokenKind.RightBrace) || (Current.StartsLine && beginsItem(Current))))
            {
                return;
            }
            var token = Take();
            if (Depth <= depth && (token.Kind == TokenKind.Semicolon || (inside && token.Kind == TokenKind.RightBrace)))
            {
                return;
            }
        }
    }
}
