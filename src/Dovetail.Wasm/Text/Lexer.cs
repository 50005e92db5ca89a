using System.Buffers;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Text;

/// <summary>
/// Cuts a text into tokens (core specification 3.0, 6.3 "Lexical Format" and 7.3 "Annotations").
/// </summary>
/// <remarks>
/// A token is the longest run of identifier characters, strings and the reserved punctuation, so that <c>0$x</c> and
/// <c>"a""b"</c> are one token each, and a wrong one. Annotations may stand between any two tokens; an annotation that nobody
/// reads is only checked: it holds tokens and balanced parentheses. The lexer does not recurse, does not balance other
/// parentheses, and does not decide whether a run of digits is a number: the grammar does.
/// </remarks>
internal sealed class Lexer
{
    private const string AnnotationOpen = "(@";

    private static readonly SearchValues<char> s_idCharacters = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-./:<=>?@\\^_`|~");

    /// <summary>The characters of identifiers and keywords.</summary>
    public static SearchValues<char> IdCharacters => s_idCharacters;

    private readonly SourceText _source;
    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly List<Annotation> _annotations = [];
    private readonly List<Token> _inner = [];
    private int _position;

    public Lexer(SourceText source)
    {
        _source = source;
        _text = source.Content;
        _tokens = new List<Token>((_text.Length / 6) + 1);
    }

    public TokenSequence Read()
    {
        while (true)
        {
            SkipSpace();
            if (AtAnnotation())
            {
                ReadAnnotation();
                continue;
            }
            var token = Next();
            _tokens.Add(token);
            if (token.Kind == TokenKind.End)
            {
                return new TokenSequence(_source, [.. _tokens], [.. _annotations], [.. _inner]);
            }
        }
    }

    private bool AtAnnotation() => _text.AsSpan(_position).StartsWith(AnnotationOpen);

    private Token Next()
    {
        if (_position == _text.Length)
        {
            return new Token(TokenKind.End, _position, 0);
        }
        var start = _position;
        switch (_text[start])
        {
            case '(':
                _position++;
                return new Token(TokenKind.LeftParen, start, 1);
            case ')':
                _position++;
                return new Token(TokenKind.RightParen, start, 1);
            default:
                return ReadRun();
        }
    }

    // The longest run; what kind of token it is shows in its first part, and that nothing follows this part.
    private Token ReadRun()
    {
        var start = _position;
        var kind = ReadPart();
        while (AtPart())
        {
            kind = Join(kind, ReadPart(), _position - start);
        }
        if (_position == start)
        {
            throw Error("illegal character", start, 1);
        }
        return new Token(kind, start, _position - start);

        // The only runs of two parts that are tokens: `$"…"`.
        TokenKind Join(TokenKind first, TokenKind second, int length) =>
            first == TokenKind.Reserved && second == TokenKind.String && _text[start] == '$' && _text[start + 1] == '"'
            && LengthOfString(start + 1) == length - 1
                ? TokenKind.Id
                : TokenKind.Reserved;
    }

    private int LengthOfString(int start)
    {
        var end = start + 1;
        while (_text[end] != '"')
        {
            end += _text[end] == '\\' ? 2 : 1;
        }
        return end + 1 - start;
    }

    private bool AtPart() => _position < _text.Length
        && (_text[_position] == '"' || IsPunctuation(_position) || s_idCharacters.Contains(_text[_position]));

    private bool IsPunctuation(int at) => _text[at] switch
    {
        ',' or '[' or ']' or '{' or '}' => true,
        ';' => at + 1 == _text.Length || _text[at + 1] != ';',
        _ => false,
    };

    private TokenKind ReadPart()
    {
        var start = _position;
        if (start < _text.Length && _text[start] == '"')
        {
            SkipString();
            return TokenKind.String;
        }
        if (start < _text.Length && IsPunctuation(start))
        {
            _position++;
            return TokenKind.Reserved;
        }
        var length = _text.AsSpan(start).IndexOfAnyExcept(s_idCharacters);
        _position = length < 0 ? _text.Length : start + length;
        return _position == start ? TokenKind.Reserved : Classify(_text[start], _position - start);
    }

    private static TokenKind Classify(char first, int length) => first switch
    {
        >= 'a' and <= 'z' => TokenKind.Keyword,
        '$' when length > 1 => TokenKind.Id,
        (>= '0' and <= '9') or '+' or '-' => TokenKind.Number,
        _ => TokenKind.Reserved,
    };

    // Checks what the text of a string may be; its bytes are made where they are used.
    private void SkipString()
    {
        var start = _position++;
        while (true)
        {
            if (_position == _text.Length)
            {
                throw Error("unclosed string", start, _position - start);
            }
            var character = _text[_position];
            switch (character)
            {
                case '"':
                    _position++;
                    return;
                case '\\':
                    _position += StringLiteral.EscapeLength(_text, _position) is var length and > 0
                        ? length
                        : throw Error("illegal escape", _position, 2);
                    break;
                case '\n' or '\r':
                    throw Error("unclosed string", start, _position - start);
                case < ' ' or '\x7f':
                    throw Error("illegal character", _position, 1);
                default:
                    _position += CharacterLength(character);
                    break;
            }
        }
    }

    private int CharacterLength(char character) => !char.IsSurrogate(character) ? 1
        : _position + 1 < _text.Length && char.IsSurrogatePair(character, _text[_position + 1]) ? 2
        : throw Error("malformed UTF-8 encoding", _position, 1);

    private void SkipSpace()
    {
        while (_position < _text.Length)
        {
            switch (_text[_position])
            {
                case ' ' or '\t' or '\n' or '\r':
                    _position++;
                    break;
                case ';' when !IsPunctuation(_position):
                    var length = _text.AsSpan(_position).IndexOfAny('\n', '\r');
                    _position = length < 0 ? _text.Length : _position + length;
                    break;
                case '(' when _position + 1 < _text.Length && _text[_position + 1] == ';':
                    SkipBlockComment();
                    break;
                default:
                    return;
            }
        }
    }

    private void SkipBlockComment()
    {
        var start = _position;
        var depth = 0;
        do
        {
            var length = _text.AsSpan(_position).IndexOf(';');
            if (length < 0)
            {
                throw Error("unclosed comment", start, 2);
            }
            // A semicolon opens when `(` stands before it and closes when `)` follows; `(;)` only opens.
            var at = _position + length;
            var opens = length > 0 && _text[at - 1] == '(';
            var closes = !opens && at + 1 < _text.Length && _text[at + 1] == ')';
            depth += opens ? 1 : closes ? -1 : 0;
            _position = at + (closes ? 2 : 1);
        }
        while (depth > 0);
    }

    private void ReadAnnotation()
    {
        var start = _position;
        _position += AnnotationOpen.Length;
        var name = ReadAnnotationName(start);
        var kept = TokenSequence.KnownAnnotations.Contains(name);
        var first = _inner.Count;
        // An annotation inside one is no more than a group: a parenthesis, and a reserved token `@x` behind it.
        for (var depth = 1; depth > 0;)
        {
            SkipSpace();
            var token = Next();
            depth += token.Kind switch
            {
                TokenKind.LeftParen => 1,
                TokenKind.RightParen => -1,
                TokenKind.End => throw Error("unclosed annotation", start, 2),
                _ => 0,
            };
            if (kept && depth > 0)
            {
                _inner.Add(token);
            }
        }
        if (kept)
        {
            var span = new SourceSpan(start, _position - start);
            _annotations.Add(new Annotation(name, span, _tokens.Count, first, _inner.Count - first));
        }
    }

    private string ReadAnnotationName(int start)
    {
        if (_position < _text.Length && _text[_position] == '"')
        {
            var open = _position;
            SkipString();
            var bytes = StringLiteral.Decode(_text.AsSpan(open, _position - open));
            if (bytes.Length > 0)
            {
                return StringLiteral.TryDecodeName(bytes)
                    ?? throw Error("malformed UTF-8 encoding", open, _position - open);
            }
        }
        else
        {
            var length = _text.AsSpan(_position).IndexOfAnyExcept(s_idCharacters);
            length = length < 0 ? _text.Length - _position : length;
            if (length > 0)
            {
                _position += length;
                return _text.Substring(_position - length, length);
            }
        }
        throw Error("empty annotation id", start, AnnotationOpen.Length);
    }

    private MalformedException Error(string message, int start, int length) =>
        TextError.At(message, _source, new SourceSpan(start, length));
}
