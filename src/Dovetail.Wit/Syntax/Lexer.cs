using System.Globalization;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

/// <summary>Cuts a text into tokens and comments (WIT.md, "Lexical structure"), all at once.</summary>
/// <remarks>
/// It takes more than the grammar has: a name may have any letter, so that the parser can say what is wrong with the name
/// and not with a character. Characters that Unicode deprecates, that turn the direction of writing or that are control
/// codes are refused wherever they stand.
/// </remarks>
internal sealed class Lexer
{
    private static readonly HashSet<string> s_keywords =
    [
        "as", "async", "bool", "borrow", "char", "constructor", "enum", "export", "f32", "f64", "flags", "from", "func",
        "future", "import", "include", "interface", "list", "map", "option", "own", "package", "record", "resource",
        "result", "s16", "s32", "s64", "s8", "static", "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8",
        "use", "variant", "with", "world",
    ];

    private readonly SourceText _source;
    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<Token> _tokens = [];
    private readonly List<SourceSpan> _comments = [];
    private int _at;
    private bool _startsLine = true;

    private Lexer(SourceText source, DiagnosticBag diagnostics) =>
        (_source, _text, _diagnostics) = (source, source.Content, diagnostics);

    /// <summary>Whether <paramref name="text"/> can be a name only behind a percent sign.</summary>
    public static bool IsKeyword(string text) => s_keywords.Contains(text);

    /// <summary>The tokens of a text, closed by one of kind <see cref="TokenKind.End"/>, and its comments.</summary>
    public static (List<Token> Tokens, List<SourceSpan> Comments) Read(SourceText source, DiagnosticBag diagnostics)
    {
        var lexer = new Lexer(source, diagnostics);
        lexer.CheckCharacters();
        lexer.ReadAll();
        return (lexer._tokens, lexer._comments);
    }

    private void ReadAll()
    {
        if (_text.Length > 0 && _text[0] == '\ufeff')
        {
            _at = 1;
        }
        while (true)
        {
            SkipTrivia();
            if (_at == _text.Length)
            {
                Add(TokenKind.End, _at);
                return;
            }
            ReadToken(_text[_at]);
            _startsLine = false;
        }
    }

    private void ReadToken(char c)
    {
        var start = _at;
        if (IsNameStart(c))
        {
            var name = TakeName();
            Add(name == "_" ? TokenKind.Underscore : IsKeyword(name) ? TokenKind.Keyword : TokenKind.Identifier, start, name);
        }
        else if (c == '%' && _at + 1 < _text.Length && IsNamePart(_text[_at + 1]))
        {
            _at++;
            Add(TokenKind.EscapedIdentifier, start, TakeName());
        }
        else if (c is >= '0' and <= '9')
        {
            _at = Skip(_at, character => character is >= '0' and <= '9');
            Add(TokenKind.Integer, start);
        }
        else if (c == '"')
        {
            TakeString();
            Add(TokenKind.String, start);
        }
        else if (c == '-' && Follows('>'))
        {
            _at += 2;
            Add(TokenKind.Arrow, start);
        }
        else
        {
            _at += char.IsHighSurrogate(c) && _at + 1 < _text.Length ? 2 : 1;
            Add(KindOf(c), start);
        }
    }

    private void Add(TokenKind kind, int start, string name = "") =>
        _tokens.Add(new Token(kind, new SourceSpan(start, _at - start), name, _comments.Count, _startsLine));

    private static TokenKind KindOf(char c) => c switch
    {
        '=' => TokenKind.Equal,
        ',' => TokenKind.Comma,
        ':' => TokenKind.Colon,
        ';' => TokenKind.Semicolon,
        '(' => TokenKind.LeftParenthesis,
        ')' => TokenKind.RightParenthesis,
        '{' => TokenKind.LeftBrace,
        '}' => TokenKind.RightBrace,
        '<' => TokenKind.LessThan,
        '>' => TokenKind.GreaterThan,
        '*' => TokenKind.Star,
        '/' => TokenKind.Slash,
        '.' => TokenKind.Period,
        '@' => TokenKind.At,
        _ => TokenKind.Unknown,
    };

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '-'
        || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    // A hyphen that begins an arrow ends the name.
    private string TakeName()
    {
        var start = _at;
        while (_at < _text.Length && IsNamePart(_text[_at]) && !(_text[_at] == '-' && Follows('>')))
        {
            _at++;
        }
        return _text.Substring(start, _at - start);
    }

    private void TakeString()
    {
        var start = _at++;
        while (_at < _text.Length && _text[_at] is not ('"' or '\n'))
        {
            _at += _text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] != '\n' ? 2 : 1;
        }
        if (_at < _text.Length && _text[_at] == '"')
        {
            _at++;
            return;
        }
        _diagnostics.Add("the string is not closed", _source, new SourceSpan(start, 1));
    }

    private bool Follows(char c) => _at + 1 < _text.Length && _text[_at + 1] == c;

    private int Skip(int from, Func<char, bool> matches)
    {
        while (from < _text.Length && matches(_text[from]))
        {
            from++;
        }
        return from;
    }

    private void SkipTrivia()
    {
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '/' && Follows('/'))
            {
                SkipComment(_at, Skip(_at, character => character != '\n'));
            }
            else if (c == '/' && Follows('*'))
            {
                SkipComment(_at, EndOfBlock());
            }
            else if (c is not (' ' or '\t' or '\r' or '\n'))
            {
                return;
            }
            else
            {
                _startsLine |= c == '\n';
            }
        }
    }

    // What stands behind a token on its line speaks of that token, not of the next one; a doc comment is meant for the next.
    private void SkipComment(int start, int end)
    {
        var isDoc = string.CompareOrdinal(_text, start, "///", 0, 3) == 0
            || string.CompareOrdinal(_text, start, "/**", 0, 3) == 0;
        if (_startsLine || isDoc)
        {
            _comments.Add(new SourceSpan(start, end - start));
        }
        _at = end - 1;
    }

    private int EndOfBlock()
    {
        var depth = 0;
        for (var at = _at; at + 1 < _text.Length; at++)
        {
            var step = (_text[at], _text[at + 1]) switch { ('/', '*') => 1, ('*', '/') => -1, _ => 0 };
            depth += step;
            at += step == 0 ? 0 : 1;
            if (depth == 0)
            {
                return at + 1;
            }
        }
        _diagnostics.Add("the comment is not closed", _source, new SourceSpan(_at, 2));
        return _text.Length;
    }

    private void CheckCharacters()
    {
        for (var i = 0; i < _text.Length; i++)
        {
            if (ProblemAt(_text, i) is { } problem)
            {
                var code = ((int)_text[i]).ToString("X4", CultureInfo.InvariantCulture);
                _diagnostics.Add($"U+{code} {problem} and can't be in WIT", _source, new SourceSpan(i, 1));
            }
        }
    }

    /// <summary>Why a character can't be in WIT, not even in a comment; null where it can.</summary>
    public static string? ProblemAt(string text, int i)
    {
        var c = text[i];
        return c is >= ' ' and < '\u007f' or '\n' or '\r' or '\t' ? null
            : char.IsControl(c) ? "is a control code"
            : c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') ? "changes the direction of writing"
            : IsDeprecated(c) || IsDeprecatedTag(text, i) ? "is deprecated by Unicode"
            : char.IsSurrogate(c) && !IsPaired(text, i) ? "is half a character"
            : null;
    }

    private static bool IsPaired(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);

    // Unicode's property Deprecated, and the two Khmer vowels whose use it strongly discourages.
    private static bool IsDeprecated(char c) => c is '\u0149' or '\u0673' or '\u0f77' or '\u0f79' or '\u17a3' or '\u17a4'
        or '\u17b4' or '\u17b5' or (>= '\u206a' and <= '\u206f') or '\u2329' or '\u232a';

    private static bool IsDeprecatedTag(string text, int i) =>
        text[i] == '\udb40' && i + 1 < text.Length && text[i + 1] == '\udc01';
}
