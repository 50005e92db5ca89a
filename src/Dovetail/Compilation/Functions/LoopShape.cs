namespace Dovetail.Compilation.Functions;

/// <summary>What a look over a function's code tells about one of its loops.</summary>
internal sealed class LoopShape
{
    /// <summary>What is set in the loop: a stretch of <see cref="LoopShapes.Sets"/>.</summary>
    public int FirstSet { get; init; }

    /// <summary>Behind the last of them.</summary>
    public int EndSet { get; set; }

    /// <summary>How many blocks are open in the loop itself.</summary>
    public int Depth { get; init; }

    /// <summary>How many branches go back to it, a <c>br_table</c> counted for each label.</summary>
    public int BranchesBack { get; set; }

    /// <summary>What the last of them depends on; null where it is no comparison of a local with a constant.</summary>
    public LocalTest? Test { get; set; }

    /// <summary>How many of the sets come before that branch.</summary>
    public int SetsBeforeTest { get; set; }

    /// <summary>The number of instructions.</summary>
    public int Instructions { get; set; }

    /// <summary>Whether it does nothing but arithmetic and accesses: no calls, no loops, nothing that takes long.</summary>
    public bool IsSimple { get; set; } = true;
}

/// <summary>A local that is set.</summary>
/// <param name="Step">What is added to it, where that is all.</param>
/// <param name="Depth">How many blocks are open there.</param>
internal readonly record struct LocalSet(int Local, int? Step, int Depth);

/// <summary>A comparison of a local with a constant.</summary>
/// <param name="IsOld">Whether the local is stepped between being read and being compared.</param>
internal readonly record struct LocalTest(int Local, Condition Condition, int Number, bool IsOld)
{
    /// <summary>
    /// How often a number that begins with <paramref name="first"/> and grows by <paramref name="step"/> passes before it fails; null
    /// where that cannot be told.
    /// </summary>
    public long? Passes(int first, int step)
    {
        if (!Holds(first))
            return 0;
        var distance = Condition switch
        {
            Condition.LtU when step > 0 => (long)(uint)Number - (uint)first,
            Condition.LeU when step > 0 => (long)(uint)Number - (uint)first + 1,
            Condition.GtU when step < 0 => (long)(uint)first - (uint)Number,
            Condition.GeU when step < 0 => (long)(uint)first - (uint)Number + 1,
            Condition.LtS when step > 0 => (long)Number - first,
            Condition.LeS when step > 0 => (long)Number - first + 1,
            Condition.GtS when step < 0 => (long)first - Number,
            Condition.GeS when step < 0 => (long)first - Number + 1,
            Condition.Ne when step > 0 => (uint)(Number - first),
            Condition.Ne when step < 0 => (uint)(first - Number),
            _ => -1,
        };
        var stride = Math.Abs((long)step);
        if (distance < 0 || (Condition == Condition.Ne && distance % stride != 0))
            return null;
        var passes = (distance + stride - 1) / stride;
        return Holds(unchecked((int)(first + (passes * step)))) ? null : passes;
    }

    private bool Holds(int number) => Condition switch
    {
        Condition.Ne => number != Number,
        Condition.LtU => (uint)number < (uint)Number,
        Condition.LeU => (uint)number <= (uint)Number,
        Condition.GtU => (uint)number > (uint)Number,
        Condition.GeU => (uint)number >= (uint)Number,
        Condition.LtS => number < Number,
        Condition.LeS => number <= Number,
        Condition.GtS => number > Number,
        _ => number >= Number,
    };
}
