using System.Collections;
using System.Collections.Immutable;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Where a method's branches go: which instructions are targets, which begin loops (are the target of a branch from behind), how far
/// each loop and each protected region reaches, and which variables are assigned in between.
/// </summary>
internal sealed class LoopPlan
{
    private readonly CilBody _body;
    private readonly int[] _loopEnds;

    public LoopPlan(CilBody body)
    {
        _body = body;
        _loopEnds = new int[body.Instructions.Length + 1];
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            foreach (var target in Targets(body, i))
            {
                if (target <= i) _loopEnds[target] = Math.Max(_loopEnds[target], i + 1);
            }
        }
    }

    /// <summary>Behind the last branch back to <paramref name="instruction"/>; 0 where no loop begins.</summary>
    public int LoopEnd(int instruction) => _loopEnds[instruction];

    /// <summary>The variables assigned from <paramref name="from"/> up to <paramref name="to"/>, by address too.</summary>
    public BitArray Assigned(int from, int to)
    {
        var assigned = new BitArray(_body.Signature.Parameters.Length + _body.Locals.Length);
        for (var i = from; i < to; i++)
        {
            var instruction = _body.Instructions[i];
            if (instruction.Op is CilOp.Stloc or CilOp.Ldloca)
                assigned[_body.Signature.Parameters.Length + instruction.Index] = true;
            else if (instruction.Op is CilOp.Starg or CilOp.Ldarga)
                assigned[instruction.Index] = true;
        }

        return assigned;
    }

    /// <summary>The instructions that the one at <paramref name="index"/> branches to.</summary>
    public static ImmutableArray<int> Targets(CilBody body, int index)
    {
        var instruction = body.Instructions[index];
        return instruction.Op.Row().Operand switch
        {
            CilOperand.Label => [body.Labels[instruction.Index]],
            CilOperand.Switch => [.. body.Switches[instruction.Index].Select(label => body.Labels[label]).Distinct()],
            _ => [],
        };
    }
}
