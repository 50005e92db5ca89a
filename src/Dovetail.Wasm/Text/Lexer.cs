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

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-./:<=>?@\\^_`|~");

    private readonly SourceText source;
    private readonly string text;
    private readonly List<Token> tokens;
    private readonly List<Annotation> annotations = [];
    private readonly List<Token> inner = [];
    private int position;

    public Lexer(SourceText source)
    {
        this.source = source;
        text = source.Content;
        tokens = new List<Token>((text.Length / 6) + 1);
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
            tokens.Add(token);
            if (token.Kind == TokenKind.End)
            {
                return new TokenSequence(source, [.. tokens], [.. annotations], [.. inner]);
            }
        }
    }

    private bool AtAnnotation() => text.AsSpan(position).StartsWith(AnnotationOpen);

    private Token Next()
    {
        if (position == text.Length)
        {
            return new Token(TokenKind.End, position, 0);
        }
        var start = position;
        switch (text[start])
        {
            case '(':
                position++;
                return new Token(TokenKind.LeftParen, start, 1);
            case ')':
                position++;
                return new Token(TokenKind.RightParen, start, 1);
            default:
                return ReadRun();
        }
    }

    // The longest run; what kind of token it is shows in its first part, and that nothing follows this part.
    private Token ReadRun()
    {
        var start = position;
        var kind = ReadPart();
        while (AtPart())
        {
            kind = Join(kind, ReadPart(), position - start);
        }
        if (position == start)
        {
            throw Error("illegal character", start, 1);
        }
        return new Token(kind, start, position - start);

        // The only runs of two parts that are tokens: `$"…"`.
        TokenKind Join(TokenKind first, TokenKind second, int length) =>
            first == TokenKind.Reserved && second == TokenKind.String && text[start] == '$' && text[start + 1] == '"'
            && LengthOfString(start + 1) == length - 1
                ? TokenKind.Id
                : TokenKind.Reserved;
    }

    private int LengthOfString(int start)
    {
        var end = start + 1;
        while (text[end] != '"')
        {
            end += text[end] == '\\' ? 2 : 1;
        }
        return end + 1 - start;
    }

    private bool AtPart() => position < text.Length
        && (text[position] == '"' || IsPunctuation(position) || IdCharacters.Contains(text[position]));

    private bool IsPunctuation(int at) => text[at] switch
    {
        ',' or '[' or ']' or '{' or '}' => true,
        ';' => at + 1 == text.Length || text[at + 1] != ';',
        _ => false,
    };

    private TokenKind ReadPart()
    {
        var start = position;
        if (start < text.Length && text[start] == '"')
        {
            SkipString();
            return TokenKind.String;
        }
        if (start < text.Length && IsPunctuation(start))
        {
            position++;
            return TokenKind.Reserved;
        }
        var length = text.AsSpan(start).IndexOfAnyExcept(IdCharacters);
        position = length < 0 ? text.Length : start + length;
        return position == start ? TokenKind.Reserved : Classify(text[start], position - start);
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
        var start = position++;
        while (true)
        {
            if (position == text.Length)
            {
                throw Error("unclosed string", start, position - start);
            }
            var character = text[position];
            switch (character)
            {
                case '"':
                    position++;
                    return;
                case '\\':
                    position += StringLiteral.EscapeLength(text, position) is var length and > 0
                        ? length
                        : throw Error("illegal escape", position, 2);
                    break;
                case '\n' or '\r':
                    throw Error("unclosed string", start, position - start);
                case < ' ' or '\x7f':
                    throw Error("illegal character", position, 1);
                default:
                    position += CharacterLength(character);
                    break;
            }
        }
    }

    private int CharacterLength(char character) => !char.IsSurrogate(character) ? 1
        : position + 1 < text.Length && char.IsSurrogatePair(character, text[position + 1]) ? 2
        : throw Error("malformed UTF-8 encoding", position, 1);

    private void SkipSpace()
    {
        while (position < text.Length)
        {
            switch (text[position])
            {
                case ' ' or '\t' or '\n' or '\r':
                    position++;
                    break;
                case ';' when !IsPunctuation(position):
                    var length = text.AsSpan(position).IndexOfAny('\n', '\r');
                    position = length < 0 ? text.Length : position + length;
                    break;
                case '(' when position + 1 < text.Length && text[position + 1] == ';':
                    SkipBlockComment();
                    break;
                default:
                    return;
            }
        }
    }

    private void SkipBlockComment()
    {
        var start = position;
        var depth = 0;
        do
        {
            var length = text.AsSpan(position).IndexOf(';');
            if (length < 0)
            {
                throw Error("unclosed comment", start, 2);
            }
            // A semicolon opens when `(` stands before it and closes when `)` follows; `(;)` only opens.
            var at = position + length;
            var opens = length > 0 && text[at - 1] == '(';
            var closes = !opens && at + 1 < text.Length && text[at + 1] == ')';
            depth += opens ? 1 : closes ? -1 : 0;
            position = at + (closes ? 2 : 1);
        }
        while (depth > 0);
    }

    private void ReadAnnotation()
    {
        var start = position;
        position += AnnotationOpen.Length;
        var name = ReadAnnotationName(start);
        var kept = TokenSequence.KnownAnnotations.Contains(name);
        var first = inner.Count;
        for (var depth = 1; depth > 0;)
        {
            SkipSpace();
            // An annotation inside one is skipped with it: `(@` is a parenthesis, `@x` a reserved token behind it.
            if (AtAnnotation())
            {
                position += AnnotationOpen.Length;
                ReadAnnotationName(position - AnnotationOpen.Length);
                depth++;
                continue;
            }
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
                inner.Add(token);
            }
        }
        if (kept)
        {
            var span = new SourceSpan(start, position - start);
            annotations.Add(new Annotation(name, span, tokens.Count, first, inner.Count - first));
        }
    }

    private string ReadAnnotationName(int start)
    {
        if (position < text.Length && text[position] == '"')
        {
            var open = position;
            SkipString();
            var bytes = StringLiteral.Decode(text.AsSpan(open, position - open));
            if (bytes.Length > 0)
            {
                return StringLiteral.TryDecodeName(bytes)
                    ?? throw Error("malformed UTF-8 encoding", open, position - open);
            }
        }
        else
        {
            var length = text.AsSpan(position).IndexOfAnyExcept(IdCharacters);
            length = length < 0 ? text.Length - position : length;
            if (length > 0)
            {
                position += length;
                return text.Substring(position - length, length);
            }
        }
        throw Error("empty annotation id", start, AnnotationOpen.Length);
    }

    private MalformedException Error(string message, int start, int length) =>
        TextError.At(message, source, new SourceSpan(start, length));
}
