using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// What the branch back of a loop depends on: a comparison of a variable with a constant, by the branch itself or by the one in front of the
/// poll that it ends with. Read off the code as a guess; the walk proves what was made of it.
/// </summary>
/// <param name="At">The instruction that compares.</param>
/// <param name="Comparison">What holds on the way back.</param>
/// <param name="Loaded">The instruction that loads the variable.</param>
internal readonly record struct LoopTest(int At, CilOp Comparison, int Variable, int Number, int Loaded)
{
    /// <summary>The test of the loop whose only branch back is the instruction <paramref name="back"/>; null where it has another form.</summary>
    public static LoopTest? Of(Verification state, int back)
    {
        var instructions = state.Body.Instructions;
        // bcc out  ldloc store  volatile.  ldfld flag  brfalse head
        var polls = back >= 4 && instructions[back].Op == CilOp.Brfalse && instructions[back - 1].Op == CilOp.Ldfld
            && instructions[back - 1].Index == RuntimeMembers.StoreInterruptFlag.Index && instructions[back - 2].Op == CilOp.Volatile;
        var at = polls ? back - 4 : back;
        if (polls && state.Plan.HasPoints(at, back)) return null;
        var op = instructions[at].Op;
        if (op is CilOp.Brtrue or CilOp.Brfalse)
            return Of(state, at, op == CilOp.Brtrue ? CilOp.BneUn : CilOp.Beq, at - 1, 0, polls);
        var isComparison = op is >= CilOp.Beq and <= CilOp.BgeUn && at >= 2 && instructions[at - 1].Op == CilOp.LdcI4;
        return isComparison ? Of(state, at, op, at - 2, instructions[at - 1].Index, polls) : null;
    }

    private static LoopTest? Of(Verification state, int at, CilOp op, int loaded, int number, bool isNegated) =>
        state.Plan.Loaded(loaded) is >= 0 and var variable && state.VariableType(variable) == CilTypes.Int32
            ? new LoopTest(at, isNegated ? BranchRules.Negated(op) : op, variable, number, loaded)
            : null;

    /// <summary>Whether a comparison holds between two numbers of 32 bits.</summary>
    public static bool Holds(CilOp comparison, int a, int b) => comparison switch
    {
        CilOp.Beq => a == b,
        CilOp.BneUn => a != b,
        CilOp.Blt => a < b,
        CilOp.BltUn => (uint)a < (uint)b,
        CilOp.Bgt => a > b,
        CilOp.BgtUn => (uint)a > (uint)b,
        CilOp.Ble => a <= b,
        CilOp.BleUn => (uint)a <= (uint)b,
        CilOp.Bge => a >= b,
        _ => (uint)a >= (uint)b,
    };

    /// <summary>
    /// How often a number that begins with <paramref name="first"/> and grows by <paramref name="step"/> passes the test; null where that
    /// cannot be told. A guess too: what is certain is only that the number after so many steps does not pass.
    /// </summary>
    public long? Passes(int first, int step)
    {
        if (!Holds(Comparison, first, Number)) return 0;
        var isSigned = Comparison is CilOp.Blt or CilOp.Ble or CilOp.Bgt or CilOp.Bge;
        var (from, to) = isSigned ? ((long)first, (long)Number) : ((uint)first, (uint)Number);
        var distance = Comparison switch
        {
            CilOp.BltUn or CilOp.Blt when step > 0 => to - from,
            CilOp.BleUn or CilOp.Ble when step > 0 => to - from + 1,
            CilOp.BgtUn or CilOp.Bgt when step < 0 => from - to,
            CilOp.BgeUn or CilOp.Bge when step < 0 => from - to + 1,
            CilOp.BneUn when step > 0 => (uint)(Number - first),
            CilOp.BneUn when step < 0 => (uint)(first - Number),
            _ => -1,
        };
        var stride = Math.Abs((long)step);
        if (distance < 0 || (Comparison == CilOp.BneUn && distance % stride != 0)) return null;
        var passes = (distance + stride - 1) / stride;
        return Holds(Comparison, unchecked((int)(first + (passes * step))), Number) ? null : passes;
    }
}
