using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Interruption: every cycle of a method passes a poll of the interrupt flag, and so does every path from its entry to a call of guest
/// code, since cycles may go through callers.
/// </summary>
internal static class LoopRules
{
    private const byte Open = 1;
    private const byte Done = 2;

    /// <summary>Searches the paths that pass no poll for a cycle or a call.</summary>
    public static void Check(Verification state)
    {
        var body = state.Body;
        var marks = new byte[body.Instructions.Length];
        var path = new Stack<(int At, int Next)>();
        path.Push((0, 0));
        marks[0] = Open;
        while (path.TryPop(out var step))
        {
            if (Successor(state, step.At, step.Next) is not { } next)
            {
                marks[step.At] = Done;
                continue;
            }

            path.Push((step.At, step.Next + 1));
            state.At = next;
            state.Require(marks[next] != Open, "a poll of the interrupt flag in every loop");
            state.Require(!IsGuestCall(state, next), "a poll of the interrupt flag before a call");
            if (marks[next] == Done) continue;
            marks[next] = Open;
            path.Push((next, 0));
        }
    }

    /// <summary>The successor at a position of those that control may go to from an instruction without passing a poll.</summary>
    private static int? Successor(Verification state, int at, int position)
    {
        if (IsPolled(state, at)) return null;
        var instruction = state.Body.Instructions[at];
        var fallsThrough = !instruction.Op.EndsFlow() && !CallRules.NeverReturns(instruction);
        if (fallsThrough && position-- == 0) return at + 1;
        if (instruction.Op.Row().Operand is not (CilOperand.Label or CilOperand.Switch)) return null;
        var targets = LoopPlan.Targets(state.Body, at);
        return position < targets.Length ? targets[position] : null;
    }

    private static bool IsGuestCall(Verification state, int at) =>
        state.Context.BoundSignature is null && state.Body.Instructions[at].Op is CilOp.CallFunction or CilOp.Calli;

    private static bool IsPolled(Verification state, int at) => state.Polls[at];
}
