using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>
/// How a function that is too large for the JIT to optimise is cut: which runs of its instructions become methods of their own (parts), and which
/// locals lie in the frame that all of them share.
/// </summary>
/// <remarks>
/// <para>The giant functions of real guests are interpreters: a loop around a <c>br_table</c>, whose arms lie one behind the other in
/// blocks around it. A block that is small enough stays whole, so that no inner loop is cut; of a larger one the bodies are cut: into runs of whole
/// small blocks and plain instructions, each begun and ended where the operand stack is empty. All large runs are cut out, and small ones until what is left is
/// small enough.</para>
/// <para>A local goes through the frame if it is alive where a part begins or where it is left. All others are the part's own, which is most:
/// a compiler that makes giant functions makes many short-lived locals.</para>
/// <para>It does not cut inside <c>try_table</c>, nor where a reference or a vector would have to go through the frame.</para>
/// </remarks>
internal sealed class SplitPlan
{
    /// <summary>How many numbers a frame holds.</summary>
    public const int FrameSlots = Runtime.FrameSlots.Count;

    // What a call of a part takes in its caller, in bytes of CIL.
    private const int CallSize = 30;

    // What is worth a call: in the function itself, locals that go through the frame lie in memory.
    private const int LargeRun = 120;

    private readonly int[] _slots;

    private SplitPlan(ImmutableArray<Region> regions, int[] slots, int usedSlots) => (Regions, _slots, FirstValueSlot) = (regions, slots, usedSlots);

    /// <summary>The parts, in the order of the code.</summary>
    public ImmutableArray<Region> Regions { get; }

    /// <summary>The first slot behind the locals: where values that a branch brings out of a part lie.</summary>
    public int FirstValueSlot { get; }

    /// <summary>The slot of the frame in which a local lies; −1 for none.</summary>
    public int SlotOf(int local) => _slots[local];

    /// <summary>A plan for a function whose CIL comes to <paramref name="size"/> bytes, to cut it down to methods of about <paramref name="target"/>; null where nothing can be gained.</summary>
    /// <param name="locals">Decides which locals go through the frame; written here.</param>
    public static SplitPlan? Of(Expression code, CodeMap map, RegionLocals locals, Boundaries boundaries, int size, int target)
    {
        var runs = new RunFinder(boundaries, target).Find(map.Function);
        var (chosen, left) = (new List<Region>(), size);
        foreach (var run in runs.OrderByDescending(run => run.Size).ThenBy(run => run.Start))
        {
            if ((left <= target && run.Size <= LargeRun) || run.Size <= 2 * CallSize)
                break;
            if (locals.Complete(run, code) is not { } region)
                continue;
            chosen.Add(region);
            left -= run.Size - CallSize;
        }
        return chosen.Count == 0 ? null : new SplitPlan([.. chosen.OrderBy(region => region.Start)], locals.Slots, locals.UsedSlots);
    }
}
