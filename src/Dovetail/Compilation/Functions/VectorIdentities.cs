using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// What <see cref="FloatIdentities"/> is for numbers, for vectors: the JIT drops an operation that leaves every number as it is, and with a
/// constant of nothing but NaNs it gives that constant, in both cases without making a signalling NaN quiet. Such a constant is hidden from it.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class VectorIdentities
{
    /// <summary>The operation of <paramref name="rule"/> on two vectors of floating-point numbers.</summary>
    public static int Of(ExpressionPool pool, VectorRule rule, int left, int right)
    {
        var isSingle = rule.Method!.Result.Clr == typeof(Vector128<float>);
        return pool.Call(rule.Method, Hide(pool, left, NeutralOnTheLeft(rule.Op), isSingle), Hide(pool, right, NeutralOnTheRight(rule.Op), isSingle));
    }

    // The numbers that change nothing; a NaN stands for none.
    private static double NeutralOnTheLeft(CilOp op) => op is CilOp.Add or CilOp.Mul ? NeutralOnTheRight(op) : double.NaN;

    private static double NeutralOnTheRight(CilOp op) => op switch { CilOp.Add => -0d, CilOp.Sub => 0d, _ => 1d };

    private static int Hide(ExpressionPool pool, int operand, double neutral, bool isSingle) =>
        pool[operand].Kind == NodeKind.Vector && IsHazard(pool.VectorOf(pool[operand]), neutral, isSingle)
            ? pool.Call(VectorMembers.Opaque, operand)
            : operand;

    private static bool IsHazard((long Low, long High) halves, double neutral, bool isSingle)
    {
        ReadOnlySpan<long> bits = [halves.Low, halves.High];
        return isSingle
            ? IsHazard(MemoryMarshal.Cast<long, float>(bits), (float)neutral)
            : IsHazard(MemoryMarshal.Cast<long, double>(bits), neutral);
    }

    // Whether all lanes are the neutral number, or any is a NaN.
    private static bool IsHazard<T>(ReadOnlySpan<T> lanes, T neutral)
        where T : IFloatingPointIeee754<T>
    {
        var areNeutral = true;
        foreach (var lane in lanes)
        {
            if (T.IsNaN(lane))
                return true;
            areNeutral &= lane == neutral && T.IsNegative(lane) == T.IsNegative(neutral);
        }
        return areNeutral;
    }
}
