using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// How control leaves for a block, with what it brings: through the locals that the block takes it from, by a plain branch, one that
/// polls, one that leaves a protected block, or a copy of the head of an interpreter's loop.
/// </summary>
/// <param name="function">The outermost frame: where returns inside a protected block go.</param>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class Jumps(FunctionContext context, ControlFrame function)
{
    private readonly ResultShape _results = ResultShape.Of(context.Type.Results);

    private CilBuilder Builder => context.Builder;

    private OperandStack Operands => context.Operands;

    /// <summary>Brings the values on top of the stack to the block and goes there.</summary>
    public void JumpTo(ControlFrame frame)
    {
        if (frame.Kind == BlockKind.Function)
            WriteReturn();
        else
            LeaveBlock(frame, branches: true);
    }

    /// <summary>Brings the settled values on top of the stack to the block, and leaves them on the stack for who does not jump.</summary>
    public void WriteJump(ControlFrame frame)
    {
        var count = frame.LabelTypes.Length;
        for (var i = 0; i < count; i++)
            Operands.WriteCopy(count - 1 - i);
        if (frame.Kind == BlockKind.Function)
        {
            WriteReturn(written: true);
            return;
        }
        StoreReversed(MergeOf(frame));
        WriteBranch(frame);
    }

    /// <summary>Whether a branch to the block is one CIL branch, of any kind.</summary>
    public bool IsPlain(ControlFrame frame) => !frame.PollsAtBranches && frame.Protection == context.Protection;

    private void WriteBranch(ControlFrame frame)
    {
        var leaves = frame.Protection < context.Protection;
        if (frame.PollsAtBranches && leaves)
            context.Poll();
        if (leaves)
            Builder.Branch(CilOp.Leave, LabelOf(frame));
        else if (frame.PollsAtBranches)
            context.PollAndBranch(frame.Label);
        else
            Builder.Branch(CilOp.Br, LabelOf(frame));
    }

    /// <summary>Says that a branch to the block follows, before anything of it is written: the head of a loop takes limits for current.</summary>
    public void Prepare(ControlFrame frame)
    {
        if (frame.Kind == BlockKind.Loop)
            context.Memory.Refresh();
    }

    /// <summary>Brings the values on top of the stack to the block, and takes them; goes there too, unless control comes there by itself.</summary>
    public void LeaveBlock(ControlFrame frame, bool branches)
    {
        Prepare(frame);
        MoveToMerge(frame);
        if (branches && (frame.Dispatch is not { } dispatch || !TryDispatch(frame, dispatch)))
            WriteBranch(frame);
    }

    private bool TryDispatch(ControlFrame loop, Dispatch dispatch) =>
        !loop.PollsAtBranches && loop.Protection == context.Protection && dispatch.TryCopy(Builder);

    /// <summary>Moves the values on top of the stack to where the block takes them.</summary>
    public void MoveToMerge(ControlFrame frame)
    {
        var count = frame.LabelTypes.Length;
        if (count == 0)
            return;
        var locals = MergeOf(frame);
        Operands.PopWritten(count);
        StoreReversed(locals);
    }

    /// <summary>Returns from the function.</summary>
    /// <param name="written">Whether the results lie on CIL's stack already.</param>
    public void WriteReturn(bool written = false)
    {
        if (!written)
            Operands.PopWritten(_results.Items.Length);
        if (context.IsProtected)
        {
            StoreReversed(MergeOf(function));
            Builder.Branch(CilOp.Leave, LabelOf(function));
            return;
        }
        if (_results.Form == ResultForm.Tuple)
            Builder.New(_results.TupleConstructor);
        else if (_results.Form == ResultForm.Area)
            AreaEmitter.Write(Builder, _results.Items);
        Builder.Return();
    }

    /// <summary>The label of the place where branches to a block go, for a branch from here.</summary>
    public int LabelOf(ControlFrame frame)
    {
        frame.Stale = frame.Stale.Union(context.Memory.Stale);
        return frame.Label >= 0 ? frame.Label : frame.Label = Builder.DefineLabel();
    }

    private int[] MergeOf(ControlFrame frame)
    {
        if (frame.Merge is null)
        {
            frame.Merge = new int[frame.LabelTypes.Length];
            Rent(frame.Merge, frame.LabelTypes);
        }
        return frame.Merge;
    }

    /// <summary>Rents a local for each type.</summary>
    public void Rent(int[] locals, ImmutableArray<CilType> types)
    {
        for (var i = 0; i < locals.Length; i++)
            locals[i] = Builder.RentLocal(types[i]);
    }

    /// <summary>Stores what lies on CIL's stack, the last of the locals first.</summary>
    public void StoreReversed(int[] locals)
    {
        for (var i = locals.Length - 1; i >= 0; i--)
            Builder.StoreLocal(locals[i]);
    }
}
