using System.Collections;
using System.Collections.Immutable;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Where a method's branches go: the points that paths meet at (the instructions behind labels and protected blocks, in order), which of
/// them begin loops, being targets of a branch from behind, how far each loop reaches, and which variables are assigned in between.
/// </summary>
internal sealed class LoopPlan
{
    private readonly CilBody _body;
    private readonly int[] _points;
    private readonly int[] _pointOfLabel;
    private readonly int[] _loopEnds;
    private readonly BitArray _addressTaken;
    private readonly List<(int At, int Variable)> _assignments = [];
    private readonly List<int> _assigned = [];
    private readonly int[] _assignedIn;
    private int _searches;

    public LoopPlan(CilBody body)
    {
        _body = body;
        var arguments = body.Signature.Parameters.Length;
        var variables = arguments + body.Locals.Length;
        (_addressTaken, _assignedIn) = (new BitArray(variables), new int[variables]);
        (_points, _pointOfLabel) = FindPoints(body);
        _loopEnds = new int[_points.Length];
        var hasLoops = false;
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            var instruction = body.Instructions[i];
            if (instruction.Op is CilOp.Ldloca) TakeAddress(arguments + instruction.Index);
            else if (instruction.Op is CilOp.Ldarga) TakeAddress(instruction.Index);
            else if (instruction.Op is CilOp.BeginTry) HasRegions = true;
            else if (instruction.Op is CilOp.Switch) hasLoops |= MarkSwitch(instruction.Index, i);
            else if (instruction.Op is >= CilOp.Br and <= CilOp.Leave) hasLoops |= MarkLoop(instruction.Index, i);
        }

        if (hasLoops || HasRegions) FindAssignments(arguments);
        if (hasLoops) Widen();
    }

    /// <summary>Whether there are protected blocks.</summary>
    public bool HasRegions { get; }

    /// <summary>The instructions at which paths may meet, in order; the end of the method may be one.</summary>
    public ReadOnlySpan<int> Points => _points;

    /// <summary>The point before which a label stands.</summary>
    public int PointOf(int label) => _pointOfLabel[label];

    /// <summary>The point at an instruction; the complement of the next one where there is none.</summary>
    public int PointAt(int instruction) => Array.BinarySearch(_points, instruction);

    /// <summary>
    /// Behind the last branch back to <paramref name="point"/> and to the loops that begin before it; 0 where no loop begins.
    /// </summary>
    public int LoopEnd(int point) => _loopEnds[point];

    /// <summary>Whether anyone may write the variable through its address.</summary>
    public bool IsAddressTaken(int variable) => _addressTaken[variable];

    /// <summary>
    /// The variables assigned from <paramref name="from"/> up to <paramref name="to"/>, by address too: until the next call.
    /// </summary>
    public List<int> Assigned(int from, int to)
    {
        _assigned.Clear();
        _searches++;
        var first = _assignments.BinarySearch((from, -1));
        for (var i = first < 0 ? ~first : first; i < _assignments.Count && _assignments[i].At < to; i++)
        {
            ref var seen = ref _assignedIn[_assignments[i].Variable];
            if (seen != _searches) _assigned.Add(_assignments[i].Variable);
            seen = _searches;
        }

        return _assigned;
    }

    /// <summary>The labels that the instruction branches to, each once.</summary>
    public static ImmutableArray<int> Labels(CilBody body, CilInstruction instruction) => instruction.Op.Row().Operand switch
    {
        CilOperand.Label => [instruction.Index],
        CilOperand.Switch => [.. body.Switches[instruction.Index].DistinctBy(label => body.Labels[label])],
        _ => [],
    };

    private static (int[] Points, int[] PointOfLabel) FindPoints(CilBody body)
    {
        var points = new List<int>(body.Labels.Length);
        points.AddRange(body.Labels);
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            if (body.Instructions[i].Op is CilOp.BeginCatch or CilOp.BeginFinally) points.Add(i);
            if (body.Instructions[i].Op is CilOp.EndTry) points.Add(i + 1);
        }

        points.Sort();
        var count = 0;
        for (var i = 0; i < points.Count; i++)
        {
            if (count == 0 || points[count - 1] != points[i]) points[count++] = points[i];
        }

        points.RemoveRange(count, points.Count - count);
        var pointOfLabel = new int[body.Labels.Length];
        for (var label = 0; label < pointOfLabel.Length; label++) pointOfLabel[label] = points.BinarySearch(body.Labels[label]);
        return ([.. points], pointOfLabel);
    }

    private void TakeAddress(int variable)
    {
        if ((uint)variable < (uint)_addressTaken.Length) _addressTaken[variable] = true;
    }

    private bool MarkSwitch(int index, int at)
    {
        var isLoop = false;
        foreach (var label in _body.Switches[index]) isLoop |= MarkLoop(label, at);
        return isLoop;
    }

    private bool MarkLoop(int label, int at)
    {
        var point = _pointOfLabel[label];
        if (_points[point] > at) return false;
        _loopEnds[point] = Math.Max(_loopEnds[point], at + 1);
        return true;
    }

    private void FindAssignments(int arguments)
    {
        for (var i = 0; i < _body.Instructions.Length; i++)
        {
            var instruction = _body.Instructions[i];
            var variable = instruction.Op switch
            {
                CilOp.Stloc or CilOp.Ldloca => arguments + instruction.Index,
                CilOp.Starg or CilOp.Ldarga => instruction.Index,
                _ => -1,
            };
            if ((uint)variable < (uint)_assignedIn.Length) _assignments.Add((i, variable));
        }
    }

    /// <summary>
    /// Makes a loop reach as far as those that begin in it: where it crosses another, what the other assigns behind the last branch
    /// back to this one comes back here too.
    /// </summary>
    private void Widen()
    {
        var behind = new Stack<int>();
        for (var point = _points.Length - 1; point >= 0; point--)
        {
            if (_loopEnds[point] == 0) continue;
            while (behind.TryPeek(out var next) && _points[next] < _loopEnds[point])
                _loopEnds[point] = Math.Max(_loopEnds[point], _loopEnds[behind.Pop()]);
            behind.Push(point);
        }
    }
}
