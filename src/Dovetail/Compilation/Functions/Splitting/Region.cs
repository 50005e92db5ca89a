using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>A run of instructions of one body that becomes a method of its own, a part of its function.</summary>
internal sealed record Region
{
    /// <summary>The body that it is cut out of.</summary>
    public required CodeBlock Block { get; init; }

    /// <summary>Where it begins, in bytes from the start of the code.</summary>
    public required int Start { get; init; }

    /// <summary>Where it ends.</summary>
    public required int End { get; init; }

    /// <summary>How much CIL it came to when the function was compiled whole, in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>The basic block that begins where it begins.</summary>
    public required int FirstBasicBlock { get; init; }

    /// <summary>The basic block that control comes to out of its end.</summary>
    public required int NextBasicBlock { get; init; }

    /// <summary>Whether control may come out of its end.</summary>
    public required bool FallsThrough { get; init; }

    /// <summary>The blocks around it that it branches to, the function's included, in the order of their exit codes.</summary>
    public ImmutableArray<CodeBlock> Exits { get; init; } = [];

    /// <summary>How many loops of the function begin before it.</summary>
    public int FirstLoop { get; init; }

    /// <summary>How many loops it has.</summary>
    public int Loops { get; init; }

    /// <summary>Whether it calls a function of a guest or the host.</summary>
    public bool Calls { get; init; }

    /// <summary>The memories that it loads from or stores to: bit i for memory i.</summary>
    public MemorySet AccessedMemories { get; init; }

    /// <summary>The locals whose values it takes from the frame when it begins.</summary>
    public ImmutableArray<int> Inputs { get; init; } = [];

    /// <summary>The locals whose values it leaves in the frame.</summary>
    public ImmutableArray<int> Outputs { get; init; } = [];

    /// <summary>Its instructions.</summary>
    public Expression CodeOf(Expression function) => new(function.Bytes[Start..End], function.Offset + Start);
}
