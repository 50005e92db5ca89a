using System.Globalization;
using System.Numerics;

namespace Dovetail.Wasm.Text;

/// <summary>
/// Floating-point numbers as literals that stand for exactly the same bits (core specification 3.0, 6.3.2 "Floating-Point"): hexadecimal, NaNs
/// with their payload. <see cref="FloatLiteral"/> reads them back.
/// </summary>
internal static class FloatText
{
    /// <summary>Writes the 32-bit number, and in a comment the same in decimal.</summary>
    public static void WriteF32(TextPrinter printer, uint bits)
    {
        Write(printer, bits, FloatFormat.F32);
        WriteComment(printer, BitConverter.UInt32BitsToSingle(bits).ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Writes the 64-bit number, and in a comment the same in decimal.</summary>
    public static void WriteF64(TextPrinter printer, ulong bits)
    {
        Write(printer, bits, FloatFormat.F64);
        WriteComment(printer, BitConverter.UInt64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture));
    }

    private static void Write(TextPrinter printer, ulong bits, FloatFormat format)
    {
        if (bits >> format.SignShift != 0)
        {
            printer.Write('-');
        }
        var magnitude = bits & ~(1UL << format.SignShift);
        var fraction = magnitude & ((1UL << format.FractionBits) - 1);
        if (magnitude < format.Infinity)
        {
            WriteFinite(printer, magnitude, format);
        }
        else if (fraction == 0)
        {
            printer.Write("inf");
        }
        else
        {
            printer.Write(fraction == format.CanonicalPayload ? "nan" : "nan:");
            if (fraction != format.CanonicalPayload)
            {
                printer.WriteHex(fraction);
            }
        }
    }

    // 0x1.…p…: the leading bit, which subnormal numbers have further down, and behind the point what is left of the fraction.
    private static void WriteFinite(TextPrinter printer, ulong magnitude, FloatFormat format)
    {
        if (magnitude == 0)
        {
            printer.Write("0x0p+0");
            return;
        }
        var biased = (int)(magnitude >> format.FractionBits);
        var fraction = magnitude & ((1UL << format.FractionBits) - 1);
        var exponent = biased - format.Bias;
        if (biased == 0)
        {
            var leading = BitOperations.Log2(fraction);
            exponent = 1 - format.Bias - (format.FractionBits - leading);
            fraction = (fraction << (format.FractionBits - leading)) & ((1UL << format.FractionBits) - 1);
        }
        printer.Write("0x1");
        WriteFraction(printer, fraction << (64 - format.FractionBits));
        printer.Write(exponent < 0 ? "p-" : "p+");
        printer.Write((long)Math.Abs(exponent));
    }

    private static void WriteFraction(TextPrinter printer, ulong bits)
    {
        if (bits == 0)
        {
            return;
        }
        printer.Write('.');
        for (; bits != 0; bits <<= 4)
        {
            var digit = (int)(bits >> 60);
            printer.Write((char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }

    private static void WriteComment(TextPrinter printer, string number)
    {
        printer.Write(" (;=");
        printer.Write(number);
        printer.Write(";)");
    }
}
