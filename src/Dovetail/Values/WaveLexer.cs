using Dovetail.Wit.Text;

namespace Dovetail.Values;

/// <summary>
/// Splits WAVE into tokens. It follows the reference implementation where that differs from the published grammar:
/// words after the first of a label may start with a digit, exponents may have leading zeros, `\u{…}` has at most six
/// digits.
/// </summary>
internal struct WaveLexer(SourceText source, int position = 0)
{
    private readonly string text = source.Content;

    public int Position { get; private set; } = position;

    public WaveToken Next()
    {
        SkipSpaceAndComments();
        if (Position == text.Length)
        {
            return new WaveToken(WaveTokenKind.End, new SourceSpan(Position, 0));
        }
        var start = Position;
        var kind = Read(text[Position]);
        return new WaveToken(kind, new SourceSpan(start, Position - start));
    }

    private void SkipSpaceAndComments()
    {
        while (Position < text.Length)
        {
            if (text[Position] is ' ' or '\t' or '\n' or '\r')
            {
                Position++;
            }
            else if (text.AsSpan(Position).StartsWith("//", StringComparison.Ordinal))
            {
                var end = text.IndexOf('\n', Position);
                Position = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private WaveTokenKind Read(char first)
    {
        switch (first)
        {
            case '{': return Single(WaveTokenKind.BraceOpen);
            case '}': return Single(WaveTokenKind.BraceClose);
            case '[': return Single(WaveTokenKind.BracketOpen);
            case ']': return Single(WaveTokenKind.BracketClose);
            case '(': return Single(WaveTokenKind.ParenOpen);
            case ')': return Single(WaveTokenKind.ParenClose);
            case ':': return Single(WaveTokenKind.Colon);
            case ',': return Single(WaveTokenKind.Comma);
            case '\'': return Quoted(WaveTokenKind.Char, '\'');
            case '"':
                return text.AsSpan(Position).StartsWith("\"\"\"", StringComparison.Ordinal)
                    ? Multiline()
                    : Quoted(WaveTokenKind.String, '"');
            case '-' or (>= '0' and <= '9'): return Number();
            case '%' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'): return Label();
            default: throw Invalid("unexpected character", Position, 1);
        }
    }

    private WaveTokenKind Single(WaveTokenKind kind)
    {
        Position++;
        return kind;
    }

    private WaveTokenKind Number()
    {
        var start = Position;
        if (text[Position] == '-')
        {
            Position++;
            if (text.AsSpan(Position).StartsWith("inf", StringComparison.Ordinal) && !IsWord(Position + 3))
            {
                Position += 3;
                return WaveTokenKind.Number;
            }
        }
        var digits = Digits();
        if (digits == 0 || (digits > 1 && text[Position - digits] == '0'))
        {
            throw Invalid("not a number: digits without leading zeros must follow", start,
                Math.Max(1, Position - start));
        }
        if (At('.'))
        {
            Position++;
            Require(Digits() > 0, start, "not a number: a digit must follow the point");
        }
        if (At('e') || At('E'))
        {
            Position++;
            if (At('+') || At('-'))
            {
                Position++;
            }
            Require(Digits() > 0, start, "not a number: the exponent has no digits");
        }
        return WaveTokenKind.Number;
    }

    private int Digits()
    {
        var start = Position;
        while (Position < text.Length && char.IsAsciiDigit(text[Position]))
        {
            Position++;
        }
        return Position - start;
    }

    private WaveTokenKind Label()
    {
        var start = Position;
        Position += text[Position] == '%' ? 1 : 0;
        Require(Position < text.Length && char.IsAsciiLetter(text[Position]), start, "a letter must follow `%`");
        while (true)
        {
            Word(start);
            if (!At('-'))
            {
                return WaveTokenKind.Label;
            }
            Position++;
            Require(IsWord(Position), start, "a label cannot end with a hyphen");
        }
    }

    // A word is of one case; digits are of both.
    private void Word(int start)
    {
        bool lower = false, upper = false;
        for (; IsWord(Position); Position++)
        {
            lower |= char.IsAsciiLetterLower(text[Position]);
            upper |= char.IsAsciiLetterUpper(text[Position]);
        }
        Require(!(lower && upper), start, "a word of a label is either all upper case or all lower case");
    }

    private WaveTokenKind Quoted(WaveTokenKind kind, char quote)
    {
        var start = Position++;
        while (Position < text.Length && text[Position] != quote)
        {
            if (text[Position] == '\n')
            {
                break;
            }
            Position += text[Position] == '\\' ? 2 : 1;
        }
        if (!At(quote))
        {
            throw Invalid($"a closing {quote} is missing", start, 1);
        }
        Position++;
        return kind;
    }

    // The first later triple quote ends the string, even behind a backslash.
    private WaveTokenKind Multiline()
    {
        var start = Position;
        var end = text.IndexOf("\"\"\"", start + 3, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Invalid("a closing \"\"\" is missing", start, 3);
        }
        Position = end + 3;
        return WaveTokenKind.MultilineString;
    }

    private readonly bool At(char character) => Position < text.Length && text[Position] == character;

    private readonly bool IsWord(int at) => at < text.Length && char.IsAsciiLetterOrDigit(text[at]);

    private readonly void Require(bool condition, int start, string message)
    {
        if (!condition)
        {
            throw Invalid(message, start, Math.Max(1, Position - start));
        }
    }

    private readonly WaveException Invalid(string message, int start, int length) =>
        new(source, message, new SourceSpan(start, length));
}
