using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// What can be said of locals at the head of a loop. Where a test of a local with a constant is the only way back, the local is what it was
/// before or what passes the test; and if it is stepped by a constant from a constant on, the test says how often the loop goes around at most,
/// and so how far every local goes that is stepped by a constant.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class LoopRanges
{
    private const int MostInstructions = 1000;
    private const int MostSets = 256;

    // Less by far than what the verifier lets pass, which counts CIL instructions.
    private const long LongestUnpolled = 1L << 20;

    /// <summary>Forgets what the loop sets, but for what it is at the head each time. Returns whether the loop ends so soon that it need not poll.</summary>
    public static bool Begin(FunctionContext context, FunctionScan scan, LoopShape loop, bool hasParameters)
    {
        var ranges = context.Ranges;
        ranges.ForgetAddresses();
        if (!ranges.IsOn || loop.EndSet - loop.FirstSet > MostSets)
        {
            ranges.Forget();
            return false;
        }
        var known = !hasParameters && Tested(context, loop) is { } test ? Stepped(context, scan, loop, test) : default;
        for (var i = loop.FirstSet; i < loop.EndSet; i++)
            ranges.Set(context.Locals.At(scan.Loops.Sets[i].Local), Spread.Any);
        foreach (var (local, spread) in known.Spreads ?? [])
            ranges.Set(local, spread);
        return loop.IsSimple && scan.Fuel is null && known.Count is { } count && (count + 1) * loop.Instructions <= LongestUnpolled;
    }

    private static LocalTest? Tested(FunctionContext context, LoopShape loop) =>
        loop is { BranchesBack: 1, Test: { } test, Instructions: <= MostInstructions }
        && context.Locals.TypeOf(context.Locals.At(test.Local)) == Cil.CilTypes.Int32
            ? test
            : null;

    private static (long? Count, List<(int Local, Spread Spread)>? Spreads) Stepped(
        FunctionContext context, FunctionScan scan, LoopShape loop, LocalTest test)
    {
        var steps = Steps(scan, loop);
        var initial = context.Ranges[context.Locals.At(test.Local)];
        if (steps.TryGetValue(test.Local, out var step) && step != 0 && initial.Low == initial.High
            && test.Passes(unchecked((int)initial.Low + (test.IsOld ? 0 : step)), step) is { } count)
            return (count, [.. steps.Select(each => (context.Locals.At(each.Key), context.Ranges[context.Locals.At(each.Key)].Stepped(each.Value, count)))]);
        if (test.IsOld || !initial.IsPlain)
            return default;
        return (null, [(context.Locals.At(test.Local), initial.Union(Spread.Any.Where(test.Condition, test.Number)))]);
    }

    // The locals that are set once each time around, by adding a constant to themselves.
    private static Dictionary<int, int> Steps(FunctionScan scan, LoopShape loop)
    {
        var (steps, others) = (new Dictionary<int, int>(), new HashSet<int>());
        for (var i = loop.FirstSet; i < loop.EndSet; i++)
        {
            var set = scan.Loops.Sets[i];
            var isStep = set.Step is not null && set.Depth == loop.Depth && i < loop.SetsBeforeTest;
            if (!isStep || !steps.TryAdd(set.Local, set.Step!.Value))
                others.Add(set.Local);
        }
        foreach (var local in others)
            steps.Remove(local);
        return steps;
    }
}
