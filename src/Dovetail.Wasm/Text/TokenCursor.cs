using System.Globalization;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Text;

/// <summary>
/// Reads tokens one after the other. `Peek…` only looks, `TryTake…` takes what it finds, `Take…` insists on it with an error.
/// A cursor can be limited to a range of tokens, so that a part of a text is read later, or apart from the rest.
/// </summary>
internal sealed class TokenCursor
{
    private readonly TokenSequence _sequence;
    private readonly Token[] _tokens;
    private readonly int _end;
    private readonly HashSet<int> _taken = [];
    private int _annotation;
    private Annotation? _misplaced;

    public TokenCursor(TokenSequence sequence)
        : this(sequence, 0, sequence.Tokens.Length - 1)
    {
    }

    /// <summary>Reads the tokens from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    public TokenCursor(TokenSequence sequence, int start, int end)
    {
        _sequence = sequence;
        _tokens = sequence.Tokens;
        _annotation = sequence.FirstAnnotation(start);
        _end = end;
        Position = start;
    }

    public TokenSequence Sequence => _sequence;

    public SourceText Source => _sequence.Source;

    /// <summary>The index of the next token.</summary>
    public int Position { get; private set; }

    /// <summary>The index behind the last token that this cursor reads.</summary>
    public int EndPosition => _end;

    public bool AtEnd => Position >= _end;

    /// <summary>The next token; one of kind <see cref="TokenKind.End"/> behind the last.</summary>
    public Token Peek() => PeekAt(0);

    public Token PeekAt(int distance) => Position + distance < _end
        ? _tokens[Position + distance]
        : new Token(TokenKind.End, _tokens[_end].Start, 0);

    public Token Take()
    {
        var token = Peek();
        Position += token.Kind == TokenKind.End ? 0 : 1;
        return token;
    }

    public ReadOnlySpan<char> TextOf(Token token) => Source.Content.AsSpan(token.Start, token.Length);

    // Keywords and parentheses.

    /// <summary>The next token's text if it is a keyword, else nothing.</summary>
    public ReadOnlySpan<char> PeekKeyword() => KeywordAt(0);

    public bool PeekKeyword(string keyword) => KeywordAt(0).SequenceEqual(keyword);

    public bool TryTakeKeyword(string keyword)
    {
        var found = PeekKeyword(keyword);
        Position += found ? 1 : 0;
        return found;
    }

    public void TakeKeyword(string keyword)
    {
        if (!TryTakeKeyword(keyword))
        {
            throw Unexpected($"`{keyword}`");
        }
    }

    public bool PeekLeftParen() => Peek().Kind == TokenKind.LeftParen;

    public bool PeekRightParen() => Peek().Kind == TokenKind.RightParen;

    /// <summary>The keyword behind a left parenthesis that comes next, else nothing.</summary>
    public ReadOnlySpan<char> PeekOpen() => PeekLeftParen() ? KeywordAt(1) : [];

    /// <summary>Whether <c>(keyword</c> comes next.</summary>
    public bool PeekOpen(string keyword) => PeekLeftParen() && KeywordAt(1).SequenceEqual(keyword);

    /// <summary>Whether <c>(first second</c> comes next.</summary>
    public bool PeekOpen(string first, string second) => PeekOpen(first) && KeywordAt(2).SequenceEqual(second);

    /// <summary>Takes <c>(keyword</c>.</summary>
    public bool TryOpen(string keyword)
    {
        var found = PeekOpen(keyword);
        Position += found ? 2 : 0;
        return found;
    }

    /// <summary>Takes <c>(first second</c>.</summary>
    public bool TryOpen(string first, string second)
    {
        var found = PeekOpen(first, second);
        Position += found ? 3 : 0;
        return found;
    }

    public void Open(string keyword)
    {
        if (!TryOpen(keyword))
        {
            throw Unexpected($"`({keyword}`");
        }
    }

    public void TakeLeftParen() => Take(TokenKind.LeftParen, "`(`");

    /// <summary>Takes a right parenthesis.</summary>
    public void Close() => Take(TokenKind.RightParen, "`)`");

    public bool TryClose()
    {
        var found = PeekRightParen();
        Position += found ? 1 : 0;
        return found;
    }

    public void TakeEnd()
    {
        if (!AtEnd)
        {
            throw Unexpected("the end");
        }
    }

    /// <summary>
    /// Skips the token, or the group in parentheses, which comes next, without recursion. The annotations before and in it are
    /// left alone.
    /// </summary>
    public void SkipGroup()
    {
        var open = Peek();
        var depth = 0;
        do
        {
            depth += Take().Kind switch
            {
                TokenKind.LeftParen => 1,
                TokenKind.RightParen => -1,
                TokenKind.End => throw Error("unclosed parenthesis", open),
                _ => 0,
            };
        }
        while (depth > 0);
        _annotation = _sequence.FirstAnnotation(Position);
    }

    /// <summary>Goes on at a later token; the annotations up to there are left alone.</summary>
    public void SkipTo(int position)
    {
        Position = position;
        _annotation = _sequence.FirstAnnotation(position);
    }

    /// <summary>Skips up to the parenthesis that closes the group which the cursor stands in.</summary>
    public void SkipRest()
    {
        while (!PeekRightParen() && !AtEnd)
        {
            SkipGroup();
        }
    }

    // Identifiers, strings and numbers.

    public bool PeekId() => Peek().Kind == TokenKind.Id;

    /// <summary>Takes an identifier; the name is without the <c>$</c>, and <c>$"x"</c> is the same as <c>$x</c>.</summary>
    public string? TryTakeId() => PeekId() ? IdOf(Take()) : null;

    public string TakeId() => TryTakeId() ?? throw Unexpected("an identifier");

    /// <summary>The name of an identifier, without the <c>$</c>.</summary>
    public string IdOf(Token token)
    {
        var text = TextOf(token)[1..];
        if (text[0] != '"')
        {
            return text.ToString();
        }
        var bytes = StringLiteral.Decode(text);
        return bytes.Length == 0
            ? throw Error("empty identifier", token)
            : StringLiteral.TryDecodeName(bytes) ?? throw Error("malformed UTF-8 encoding", token);
    }

    public bool PeekString() => Peek().Kind == TokenKind.String;

    public byte[]? TryTakeString() => PeekString() ? StringLiteral.Decode(TextOf(Take())) : null;

    /// <summary>Takes a string, as bytes of any kind.</summary>
    public byte[] TakeString() => TryTakeString() ?? throw Unexpected("a string");

    /// <summary>Takes a string that must be UTF-8.</summary>
    public string TakeName()
    {
        var token = Peek();
        return StringLiteral.TryDecodeName(TakeString()) ?? throw Error("malformed UTF-8 encoding", token);
    }

    /// <summary>Takes strings up to the first token that is none, as one run of bytes.</summary>
    public byte[] TakeStrings()
    {
        var all = new List<byte>();
        while (TryTakeString() is { } bytes)
        {
            all.AddRange(bytes);
        }
        return [.. all];
    }

    public bool PeekNumber() => Peek().Kind == TokenKind.Number;

    public uint TakeU32() => (uint)TakeUnsigned(uint.MaxValue, "i32 constant out of range");

    public ulong TakeU64() => TakeUnsigned(ulong.MaxValue, "i64 constant out of range");

    private ulong TakeUnsigned(ulong maximum, string outOfRange)
    {
        var token = Take(TokenKind.Number, "a number");
        return !NumberLiteral.TryParseUnsigned(TextOf(token), out var value) ? throw WrongNumber(token, outOfRange)
            : value > maximum ? throw Error(outOfRange, token)
            : value;
    }

    /// <summary>Takes an integer of <paramref name="bits"/> bits, signed or not, as the bits of its two's complement.</summary>
    public ulong TakeInteger(int bits)
    {
        var token = Take(TokenKind.Number, "a number");
        return NumberLiteral.TryParseInteger(TextOf(token), bits, out var value)
            ? value
            : throw WrongNumber(token, string.Create(CultureInfo.InvariantCulture, $"i{bits} constant out of range"));
    }

    /// <summary>Takes a 32-bit floating-point number, as its bits.</summary>
    public uint TakeF32() => (uint)TakeFloat(FloatFormat.F32);

    /// <summary>Takes a 64-bit floating-point number, as its bits.</summary>
    public ulong TakeF64() => TakeFloat(FloatFormat.F64);

    private ulong TakeFloat(FloatFormat format)
    {
        var token = Peek();
        if (token.Kind is not (TokenKind.Number or TokenKind.Keyword))
        {
            throw Unexpected("a number");
        }
        Position++;
        return FloatLiteral.TryParse(TextOf(token), format, out var bits)
            ? bits
            : throw WrongNumber(token, "constant out of range");
    }

    private MalformedException WrongNumber(Token token, string outOfRange) =>
        Error(NumberLiteral.HasForm(TextOf(token)) ? outOfRange : $"unknown operator `{TextOf(token)}`", token);

    // Annotations.

    /// <summary>Takes the first annotation of one of these names that stands before the next token.</summary>
    public Annotation? TryTakeAnnotation(params ReadOnlySpan<string> names)
    {
        var all = _sequence.Annotations;
        for (; _annotation < all.Length && all[_annotation].Before < Position; _annotation++)
        {
            _misplaced ??= _taken.Contains(_annotation) ? null : all[_annotation];
        }
        for (var i = _annotation; i < all.Length && all[i].Before == Position; i++)
        {
            if (names.Contains(all[i].Name) && _taken.Add(i))
            {
                return all[i];
            }
        }
        return null;
    }

    /// <summary>Leaves the annotations before the next token alone: they are for another reader of this text.</summary>
    public void PassAnnotations() => _annotation = _sequence.FirstAnnotation(Position + 1);

    /// <summary>Insists that every annotation up to the next token was taken or passed.</summary>
    public void CheckAnnotations()
    {
        TryTakeAnnotation("");
        var next = _annotation < _sequence.Annotations.Length ? _sequence.Annotations[_annotation] : default;
        if (_misplaced is null && next.Name is not null && next.Before == Position && !_taken.Contains(_annotation))
        {
            _misplaced = next;
        }
        if (_misplaced is { } misplaced)
        {
            throw Error($"misplaced @{misplaced.Name} annotation", misplaced.Span);
        }
    }

    /// <summary>Reads the inside of an annotation.</summary>
    public TokenCursor Enter(Annotation inside)
    {
        var end = new Token(TokenKind.End, inside.Span.End - 1, 0);
        Token[] inner = [.. _sequence.Inner.AsSpan(inside.First, inside.Count), end];
        return new TokenCursor(new TokenSequence(Source, inner, [], []));
    }

    // Errors.

    public MalformedException Error(string message, Token token) => TextError.At(message, Source, token.Span);

    public MalformedException Error(string message, SourceSpan span) => TextError.At(message, Source, span);

    /// <summary>An error at the next token, which should have been <paramref name="expected"/>.</summary>
    public MalformedException Unexpected(string expected)
    {
        var token = Peek();
        var found = token.Kind == TokenKind.End ? "the end" : $"`{Shorten(TextOf(token))}`";
        return Error($"unexpected token: expected {expected}, found {found}", token);
    }

    private static string Shorten(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}…";

    private ReadOnlySpan<char> KeywordAt(int distance) =>
        PeekAt(distance) is { Kind: TokenKind.Keyword } token ? TextOf(token) : [];

    private Token Take(TokenKind kind, string expected) => Peek().Kind == kind ? Take() : throw Unexpected(expected);
}
