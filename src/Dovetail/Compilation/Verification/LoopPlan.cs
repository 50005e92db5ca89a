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
    // Loops in loops would be looked at again and again.
    private const int MostAssignments = 1 << 12;
    private const int MostInstructions = 1 << 14;
    private const int MostLabels = 256;

    private readonly CilBody _body;
    private readonly int[] _points;
    private readonly int[] _pointOfLabel;
    private readonly int[] _loopEnds;
    private readonly int[] _branchesBack;
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
        (_loopEnds, _branchesBack) = (new int[_points.Length], new int[_points.Length]);
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
    /// <remarks>Where there is none at all, .NET's search is not loaded for it.</remarks>
    public int PointAt(int instruction) => _points.Length == 0 ? ~0 : Array.BinarySearch(_points, instruction);

    /// <summary>
    /// Behind the last branch back to <paramref name="point"/> and to the loops that begin before it; 0 where no loop begins.
    /// </summary>
    public int LoopEnd(int point) => _loopEnds[point];

    /// <summary>The instruction that is the only one to branch back to <paramref name="point"/>; −1 where there are several or none.</summary>
    public int BranchBack(int point) => _branchesBack[point] - 1;

    /// <summary>Whether paths meet, or loops begin, behind <paramref name="from"/> and up to <paramref name="to"/>.</summary>
    public bool HasPoints(int from, int to)
    {
        var next = PointAt(from + 1);
        next = next < 0 ? ~next : next;
        return next < _points.Length && _points[next] <= to;
    }

    /// <summary>Whether loops begin behind <paramref name="from"/> and up to <paramref name="to"/>.</summary>
    public bool HasLoops(int from, int to)
    {
        var next = PointAt(from + 1);
        for (next = next < 0 ? ~next : next; next < _points.Length && _points[next] <= to; next++)
        {
            if (_loopEnds[next] != 0) return true;
        }

        return false;
    }

    /// <summary>
    /// The variables assigned only once from one instruction up to another, by adding a constant to themselves: where, and which. Those
    /// are left out that a branch goes by, or that another loop steps.
    /// </summary>
    public IEnumerable<(int At, int Variable, int Step)> Steps(int from, int to)
    {
        var first = _assignments.BinarySearch((from, -1));
        first = first < 0 ? ~first : first;
        var next = _assignments.BinarySearch((to, -1));
        var count = (next < 0 ? ~next : next) - first;
        if (count > MostAssignments || to - from > MostInstructions) yield break;
        var assignments = _assignments.GetRange(first, count);
        var times = assignments.CountBy(each => each.Variable).ToDictionary();
        var (passedBy, i) = (from, from);
        foreach (var (at, variable) in assignments)
        {
            for (; i < at; i++) passedBy = Math.Max(passedBy, PassedFrom(i, from, to));
            if (passedBy <= at && times[variable] == 1 && StepAt(at, from, variable) is { } step) yield return (at, variable, step);
        }
    }

    /// <summary>The variable that an instruction loads; −1 for every other one.</summary>
    public int Loaded(int at)
    {
        var instruction = at >= 0 ? _body.Instructions[at] : default;
        return instruction.Op == CilOp.Ldloc ? _body.Signature.Parameters.Length + instruction.Index
            : instruction.Op == CilOp.Ldarg ? instruction.Index
            : -1;
    }

    /// <summary>How far from an instruction others may be passed by, or come to more than once, on the way to <paramref name="to"/>.</summary>
    private int PassedFrom(int at, int from, int to)
    {
        var instruction = _body.Instructions[at];
        if (instruction.Op == CilOp.BeginTry) return to;
        if (instruction.Op == CilOp.Switch) return PassedBySwitch(_body.Switches[instruction.Index], to);
        var target = instruction.Op is >= CilOp.Br and <= CilOp.Leave ? _body.Labels[instruction.Index] : 0;
        var point = at > from ? PointAt(at) : -1;
        return Math.Max(target <= to ? target : 0, point >= 0 ? _loopEnds[point] : 0);
    }

    private int PassedBySwitch(ImmutableArray<int> labels, int to)
    {
        if (labels.Length > MostLabels) return to;
        var farthest = 0;
        foreach (var label in labels)
        {
            if (_body.Labels[label] <= to) farthest = Math.Max(farthest, _body.Labels[label]);
        }

        return farthest;
    }

    // ldloc v  ldc.i4 step  add  stloc v
    private int? StepAt(int at, int from, int variable) => at - 3 >= from && _body.Instructions[at].Op is CilOp.Stloc or CilOp.Starg
        && _body.Instructions[at - 1].Op == CilOp.Add && _body.Instructions[at - 2].Op == CilOp.LdcI4 && Loaded(at - 3) == variable
        ? _body.Instructions[at - 2].Index
        : null;

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
        foreach (var label in body.Labels) points.Add(label);
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            if (body.Instructions[i].Op is CilOp.BeginCatch or CilOp.BeginFault) points.Add(i);
            if (body.Instructions[i].Op is CilOp.EndTry) points.Add(i + 1);
        }

        if (points.Count == 0) return ([], []);
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
        _branchesBack[point] = _loopEnds[point] == 0 && _body.Instructions[at].Op != CilOp.Switch ? at + 1 : 0;
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
