using System.Buffers;
using System.Globalization;

namespace Dovetail.Wasm.Text;

/// <summary>A binary floating-point format: the width of its fraction and the bias of its exponent.</summary>
internal readonly record struct FloatFormat(int FractionBits, int Bias)
{
    public static FloatFormat F32 => new(23, 127);

    public static FloatFormat F64 => new(52, 1023);

    public int SignShift => FractionBits + ((2 * Bias) + 1 == 255 ? 8 : 11);

    /// <summary>The bits of positive infinity.</summary>
    public ulong Infinity => (((2UL * (ulong)Bias) + 1) << FractionBits);

    /// <summary>The fraction of the canonical NaN.</summary>
    public ulong CanonicalPayload => 1UL << (FractionBits - 1);
}

/// <summary>
/// Floating-point literals as the bits of the nearest number, ties to even (core specification 3.0, 6.3.2 "Floating-Point").
/// </summary>
/// <remarks>
/// Hexadecimal literals are rounded here, from all their digits at once, into the format that is asked for: a float never goes
/// through a double, which would round twice. Decimal ones are left to .NET, which rounds any number of digits correctly,
/// once, for both formats.
/// </remarks>
internal static class FloatLiteral
{
    // Exponents beyond this are zero or out of range, whatever the digits of a text of at most 2^31 characters add.
    private const long ExponentCap = 1L << 40;

    /// <summary>Reads a literal; false if it has not the form of one, or is out of the range of <paramref name="format"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, FloatFormat format, out ulong bits)
    {
        var sign = NumberLiteral.TakeSign(ref text) == '-' ? 1UL << format.SignShift : 0;
        var known = TryParseMagnitude(text, format, out bits);
        bits |= sign;
        return known;
    }

    private static bool TryParseMagnitude(ReadOnlySpan<char> text, FloatFormat format, out ulong bits)
    {
        bits = format.Infinity;
        if (text.SequenceEqual("inf"))
        {
            return true;
        }
        if (text.StartsWith("nan"))
        {
            return TryParsePayload(text[3..], format, ref bits);
        }
        var isHex = NumberLiteral.TakeHexPrefix(ref text);
        return HasForm(text, isHex)
            && (isHex ? TryRoundHex(text, format, out bits) : TryRoundDecimal(text, format, out bits));
    }

    private static bool TryParsePayload(ReadOnlySpan<char> text, FloatFormat format, ref ulong bits)
    {
        if (text.IsEmpty)
        {
            bits |= format.CanonicalPayload;
            return true;
        }
        var known = text is [':', '0', 'x', ..] & NumberLiteral.TryParseUnsigned(text[1..], out var payload);
        bits |= payload;
        return known && payload != 0 && payload >> format.FractionBits == 0;
    }

    // digits ('.' digits?)? (('e' | 'p') sign? decimal digits)?
    private static bool HasForm(ReadOnlySpan<char> text, bool isHex)
    {
        ulong unused = 0;
        if (!NumberLiteral.TakeDigits(ref text, isHex, ref unused, out _))
        {
            return false;
        }
        if (text is ['.', ..])
        {
            text = text[1..];
            NumberLiteral.TakeDigits(ref text, isHex, ref unused, out _);
        }
        if (text.IsEmpty)
        {
            return true;
        }
        if ((text[0] | 0x20) != (isHex ? 'p' : 'e'))
        {
            return false;
        }
        text = text[1..];
        NumberLiteral.TakeSign(ref text);
        return NumberLiteral.TakeDigits(ref text, false, ref unused, out _) && text.IsEmpty;
    }

    private static bool TryRoundDecimal(ReadOnlySpan<char> text, FloatFormat format, out ulong bits)
    {
        var buffer = ArrayPool<char>.Shared.Rent(text.Length);
        var length = 0;
        foreach (var character in text)
        {
            buffer[length] = character;
            length += character == '_' ? 0 : 1;
        }
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bits = format == FloatFormat.F32
            ? BitConverter.SingleToUInt32Bits(float.Parse(buffer.AsSpan(0, length), style, CultureInfo.InvariantCulture))
            : BitConverter.DoubleToUInt64Bits(double.Parse(buffer.AsSpan(0, length), style, CultureInfo.InvariantCulture));
        ArrayPool<char>.Shared.Return(buffer);
        return bits != format.Infinity;
    }

    private static bool TryRoundHex(ReadOnlySpan<char> text, FloatFormat format, out ulong bits)
    {
        ulong significand = 0;
        long exponent = 0;
        var sticky = false;
        var seenPoint = false;
        var at = 0;
        for (; at < text.Length && (text[at] | 0x20) != 'p'; at++)
        {
            if (text[at] is '.' or '_')
            {
                seenPoint |= text[at] == '.';
                continue;
            }
            // The first 60 significant bits or more are kept, of the rest only whether one of them is set.
            var digit = (uint)StringLiteral.HexDigit(text[at]);
            var full = significand >> 60 != 0;
            significand = full ? significand : (significand << 4) | digit;
            sticky |= full && digit != 0;
            exponent += (full ? 4 : 0) - (seenPoint ? 4 : 0);
        }
        exponent += at < text.Length ? ParseExponent(text[(at + 1)..]) : 0;
        bits = Round(significand, sticky, exponent, format);
        return bits < format.Infinity;
    }

    private static long ParseExponent(ReadOnlySpan<char> text)
    {
        var isNegative = NumberLiteral.TakeSign(ref text) == '-';
        ulong value = 0;
        NumberLiteral.TakeDigits(ref text, false, ref value, out var overflow);
        var magnitude = overflow || value > ExponentCap ? ExponentCap : (long)value;
        return isNegative ? -magnitude : magnitude;
    }

    // The bits of significand * 2^exponent (and a little more if sticky), to nearest, ties to even.
    private static ulong Round(ulong significand, bool sticky, long exponent, FloatFormat format)
    {
        if (significand == 0)
        {
            return 0;
        }
        var shift = System.Numerics.BitOperations.LeadingZeroCount(significand);
        significand <<= shift;
        // The number is 1.… * 2^top; subnormal numbers have fewer bits than the fraction's.
        var top = exponent - shift + 63;
        if (top > format.Bias)
        {
            return format.Infinity;
        }
        var lowest = 1 - format.Bias;
        var dropped = 63 - format.FractionBits + Math.Max(0, Math.Min(lowest - top, 64));
        if (dropped > 64)
        {
            return 0;
        }
        var kept = dropped == 64 ? 0 : significand >> (int)dropped;
        var rest = dropped == 64 ? significand : significand << (int)(64 - dropped);
        const ulong half = 1UL << 63;
        var up = rest > half || (rest == half && (sticky || (kept & 1) != 0));
        // The hidden bit, and a carry out of the fraction, add one to the exponent where they meet it.
        var biased = top < lowest ? 0UL : (ulong)(top + format.Bias - 1);
        return (biased << format.FractionBits) + kept + (up ? 1UL : 0);
    }
}
