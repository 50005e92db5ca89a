using System.Text;

namespace Dovetail.Wasm.Text;

/// <summary>String tokens and the bytes they stand for (core specification 3.0, 6.3.3 "Strings").</summary>
internal static class StringLiteral
{
    private static readonly UTF8Encoding s_strict = new(false, true);

    /// <summary>The length of the escape at <paramref name="at"/>, or 0 if there is none of this form.</summary>
    public static int EscapeLength(ReadOnlySpan<char> text, int at)
    {
        text = text[(at + 1)..];
        return text switch
        {
            ['t' or 'n' or 'r' or '"' or '\'' or '\\', ..] => 2,
            ['u', '{', ..] => UnicodeEscapeLength(text),
            [var high, var low, ..] when char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low) => 3,
            _ => 0,
        };
    }

    private static int UnicodeEscapeLength(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('}');
        return end > 2 && TryUnicode(text[2..end], out _) ? end + 2 : 0;
    }

    // A scalar value in hexadecimal, with single underscores between digits.
    private static bool TryUnicode(ReadOnlySpan<char> digits, out Rune rune)
    {
        rune = default;
        uint value = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '_' && i > 0 && i + 1 < digits.Length && digits[i - 1] != '_')
            {
                continue;
            }
            if (!char.IsAsciiHexDigit(digits[i]) || value > 0x10ffff)
            {
                return false;
            }
            value = (value << 4) | (uint)HexDigit(digits[i]);
        }
        return Rune.TryCreate(value, out rune);
    }

    /// <summary>The bytes of a string token, whose form the lexer has checked; <paramref name="token"/> includes the quotes.</summary>
    public static byte[] Decode(ReadOnlySpan<char> token)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(token.Length)];
        return bytes.AsSpan(0, Decode(token, bytes)).ToArray();
    }

    private static int Decode(ReadOnlySpan<char> token, Span<byte> bytes)
    {
        token = token[1..^1];
        var count = 0;
        while (!token.IsEmpty)
        {
            var plain = token.IndexOf('\\');
            plain = plain < 0 ? token.Length : plain;
            count += s_strict.GetBytes(token[..plain], bytes[count..]);
            token = token[plain..];
            if (!token.IsEmpty)
            {
                var length = EscapeLength(token, 0);
                count += DecodeEscape(token[1..length], bytes[count..]);
                token = token[length..];
            }
        }
        return count;
    }

    private static int DecodeEscape(ReadOnlySpan<char> escape, Span<byte> bytes)
    {
        if (escape.Length > 2)
        {
            TryUnicode(escape[2..^1], out var rune);
            return rune.EncodeToUtf8(bytes);
        }
        bytes[0] = escape switch
        {
            ['t'] => (byte)'\t',
            ['n'] => (byte)'\n',
            ['r'] => (byte)'\r',
            [var same] => (byte)same,
            _ => (byte)((HexDigit(escape[0]) << 4) | HexDigit(escape[1])),
        };
        return 1;
    }

    /// <summary>The name that <paramref name="bytes"/> spell in UTF-8, or null if they are not UTF-8.</summary>
    public static string? TryDecodeName(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    internal static int HexDigit(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
