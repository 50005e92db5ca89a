using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

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

/// <summary>
/// The code of a function as a tree of blocks, for who wants to cut it, and as basic blocks, for who wants to know which locals are alive.
/// </summary>
internal sealed class CodeMap
{
    private readonly int _words;
    private readonly Boundaries _boundaries;
    private readonly Stack<(CodeBlock Block, int Start, int FirstBasicBlock)> _open = [];
    private CodeBody _body;
    private BasicBlock _basic;
    private int _itemStart;
    private int _itemFirst;

    private CodeMap(int locals, Boundaries boundaries)
    {
        (_words, _boundaries) = ((locals + 63) / 64, boundaries);
        Function = new CodeBlock(null, null, Opcode.Block);
        _open.Push((Function, 0, 0));
        _body = new CodeBody(Function, []);
        Function.Bodies.Add(_body);
        _basic = Begin();
    }

    /// <summary>The function.</summary>
    public CodeBlock Function { get; }

    /// <summary>The basic blocks, in the order of the code.</summary>
    public List<BasicBlock> BasicBlocks { get; } = [];

    /// <summary>Where the loops begin, in the order of the code.</summary>
    public List<int> Loops { get; } = [];

    /// <summary>The map of <paramref name="code"/>, a function of so many locals.</summary>
    public static CodeMap Of(Expression code, int locals, Boundaries boundaries)
    {
        var map = new CodeMap(locals, boundaries);
        var reader = new InstructionReader(code);
        while (reader.Read())
            map.Add(reader, reader.Offset - code.Offset);
        return map;
    }

    private void Add(in InstructionReader reader, int start)
    {
        switch (reader.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable:
                Open(reader, start);
                break;
            case Opcode.Else:
                Else(reader, start);
                break;
            case Opcode.End:
                Close(reader, start);
                break;
            case Opcode.LocalGet:
                Use(reader.Index);
                break;
            case Opcode.LocalSet or Opcode.LocalTee:
                _basic.Definitions[reader.Index >> 6] |= 1UL << reader.Index;
                break;
            case Opcode.Br or Opcode.BrTable or Opcode.BrIf or Opcode.BrOnNull or Opcode.BrOnNonNull or Opcode.BrOnCast or Opcode.BrOnCastFail:
                Branch(reader);
                break;
            case Opcode.Return or Opcode.Unreachable or Opcode.Throw or Opcode.ThrowRef or Opcode.ReturnCall or Opcode.ReturnCallIndirect
                or Opcode.ReturnCallRef:
                _basic.FallsThrough = false;
                _basic = Begin();
                break;
            default:
                break;
        }
        CutAt(reader.Position);
    }

    private void Use(int local)
    {
        if ((_basic.Definitions[local >> 6] & (1UL << local)) == 0)
            _basic.Uses[local >> 6] |= 1UL << local;
    }

    private void Branch(in InstructionReader reader)
    {
        foreach (var depth in Labels.Of(reader))
            _basic.Branches.Add(BlockAt(depth));
        _basic.FallsThrough = reader.Opcode is not (Opcode.Br or Opcode.BrTable);
        _basic = Begin();
    }

    private CodeBlock BlockAt(int depth)
    {
        foreach (var (block, _, _) in _open)
        {
            if (depth-- == 0)
                return block;
        }
        return Function;
    }

    private void Open(in InstructionReader reader, int start)
    {
        EndItem(start);
        _basic = Begin();
        var block = new CodeBlock(_open.Peek().Block, reader.BlockType, reader.Opcode);
        var before = BasicBlocks.Count - 1;
        // Any instruction of a protected block may go to its handlers: all count as following what is before it.
        foreach (var depth in Labels.OfCatches(reader))
            _basic.Branches.Add(BlockAt(depth));
        _open.Push((block, start, before));
        _basic = Begin();
        if (block.IsLoop)
        {
            block.Target = BasicBlocks.Count - 1;
            Loops.Add(start);
        }
        StartBody(block, reader.Position);
    }

    private void Else(in InstructionReader reader, int start)
    {
        var (block, _, before) = _open.Peek();
        EndItem(start);
        _basic.FallsThrough = false;
        _basic.Branches.Add(block);
        _basic = Begin();
        BasicBlocks[before].Other = BasicBlocks.Count - 1;
        StartBody(block, reader.Position);
    }

    private void Close(in InstructionReader reader, int start)
    {
        var (block, blockStart, before) = _open.Pop();
        EndItem(start);
        _basic = Begin();
        block.Next = BasicBlocks.Count - 1;
        if (!block.IsLoop)
            block.Target = block.Next;
        if (block.Parent is null)
            return;
        if (block.IsIf && BasicBlocks[before].Other < 0)
            BasicBlocks[before].Branches.Add(block);
        _body = block.Parent.Bodies[^1];
        _body.Items.Add(new CodeItem(blockStart, reader.Position, block, before));
        (_itemStart, _itemFirst) = (reader.Position, BasicBlocks.Count - 1);
    }

    private void StartBody(CodeBlock block, int position)
    {
        _body = new CodeBody(block, []);
        block.Bodies.Add(_body);
        (_itemStart, _itemFirst) = (position, BasicBlocks.Count - 1);
    }

    private void EndItem(int end)
    {
        if (end > _itemStart)
            _body.Items.Add(new CodeItem(_itemStart, end, null, _itemFirst));
    }

    // Long stretches of plain instructions are cut where they may be.
    private void CutAt(int position)
    {
        if (position - _itemStart < 64 || !_boundaries.Has(position))
            return;
        EndItem(position);
        _basic = Begin();
        (_itemStart, _itemFirst) = (position, BasicBlocks.Count - 1);
    }

    private BasicBlock Begin()
    {
        var block = new BasicBlock(_words);
        BasicBlocks.Add(block);
        return block;
    }
}
