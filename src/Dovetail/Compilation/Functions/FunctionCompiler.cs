using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>Compiles one validated function to CIL: walks over its code once and hands each instruction to its emitter.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class FunctionCompiler
{
    /// <summary>The code of the function.</summary>
    /// <param name="functionIndex">Its index; not of an imported one.</param>
    /// <param name="siblings">The functions of its unit, which it calls directly.</param>
    /// <param name="pool">What the compiler of one thread reuses.</param>
    /// <exception cref="LimitException">The function is too complex for the JIT.</exception>
    /// <exception cref="UnsupportedException">It has an instruction that is not supported.</exception>
    public static CompiledFunction Compile(ModuleShape shape, int functionIndex, UnitRange siblings, ExpressionPool pool)
    {
        var body = shape.Module.Functions[functionIndex - shape.ImportedFunctions].Body;
        var scan = FunctionScan.Of(body, functionIndex);
        Complexity.Check(scan, functionIndex, body.Offset);
        var context = new FunctionContext(shape, functionIndex, siblings, pool);
        context.Memory.Keep(scan.AccessedMemories);
        Walk(context, body, scan, depth: 0);
        context.Finish(checksStack: scan.Calls);
        Complexity.Check(context.Builder, functionIndex, body.Offset);
        var code = context.Builder.Build();
        return new CompiledFunction(
            code, StackCheck.FrameSize(code), Complexity.IsOptimized(code, context.Builder.LabelCount), context.Callees);
    }

    private static ControlEmitter Walk(FunctionContext context, Expression body, in FunctionScan scan, int depth)
    {
        var control = new ControlEmitter(context, scan.BackEdges, isCopy: depth > 0);
        var reader = new InstructionReader(body);
        while (!control.IsDone && reader.Read())
        {
            ref readonly var rule = ref EmitTable.Rule(reader.Opcode);
            if (rule.Kind != EmitKind.Control && control.IsUnreachable)
                continue;
            if (reader.Opcode == Opcode.Call && reader.Index == context.FunctionIndex && depth < scan.Unrolling)
                Unroll(context, control, body, scan, depth);
            else
                Emit(context, control, rule, reader);
        }
        return control;
    }

    // A call of the function by itself becomes a copy of its code: half the calls, and half the checks at their entries.
    private static void Unroll(FunctionContext context, ControlEmitter control, Expression body, in FunctionScan scan, int depth)
    {
        context.Operands.SettleWritten();
        var outer = context.BeginCopy();
        var copy = Walk(context, body, scan, depth + 1);
        context.EndCopy(outer);
        if (copy.IsUnreachable)
            control.EndReachable();
    }

    private static void Emit(FunctionContext context, ControlEmitter control, in EmitRule rule, in InstructionReader reader)
    {
        // Only these take a value from CIL's stack as it is.
        if (reader.Opcode is not (Opcode.LocalSet or Opcode.LocalTee or Opcode.Drop))
            context.Operands.SettleWritten();
        switch (rule.Kind)
        {
            case EmitKind.None:
                throw new UnsupportedException(WasmFeatureNames.NameOf(reader.Row.Features), reader.Offset);
            case EmitKind.Control:
                control.Emit(reader);
                Complexity.Check(context.Builder, context.FunctionIndex, reader.Offset);
                break;
            case EmitKind.Call:
                CallEmitter.Emit(context, reader);
                break;
            case EmitKind.Variable:
                VariableEmitter.Emit(context, reader);
                break;
            case EmitKind.Table:
                TableEmitter.Emit(context, reader);
                break;
            case EmitKind.Vector:
                VectorEmitter.Emit(context, reader);
                break;
            case EmitKind.Reference:
                ReferenceEmitter.Emit(context, reader);
                break;
            case EmitKind.Struct:
                StructEmitter.Emit(context, reader);
                break;
            case EmitKind.Array:
                ArrayEmitter.Emit(context, reader);
                break;
            case EmitKind.Memory:
                BulkMemoryEmitter.Emit(context, reader);
                break;
            case EmitKind.Load:
                context.Memory.Load(rule, reader.MemArg, reader.Row.AccessLog2);
                break;
            case EmitKind.Store:
                context.Memory.Store(rule, reader.MemArg, reader.Row.AccessLog2);
                break;
            default:
                NumericEmitter.Emit(context, rule, reader);
                break;
        }
    }
}

/// <summary>The code of a function, and what there is to know of it.</summary>
/// <param name="FrameSize">An upper bound of its frame in bytes.</param>
/// <param name="IsOptimized">Whether the JIT will optimise it.</param>
/// <param name="Callees">The defined functions of other units that it calls, imports counted.</param>
internal readonly record struct CompiledFunction(CilBody Body, int FrameSize, bool IsOptimized, IReadOnlyCollection<int> Callees);
