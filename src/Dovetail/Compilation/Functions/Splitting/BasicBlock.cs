namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>Instructions that run one behind the other, with what they do to locals.</summary>
internal sealed class BasicBlock(int words)
{
    /// <summary>The locals that it reads before it writes them, a bit each.</summary>
    public ulong[] Uses { get; } = new ulong[words];

    /// <summary>The locals that it writes.</summary>
    public ulong[] Definitions { get; } = new ulong[words];

    /// <summary>The blocks whose <see cref="CodeBlock.Target"/> may follow.</summary>
    public List<CodeBlock> Branches { get; } = [];

    /// <summary>Whether the basic block behind it in the code may follow.</summary>
    public bool FallsThrough { get; set; } = true;

    /// <summary>A basic block that may follow besides: the <c>else</c> of an <c>if</c>; −1 for none.</summary>
    public int Other { get; set; } = -1;
}
