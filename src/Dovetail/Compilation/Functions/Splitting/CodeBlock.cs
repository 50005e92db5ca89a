using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>A block of the code: its bodies (two for an <c>if</c> with <c>else</c>) and where branches to it go.</summary>
internal sealed class CodeBlock(CodeBlock? parent, BlockType? type, Opcode opcode)
{
    /// <summary>The block around it; null for the function.</summary>
    public CodeBlock? Parent { get; } = parent;

    /// <summary>Its type; null for the function.</summary>
    public BlockType? Type { get; } = type;

    /// <summary>Whether branches to it go back to its start.</summary>
    public bool IsLoop => opcode == Opcode.Loop;

    /// <summary>Whether its body may be passed by.</summary>
    public bool IsIf => opcode == Opcode.If;

    /// <summary>Whether this is a <c>try_table</c>, or lies in one.</summary>
    public bool IsProtected { get; } = opcode == Opcode.TryTable || parent is { IsProtected: true };

    /// <summary>What it consists of.</summary>
    public List<CodeBody> Bodies { get; } = [];

    /// <summary>How many blocks are open inside it.</summary>
    public int Depth { get; } = parent is null ? 1 : parent.Depth + 1;

    /// <summary>The basic block where branches to it go; −1 until that is reached.</summary>
    public int Target { get; set; } = -1;

    /// <summary>The basic block behind its end; −1 until that is reached.</summary>
    public int Next { get; set; } = -1;
}

/// <summary>Instructions one behind the other: plain ones, and blocks as a whole.</summary>
internal sealed record CodeBody(CodeBlock Block, List<CodeItem> Items);

/// <summary>A part of a body: from <see cref="Start"/> up to <see cref="End"/>, in bytes from the start of the code.</summary>
/// <param name="Block">The block that it is; null for plain instructions.</param>
/// <param name="FirstBasicBlock">The basic block that begins where it begins.</param>
internal readonly record struct CodeItem(int Start, int End, CodeBlock? Block, int FirstBasicBlock);
