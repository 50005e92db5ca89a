using System.Numerics;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>The smallest and the largest that an unsigned number can be. All operations err on the wide side.</summary>
internal readonly record struct Range(ulong Low, ulong High)
{
    /// <summary>All 64-bit numbers.</summary>
    public static readonly Range Any = new(0, ulong.MaxValue);

    /// <summary>All 32-bit numbers.</summary>
    public static readonly Range Any32 = new(0, uint.MaxValue);

    /// <summary>The range of a variable or of a result of that type. Narrow signed types are widened with their sign: any 32 bits.</summary>
    public static Range Of(CilType type) => type.Kind != CilKind.Int32 ? Any
        : type == CilTypes.Int32 ? Any32
        : type.Clr == typeof(bool) ? new Range(0, 1)
        : type.Clr == typeof(byte) ? new Range(0, byte.MaxValue)
        : type.Clr == typeof(ushort) || type.Clr == typeof(char) ? new Range(0, ushort.MaxValue)
        : Any32;

    /// <summary>
    /// No number: what a variable has on a path that cannot be taken. Whoever knows less of it, such as the emitter, may find it to be in any range there.
    /// </summary>
    public static readonly Range None = new(ulong.MaxValue, 0);

    public bool IsNone => Low > High;

    public static Range Exactly(ulong number) => new(number, number);

    /// <summary>Whether every number of <paramref name="other"/> is one of this.</summary>
    public bool Contains(Range other) => Low <= other.Low && other.High <= High;

    /// <summary>The numbers that are in both; this where there are none.</summary>
    public Range Meet(Range other)
    {
        var (low, high) = (Math.Max(Low, other.Low), Math.Min(High, other.High));
        return low <= high ? new Range(low, high) : this;
    }

    /// <summary>The 32-bit numbers of this range of which a comparison with <paramref name="number"/> holds.</summary>
    public Range Where(CilOp comparison, int number)
    {
        var (most, unsigned, signed) = ((ulong)uint.MaxValue, (ulong)(uint)number, (ulong)Math.Max(0, number));
        var isSmall = number >= 0 && High <= int.MaxValue;
        var passes = comparison switch
        {
            CilOp.Beq => Exactly(unsigned),
            CilOp.BltUn when unsigned > 0 => new(0, unsigned - 1),
            CilOp.BleUn => new(0, unsigned),
            CilOp.BgtUn when unsigned < most => new(unsigned + 1, most),
            CilOp.BgeUn => new(unsigned, most),
            CilOp.Bge when number >= 0 => new(signed, int.MaxValue),
            CilOp.Bgt when number is >= 0 and < int.MaxValue => new(signed + 1, int.MaxValue),
            CilOp.Blt when isSmall && number > 0 => new(0, signed - 1),
            CilOp.Ble when isSmall => new(0, signed),
            CilOp.BneUn when Low == unsigned => new(unsigned + 1, most),
            CilOp.BneUn when High == unsigned => new(0, unsigned - 1),
            _ => this,
        };
        var (low, high) = (Math.Max(Low, passes.Low), Math.Min(High, passes.High));
        return low <= high ? new Range(low, high) : None;
    }

    public Range Union(Range other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>The range of <paramref name="op"/> on numbers of a width; <paramref name="full"/> is that width's range.</summary>
    public static Range Binary(CilOp op, Range a, Range b, Range full) => op switch
    {
        _ when a.IsNone || b.IsNone => None,
        CilOp.Add when a.High <= full.High - b.High => new(a.Low + b.Low, a.High + b.High),
        CilOp.Sub when a.Low >= b.High => new(a.Low - b.High, a.High - b.Low),
        CilOp.Mul when b.High == 0 || a.High <= full.High / b.High => new(a.Low * b.Low, a.High * b.High),
        CilOp.And => new(0, Math.Min(a.High, b.High)),
        CilOp.Or or CilOp.Xor => new(0, AllOnes(a.High | b.High)),
        CilOp.Shl when b.Low == b.High && b.High < Width(full) && a.High <= full.High >> (int)b.High =>
            new(a.Low << (int)b.High, a.High << (int)b.High),
        CilOp.ShrUn when b.Low == b.High && b.High < Width(full) => new(a.Low >> (int)b.High, a.High >> (int)b.High),
        CilOp.Shr when b.Low == b.High && b.High < Width(full) && a.High <= full.High >> 1 => new(a.Low >> (int)b.High, a.High >> (int)b.High),
        CilOp.ShrUn when b.High < Width(full) => new(0, a.High),
        CilOp.RemUn when b.Low > 0 => new(0, Math.Min(a.High, b.High - 1)),
        CilOp.DivUn when b.Low > 0 => new(a.Low / b.High, a.High / b.Low),
        _ => full,
    };

    private static ulong Width(Range full) => full == Any32 ? 32UL : 64UL;

    private static ulong AllOnes(ulong number) =>
        number == 0 ? 0 : ulong.MaxValue >> BitOperations.LeadingZeroCount(number);
}
