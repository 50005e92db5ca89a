using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// What <see cref="FloatIdentities"/> is for numbers, for vectors: the JIT drops an operation that leaves every number as it is, and with a
/// constant of nothing but NaNs it gives that constant, in both cases without making a signalling NaN quiet. Such constants are hidden from it,
/// as operands of arithmetic and where they go into a variable.
/// </summary>
/// <remarks>Zeros in variables are not hidden: <c>x − 0</c> by way of a local keeps a signalling NaN, and compilers write no such thing.</remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class VectorIdentities
{
    /// <summary>The operation of <paramref name="rule"/> on two vectors of floating-point numbers.</summary>
    public static int Of(ExpressionPool pool, VectorRule rule, int left, int right)
    {
        var isSingle = rule.Method!.Result.Clr == typeof(Vector128<float>);
        return pool.Call(rule.Method, Hide(pool, left, NeutralOnTheLeft(rule.Op), isSingle), Hide(pool, right, NeutralOnTheRight(rule.Op), isSingle));
    }

    /// <summary>The value as a variable may keep it.</summary>
    public static int ForVariable(ExpressionPool pool, int value)
    {
        if (pool[value].Kind != NodeKind.Vector)
            return value;
        var halves = pool.VectorOf(pool[value]);
        var isHazard = IsHazard(halves, 1d, true) || IsHazard(halves, 1d, false) || IsHazard(halves, -0d, true) || IsHazard(halves, -0d, false);
        return isHazard ? pool.Call(VectorMembers.Hidden, value) : value;
    }

    // The numbers that change nothing; a NaN stands for none.
    private static double NeutralOnTheLeft(CilOp op) => op is CilOp.Add or CilOp.Mul ? NeutralOnTheRight(op) : double.NaN;

    private static double NeutralOnTheRight(CilOp op) => op switch { CilOp.Add => -0d, CilOp.Sub => 0d, _ => 1d };

    private static int Hide(ExpressionPool pool, int operand, double neutral, bool isSingle)
    {
        var node = pool[operand];
        var isHazard = node.Kind == NodeKind.Vector ? IsHazard(pool.VectorOf(node), neutral, isSingle)
            : node is { Kind: NodeKind.Call, B: < 0 } && pool[node.A].Kind == NodeKind.Constant;
        return isHazard ? pool.Call(VectorMembers.Hidden, operand) : operand;
    }

    private static bool IsHazard((long Low, long High) halves, double neutral, bool isSingle)
    {
        ReadOnlySpan<long> bits = [halves.Low, halves.High];
        return isSingle
            ? IsHazard(MemoryMarshal.Cast<long, uint>(bits), BitConverter.SingleToUInt32Bits((float)neutral), 0x7f80_0000u, 0x0040_0000u)
            : IsHazard(MemoryMarshal.Cast<long, ulong>(bits), BitConverter.DoubleToUInt64Bits(neutral), 0x7ff0_0000_0000_0000UL, 0x0008_0000_0000_0000UL);
    }

    // Whether all lanes are the neutral number, or any is a signalling NaN: one without the highest bit of the fraction.
    private static bool IsHazard<T>(ReadOnlySpan<T> lanes, T neutral, T exponent, T quiet)
        where T : IBinaryInteger<T>
    {
        var areNeutral = true;
        foreach (var lane in lanes)
        {
            var isNan = (lane & exponent) == exponent && (lane & (quiet | (quiet - T.One))) != T.Zero;
            if (isNan && (lane & quiet) == T.Zero)
                return true;
            areNeutral &= lane == neutral;
        }
        return areNeutral;
    }
}
