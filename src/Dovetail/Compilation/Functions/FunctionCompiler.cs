using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions.Splitting;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>Compiles one validated function to CIL: walks over its code once and hands each instruction to its emitter.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class FunctionCompiler
{
    // Shorter code cannot come to more than the JIT optimises.
    private const int MayBeGiant = 4096;

    /// <summary>
    /// Changes the code of every function before it is verified: how the fuzzers plant the faults that they must find. Null in every other
    /// process.
    /// </summary>
    internal static Func<CilBody, CilBody>? PlantedFault { get; set; }

    /// <summary>The code of the function.</summary>
    /// <param name="functionIndex">Its index; not of an imported one.</param>
    /// <param name="siblings">The functions of its unit, which it calls directly.</param>
    /// <param name="firstPart">The position in the unit of the first of its parts, should it be split.</param>
    /// <param name="pool">What the compiler of one thread reuses.</param>
    /// <exception cref="LimitException">The function is too complex for the JIT.</exception>
    /// <exception cref="UnsupportedException">It has an instruction that is not supported.</exception>
    public static CompiledFunction Compile(ModuleShape shape, int functionIndex, UnitRange siblings, int firstPart, ExpressionPool pool)
    {
        var body = shape.Module.Functions[functionIndex - shape.ImportedFunctions].Body;
        var scan = FunctionScan.Of(body, functionIndex) with { Fuel = shape.MetersFuel ? FuelPlan.Of(body) : null };
        Complexity.Check(scan, functionIndex, body.Offset);
        var boundaries = body.Bytes.Length > MayBeGiant * shape.SplitAbove ? new Boundaries() : null;
        var context = new FunctionContext(shape, functionIndex, siblings, pool);
        context.Memory.Keep(scan.AccessedMemories, scan.Reaches);
        boundaries?.Add(0, true, 0);
        Walk(context, new ControlEmitter(context, scan, isCopy: false), body, scan, scan.Unrolling, boundaries);
        context.Finish(checksStack: scan.Calls);
        Complexity.Check(context.Builder, functionIndex, body.Offset);
        var code = context.Builder.Build();
        if (PlantedFault is { } fault)
            code = fault(code);
        var whole = new CompiledFunction(code, StackCheck.FrameSize(code), Complexity.ShareOfLimits(code), context.Callees, []);
        return whole.Share <= shape.SplitAbove || boundaries is null
            ? whole
            : new FunctionSplitter(shape, functionIndex, siblings, firstPart, scan, pool).Split(boundaries, whole) ?? whole;
    }

    /// <summary>Hands each instruction of <paramref name="code"/> to its emitter.</summary>
    /// <param name="copies">How deep calls of the function by itself are to be written as copies of its code.</param>
    /// <param name="boundaries">Where to write down the places at which the code may be cut; null for nowhere.</param>
    public static void Walk(
        FunctionContext context, ControlEmitter control, Expression code, in FunctionScan scan, int copies = 0, Boundaries? boundaries = null)
    {
        var reader = new InstructionReader(code);
        while (!control.IsDone && reader.Read())
        {
            ref readonly var rule = ref EmitTable.Rule(reader.Opcode);
            if (scan.Fuel is { } fuel && !control.IsUnreachable)
                FuelEmitter.Charge(context, fuel, reader);
            if (copies > 0 && reader.Opcode == Opcode.Call && reader.Index == context.FunctionIndex && !control.IsUnreachable)
                Unroll(context, control, code, scan, copies);
            else if (rule.Kind == EmitKind.Control || !control.IsUnreachable)
                Emit(context, control, rule, reader);
            if (boundaries is not null && control.IsBoundary)
                boundaries.Add(reader.Position, !control.IsUnreachable, context.Builder.Size);
        }
    }

    // A call of the function by itself becomes a copy of its code: half the calls, and half the checks at their entries.
    private static void Unroll(FunctionContext context, ControlEmitter control, Expression body, in FunctionScan scan, int copies)
    {
        context.Operands.SettleWritten();
        var outer = context.Locals.BeginCopy(context.Operands, context.Ranges);
        var copy = new ControlEmitter(context, scan, isCopy: true);
        Walk(context, copy, body, scan, copies - 1);
        context.Locals.EndCopy(outer);
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
                context.Memory.Load(rule, reader);
                break;
            case EmitKind.Store:
                context.Memory.Store(rule, reader);
                break;
            default:
                NumericEmitter.Emit(context, rule, reader);
                break;
        }
    }
}

/// <summary>The code of a function, and what there is to know of it.</summary>
/// <param name="FrameSize">An upper bound of its frame in bytes.</param>
/// <param name="Share">How much of what the JIT optimises its largest method comes to (<see cref="Complexity.ShareOfLimits"/>).</param>
/// <param name="Callees">The defined functions of other units that it calls, imports counted.</param>
/// <param name="Parts">The methods that it was split into besides, in the order of their positions in the unit.</param>
internal readonly record struct CompiledFunction(
    CilBody Body, int FrameSize, double Share, IReadOnlyCollection<int> Callees, ImmutableArray<CilBody> Parts)
{
    /// <summary>Whether the JIT will optimise all of it.</summary>
    public bool IsOptimized => Share <= 1;

    /// <summary>How many bytes of CIL it comes to, with its parts.</summary>
    public int Size => Body.Size + Parts.Sum(part => part.Size);
}
