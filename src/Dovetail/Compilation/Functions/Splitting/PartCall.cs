using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>The call of a part in its function, which then goes where the part left to.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class PartCall(FunctionContext context, ControlEmitter control, SplitPlan plan, Region region)
{
    private CilBuilder Builder => context.Builder;

    private OperandStack Operands => context.Operands;

    /// <summary>Writes the call of the method <paramref name="part"/> of the unit.</summary>
    public void Write(int part)
    {
        // The part may write whatever a waiting operand reads.
        Operands.SettleAll();
        context.Locals.LoadFrame();
        context.LoadOwner().CallFunction(part, FrameMembers.PartSignature);
        context.HasCalled();
        // And any local of the frame.
        context.Addresses.Forget();
        control.SkipLoops(region.Loops);
        Dispatch();
        if (!region.FallsThrough)
            control.EndReachable();
    }

    // The exit lies on the stack: 0 is the end of the part, and the others follow.
    private void Dispatch()
    {
        var exits = region.Exits;
        if (exits.IsEmpty)
        {
            Builder.Emit(CilOp.Pop);
            return;
        }
        var exit = Builder.RentLocal(CilTypes.Int32);
        Builder.StoreLocal(exit);
        context.Memory.Refresh();
        var behind = region.FallsThrough ? Builder.DefineLabel() : -1;
        var labels = new int[exits.Length];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = DirectLabel(exits[i]) ?? Builder.DefineLabel();
        WriteSwitch(exit, labels, behind);
        Builder.ReturnLocal(exit);
        for (var i = 0; i < labels.Length; i++)
        {
            if (DirectLabel(exits[i]) is null)
            {
                Builder.MarkLabel(labels[i]);
                Leave(exits[i]);
            }
        }
        if (region.FallsThrough)
            Builder.MarkLabel(behind);
    }

    // Where a branch to the block has nothing to do but to branch.
    private int? DirectLabel(CodeBlock block)
    {
        var frame = FrameOf(block);
        return frame.Kind != BlockKind.Function && !frame.PollsAtBranches && frame.LabelTypes.IsEmpty ? control.Jumps.LabelOf(frame) : null;
    }

    private void WriteSwitch(int exit, int[] labels, int behind)
    {
        if (labels.Length == 1)
        {
            if (region.FallsThrough)
                Builder.LoadLocal(exit).Branch(CilOp.Brfalse, behind);
            Builder.Branch(CilOp.Br, labels[0]);
            return;
        }
        Builder.LoadLocal(exit);
        if (region.FallsThrough)
            Builder.Switch([behind, .. labels[..^1]]);
        else
            Builder.LoadInt32(1).Emit(CilOp.Sub).Switch(labels.AsSpan(..^1));
        Builder.Branch(CilOp.Br, labels[^1]);
    }

    private ControlFrame FrameOf(CodeBlock block) => control.Target(region.Block.Depth - block.Depth);

    private void Leave(CodeBlock block)
    {
        var frame = FrameOf(block);
        var types = new LabelTypes(context.Shape, context.Type).Of(block);
        var height = Operands.Count;
        for (var i = 0; i < types.Length; i++)
        {
            context.Locals.LoadSlot(plan.FirstValueSlot + i, types[i]);
            var value = Builder.RentLocal(types[i]);
            Builder.StoreLocal(value);
            Operands.Push(Operands.Pool.Temporary(value, types[i], ExpressionPool.MaxOf(types[i])));
        }
        control.Jumps.WriteJump(frame);
        Operands.Truncate(height);
    }
}
