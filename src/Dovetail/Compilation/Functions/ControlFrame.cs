using System.Collections.Immutable;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>What opened a block.</summary>
internal enum BlockKind : byte
{
    Function, Block, Loop, If, Else, TryTable,
}

/// <summary>A block that is open.</summary>
internal sealed class ControlFrame
{
    public BlockKind Kind { get; set; }

    /// <summary>The height of the operand stack below the block's parameters.</summary>
    public int Height { get; init; }

    /// <summary>The types of the parameters.</summary>
    public ImmutableArray<CilType> Parameters { get; init; } = [];

    /// <summary>The types of the results.</summary>
    public ImmutableArray<CilType> Results { get; init; } = [];

    /// <summary>Where branches to the block go: behind it, or to the head of a loop; −1 until one does.</summary>
    public int Label { get; set; } = -1;

    /// <summary>The memories whose limits are not current on some way to the label, as far as branches to it are written.</summary>
    public MemorySet Stale { get; set; }

    /// <summary>The same where an <c>if</c> begins, and so where its <c>else</c> does.</summary>
    public MemorySet StaleAtElse { get; init; }

    /// <summary>What is known of locals where the block begins.</summary>
    public LocalRanges.Place Known { get; init; }

    /// <summary>Whether this is a loop that polls before each branch back to it rather than at its head.</summary>
    public bool PollsAtBranches { get; init; }

    /// <summary>Where an <c>if</c> goes whose condition is false.</summary>
    public int ElseLabel { get; init; } = -1;

    /// <summary>The code from this loop's head to a <c>br_table</c>, if that is how it begins.</summary>
    public Dispatch? Dispatch { get; set; }

    /// <summary>Whether the dispatch of a loop around this block goes to its end, so that branches come to there from behind.</summary>
    public bool IsDispatchedTo { get; set; }

    /// <summary>What an <c>if</c> depends on, where that is a local and a constant.</summary>
    public Test? Condition { get; init; }

    /// <summary>The CIL locals that take what branches bring; null until one does.</summary>
    public int[]? Merge { get; set; }

    /// <summary>The CIL locals that hold the parameters of an <c>if</c>, which both its arms take.</summary>
    public int[] IfParameters { get; init; } = [];

    /// <summary>How many protected blocks the label lies in. A branch from within more leaves them.</summary>
    public int Protection { get; init; }

    /// <summary>The clauses of a <c>try_table</c>; null for other blocks.</summary>
    public CatchClause[]? Catches { get; init; }

    /// <summary>The types of what a branch to the block brings.</summary>
    public ImmutableArray<CilType> LabelTypes => Kind == BlockKind.Loop ? Parameters : Results;
}
