using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>
/// Instructions in the text format, flat and folded, as an expression in the binary format (core specification 3.0, 6.5).
/// </summary>
/// <remarks>
/// The text nests in two ways which mix freely: <c>block … end</c>, and <c>(i32.add (…) (…))</c>, where the operands come first in
/// the binary. Both nest as deep as their author likes, so the nesting is kept in a list of <see cref="Frame"/>s and nothing here
/// recurses. What a folded instruction is encoded to waits in its frame until the operands are written.
/// It does not check types, nor that an index given as a number exists; the validator does, on the bytes.
/// </remarks>
internal sealed class CodeParser
{
    private const byte Else = 0x05;
    private const byte End = 0x0B;

    private readonly TokenCursor _cursor;
    private readonly ModuleScope _scope;
    private readonly TypeParser _types;
    private readonly LabelStack _labels = new();
    private readonly ImmediateParser _instructions;
    private readonly ByteWriter _code = new();
    private readonly ByteWriter _scratch = new();
    private readonly List<Frame> _frames = [];
    private readonly List<BranchHint> _hints = [];
    private bool? _hint;
    private int _blocks;

    /// <summary>Makes a parser for expressions, one after the other.</summary>
    /// <param name="locals">The parameters and locals of the function, empty for other expressions.</param>
    public CodeParser(TokenCursor cursor, ModuleScope scope, TypeParser types, IndexSpace locals)
    {
        (_cursor, _scope, _types) = (cursor, scope, types);
        _instructions = new ImmediateParser(cursor, scope, types, _labels, locals);
    }

    private enum FrameKind
    {
        /// <summary>The expression.</summary>
        Expression,
        /// <summary><c>block</c>, <c>loop</c>, <c>try_table</c>, or an <c>if</c> behind its <c>else</c>, up to <c>end</c>.</summary>
        Block,
        /// <summary><c>if</c>, up to <c>else</c> or <c>end</c>.</summary>
        If,
        /// <summary><c>(instruction …</c>, which waits for its operands.</summary>
        FoldedInstruction,
        /// <summary><c>(block …</c> and its like.</summary>
        FoldedBlock,
        /// <summary><c>(if …</c>, which waits for its condition.</summary>
        FoldedCondition,
        /// <summary><c>(then …</c> or <c>(else …</c>.</summary>
        FoldedArm,
        /// <summary><c>(if …</c> behind its <c>then</c>, where <c>else</c> may follow.</summary>
        FoldedAfterThen,
        /// <summary><c>(if …</c> behind its <c>else</c>.</summary>
        FoldedAfterElse,
    }

    /// <summary>A construct that is open: its first token, what it is encoded to once its operands are, and its label.</summary>
    private readonly record struct Frame(FrameKind Kind, Token Start, byte[] Waiting, BlockLabel Label = default, bool? Hint = null);

    /// <summary>The label of a block: the identifier by which code calls it, and the name that a name section gives it.</summary>
    private readonly record struct BlockLabel(string? Id, string? Name);

    /// <summary>The names of the last expression's labels, in the order of their blocks.</summary>
    public IndexNames LabelNames { get; private set; } = IndexNames.Empty;

    /// <summary>The hints for branches of the last expression, whose offsets count from its start.</summary>
    public IReadOnlyList<BranchHint> Hints => _hints;

    /// <summary>Takes instructions up to the parenthesis that closes the group they stand in.</summary>
    public Expression TakeSequence()
    {
        Start();
        while (_frames.Count > 1 || !(_cursor.PeekRightParen() || _cursor.AtEnd))
        {
            Step();
        }
        return Finish();
    }

    /// <summary>Takes one folded instruction.</summary>
    public Expression TakeFolded()
    {
        Start();
        do
        {
            Step();
        }
        while (_frames.Count > 1);
        return Finish();
    }

    private void Start()
    {
        _code.Clear();
        _hints.Clear();
        (LabelNames, _blocks) = (IndexNames.Empty, 0);
        _labels.Push(null);
        _frames.Add(new Frame(FrameKind.Expression, _cursor.Peek(), []));
    }

    private Expression Finish()
    {
        _labels.Pop();
        _frames.Clear();
        _scope.Mark(_scope.Offset + _code.Length, _cursor.Peek());
        _code.WriteByte(End);
        var expression = new Expression(_code.ToArray(), _scope.Offset);
        _scope.Advance(_code.Length);
        return expression;
    }

    private void Step()
    {
        _hint = HintAnnotation.TryTake(_cursor, _scope.Offset + _code.Length);
        var token = _cursor.Peek();
        switch (token.Kind)
        {
            case TokenKind.LeftParen:
                Open(token);
                break;
            case TokenKind.RightParen:
                Close();
                break;
            case TokenKind.Keyword when _frames[^1].Kind is FrameKind.Expression or FrameKind.Block or FrameKind.If
                or FrameKind.FoldedBlock or FrameKind.FoldedArm:
                TakeFlat(token);
                break;
            // Not of the specification, but other tools read and so people write it: `(call $f i32.const 0)`.
            case TokenKind.Keyword when _frames[^1].Kind is FrameKind.FoldedInstruction && IsPlain():
                Write(token, EncodeInstruction());
                break;
            case TokenKind.End:
                throw _cursor.Error("unclosed instruction", _frames[^1].Start);
            default:
                throw _cursor.Error($"unknown operator `{_cursor.TextOf(token)}`", token);
        }
    }

    // Flat instructions.

    private bool IsPlain() => _cursor.PeekKeyword() is not ("block" or "loop" or "try_table" or "if" or "else" or "end")
        && InstructionTable.Find(_cursor.PeekKeyword()) is not null;

    private void TakeFlat(Token token)
    {
        switch (_cursor.PeekKeyword())
        {
            case "block" or "loop" or "try_table":
                TakeFlatBlock(FrameKind.Block, token);
                break;
            case "if":
                TakeFlatBlock(FrameKind.If, token);
                break;
            case "else":
                TakeFlatElse(token);
                break;
            case "end":
                TakeFlatEnd(token);
                break;
            default:
                Write(token, EncodeInstruction(), _hint);
                break;
        }
    }

    private void TakeFlatBlock(FrameKind kind, Token token)
    {
        var (start, label) = EncodeBlock();
        WriteBlock(token, start, label, _hint);
        Push(new Frame(kind, token, [], label));
    }

    private void TakeFlatElse(Token token)
    {
        if (_frames[^1].Kind != FrameKind.If)
        {
            throw _cursor.Error("unexpected token: `else` without `if`", token);
        }
        _cursor.Take();
        _labels.TakeRepeated(_cursor);
        Write(token, [Else]);
        _frames[^1] = _frames[^1] with { Kind = FrameKind.Block };
    }

    private void TakeFlatEnd(Token token)
    {
        if (_frames[^1].Kind is not (FrameKind.If or FrameKind.Block))
        {
            throw _cursor.Error("unexpected token: `end` without a block", token);
        }
        _cursor.Take();
        _labels.TakeRepeated(_cursor);
        Write(token, [End]);
        Pop();
    }

    // Folded instructions.

    private void Open(Token token)
    {
        var parent = _frames[^1].Kind;
        if (parent is FrameKind.FoldedAfterThen or FrameKind.FoldedAfterElse && !_cursor.PeekOpen("else"))
        {
            throw _cursor.Unexpected("`)`");
        }
        _cursor.TakeLeftParen();
        var keyword = _cursor.Peek();
        switch (_cursor.PeekKeyword())
        {
            case "block" or "loop" or "try_table":
                var (start, label) = EncodeBlock();
                WriteBlock(keyword, start, label);
                Push(new Frame(FrameKind.FoldedBlock, token, [], label));
                break;
            case "if":
                (start, label) = EncodeBlock();
                _frames.Add(new Frame(FrameKind.FoldedCondition, keyword, start, label, _hint));
                break;
            case "then" when parent == FrameKind.FoldedCondition:
                OpenThen();
                break;
            case "else" when parent == FrameKind.FoldedAfterThen:
                Write(_cursor.Take(), [Else]);
                _frames[^1] = _frames[^1] with { Kind = FrameKind.FoldedAfterElse };
                _frames.Add(new Frame(FrameKind.FoldedArm, token, []));
                break;
            default:
                _frames.Add(new Frame(FrameKind.FoldedInstruction, keyword, EncodeInstruction(), Hint: _hint));
                break;
        }
    }

    private void OpenThen()
    {
        var condition = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        WriteBlock(condition.Start, condition.Waiting, condition.Label, condition.Hint);
        Push(condition with { Kind = FrameKind.FoldedAfterThen });
        _frames.Add(new Frame(FrameKind.FoldedArm, _cursor.Take(), []));
    }

    private void Close()
    {
        var frame = _frames[^1];
        var token = _cursor.Peek();
        switch (frame.Kind)
        {
            case FrameKind.FoldedInstruction:
                Write(frame.Start, frame.Waiting, frame.Hint);
                _frames.RemoveAt(_frames.Count - 1);
                break;
            case FrameKind.FoldedArm:
                _frames.RemoveAt(_frames.Count - 1);
                break;
            case FrameKind.FoldedBlock or FrameKind.FoldedAfterThen or FrameKind.FoldedAfterElse:
                Write(token, [End]);
                Pop();
                break;
            default:
                throw _cursor.Unexpected(frame.Kind == FrameKind.FoldedCondition ? "`(then`" : "`end`");
        }
        _cursor.Close();
    }

    private void Push(Frame frame)
    {
        _frames.Add(frame);
        _labels.Push(frame.Label.Id);
    }

    private void Pop()
    {
        _frames.RemoveAt(_frames.Count - 1);
        _labels.Pop();
    }

    // Encoding.

    private void Write(Token token, ReadOnlySpan<byte> encoded, bool? hint = null)
    {
        if (hint is { } isLikely)
        {
            _hints.Add(new BranchHint(_code.Length, isLikely));
        }
        _scope.Mark(_scope.Offset + _code.Length, token);
        _code.WriteBytes(encoded);
    }

    private void WriteBlock(Token token, ReadOnlySpan<byte> encoded, BlockLabel label, bool? hint = null)
    {
        if (label.Name is { } name)
        {
            LabelNames = LabelNames.Count == 0 ? new IndexNames() : LabelNames;
            LabelNames.Add(_blocks, name);
        }
        _blocks++;
        Write(token, encoded, hint);
    }

    private byte[] EncodeInstruction()
    {
        _scratch.Clear();
        _instructions.Take(_scratch);
        return _scratch.ToArray();
    }

    private (byte[] Start, BlockLabel Label) EncodeBlock()
    {
        var row = ImmediateParser.TakeRow(_cursor);
        var id = _cursor.TryTakeId();
        var name = NameAnnotation.TryTake(_cursor) ?? (id is [IdSpace.MadeUp, ..] ? null : id);
        _scratch.Clear();
        _scratch.WriteOpcode(row.Opcode);
        _scratch.WriteBlockType(_types.TakeBlockType());
        if (row.Opcode == Opcode.TryTable)
        {
            WriteCatches();
        }
        return (_scratch.ToArray(), new BlockLabel(id, name));
    }

    // The clauses' labels are those around the block, which is not on the stack yet.
    private void WriteCatches()
    {
        var clauses = new ByteWriter();
        var count = 0;
        for (; TryOpenCatch() is { } kind; count++)
        {
            clauses.WriteByte((byte)kind);
            if (kind is CatchKind.Catch or CatchKind.CatchRef)
            {
                clauses.WriteIndex(_scope.Tags.Take(_cursor));
            }
            clauses.WriteIndex(_labels.Take(_cursor));
            _cursor.Close();
        }
        _scratch.WriteIndex(count);
        _scratch.WriteBytes(clauses.Written);
    }

    private CatchKind? TryOpenCatch() => _cursor.TryOpen("catch") ? CatchKind.Catch
        : _cursor.TryOpen("catch_ref") ? CatchKind.CatchRef
        : _cursor.TryOpen("catch_all") ? CatchKind.CatchAll
        : _cursor.TryOpen("catch_all_ref") ? CatchKind.CatchAllRef
        : null;
}
