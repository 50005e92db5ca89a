using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>
/// Compiles a function that is beyond what the JIT optimises as several methods: the function itself, and the parts that it calls.
/// </summary>
/// <remarks>
/// A part takes the frame, where the function keeps the locals that parts share, and returns by which exit it was left: out of its
/// end, or by a branch to a block around it, which the function then takes in its stead (and polls, where that goes back to a loop).
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class FunctionSplitter(
    ModuleShape shape, int functionIndex, UnitRange siblings, int firstPart, FunctionScan scan, ExpressionPool pool)
{
    // How much of what the JIT takes the methods aim at, one attempt after the other: what a method comes to is known afterwards.
    private static readonly ImmutableArray<double> Aims = [0.6, 0.35, 0.2, 0.1];

    private const long MostWork = 64 << 20;

    private readonly HashSet<int> _callees = [];
    private readonly Expression _code = shape.Module.Functions[functionIndex - shape.ImportedFunctions].Body;

    /// <summary>
    /// The function in parts; null where they would still be too large. Then it is better left whole: where nothing is optimised, the frame costs
    /// more than it gains.
    /// </summary>
    public CompiledFunction? Split(Boundaries boundaries, in CompiledFunction whole)
    {
        var context = new FunctionContext(shape, functionIndex, siblings, pool);
        if (IsTooMuchWork(context.Locals.Types.Length))
            return null;
        var map = CodeMap.Of(_code, context.Locals.Types.Length, boundaries);
        var liveness = Liveness.Of(map);
        foreach (var aim in Aims)
        {
            if (PlanFor(context, map, liveness, boundaries, whole.Body.Size, (int)(whole.Body.Size / whole.Share * shape.SplitAbove * aim)) is not { } plan)
                continue;
            var split = Compile(plan);
            if (split.Share <= shape.SplitAbove)
                return split;
        }
        return null;
    }

    // Which locals are alive is a bit for each local and basic block; plain instructions begin one at most every 64 bytes.
    private bool IsTooMuchWork(int locals) => ((3L * scan.Blocks) + (_code.Bytes.Length / 64)) * locals > MostWork;

    private SplitPlan? PlanFor(FunctionContext context, CodeMap map, Liveness liveness, Boundaries boundaries, int size, int target)
    {
        var types = new LabelTypes(shape, context.Type);
        var locals = new RegionLocals(map, liveness, [.. context.Locals.Types.Select(IsNumber)], ValuesOf);
        return SplitPlan.Of(_code, map, locals, boundaries, size, target);

        int ValuesOf(CodeBlock block) => types.Of(block) is var brought && brought.All(IsNumber) ? brought.Length : -1;
    }

    private static bool IsNumber(CilType type) =>
        type.Kind is CilKind.Int32 or CilKind.Int64 or CilKind.Float32 or CilKind.Float64;

    private CompiledFunction Compile(SplitPlan plan)
    {
        var parts = ImmutableArray.CreateBuilder<CilBody>(plan.Regions.Length);
        var (share, partFrame) = (0.0, 0);
        foreach (var region in plan.Regions)
        {
            var part = CompilePart(plan, region);
            share = Math.Max(share, Complexity.ShareOfLimits(part));
            partFrame = Math.Max(partFrame, StackCheck.FrameSize(part));
            parts.Add(part);
        }
        var body = CompileRest(plan, partFrame);
        share = Math.Max(share, Complexity.ShareOfLimits(body));
        return new CompiledFunction(body, StackCheck.FrameSize(body), share, _callees, parts.MoveToImmutable());
    }

    private CilBody CompilePart(SplitPlan plan, Region region)
    {
        var context = new FunctionContext(shape, functionIndex, siblings, pool, plan, region);
        context.Memory.Keep(region.AccessedMemories, scan.Reaches);
        var exits = new PartExits(context, plan, region);
        var control = new ControlEmitter(context, scan, exits.BlocksAround(), region.FirstLoop);
        FunctionCompiler.Walk(context, control, region.CodeOf(_code), scan);
        exits.Write(control);
        context.Finish(checksStack: region.Calls);
        _callees.UnionWith(context.Callees);
        return context.Builder.Build();
    }

    private CilBody CompileRest(SplitPlan plan, int partFrame)
    {
        var context = new FunctionContext(shape, functionIndex, siblings, pool, plan);
        context.Memory.Keep(scan.AccessedMemories, scan.Reaches);
        var control = new ControlEmitter(context, scan, isCopy: false);
        var position = 0;
        for (var i = 0; i < plan.Regions.Length; i++)
        {
            var region = plan.Regions[i];
            FunctionCompiler.Walk(context, control, Slice(position, region.Start), scan);
            new PartCall(context, control, plan, region).Write(firstPart + i);
            position = region.End;
        }
        FunctionCompiler.Walk(context, control, Slice(position, _code.Bytes.Length), scan);
        context.Finish(checksStack: true, partFrame);
        _callees.UnionWith(context.Callees);
        return context.Builder.Build();
    }

    private Expression Slice(int start, int end) => new(_code.Bytes[start..end], _code.Offset + start);
}
