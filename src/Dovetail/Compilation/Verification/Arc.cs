using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// A stretch of the circle that 32-bit numbers form: one of the integers from Low to High is equal to the number but for a multiple of
/// 2^32. Sums and products of arcs need no care about wrapping; whoever wants the number itself asks for <see cref="Unsigned"/>.
/// </summary>
internal readonly record struct Arc(long Low, long High)
{
    private const long Circle = 1L << 32;

    // Far from the width of the integers, so that nothing here overflows.
    private const long Most = 1L << 30 << 15;

    /// <summary>Anything.</summary>
    public static readonly Arc Any = new(0, uint.MaxValue);

    public static Arc Exactly(long number) => new(number, number);

    /// <summary>The arc of <paramref name="op"/> on two numbers.</summary>
    public static Arc Binary(CilOp op, Arc a, Arc b) => op switch
    {
        CilOp.Add => Checked(a.Low + b.Low, a.High + b.High),
        CilOp.Sub => Checked(a.Low - b.High, a.High - b.Low),
        CilOp.Mul when b.Low == b.High => a.Times(b.Low),
        CilOp.Mul when a.Low == a.High => b.Times(a.Low),
        CilOp.Shl when b.Low == b.High && b.Low is >= 0 and < 32 => a.Times(1L << (int)b.Low),
        _ => Any,
    };

    /// <summary>The arc of a number that is this one and at most <paramref name="count"/> times <paramref name="step"/>.</summary>
    public Arc Stepped(long step, long count) => Math.Abs(step) <= Circle && count <= Circle && Math.Abs(step) * count <= Most
        ? Checked(Low + Math.Min(0, step * count), High + Math.Max(0, step * count))
        : Any;

    /// <summary>The range of the number itself; all where the arc passes zero.</summary>
    public Range Unsigned
    {
        get
        {
            var turn = Math.DivRem(Low, Circle, out var rest) - (rest < 0 ? 1 : 0);
            var (low, high) = (Low - (turn * Circle), High - (turn * Circle));
            return high < Circle ? new Range((ulong)low, (ulong)high) : Range.Any32;
        }
    }

    private Arc Times(long factor) => Math.Abs(factor) <= Circle >> 1 && Math.Max(Math.Abs(Low), Math.Abs(High)) <= Circle >> 1
        ? Checked(Math.Min(Low * factor, High * factor), Math.Max(Low * factor, High * factor))
        : Any;

    private static Arc Checked(long low, long high) => high - low < Circle && low > -Most && high < Most ? new Arc(low, high) : Any;
}
