using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Interruption: every cycle of a method passes a poll of the interrupt flag, and so does every path from its entry to a call of guest
/// code, since cycles may go through callers.
/// </summary>
internal sealed class LoopRules
{
    private const byte Open = 1;
    private const byte Done = 2;

    private readonly Verification _state;
    private readonly byte[] _marks;
    private readonly Stack<(int At, int Next)> _path = [];

    private LoopRules(Verification state) => (_state, _marks) = (state, new byte[state.Body.Instructions.Length]);

    /// <summary>Searches the paths that pass no poll for cycles, and those from the entry for calls.</summary>
    public static void Check(Verification state)
    {
        var search = new LoopRules(state);
        search.From(0, mayCall: state.Context.BoundSignature is not null);
        for (var i = 1; i < search._marks.Length; i++)
        {
            if (search._marks[i] == 0 && state.Reached[i]) search.From(i, mayCall: true);
        }
    }

    private void From(int start, bool mayCall)
    {
        Visit(start, mayCall);
        while (_path.TryPop(out var step))
        {
            if (Successor(step.At, step.Next) is not { } next)
            {
                _marks[step.At] = Done;
                continue;
            }

            _path.Push((step.At, step.Next + 1));
            _state.At = next;
            _state.Require(_marks[next] != Open, "a poll of the interrupt flag in every loop");
            if (_marks[next] == 0) Visit(next, mayCall);
        }
    }

    private void Visit(int at, bool mayCall)
    {
        var isCall = _state.Body.Instructions[at].Op is CilOp.CallFunction or CilOp.Calli;
        _state.Require(mayCall || !isCall, "a poll of the interrupt flag before a call");
        _marks[at] = Open;
        _path.Push((at, 0));
    }

    /// <summary>The successor at a position of those that control may go to from an instruction without passing a poll.</summary>
    private int? Successor(int at, int position)
    {
        if (_state.Polls[at]) return null;
        var instruction = _state.Body.Instructions[at];
        var fallsThrough = !instruction.Op.EndsFlow() && !CallRules.NeverReturns(instruction);
        if (fallsThrough && position-- == 0) return at + 1;
        if (instruction.Op == CilOp.BeginTry) return position == 0 ? HandlerOf(at) : null;
        if (instruction.Op.Row().Operand is not (CilOperand.Label or CilOperand.Switch)) return null;
        var targets = LoopPlan.Targets(_state.Body, at);
        return position < targets.Length ? targets[position] : null;
    }

    // Any instruction of a protected block may go to its first handler; the others follow where that one falls through.
    private int HandlerOf(int at)
    {
        for (var depth = 0; ; at++)
        {
            var op = _state.Body.Instructions[at].Op;
            if (op == CilOp.BeginTry) depth++;
            if (op is CilOp.BeginCatch or CilOp.BeginFinally && depth == 1) return at;
            if (op == CilOp.EndTry) depth--;
        }
    }
}
