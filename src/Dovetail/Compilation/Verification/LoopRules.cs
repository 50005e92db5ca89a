using System.Collections.Immutable;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Interruption: every cycle of a method passes a poll of the interrupt flag, and so does every path from its entry to a call of guest
/// code, since cycles may go through callers.
/// </summary>
/// <remarks>
/// A search in depth over runs: the instructions from one that is come to, straight on up to one that is not gone on from. A cycle comes
/// back to a point of the plan, so only those are marked: open while the run they lie in is on the path, done afterwards.
/// </remarks>
internal sealed class LoopRules
{
    private const byte Open = 1;
    private const byte Done = 2;

    private readonly Verification _state;
    private readonly byte[] _marks;
    private readonly Dictionary<int, int> _handlers;
    private readonly Stack<Run> _path = [];

    private LoopRules(Verification state) =>
        (_state, _marks, _handlers) = (state, new byte[state.Plan.Points.Length], state.Plan.HasRegions ? Handlers(state.Body) : []);

    /// <summary>Searches the paths that pass no poll for cycles, and those from the entry for calls.</summary>
    public static void Check(Verification state)
    {
        var search = new LoopRules(state);
        search.From(0, mayCall: state.Context.BoundSignature is not null);
        for (var point = 0; point < search._marks.Length; point++)
        {
            var at = state.Plan.Points[point];
            if (search._marks[point] == 0 && at < state.Reached.Length && state.Reached[at]) search.From(at, mayCall: true);
        }

        // What falls through a poll begins anew; where that is a point, it has been searched.
        for (var at = 1; at < state.Polls.Length; at++)
        {
            if (state.Polls[at - 1] && state.Reached[at]) search.From(at, mayCall: true);
        }
    }

    private void From(int start, bool mayCall)
    {
        var point = _state.Plan.PointAt(start);
        if (point >= 0 && _marks[point] != 0) return;
        Begin(start, point >= 0 ? point : ~point);
        while (_path.TryPop(out var run))
        {
            if (GoOn(ref run, mayCall) is { } branch)
            {
                _path.Push(run);
                Begin(_state.Plan.Points[branch], branch);
            }
            else
            {
                for (var done = run.FirstPoint; done < run.NextPoint; done++) _marks[done] = Done;
            }
        }
    }

    private void Begin(int start, int point) => _path.Push(new Run { At = start, FirstPoint = point, NextPoint = point });

    /// <summary>Follows a run to its end, or to a branch into what was not searched yet; gives the point it goes to.</summary>
    private int? GoOn(ref Run run, bool mayCall)
    {
        for (; ; run.At++)
        {
            if (run.Taken < 0 && !Arrive(ref run, mayCall)) return null;
            run.Taken = Math.Max(run.Taken, 0);
            var instruction = _state.Body.Instructions[run.At];
            if (NextBranch(ref run, instruction) is { } branch) return branch;
            if (instruction.Op.EndsFlow() || CallRules.NeverReturns(instruction)) return null;
            run.Taken = -1;
        }
    }

    /// <summary>Marks the instruction that the run comes to; false where it ends before going on from there.</summary>
    private bool Arrive(ref Run run, bool mayCall)
    {
        _state.At = run.At;
        if (run.NextPoint < _marks.Length && _state.Plan.Points[run.NextPoint] == run.At)
        {
            RequireNoCycle(run.NextPoint);
            if (_marks[run.NextPoint] == Done) return false;
            _marks[run.NextPoint++] = Open;
        }

        var isCall = _state.Body.Instructions[run.At].Op is CilOp.CallFunction or CilOp.Calli;
        _state.Require(mayCall || !isCall, "a poll of the interrupt flag before a call");
        return !_state.Polls[run.At];
    }

    /// <summary>The next of the points that the instruction may go to, but for the one behind it, that was not searched yet.</summary>
    private int? NextBranch(ref Run run, CilInstruction instruction)
    {
        if (instruction.Op == CilOp.BeginTry && run.Taken++ == 0) return Unsearched(_state.Plan.PointAt(_handlers[run.At]));
        if (instruction.Op == CilOp.Switch) return NextCase(ref run, _state.Body.Switches[instruction.Index]);
        var isBranch = instruction.Op is >= CilOp.Br and <= CilOp.Leave;
        return isBranch && run.Taken++ == 0 ? Unsearched(_state.Plan.PointOf(instruction.Index)) : null;
    }

    private int? NextCase(ref Run run, ImmutableArray<int> labels)
    {
        while (run.Taken < labels.Length)
        {
            if (Unsearched(_state.Plan.PointOf(labels[run.Taken++])) is { } point) return point;
        }

        return null;
    }

    private int? Unsearched(int point)
    {
        RequireNoCycle(point);
        return _marks[point] == Done ? null : point;
    }

    private void RequireNoCycle(int point)
    {
        if (_marks[point] != Open) return;
        _state.At = _state.Plan.Points[point];
        _state.Fail("a poll of the interrupt flag in every loop");
    }

    // Any instruction of a protected block may go to its first handler; the others follow where that one falls through.
    private static Dictionary<int, int> Handlers(CilBody body)
    {
        var (handlers, open) = (new Dictionary<int, int>(), new Stack<int>());
        for (var at = 0; at < body.Instructions.Length; at++)
        {
            var op = body.Instructions[at].Op;
            if (op == CilOp.BeginTry) open.Push(at);
            if (op is CilOp.BeginCatch or CilOp.BeginFinally) handlers.TryAdd(open.Peek(), at);
            if (op == CilOp.EndTry) open.Pop();
        }

        return handlers;
    }

    /// <summary>A run on the path: the instruction it stands at, the branches from there that were taken, the points it has marked.</summary>
    private struct Run()
    {
        public int At { get; set; }

        /// <summary>How many branches of the instruction were taken; −1 before it was come to.</summary>
        public int Taken { get; set; } = -1;
        public int FirstPoint { get; init; }
        public int NextPoint { get; set; }
    }
}
