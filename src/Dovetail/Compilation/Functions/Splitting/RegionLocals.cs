using System.Collections.Immutable;
using System.Numerics;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>Decides which locals go through the frame at the edges of each region, and in which slots.</summary>
internal sealed class RegionLocals
{
    // Kept free for what branches bring out of a part.
    private const int ValueSlots = 8;

    private readonly CodeMap _map;
    private readonly Liveness _liveness;
    private readonly bool[] _isNumber;
    private readonly Func<CodeBlock, int> _valuesOf;

    /// <param name="isNumber">For each local, whether it is a number.</param>
    /// <param name="valuesOf">How many values a branch to the block brings; −1 where not all are numbers.</param>
    public RegionLocals(CodeMap map, Liveness liveness, bool[] isNumber, Func<CodeBlock, int> valuesOf)
    {
        (_map, _liveness, _isNumber, _valuesOf) = (map, liveness, isNumber, valuesOf);
        Slots = new int[isNumber.Length];
        Array.Fill(Slots, -1);
    }

    /// <summary>The slot of each local; −1 for none.</summary>
    public int[] Slots { get; }

    /// <summary>How many slots the locals take.</summary>
    public int UsedSlots { get; private set; }

    /// <summary>The run as a region; null where it can't be one, or the frame has no room for its locals.</summary>
    public Region? Complete(Region run, Expression code)
    {
        var words = (_isNumber.Length + 63) / 64;
        var (read, written) = (new ulong[words], new ulong[words]);
        if (RegionScan.Of(run, code, read, written) is not { } region || !region.Exits.All(MayLeaveTo))
            return null;
        var (inputs, outputs) = (new ulong[words], new ulong[words]);
        var before = _liveness.AtStartOf(region.FirstBasicBlock);
        var after = AliveAfter(region);
        for (var i = 0; i < words; i++)
            (inputs[i], outputs[i]) = (before[i] & (read[i] | written[i]), after[i] & written[i]);
        if (!TakeSlots(inputs, outputs))
            return null;
        return region with { Inputs = LocalsOf(inputs), Outputs = LocalsOf(outputs), FirstLoop = LoopsBefore(region.Start) };
    }

    private bool MayLeaveTo(CodeBlock block) => _valuesOf(block) is >= 0 and <= ValueSlots;

    private ulong[] AliveAfter(Region region)
    {
        var alive = new ulong[(_isNumber.Length + 63) / 64];
        if (region.FallsThrough)
            Add(region.NextBasicBlock);
        foreach (var exit in region.Exits)
            Add(exit.Target);
        return alive;

        void Add(int basicBlock)
        {
            var more = _liveness.AtStartOf(basicBlock);
            for (var i = 0; i < alive.Length; i++)
                alive[i] |= more[i];
        }
    }

    private bool TakeSlots(ulong[] inputs, ulong[] outputs)
    {
        var missing = new List<int>();
        for (var word = 0; word < inputs.Length; word++)
        {
            for (var bits = inputs[word] | outputs[word]; bits != 0; bits &= bits - 1)
            {
                var local = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (!_isNumber[local])
                    return false;
                if (Slots[local] < 0)
                    missing.Add(local);
            }
        }
        if (UsedSlots + missing.Count + ValueSlots > SplitPlan.FrameSlots)
            return false;
        foreach (var local in missing)
            Slots[local] = UsedSlots++;
        return true;
    }

    private int LoopsBefore(int position)
    {
        var index = _map.Loops.BinarySearch(position);
        return index < 0 ? ~index : index;
    }

    private static ImmutableArray<int> LocalsOf(ulong[] bits)
    {
        var locals = ImmutableArray.CreateBuilder<int>();
        for (var word = 0; word < bits.Length; word++)
        {
            for (var left = bits[word]; left != 0; left &= left - 1)
                locals.Add((word << 6) + BitOperations.TrailingZeroCount(left));
        }
        return locals.DrainToImmutable();
    }
}
