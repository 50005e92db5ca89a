using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>The vector instructions, by their rule. None of them traps but by its access to memory, so that all wait as expressions.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class VectorEmitter
{
    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        var (operands, pool, rule) = (context.Operands, context.Operands.Pool, VectorEmitTable.Rule(reader.Opcode));
        switch (rule.Form)
        {
            case VectorForm.Constant:
                operands.Push(pool.Vector(Low(reader.Vector), High(reader.Vector)));
                break;
            case VectorForm.Shuffle:
                var second = operands.Pop();
                operands.Push(ShuffleEmitter.Shuffle(operands, reader.Vector, operands.Pop(), second));
                break;
            case VectorForm.Load:
                context.Memory.Load(rule.Access, reader);
                if (rule.Method is not null)
                    Push(operands, rule, pool.Call(rule.Method, operands.Pop()));
                break;
            case VectorForm.LoadLane:
                var vector = operands.Pop();
                context.Memory.Load(rule.Access, reader);
                operands.Push(pool.Call(rule.Method!, vector, Lane(pool, reader), operands.Pop()));
                break;
            case VectorForm.StoreLane:
                operands.Push(pool.Call(rule.Method!, operands.Pop(), Lane(pool, reader)));
                context.Memory.Store(rule.Access, reader);
                break;
            case VectorForm.Store:
                context.Memory.Store(rule.Access, reader);
                break;
            default:
                Push(operands, rule, Operation(operands, rule, reader));
                break;
        }
    }

    /// <summary>The halves of sixteen bytes.</summary>
    public static (long Low, long High) Halves(ReadOnlySpan<byte> bytes) => (Low(bytes), High(bytes));

    private static void Push(OperandStack operands, VectorRule rule, int node) =>
        operands.Push(rule.Then is null ? node : operands.Pool.Call(rule.Then, node));

    private static int Operation(OperandStack operands, VectorRule rule, in InstructionReader reader)
    {
        var (pool, method, count) = (operands.Pool, rule.Method!, reader.Row.Pops.Length);
        var third = count == 3 ? operands.Pop() : -1;
        var second = count >= 2 ? operands.Pop() : -1;
        var first = operands.Pop();
        return rule.Form switch
        {
            VectorForm.Lane => ExtractOrReplace(pool, rule, reader, first, second),
            VectorForm.Swapped => pool.Call(method, second, first),
            VectorForm.Select => pool.Call(method, third, first, second),
            VectorForm.AnyTrue => pool.Call(method, first, pool.Vector(0, 0)),
            VectorForm.AllTrue => pool.IsZero(pool.Call(method, first, pool.Vector(0, 0))),
            VectorForm.Swizzle => ShuffleEmitter.Swizzle(pool, method, first, second),
            VectorForm.Arithmetic => VectorIdentities.Of(pool, rule, first, second),
            _ => pool.Call(method, first, second, third),
        };
    }

    // The JIT would make the lane of a constant a number in double precision, and so a signalling NaN quiet.
    private static int ExtractOrReplace(ExpressionPool pool, VectorRule rule, in InstructionReader reader, int vector, int value)
    {
        var type = rule.Method!.Result;
        if (type.Kind is not (CilKind.Float32 or CilKind.Float64) || pool[vector].Kind != NodeKind.Vector)
            return pool.Call(rule.Method, vector, Lane(pool, reader), value);
        var (low, high) = pool.VectorOf(pool[vector]);
        if (type.Kind == CilKind.Float64)
            return pool.Constant(type, reader.Lane == 0 ? low : high);
        return pool.Constant(type, (uint)((reader.Lane < 2 ? low : high) >> (32 * (reader.Lane & 1))));
    }

    private static int Lane(ExpressionPool pool, in InstructionReader reader) => pool.Constant(CilTypes.Int32, reader.Lane);

    private static long Low(ReadOnlySpan<byte> vector) => BinaryPrimitives.ReadInt64LittleEndian(vector);

    private static long High(ReadOnlySpan<byte> vector) => BinaryPrimitives.ReadInt64LittleEndian(vector[8..]);
}
