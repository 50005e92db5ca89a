using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>Goes through the instructions in order, joining what is known where paths meet.</summary>
internal sealed class Walk(Verification state)
{
    // By the points of the plan: what the branches so far brought to one, and what a loop began with.
    private readonly Flow?[] _pending = new Flow?[state.Plan.Points.Length];
    private readonly Flow?[] _assumed = new Flow?[state.Plan.Points.Length];
    private readonly SteppingLoop?[] _stepping = new SteppingLoop?[state.Plan.Points.Length];
    private readonly RegionPlan _regions = new(state);
    private readonly List<int> _differences = [];
    private int _nextPoint;
    private bool _isLive = true;

    public void Run()
    {
        var instructions = state.Body.Instructions;
        for (state.At = 0; state.At < instructions.Length; state.At++)
        {
            Arrive();
            if (!_isLive) continue;
            state.Reached[state.At] = true;
            var instruction = instructions[state.At];
            if (instruction.Op is CilOp.Unaligned or CilOp.Volatile or CilOp.Tail)
            {
                state.Prefix = instruction.Op;
                continue;
            }

            state.Require(state.Prefix != CilOp.Tail || instruction.Op is CilOp.CallFunction or CilOp.Calli, "a call behind `tail.`");
            Step(instruction);
            state.Require(!_isLive || state.Flow.Stack.Count <= state.Body.MaxStack, "no more values on the stack than the method says");
            state.Prefix = CilOp.Nop;
        }

        state.Require(!_isLive, "an end that is not reached");
    }

    /// <summary>Joins what the branches to this instruction brought with what falls into it.</summary>
    private void Arrive()
    {
        var point = _nextPoint < _pending.Length && state.Plan.Points[_nextPoint] == state.At ? _nextPoint++ : -1;
        if (state.Plan.HasRegions && !ArriveInRegion(point)) return;
        if (point >= 0) Meet(point);
        if (state.Plan.HasRegions && _isLive) _regions.Begin(state.At, state.Flow);
    }

    private void Meet(int point)
    {
        if (_pending[point] is { } pending)
        {
            state.Require(!_isLive || state.Prefix == CilOp.Nop, "a prefix that is not parted from its instruction");
            if (_isLive && !ReferenceEquals(pending, state.Flow)) Join(pending, state.Flow);
            (state.Flow, _isLive, _pending[point]) = (pending, true, null);
        }

        if (_isLive && state.Plan.LoopEnd(point) is > 0 and var end) BeginLoop(point, end);
    }

    /// <summary>At the start of a handler, takes up what is known there; false where that is not reached.</summary>
    private bool ArriveInRegion(int point)
    {
        if (_regions.Enter(state.At) is not { } entry) return true;
        // The end of a protected block is left for what stands behind the whole.
        if (_isLive && entry.Exit is { } exit) BranchTo(state.Plan.PointAt(exit), state.Flow.Copy(withStack: false), isOwn: true);
        var known = entry.Flow ?? _pending[point];
        if (known is not null) state.Flow = known;
        return _isLive = known is not null;
    }

    private void BeginLoop(int point, int end)
    {
        var flow = state.Flow;
        var epoch = state.NewEpoch();
        foreach (var i in state.NativeVariables)
        {
            if (flow.Variables[i] is { } value && flow.IsCurrentLimit(value)) flow.Variables[i] = Flow.Restamp(value, epoch);
        }

        flow.Epoch = epoch;
        var before = flow.Copy(withStack: false);
        state.Forget(flow, state.At, end, IsKept);
        if (end == state.Plan.BranchBack(point) + 1) _stepping[point] = SteppingLoop.Assume(state, point, before, flow);
        for (var i = 0; i < flow.Stack.Count; i++)
        {
            if (flow.Stack[i] is { } value && value.Kind != CilKind.Reference && !IsKept(flow, value))
                flow.Stack[i] = Value.Unknown(value.Type);
        }

        _assumed[point] = flow.Copy();
    }

    // What a loop may assign again, but only the same: the branch back proves it.
    private static bool IsKept(Flow flow, Value value) =>
        flow.IsCurrentLimit(value) || (value.Origin == Origin.Field && IsFixed(value));

    // What the owner leads to by places that never change; other objects are others in each round.
    private static bool IsFixed(Value? value)
    {
        while (value is { Origin: Origin.Field } && Trust.NeverChanges(value.Field!)
            || value is { Origin: Origin.Element } && Trust.ElementsNeverChange(value.Of!))
        {
            value = value!.Of;
        }

        return value?.Origin == Origin.Owner;
    }

    /// <param name="isOwn">Whether nobody else goes on with <paramref name="flow"/>.</param>
    private void BranchTo(int point, Flow flow, bool isOwn)
    {
        if (state.Plan.Points[point] <= state.At)
        {
            state.Require(_assumed[point] is not null, "a branch back to code that was reached from before");
            var stepping = _stepping[point];
            stepping?.Prove(state, flow);
            RequireAssumed(_assumed[point]!, flow, stepping);
        }
        else if (_pending[point] is not { } pending)
        {
            _pending[point] = state.IsTrap(point) ? state.AtTrap(flow) : isOwn ? flow : flow.Copy();
        }
        else if (!state.IsTrap(point))
        {
            Join(pending, flow);
        }
        else
        {
            state.Require(flow.Stack.Count == 0, "an empty stack before a trap");
        }
    }

    private void Join(Flow pending, Flow flow)
    {
        var differences = Differences(pending, flow);
        state.Require(pending.TryJoin(flow, state.NewEpoch(), differences), "the same stack on all paths to an instruction");
    }

    private List<int> Differences(Flow a, Flow b)
    {
        _differences.Clear();
        a.Variables.Differences(b.Variables, _differences);
        state.Spend(_differences.Count);
        return _differences;
    }

    private void RequireAssumed(Flow assumed, Flow actual, SteppingLoop? stepping)
    {
        state.Require(assumed.Stack.Count == actual.Stack.Count, "the same stack on all paths to the loop");
        state.Require(assumed.StackRoom <= actual.StackRoom, "as much room on the stack as the loop began with");
        state.Require(!assumed.HasFuel || actual.HasFuel, "fuel read since the last call at the end of a loop");
        for (var i = 0; i < assumed.Stack.Count; i++)
            state.Require(Brings(assumed, assumed.Stack[i], actual, actual.Stack[i]), "a stack as the loop began with");
        foreach (var i in Differences(assumed, actual))
        {
            if (stepping?.Knows(i) != true) RequireAssumed(assumed, actual, i);
        }

        foreach (var i in state.NativeVariables) RequireAssumed(assumed, actual, i);
    }

    private void RequireAssumed(Flow assumed, Flow actual, int variable)
    {
        if (assumed.Variables[variable] is not { } before) return;
        var brings = actual.Variables[variable] is { } now && Brings(assumed, before, actual, now);
        if (!brings) state.Fail($"variable {variable} as the loop began with");
    }

    private static bool Brings(Flow assumed, Value before, Flow actual, Value now)
    {
        if (now.Range.IsNone && before.Kind == now.Kind) return true;
        if (assumed.IsCurrentLimit(before)) return actual.IsCurrentLimit(now) && Value.Same(before.Of, now.Of);
        if (Value.Same(before, now)) return before.Range.Contains(now.Range);
        return before.Origin == Origin.Unknown && before.Kind == now.Kind
            && (before.Kind != CilKind.Reference || now.Origin == Origin.Null || Trust.IsAssignable(now.Type, before.Type))
            && before.Range.Contains(now.Range);
    }

    private void Step(CilInstruction instruction)
    {
        switch (instruction.Op.Row().Operand)
        {
            case CilOperand.Label:
                Branch(instruction);
                break;
            case CilOperand.Switch:
                state.Pop(CilKind.Int32);
                foreach (var each in LoopPlan.Labels(state.Body, instruction))
                {
                    _regions.RequireMayBranch(instruction.Op, state.Body.Labels[each]);
                    BranchTo(state.Plan.PointOf(each), state.Flow, isOwn: false);
                }

                break;
            case CilOperand.None when instruction.Op is CilOp.BeginTry or CilOp.BeginFault or CilOp.EndTry:
            case CilOperand.Type when instruction.Op == CilOp.BeginCatch:
                _isLive = _regions.Step(instruction);
                return;
            default:
                state.Require(instruction.Op != CilOp.Ret || _regions.IsOutside(state.At), "a return outside protected blocks");
                InstructionRules.Step(state, instruction);
                break;
        }

        _isLive = !instruction.Op.EndsFlow() && !CallRules.NeverReturns(instruction);
    }

    private void Branch(CilInstruction instruction)
    {
        var (op, target, point) = (instruction.Op, state.Body.Labels[instruction.Index], state.Plan.PointOf(instruction.Index));
        if (!op.EndsFlow() && target > state.At && _pending[point] is not null && state.IsTrap(point))
        {
            // One of the many checks with a trap in common, at which nothing but the owner is known.
            BranchRules.Pass(state, op);
            state.Require(state.Flow.Stack.Count == 0, "an empty stack before a trap");
            _regions.RequireMayBranch(op, target);
            return;
        }

        var taken = BranchRules.Branch(state, op);
        _regions.RequireMayBranch(op, target);
        BranchTo(point, taken, isOwn: op.EndsFlow());
    }
}
