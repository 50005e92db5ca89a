using System.Collections;
using System.Collections.Immutable;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Interruption: every cycle of a method passes a poll of the interrupt flag, and so does every path from its entry to a call of guest
/// code, since cycles may go through callers. Where fuel is metered the same holds for being charged.
/// </summary>
/// <remarks>
/// The entry of a function with a large frame is not charged, nor is a call of a part of the function itself: the body and the part are.
/// A search in depth over runs: the instructions from one that is come to, straight on up to one that is not gone on from. A cycle comes
/// back to a point of the plan, so only those are marked: open while the run they lie in is on the path, done afterwards.
/// </remarks>
internal sealed class LoopRules
{
    private const byte Open = 1;
    private const byte Done = 2;

    private readonly Verification _state;
    private readonly BitArray _passes;
    private readonly string _pass;
    private readonly byte[] _marks;
    private readonly Dictionary<int, int>? _handlers;
    private readonly ArrayBuilder<Run> _path = new(8);

    private LoopRules(Verification state, BitArray passes, string pass) =>
        (_state, _passes, _pass, _marks, _handlers) = (state, passes, pass, new byte[state.Plan.Points.Length], state.Plan.HasRegions ? Handlers(state.Body) : null);

    /// <summary>Searches the paths that pass no poll for cycles, and those from the entry for calls; and those that are not charged.</summary>
    public static void Check(Verification state)
    {
        Check(state, new LoopRules(state, state.Polls, "a poll of the interrupt flag"));
        if (state.Context.MetersFuel) Check(state, new LoopRules(state, state.Charges, "a charge of fuel"));
    }

    private static void Check(Verification state, LoopRules search)
    {
        search.From(0, mayCall: state.Context.BoundSignature is not null);
        for (var point = 0; point < search._marks.Length; point++)
        {
            var at = state.Plan.Points[point];
            if (search._marks[point] == 0 && at < state.Reached.Length && state.Reached[at]) search.From(at, mayCall: true);
        }

        // What falls through a poll begins anew; where that is a point, it has been searched.
        for (var at = 1; at < search._passes.Length; at++)
        {
            if (search._passes[at - 1] && state.Reached[at]) search.From(at, mayCall: true);
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
                _path.Add(run);
                Begin(_state.Plan.Points[branch], branch);
            }
            else
            {
                for (var done = run.FirstPoint; done < run.NextPoint; done++) _marks[done] = Done;
            }
        }
    }

    private void Begin(int start, int point) => _path.Add(new Run { At = start, FirstPoint = point, NextPoint = point });

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

        var instruction = _state.Body.Instructions[run.At];
        var isCall = instruction.Op is CilOp.CallFunction or CilOp.Calli;
        if (isCall && IsCharged(instruction)) return !IsPart(instruction);
        if (isCall && !mayCall) _state.Fail(_pass + " before a call");
        return !_passes[run.At];
    }

    // Whether what is called is of this very function, and is charged in its stead.
    private bool IsCharged(CilInstruction call) => _passes == _state.Charges && _state.Context.MetersFuel && call.Op == CilOp.CallFunction
        && (IsPart(call) || _state.Context.LargeFrames?.ContainsKey(call.Index) == true);

    private bool IsPart(CilInstruction call) => _state.Body.Siblings[call.Index] == FrameMembers.PartSignature;

    /// <summary>The next of the points that the instruction may go to, but for the one behind it, that was not searched yet.</summary>
    private int? NextBranch(ref Run run, CilInstruction instruction)
    {
        if (instruction.Op == CilOp.BeginTry && run.Taken++ == 0) return Unsearched(_state.Plan.PointAt(_handlers![run.At]));
        if (instruction.Op == CilOp.Switch) return NextCase(ref run, _state.Body.Switches[instruction.Index]);
        var isBranch = instruction.Op is >= CilOp.Br and <= CilOp.Leave;
        return isBranch && run.Taken++ == 0 && !IsBounded(run.At) ? Unsearched(_state.Plan.PointOf(instruction.Index)) : null;
    }

    // A branch that is taken so often and no oftener needs no poll; but each time costs fuel.
    private bool IsBounded(int at) => _passes == _state.Polls && _state.Bounded[at];

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
        _state.Fail(_pass + " in every loop");
    }

    // Any instruction of a protected block may go to its first handler; the others follow where that one falls through.
    private static Dictionary<int, int> Handlers(CilBody body)
    {
        var (handlers, open) = (new Dictionary<int, int>(), new Stack<int>());
        for (var at = 0; at < body.Instructions.Length; at++)
        {
            var op = body.Instructions[at].Op;
            if (op == CilOp.BeginTry) open.Push(at);
            if (op is CilOp.BeginCatch or CilOp.BeginFault) handlers.TryAdd(open.Peek(), at);
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
