using System.Collections.Immutable;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Where a method's branches go: which instructions begin loops (are the target of a branch from behind), how far each loop reaches,
/// and which variables are assigned in between.
/// </summary>
internal sealed class LoopPlan
{
    private readonly int[] _loopEnds;
    private readonly List<(int At, int Variable)> _assignments = [];

    public LoopPlan(CilBody body)
    {
        _loopEnds = new int[body.Instructions.Length + 1];
        var arguments = body.Signature.Parameters.Length;
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            var instruction = body.Instructions[i];
            if (instruction.Op is CilOp.Stloc or CilOp.Ldloca) _assignments.Add((i, arguments + instruction.Index));
            if (instruction.Op is CilOp.Starg or CilOp.Ldarga) _assignments.Add((i, instruction.Index));
            if (instruction.Op.Row().Operand is not (CilOperand.Label or CilOperand.Switch)) continue;
            foreach (var target in Targets(body, i))
            {
                if (target <= i) _loopEnds[target] = Math.Max(_loopEnds[target], i + 1);
            }
        }
    }

    /// <summary>Behind the last branch back to <paramref name="instruction"/>; 0 where no loop begins.</summary>
    public int LoopEnd(int instruction) => _loopEnds[instruction];

    /// <summary>The variables assigned from <paramref name="from"/> up to <paramref name="to"/>, by address too.</summary>
    public HashSet<int> Assigned(int from, int to)
    {
        var assigned = new HashSet<int>();
        var first = _assignments.BinarySearch((from, -1));
        for (var i = first < 0 ? ~first : first; i < _assignments.Count && _assignments[i].At < to; i++)
            assigned.Add(_assignments[i].Variable);
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
