using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// A loop with one branch back, whose test bounds what its variables can be at its head. What holds there is guessed when the walk comes to the head,
/// and proven at the branch back; a guess that fails is taken back, and the method walked again without it.
/// </summary>
/// <remarks>
/// <para>Where some variables are stepped by constants, exactly once each time around, and one of them is tested and was a constant before the
/// loop, think of k, the number of times that the loop went around. It is at most a number K if the test fails for k = K; for that, no more needs to be
/// looked at than this one number. So each stepped variable is at the head what it was before, plus at most K steps.</para>
/// <para>Otherwise the tested variable is at the head what it was before, or what passes the test.</para>
/// </remarks>
internal sealed class SteppingLoop
{
    // What a loop may do without a poll: a few milliseconds.
    private const long MostInstructions = 1L << 25;

    private const int NoVariable = -1;

    // How far the number that is tested may have been copied before its variable is stepped.
    private const int CopyReach = 24;

    private readonly int _point;
    private readonly int _head;
    private readonly int _back;
    private readonly LoopTest _test;
    private readonly List<(int Variable, int Step, Value Value)> _stepped = [];
    private Value? _counter;
    private int _tested;
    private int _first;
    private int _step;
    private long _count;

    private SteppingLoop(int point, int head, int back, LoopTest test) => (_point, _head, _back, _test) = (point, head, back, test);

    /// <summary>
    /// Guesses what holds at the head of the loop that begins here, and puts it into <paramref name="after"/>, where what the loop assigns has
    /// been forgotten; null where there is nothing to guess.
    /// </summary>
    public static SteppingLoop? Assume(Verification state, int point, Flow before, Flow after)
    {
        if (state.Plan.BranchBack(point) is not (>= 0 and var back) || LoopTest.Of(state, back) is not { } test) return null;
        var loop = new SteppingLoop(point, state.At, back, test);
        return loop.AssumeSteps(state, before, after) || loop.AssumeTest(state, before, after) ? loop : null;
    }

    /// <summary>Whether the guess says something about the variable.</summary>
    public bool Knows(int variable) => _counter is null ? variable == _test.Variable : _stepped.Exists(each => each.Variable == variable);

    /// <summary>
    /// Proves the guesses at the branch back, which brings <paramref name="flow"/>, or takes them back. A branch that is found to be taken only
    /// so often needs no poll.
    /// </summary>
    public void Prove(Verification state, Flow flow)
    {
        if (_counter is null)
        {
            var now = flow.Variables[_test.Variable];
            if (now?.Kind != CilKind.Int32 || !_stepped[0].Value.Range.Contains(now.Range)) state.Refute(_point, NoVariable);
            return;
        }

        if (!LastFails(state)) state.Refute(_point, _tested);
        foreach (var each in _stepped)
        {
            var isStepped = flow.Variables[each.Variable] is { Origin: Origin.Stepped } now && now.Number == each.Step && Value.Same(now.Of, each.Value);
            if (!isStepped) state.Refute(_point, each.Variable);
        }

        state.Bounded[_back] = !state.IsRefuted && IsShort(state);
    }

    // Whether nothing in the loop waits, calls or loops itself, so that its instructions are all there is to it.
    private bool IsShort(Verification state)
    {
        if ((_count + 1) * (_back - _head + 1) > MostInstructions || state.Plan.HasLoops(_head, _back)) return false;
        for (var at = _head; at <= _back; at++)
        {
            if (!Trust.IsShort(state.Body.Instructions[at])) return false;
        }

        return true;
    }

    private bool AssumeSteps(Verification state, Flow before, Flow after)
    {
        var steps = state.Plan.Steps(_head, _back)
            .Where(each => state.VariableType(each.Variable) == CilTypes.Int32 && !state.WasRefuted(_point, each.Variable)).ToList();
        if (Counter(state, steps) is not var (at, counter, step) || before.Variables[counter] is not { } initial) return false;
        if (initial.Range.Low != initial.Range.High) return false;
        (_tested, _first, _step) = (counter, (int)(uint)initial.Range.Low, step);
        var tested = at < TestedFrom(state, counter) ? unchecked(_first + step) : _first;
        if (_test.Passes(tested, step) is not { } count) return false;
        _count = count;
        foreach (var each in steps)
        {
            if (before.Variables[each.Variable] is not { } value) continue;
            var arc = value.Arc.Stepped(each.Step, count);
            var known = new Value { Type = CilTypes.Int32, Range = arc.Unsigned, Arc = arc };
            _stepped.Add((each.Variable, each.Step, known));
            after.Variables[each.Variable] = known;
            if (each.Variable == counter) _counter = known;
        }

        return true;
    }

    private bool AssumeTest(Verification state, Flow before, Flow after)
    {
        if (state.WasRefuted(_point, NoVariable) || before.Variables[_test.Variable] is not { Kind: CilKind.Int32 } initial) return false;
        var range = initial.Range.Union(Range.Any32.Where(_test.Comparison, _test.Number));
        if (range == Range.Any32) return false;
        after.Variables[_test.Variable] = Value.Unknown(CilTypes.Int32, range);
        _stepped.Add((_test.Variable, 0, after.Variables[_test.Variable]!));
        return true;
    }

    /// <summary>The stepped variable that is tested, itself or by a copy.</summary>
    private (int At, int Variable, int Step)? Counter(Verification state, List<(int At, int Variable, int Step)> steps)
    {
        foreach (var each in steps)
        {
            if (each.Step != 0 && TestedFrom(state, each.Variable) >= 0) return each;
        }

        return null;
    }

    /// <summary>Where the tested number was taken from the variable; −1 where it was not.</summary>
    private int TestedFrom(Verification state, int variable)
    {
        if (variable == _test.Variable) return _test.Loaded;
        for (var at = _test.Loaded - 1; at > Math.Max(_head, _test.Loaded - CopyReach); at--)
        {
            if (state.Body.Instructions[at].Op == CilOp.Stloc && state.ArgumentCount + state.Body.Instructions[at].Index == _test.Variable)
                return state.Plan.Loaded(at - 1) == variable ? at : -1;
        }

        return -1;
    }

    // The test that was passed would not have been after K rounds; so there were fewer, and one more is at most K.
    private bool LastFails(Verification state)
    {
        if (state.TestAt(_test.At) is not var (comparison, a, b) || !b.IsConstant || b.Kind != CilKind.Int32) return false;
        if (_test.At != _back) comparison = BranchRules.Negated(comparison);
        var (of, ahead) = a.Origin == Origin.Stepped ? (a.Of, a.Number) : (a, 0);
        return Value.Same(of, _counter)
            && !LoopTest.Holds(comparison, unchecked((int)(_first + (_count * _step) + ahead)), (int)b.Number);
    }
}
