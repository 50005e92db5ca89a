using System.Collections;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// What the JIT can take. It works in native code that nothing can stop, and some shapes cost it time or memory with their square; a
/// function beyond these limits is refused by name before it gets there.
/// </summary>
/// <remarks>
/// Measured: 100,000 loop heads took 50 s and 10,000 took 0.4 s; a switch with 100,000 distinct targets 15 s; 200,000 checked accesses
/// 2.3 s and 800 MB. Functions beyond the JIT's limits of optimisation (<see cref="ShareOfLimits"/>) are split, or compiled all the same, but run 2 to 3 times
/// slower; they are counted.
/// </remarks>
internal static class Complexity
{
    private const int MaxLoops = 10_000;
    private const int MaxBranchTargets = 50_000;
    private const int MaxBlocks = 200_000;
    private const int MaxTries = 1_000;
    private const int MaxLocals = 60_000;
    private const int MaxSize = 2 << 20;
    private const int MaxInstructions = 1_000_000;

    /// <summary>Whether a function of so many bytes can be beyond these limits at all: each loop, block or label takes some.</summary>
    public static bool IsWorthALook(int codeBytes) => codeBytes > Math.Min(3 * MaxLoops, MaxBranchTargets);

    /// <summary>Refuses a function by what its code looks like.</summary>
    /// <exception cref="LimitException">It would take the JIT too long.</exception>
    public static void Check(in FunctionScan scan, int function, int offset)
    {
        Check("loops", scan.BackEdges.Count, MaxLoops, function, offset);
        Check("`try_table` blocks", scan.Tries, MaxTries, function, offset);
        Check("labels of `br_table`", scan.BranchTargets, MaxBranchTargets, function, offset);
        Check("blocks and accesses to memory", scan.Blocks, MaxBlocks, function, offset);
    }

    /// <summary>Refuses a function by what was emitted so far.</summary>
    /// <exception cref="LimitException">It would take the JIT too long.</exception>
    public static void Check(CilBuilder builder, int function, int offset)
    {
        Check("locals and temporaries", builder.LocalCount, MaxLocals, function, offset);
        Check("bytes of emitted code", builder.Size, MaxSize, function, offset);
        Check("emitted instructions", builder.Count, MaxInstructions, function, offset);
    }

    /// <summary>Refuses a method of an adapter by what was emitted.</summary>
    /// <exception cref="LimitException">It would take the JIT too long.</exception>
    public static void Check(CilBody adapter)
    {
        CheckAdapter("locals", adapter.Locals.Length, MaxLocals);
        CheckAdapter("labels", adapter.Labels.Length, MaxBranchTargets);
        CheckAdapter("bytes of emitted code", adapter.Size, MaxSize);
        CheckAdapter("emitted instructions", adapter.Instructions.Length, MaxInstructions);
    }

    /// <summary>How much of what the JIT optimises, by its documented limits, a method comes to: beyond 1 it is not optimised at all.</summary>
    public static double ShareOfLimits(CilBody body)
    {
        var references = 0;
        // A basic block begins at each label, and behind each branch.
        var begins = new BitArray(body.Instructions.Length + 1);
        foreach (var label in body.Labels)
            begins[label] = true;
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            var op = body.Instructions[i].Op;
            var operand = op.Row().Operand;
            references += operand is CilOperand.Local or CilOperand.Argument ? 1 : 0;
            if (operand is CilOperand.Label or CilOperand.Switch || op.EndsFlow())
                begins[i + 1] = true;
        }
        var size = Math.Max(body.Size / 60_000.0, body.Instructions.Length / 20_000.0);
        var variables = Math.Max((body.Locals.Length + body.Signature.Parameters.Length) / 2_000.0, references / 8_000.0);
        return Math.Max(Math.Max(size, variables), BlocksOf(begins) / 2_000.0);
    }

    private static int BlocksOf(BitArray begins)
    {
        var blocks = 0;
        for (var i = 0; i < begins.Length; i++)
            blocks += begins[i] ? 1 : 0;
        return blocks;
    }

    private static void CheckAdapter(string what, long count, int most)
    {
        if (count > most)
        {
            throw new LimitException("adapter complexity", string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"a call between components would need an adapter with {count} {what}; the limit is {most}"));
        }
    }

    private static void Check(string what, long count, int most, int function, int offset)
    {
        if (count > most)
            throw new LimitException("function complexity", $"function {function} has {count} {what}; the limit is {most}", offset);
    }
}
