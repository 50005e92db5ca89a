using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions.Splitting;

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
