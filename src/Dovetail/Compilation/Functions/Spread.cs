using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// What a 32-bit number can be: one of the integers from Low to High, but for a multiple of 2^32. So sums and products need no care about
/// wrapping, and a loop can count from −8 upwards.
/// </summary>
internal readonly record struct Spread(long Low, long High)
{
    private const long Circle = 1L << 32;
    private const long Most = 1L << 40;

    /// <summary>Anything.</summary>
    public static readonly Spread Any = new(0, uint.MaxValue);

    public static Spread Exactly(long number) => new(number, number);

    /// <summary>The largest unsigned value.</summary>
    public ulong Max => IsPlain ? (ulong)High : Low < 0 && High < 0 && Low >= -Circle ? (ulong)(High + Circle) : uint.MaxValue;

    /// <summary>Whether Low and High are the number's own bounds.</summary>
    public bool IsPlain => Low >= 0 && High < Circle;

    /// <summary>The spread of <paramref name="op"/> on two numbers.</summary>
    public static Spread Of(CilOp op, Spread a, Spread b) => op switch
    {
        CilOp.Add => Checked(a.Low + b.Low, a.High + b.High),
        CilOp.Sub => Checked(a.Low - b.High, a.High - b.Low),
        CilOp.Mul when b.Low == b.High => a.Times(b.Low),
        CilOp.Shl when b.Low == b.High && b.Low is >= 0 and < 31 => a.Times(1L << (int)b.Low),
        _ => Any,
    };

    /// <summary>The spread of a number that grows by <paramref name="step"/>, at most <paramref name="count"/> times.</summary>
    public Spread Stepped(int step, long count) => count < Circle
        ? Checked(Low + Math.Min(0, step * count), High + Math.Max(0, step * count))
        : Any;

    /// <summary>Either of two, both plain.</summary>
    public Spread Union(Spread other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>What is left where a comparison with <paramref name="number"/> holds; only of a plain one.</summary>
    public Spread Where(Condition condition, int number)
    {
        var (unsigned, isSmall) = ((long)(uint)number, number >= 0 && High <= int.MaxValue);
        var (low, high) = condition switch
        {
            Condition.Eq => (unsigned, unsigned),
            Condition.LtU => (Low, Math.Min(High, unsigned - 1)),
            Condition.LeU => (Low, Math.Min(High, unsigned)),
            Condition.GtU => (Math.Max(Low, unsigned + 1), High),
            Condition.GeU => (Math.Max(Low, unsigned), High),
            Condition.LtS when isSmall => (Low, Math.Min(High, unsigned - 1)),
            Condition.LeS when isSmall => (Low, Math.Min(High, unsigned)),
            Condition.GtS when number >= 0 => (Math.Max(Low, unsigned + 1), Math.Min(High, int.MaxValue)),
            Condition.GeS when number >= 0 => (Math.Max(Low, unsigned), Math.Min(High, int.MaxValue)),
            _ => (Low, High),
        };
        return IsPlain && low <= high ? new Spread(low, high) : this;
    }

    private Spread Times(long factor) => Math.Abs(factor) < Circle >> 2 && Low > -(Circle >> 2) && High < Circle >> 2
        ? Checked(Math.Min(Low * factor, High * factor), Math.Max(Low * factor, High * factor))
        : Any;

    private static Spread Checked(long low, long high) => high - low < Circle && low > -Most && high < Most ? new Spread(low, high) : Any;
}
