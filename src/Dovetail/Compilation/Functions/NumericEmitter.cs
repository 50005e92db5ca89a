using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>The numeric instructions, by their rule.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class NumericEmitter
{
    public static void Emit(FunctionContext context, in EmitRule rule, in InstructionReader reader)
    {
        var (operands, pool) = (context.Operands, context.Operands.Pool);
        switch (rule.Kind)
        {
            case EmitKind.Constant:
                operands.Push(pool.Constant(rule.Result!, (long)reader.Bits));
                break;
            case EmitKind.Unary:
                operands.Push(Unary(pool, rule, operands.Pop()));
                break;
            case EmitKind.IsZero:
                operands.Push(pool.IsZero(operands.Pop()));
                break;
            case EmitKind.Trapping:
                operands.PopWritten();
                context.Builder.Call(rule.Method!);
                operands.PushWritten(rule.Result!);
                break;
            case EmitKind.Method when rule.Method!.Parameters.Length == 1:
                operands.Push(pool.Call(rule.Method, operands.Pop()));
                break;
            default:
                EmitBinary(context, rule);
                break;
        }
    }

    private static int Unary(ExpressionPool pool, in EmitRule rule, int operand)
    {
        if (FloatIdentities.OfConversion(pool, rule.Op, operand) is { } unchanged)
            return unchanged;
        var only = pool.Unary(rule.Op, rule.Then == CilOp.Nop ? rule.Result! : CilTypes.Int32, operand);
        return rule.Then == CilOp.Nop ? only : pool.Unary(rule.Then, rule.Result!, only);
    }

    private static void EmitBinary(FunctionContext context, in EmitRule rule)
    {
        var (operands, pool) = (context.Operands, context.Operands.Pool);
        if (rule.Kind == EmitKind.Division && !IsHarmless(operands.Peek()))
        {
            operands.PopWritten(2);
            context.Builder.Call(rule.Method!);
            operands.PushWritten(rule.Result!);
            return;
        }
        var right = operands.Pop();
        var left = operands.Pop();
        operands.Push(rule.Kind switch
        {
            EmitKind.Compare => pool.Compare(rule.Condition, left, right),
            EmitKind.Method => pool.Call(rule.Method!, left, right),
            EmitKind.Shift => pool.Binary(rule.Op, rule.Result!, left, ShiftCount(pool, rule.Result!, right)),
            _ => FloatIdentities.OfArithmetic(pool, rule.Op, left, right) ?? pool.Binary(rule.Op, rule.Result!, left, right),
        });
    }

    // Division by this constant neither traps nor overflows.
    private static bool IsHarmless(in Node divisor) => divisor.Kind == NodeKind.Constant
        && divisor.Bits != 0 && (divisor.Type.Kind == CilKind.Int32 ? (int)divisor.Bits != -1 : divisor.Bits != -1);

    private static int ShiftCount(ExpressionPool pool, CilType type, int count)
    {
        var mask = type.Kind == CilKind.Int32 ? 31 : 63;
        if (pool[count].Kind == NodeKind.Constant)
            return pool.Constant(CilTypes.Int32, pool[count].Bits & mask);
        if (type.Kind == CilKind.Int64)
            count = pool.Unary(CilOp.ConvI4, CilTypes.Int32, count);
        return pool.Binary(CilOp.And, CilTypes.Int32, count, pool.Constant(CilTypes.Int32, mask));
    }
}
