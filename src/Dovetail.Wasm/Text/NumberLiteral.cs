namespace Dovetail.Wasm.Text;

/// <summary>Integer literals (core specification 3.0, 6.3.1 "Integers"). Floating-point ones are <see cref="FloatLiteral"/>'s.</summary>
internal static class NumberLiteral
{
    /// <summary>Reads an unsigned integer of 64 bits, decimal or hexadecimal; false if the form or the range is wrong.</summary>
    public static bool TryParseUnsigned(ReadOnlySpan<char> text, out ulong value)
    {
        var isHex = TakeHexPrefix(ref text);
        value = 0;
        return TakeDigits(ref text, isHex, ref value, out var overflow) && text.IsEmpty && !overflow;
    }

    /// <summary>
    /// Reads an integer of <paramref name="bits"/> bits that may be written signed or unsigned, as the bits of its two's complement.
    /// </summary>
    public static bool TryParseInteger(ReadOnlySpan<char> text, int bits, out ulong value)
    {
        var sign = TakeSign(ref text);
        if (!TryParseUnsigned(text, out value))
        {
            return false;
        }
        var mask = ulong.MaxValue >> (64 - bits);
        var half = 1UL << (bits - 1);
        if (sign == '-')
        {
            var inRange = value <= half;
            value = unchecked(0 - value) & mask;
            return inRange;
        }
        return sign == '+' ? value < half : value <= mask;
    }

    /// <summary>Whether the text has the form of an integer, of whatever size.</summary>
    public static bool HasForm(ReadOnlySpan<char> text)
    {
        TakeSign(ref text);
        var isHex = TakeHexPrefix(ref text);
        ulong value = 0;
        return TakeDigits(ref text, isHex, ref value, out _) && text.IsEmpty;
    }

    internal static char TakeSign(ref ReadOnlySpan<char> text)
    {
        if (text is not ['+' or '-', ..])
        {
            return '\0';
        }
        var sign = text[0];
        text = text[1..];
        return sign;
    }

    internal static bool TakeHexPrefix(ref ReadOnlySpan<char> text)
    {
        var isHex = text is ['0', 'x', ..];
        text = isHex ? text[2..] : text;
        return isHex;
    }

    /// <summary>Takes digits with single underscores between them; false if there is not even one, or an underscore is misplaced.</summary>
    internal static bool TakeDigits(ref ReadOnlySpan<char> text, bool isHex, ref ulong value, out bool overflow)
    {
        overflow = false;
        var at = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] == '_' && at > 0 && text[at - 1] != '_' && at + 1 < text.Length && IsDigit(text[at + 1], isHex))
            {
                continue;
            }
            if (!IsDigit(text[at], isHex))
            {
                break;
            }
            var radix = isHex ? 16UL : 10UL;
            var next = ((UInt128)value * radix) + (ulong)StringLiteral.HexDigit(text[at]);
            overflow |= next > ulong.MaxValue;
            value = (ulong)next;
        }
        text = text[at..];
        return at > 0;
    }

    internal static bool IsDigit(char character, bool isHex) =>
        isHex ? char.IsAsciiHexDigit(character) : char.IsAsciiDigit(character);
}
