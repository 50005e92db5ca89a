using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// Operations on floating-point numbers that leave every number as it is, but make a signalling NaN quiet (core specification 3.0,
/// 4.3.3 "NaN Propagation"). The JIT drops such operations altogether, so <see cref="Semantics.Floats.Quiet(float)"/> stands for them.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class FloatIdentities
{
    private const long F32One = 0x3f80_0000;
    private const long F64One = 0x3ff0_0000_0000_0000;
    private const long F32NegativeZero = 0x8000_0000;

    /// <summary>The operand, made quiet, where the operation changes nothing else; null for every other one.</summary>
    public static int? OfArithmetic(ExpressionPool pool, CilOp op, int left, int right) => op switch
    {
        CilOp.Add when IsNegativeZero(pool[right]) => Quiet(pool, left),
        CilOp.Add when IsNegativeZero(pool[left]) => Quiet(pool, right),
        CilOp.Sub when IsZero(pool[right]) => Quiet(pool, left),
        CilOp.Mul or CilOp.Div when IsOne(pool[right]) => Quiet(pool, left),
        CilOp.Mul when IsOne(pool[left]) => Quiet(pool, right),
        _ => null,
    };

    /// <summary>The operand of the operand, made quiet, where an f32 is promoted and then demoted.</summary>
    public static int? OfConversion(ExpressionPool pool, CilOp op, int operand)
    {
        var node = pool[operand];
        return op == CilOp.ConvR4 && node.Kind == NodeKind.Unary && node.Op == CilOp.ConvR8
            && pool[node.A].Type.Kind == CilKind.Float32
            ? Quiet(pool, node.A)
            : null;
    }

    private static int Quiet(ExpressionPool pool, int operand) => pool.Call(
        pool[operand].Type.Kind == CilKind.Float32 ? SemanticsMembers.F32Quiet : SemanticsMembers.F64Quiet, operand);

    private static bool IsOne(in Node node) => IsConstant(node, F32One, F64One);

    private static bool IsZero(in Node node) => IsConstant(node, 0, 0);

    private static bool IsNegativeZero(in Node node) => IsConstant(node, F32NegativeZero, long.MinValue);

    private static bool IsConstant(in Node node, long single, long @double) => node.Kind == NodeKind.Constant
        && ((node.Type.Kind == CilKind.Float32 && node.Bits == single) || (node.Type.Kind == CilKind.Float64 && node.Bits == @double));
}
