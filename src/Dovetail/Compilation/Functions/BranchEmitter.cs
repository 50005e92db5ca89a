using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>The branches that depend on an operand. Values for the target stay on the operand stack for who goes on.</summary>
/// <param name="frames">The blocks that are open.</param>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class BranchEmitter(FunctionContext context, Jumps jumps, List<ControlFrame> frames)
{
    private CilBuilder Builder => context.Builder;

    private OperandStack Operands => context.Operands;

    /// <summary><c>br_if</c>.</summary>
    public void If(ControlFrame frame)
    {
        var condition = Operands.Pop();
        var test = Test.Of(Operands.Pool, condition);
        jumps.Prepare(frame);
        var count = frame.LabelTypes.Length;
        if (count == 0 && jumps.IsPlain(frame))
        {
            Operands.WriteBranch(condition, true, jumps.LabelOf(frame));
        }
        else
        {
            Operands.SettleTop(count);
            var stay = Builder.DefineLabel();
            Operands.WriteBranch(condition, false, stay);
            jumps.WriteJump(frame);
            Builder.MarkLabel(stay);
        }
        test?.Narrow(context.Ranges, false);
    }

    /// <summary><c>br_on_null</c>.</summary>
    public void OnNull(ControlFrame frame)
    {
        var reference = Operands.PopTemporary();
        jumps.Prepare(frame);
        Operands.SettleTop(frame.LabelTypes.Length);
        var stay = Builder.DefineLabel();
        Operands.WriteCopyOf(reference);
        Builder.Branch(CilOp.Brtrue, stay);
        jumps.WriteJump(frame);
        Builder.MarkLabel(stay);
        Operands.Push(reference);
    }

    /// <summary><c>br_on_non_null</c>: what the label takes last is the reference itself.</summary>
    public void OnNonNull(ControlFrame frame)
    {
        Operands.Push(Operands.PopTemporary());
        jumps.Prepare(frame);
        Operands.SettleTop(frame.LabelTypes.Length);
        var stay = Builder.DefineLabel();
        Operands.WriteCopy(0);
        Builder.Branch(CilOp.Brfalse, stay);
        jumps.WriteJump(frame);
        Builder.MarkLabel(stay);
        Operands.Discard(Operands.Pop());
    }

    /// <summary><c>br_on_cast</c>, and <c>br_on_cast_fail</c> where it branches when it is not.</summary>
    public void OnCast(ControlFrame frame, ValType target, bool whenItIs)
    {
        var reference = Operands.PopTemporary();
        Operands.Push(reference);
        jumps.Prepare(frame);
        Operands.SettleTop(frame.LabelTypes.Length);
        var (isNot, stay) = (Builder.DefineLabel(), Builder.DefineLabel());
        ReferenceEmitter.WriteTest(context, reference, target, isNot);
        if (!whenItIs)
            Builder.Branch(CilOp.Br, stay).MarkLabel(isNot);
        jumps.WriteJump(frame);
        Builder.MarkLabel(whenItIs ? isNot : stay);
        if (whenItIs)
            Builder.MarkLabel(stay);
    }

    /// <summary><c>br_table</c>.</summary>
    public void Table(BranchLabels labels)
    {
        var index = Operands.Pop();
        var count = Target(Last(labels)).LabelTypes.Length;
        Operands.SettleTop(count);
        foreach (var depth in labels)
            jumps.Prepare(Target(depth));
        var stubs = new Dictionary<ControlFrame, int>();
        var targets = new List<int>(labels.Count + 1);
        foreach (var depth in labels)
        {
            var frame = Target(depth);
            if (count == 0 && jumps.IsPlain(frame))
            {
                targets.Add(jumps.LabelOf(frame));
                continue;
            }
            if (!stubs.TryGetValue(frame, out var stub))
                stubs.Add(frame, stub = Builder.DefineLabel());
            targets.Add(stub);
        }
        Operands.Write(index);
        WriteSwitch(targets);
        if (stubs.Count == 0)
            EndDispatch(labels);
        foreach (var (frame, stub) in stubs)
        {
            Builder.MarkLabel(stub);
            jumps.WriteJump(frame);
        }
    }

    // Whether this table ends the head of the loop around it; then control comes from behind to what it goes to.
    private void EndDispatch(BranchLabels labels)
    {
        var loop = frames.FindLastIndex(frame => frame.Kind == BlockKind.Loop);
        if (loop < 0 || frames[loop].Dispatch is not { } dispatch || Operands.Count != frames[loop].Height
            || frames[loop].Protection != context.Protection || !dispatch.TryEnd(Builder, labels.Count))
            return;
        foreach (var depth in labels)
            Target(depth).IsDispatchedTo = true;
    }

    private void WriteSwitch(List<int> targets)
    {
        var otherwise = targets[^1];
        targets.RemoveAt(targets.Count - 1);
        if (targets.Count == 0)
            Builder.Emit(CilOp.Pop);
        else
            Builder.Switch(CollectionsMarshal.AsSpan(targets));
        Builder.Branch(CilOp.Br, otherwise);
    }

    private ControlFrame Target(int depth) => frames[^(depth + 1)];

    private static int Last(BranchLabels labels)
    {
        var last = 0;
        foreach (var label in labels)
            last = label;
        return last;
    }
}
