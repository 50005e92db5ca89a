using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// Blocks, branches and returns. What a branch brings travels in CIL locals of the target's (<see cref="ControlFrame.Merge"/>), since
/// CIL's stack is empty at labels. Code that cannot be reached is skipped.
/// </summary>
/// <remarks>
/// At the start of a block everything that waits on the operand stack is settled: it must have one place on all ways through the
/// block. Every way around a loop polls the interrupt flag: before the branch back, where the poll becomes the loop's own last branch,
/// or once at the head, when there are many such branches. A branch out of a <c>try_table</c> leaves its protected block; what it brings
/// is in locals already. <see cref="ExceptionEmitter"/> says how those blocks are built.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class ControlEmitter
{
    // A longer function is left as it is, so that the copies don't take it beyond what the JIT optimises.
    private const int MostDispatching = 8 << 10;

    // With more unconditional branches back than this, a loop polls at its head.
    private const int MaxPolls = 2;

    private readonly FunctionContext _context;
    private readonly List<ControlFrame> _frames = [];
    private readonly FunctionScan _scan;
    private readonly BranchEmitter _branches;
    private int _skipped;
    private int _loops;

    /// <param name="isCopy">Whether the code stands in place of a call, so that returning is leaving a block.</param>
    public ControlEmitter(FunctionContext context, FunctionScan scan, bool isCopy)
        : this(context, scan, [FrameOf(context, isCopy)], firstLoop: 0)
    {
    }

    /// <summary>The emitter of a part, which begins inside the blocks of the function around it.</summary>
    /// <param name="around">Those blocks, the function's first; branches to one leave the part.</param>
    /// <param name="firstLoop">How many loops of the function come before the part.</param>
    public ControlEmitter(FunctionContext context, FunctionScan scan, IEnumerable<ControlFrame> around, int firstLoop)
    {
        (_context, _scan, _loops) = (context, scan, firstLoop);
        _frames.AddRange(around);
        Jumps = new Jumps(context, _frames[0]);
        _branches = new BranchEmitter(context, Jumps, _frames);
    }

    /// <summary>How control leaves for a block.</summary>
    public Jumps Jumps { get; }

    /// <summary>Whether the code may be cut here: nothing of the innermost block is on the operand stack, or the present code is skipped.</summary>
    public bool IsBoundary => !IsDone && (IsUnreachable || Operands.Count == _frames[^1].Height);

    /// <summary>Whether the present code cannot be reached, and is skipped.</summary>
    public bool IsUnreachable { get; private set; }

    /// <summary>Whether the function's own <c>end</c> has been reached.</summary>
    public bool IsDone => _frames.Count == 0;

    private CilBuilder Builder => _context.Builder;

    private OperandStack Operands => _context.Operands;

    private ExpressionPool Pool => _context.Operands.Pool;

    public void Emit(in InstructionReader reader)
    {
        if (IsUnreachable && !Resumes(reader.Opcode))
            return;
        switch (reader.Opcode)
        {
            case Opcode.Nop: break;
            case Opcode.Unreachable:
                Builder.Branch(CilOp.Br, _context.TrapLabel(RuntimeMembers.Unreachable));
                EndReachable();
                break;
            case Opcode.Block: Block(reader.BlockType); break;
            case Opcode.Loop: Loop(reader.BlockType); break;
            case Opcode.If: If(reader.BlockType); break;
            case Opcode.TryTable: TryTable(reader.BlockType, reader.Catches); break;
            case Opcode.Else: Else(); break;
            case Opcode.End: End(); break;
            case Opcode.Br: Branch(Target(reader.Index)); break;
            case Opcode.BrIf: _branches.If(Target(reader.Index)); break;
            case Opcode.BrTable:
                _branches.Table(reader.Labels);
                EndReachable();
                break;
            case Opcode.BrOnNull: _branches.OnNull(Target(reader.Index)); break;
            case Opcode.BrOnNonNull: _branches.OnNonNull(Target(reader.Index)); break;
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                _branches.OnCast(Target(reader.Index), ValType.Ref(reader.TargetNullable, reader.TargetHeapType), reader.Opcode == Opcode.BrOnCast);
                break;
            case Opcode.Return: Branch(_frames[0]); break;
            case Opcode.Throw:
                ExceptionEmitter.Throw(_context, reader.Index);
                EndReachable();
                break;
            case Opcode.ThrowRef:
                ExceptionEmitter.ThrowReference(_context);
                EndReachable();
                break;
            default:
                CallEmitter.EmitTail(_context, reader);
                EndReachable();
                break;
        }
    }

    private static ControlFrame FrameOf(FunctionContext context, bool isCopy) => new()
    {
        Kind = isCopy ? BlockKind.Block : BlockKind.Function,
        Height = context.Operands.Count,
        Results = ResultShape.Of(context.Type.Results).Items,
        Known = context.Ranges.Mark,
    };

    // Counts blocks that are wholly unreachable; true when the instruction belongs to a block that was entered.
    private bool Resumes(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable:
                _skipped++;
                _loops += opcode == Opcode.Loop ? 1 : 0;
                return false;
            case Opcode.Else:
                return _skipped == 0;
            case Opcode.End when _skipped > 0:
                _skipped--;
                return false;
            default:
                return opcode == Opcode.End;
        }
    }

    private void Block(BlockType type)
    {
        Operands.SettleAll();
        var (parameters, results) = TypesOf(type);
        _frames.Add(new ControlFrame
        {
            Kind = BlockKind.Block,
            Protection = _context.Protection,
            Height = Operands.Count - parameters.Length,
            Parameters = parameters,
            Results = results,
            Known = _context.Ranges.Mark,
        });
    }

    // Without clauses it is a block.
    private void TryTable(BlockType type, CatchClause[] catches)
    {
        if (catches.Length == 0)
        {
            Block(type);
            return;
        }
        // The verifier keeps no range of a local at the start of a protected block.
        _context.Ranges.Forget();
        Operands.SettleAll();
        _context.Memory.Refresh();
        var (parameters, results) = TypesOf(type);
        _frames.Add(new ControlFrame
        {
            Kind = BlockKind.TryTable,
            Height = Operands.Count - parameters.Length,
            Parameters = parameters,
            Results = results,
            Protection = _context.Protection,
            Catches = catches,
            Known = _context.Ranges.Mark,
        });
        _context.BeginProtected();
    }

    private void Loop(BlockType type)
    {
        Operands.SettleAll();
        var (parameters, results) = TypesOf(type);
        var (shape, branchesBack) = (_scan.Loops.Loops[_loops], _scan.BackEdges[_loops++]);
        var isShort = LoopRanges.Begin(_context, _scan, shape, hasParameters: parameters.Length > 0);
        var frame = new ControlFrame
        {
            Kind = BlockKind.Loop,
            Protection = _context.Protection,
            Height = Operands.Count - parameters.Length,
            Parameters = parameters,
            Results = results,
            Label = Builder.DefineLabel(),
            PollsAtBranches = !isShort && branchesBack <= MaxPolls,
        };
        _frames.Add(frame);
        Jumps.MoveToMerge(frame);
        Operands.Truncate(frame.Height);
        _context.Memory.Refresh();
        Builder.MarkLabel(frame.Label);
        if (parameters.IsEmpty && _context.Ranges.IsOn && _scan.Size <= MostDispatching)
            frame.Dispatch = new Dispatch(Builder.Position);
        if (!isShort && !frame.PollsAtBranches)
            _context.Poll();
        PushFixed(frame.Merge ?? [], parameters);
    }

    private void If(BlockType type)
    {
        var condition = Operands.Pop();
        Operands.SettleAll();
        var (parameters, results) = TypesOf(type);
        var locals = new int[parameters.Length];
        if (parameters.Length > 0)
        {
            Jumps.Rent(locals, parameters);
            Operands.PopWritten(parameters.Length);
            Jumps.StoreReversed(locals);
        }
        var frame = new ControlFrame
        {
            Kind = BlockKind.If,
            Protection = _context.Protection,
            Height = Operands.Count,
            Parameters = parameters,
            Results = results,
            ElseLabel = Builder.DefineLabel(),
            IfParameters = locals,
            Condition = Test.Of(Pool, condition),
            Known = _context.Ranges.Mark,
            StaleAtElse = _context.Memory.Stale,
        };
        _frames.Add(frame);
        Operands.WriteBranch(condition, false, frame.ElseLabel);
        frame.Condition?.Narrow(_context.Ranges, true);
        PushFixed(locals, parameters);
    }

    private void Else()
    {
        var frame = _frames[^1];
        if (!IsUnreachable)
            Jumps.LeaveBlock(frame, branches: true);
        Operands.Truncate(frame.Height);
        Builder.MarkLabel(frame.ElseLabel);
        _context.Ranges.Rewind(frame.Known);
        frame.Condition?.Narrow(_context.Ranges, false);
        _context.Memory.Stale = frame.StaleAtElse;
        IsUnreachable = false;
        frame.Kind = BlockKind.Else;
        PushFixed(frame.IfParameters, frame.Parameters);
    }

    private void End()
    {
        if (_frames[^1].Kind == BlockKind.If)
            Else();
        var frame = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        if (frame.Kind == BlockKind.TryTable)
            EndTryTable(frame);
        else if (frame.Kind == BlockKind.Function)
            EndFunction(frame);
        else if (frame.Kind == BlockKind.Loop)
            EndLoop(frame);
        else
            EndBlock(frame);
    }

    private void EndFunction(ControlFrame frame)
    {
        if (!IsUnreachable)
            Jumps.WriteReturn();
        if (frame.Label < 0)
            return;
        Operands.Truncate(0);
        Builder.MarkLabel(frame.Label);
        foreach (var local in frame.Merge ?? [])
            Builder.LoadLocal(local);
        Jumps.WriteReturn(written: true);
    }

    private void EndTryTable(ControlFrame frame)
    {
        if (!IsUnreachable)
            Jumps.LeaveBlock(frame, branches: true);
        Operands.Truncate(frame.Height);
        _context.EndProtected();
        var thrown = ExceptionEmitter.WriteHandler(_context);
        _context.HasCalled();
        _context.Memory.Refresh();
        _context.Poll();
        WriteCatches(frame.Catches!, thrown);
        IsUnreachable = true;
        EndBlock(frame);
    }

    private void WriteCatches(CatchClause[] catches, int thrown)
    {
        var exception = Builder.RentLocal(RuntimeMembers.ExceptionInstance);
        Builder.LoadLocal(thrown).Load(RuntimeMembers.Thrown).StoreLocal(exception);
        var catchesAll = false;
        for (var i = 0; i < catches.Length && !catchesAll; i++)
        {
            var next = Builder.DefineLabel();
            ExceptionEmitter.PushCaught(_context, catches[i], exception, next);
            Jumps.JumpTo(Target(catches[i].Label));
            catchesAll = catches[i].Kind is CatchKind.CatchAll or CatchKind.CatchAllRef;
            Builder.MarkLabel(next);
        }
        if (!catchesAll)
            Builder.LoadLocal(thrown).Emit(CilOp.Throw);
        Builder.ReturnLocal(thrown);
        Builder.ReturnLocal(exception);
    }

    // What falls out of a loop with parameters must not stay in the locals that its head owns.
    private void EndLoop(ControlFrame frame)
    {
        if (frame.Merge is null)
            return;
        if (!IsUnreachable)
            Operands.CopyTop(frame.Results.Length);
        Array.ForEach(frame.Merge, Builder.ReturnLocal);
    }

    private void EndBlock(ControlFrame frame)
    {
        if (frame.Label < 0 && frame.IfParameters.Length == 0)
            return;
        if (!IsUnreachable)
            Jumps.LeaveBlock(frame, branches: false);
        Operands.Truncate(frame.Height);
        if (frame.IsDispatchedTo)
            _context.Ranges.Forget();
        else
            _context.Ranges.Join(frame.Known);
        if (frame.Label >= 0)
            Builder.MarkLabel(frame.Label);
        _context.Memory.Stale = IsUnreachable ? frame.Stale : frame.Stale.Union(_context.Memory.Stale);
        IsUnreachable = IsUnreachable && frame.Label < 0;
        for (var i = 0; i < frame.Results.Length && !IsUnreachable; i++)
            Operands.Push(Pool.Temporary(frame.Merge![i], frame.Results[i], ExpressionPool.MaxOf(frame.Results[i])));
        Array.ForEach(frame.IfParameters, Builder.ReturnLocal);
    }

    /// <summary>Says that control does not come here.</summary>
    public void EndReachable()
    {
        IsUnreachable = true;
        Operands.Truncate(_frames[^1].Height);
    }

    /// <summary>Passes over loops that a part has.</summary>
    public void SkipLoops(int count) => _loops += count;

    /// <summary>The block so many levels out.</summary>
    public ControlFrame Target(int depth) => _frames[^(depth + 1)];

    private void Branch(ControlFrame frame)
    {
        Jumps.JumpTo(frame);
        EndReachable();
    }

    private void PushFixed(int[] locals, ImmutableArray<CilType> types)
    {
        for (var i = 0; i < locals.Length; i++)
            Operands.Push(Pool.Fixed(locals[i], types[i]));
    }

    private (ImmutableArray<CilType> Parameters, ImmutableArray<CilType> Results) TypesOf(BlockType type)
    {
        if (type.IsEmpty)
            return ([], []);
        if (!type.IsIndexed)
            return ([], [CoreSignatures.TypeOf(_context.Shape.Erase(type.Result))]);
        var function = _context.Shape.Type(type.TypeIndex);
        return (TypesOf(function.Parameters), TypesOf(function.Results));
    }

    private static ImmutableArray<CilType> TypesOf(ImmutableArray<ValType> types) => types.Map(CoreSignatures.TypeOf);
}
