using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>What a branch proves: on the path that is taken, and on the one that goes on.</summary>
internal static class BranchRules
{
    /// <summary>
    /// Pops the operands of a branch. Returns what is known where it goes, to be copied if the branch falls through; what is known behind it stays
    /// in the state.
    /// </summary>
    public static Flow Branch(Verification state, CilOp op)
    {
        if (op == CilOp.Br) return state.Flow;
        if (op == CilOp.Leave) return state.Flow.Copy(withStack: false);
        var (comparison, a, b) = Operands(state, op);
        state.Remember(comparison, a, b);
        var variable = b.IsConstant && a.Kind == CilKind.Int32 ? Tested(state, op, a) : -1;
        var taken = variable < 0 ? state.Flow.Aside() : state.Flow.Copy();
        Learn(state, taken, comparison, a, b);
        Learn(state, state.Flow, Negated(comparison), a, b);
        if (variable >= 0)
        {
            Narrow(taken, variable, comparison, (int)b.Number);
            Narrow(state.Flow, variable, Negated(comparison), (int)b.Number);
        }

        return taken;
    }

    /// <summary>Pops the operands of a branch to where nothing more has to be known.</summary>
    public static void Pass(Verification state, CilOp op)
    {
        var (comparison, a, b) = Operands(state, op);
        Learn(state, state.Flow, Negated(comparison), a, b);
    }

    private static (CilOp Comparison, Value A, Value B) Operands(Verification state, CilOp op)
    {
        var operands = PopOperands(state, op);
        if (operands.A.Is(RuntimeMembers.StoreInterruptFlag)) state.Polls[state.At] = true;
        return operands;
    }

    private static (CilOp Comparison, Value A, Value B) PopOperands(Verification state, CilOp op)
    {
        if (op is not (CilOp.Brtrue or CilOp.Brfalse))
        {
            var right = state.Pop();
            var left = state.Pop();
            state.Require(left.Kind == right.Kind && left.Kind != CilKind.Structure, "operands of one kind");
            return (op, left, right);
        }

        var value = state.Pop();
        state.Require(value.Kind is CilKind.Int32 or CilKind.Int64 or CilKind.NativeInt or CilKind.Reference, "a condition");
        if (value.Origin == Origin.Truth)
            return (op == CilOp.Brtrue ? value.Comparison : Negated(value.Comparison), value.Of!, value.Base!);
        return (op == CilOp.Brtrue ? CilOp.BneUn : CilOp.Beq, value, Value.Constant(value.Type, 0));
    }

    /// <summary>The variable that was loaded to be compared with a constant, if it still holds that value; −1 otherwise.</summary>
    private static int Tested(Verification state, CilOp op, Value value)
    {
        var variable = state.Plan.Loaded(state.At - (op is CilOp.Brtrue or CilOp.Brfalse ? 1 : 2));
        return variable >= 0 && ReferenceEquals(state.Flow.Variables[variable], value) ? variable : -1;
    }

    // Of a number that lies on both sides of zero, a comparison without signs tells less than its arc.
    private static void Narrow(Flow flow, int variable, CilOp comparison, int number)
    {
        var value = flow.Variables[variable]!;
        var range = value.Range.Where(comparison, number);
        if (range == value.Range || (value.Range == Range.Any32 && value.Arc != Arc.Any)) return;
        flow.Variables[variable] = value.IsConstant ? Value.Unknown(value.Type, range) : value.Within(range);
    }

    /// <summary>Adds what holds when <paramref name="comparison"/> does.</summary>
    private static void Learn(Verification state, Flow flow, CilOp comparison, Value a, Value b)
    {
        switch (comparison)
        {
            case CilOp.Beq: LearnEqual(flow, a, b); LearnEqual(flow, b, a); break;
            case CilOp.BneUn when b.IsConstant && b.Number == 0: flow.Facts = Fact.NotZero(flow.Facts, a); break;
            // The checks of a 32-bit memory: signed, in 64 bits, where neither side wraps.
            case CilOp.Ble: MemoryRules.LearnAtMost(flow, a, b, 0); break;
            case CilOp.Blt: MemoryRules.LearnAtMost(flow, a, b, 1); break;
            case CilOp.Bge: MemoryRules.LearnAtMost(flow, b, a, 0); break;
            case CilOp.Bgt: MemoryRules.LearnAtMost(flow, b, a, 1); break;
            case CilOp.BgeUn when a.Origin == Origin.FrameAddress && Trust.IsOwnStackLimit(b):
                flow.StackRoom = Math.Max(flow.StackRoom, a.Number);
                break;
            // The checks of a 64-bit memory.
            case CilOp.BleUn: MemoryRules.LearnAtMostUnsigned(state, flow, a, b, 0); break;
            case CilOp.BltUn: MemoryRules.LearnAtMostUnsigned(state, flow, a, b, 1); break;
            case CilOp.BgeUn: MemoryRules.LearnAtMostUnsigned(state, flow, b, a, 0); break;
            case CilOp.BgtUn: MemoryRules.LearnAtMostUnsigned(state, flow, b, a, 1); break;
            default: break;
        }
    }

    private static void LearnEqual(Flow flow, Value a, Value b)
    {
        if (Trust.ReferenceOfType(a) is { } reference) flow.Facts = Fact.HasType(flow.Facts, reference, b);
    }

    /// <summary>The comparison that holds when <paramref name="comparison"/> does not.</summary>
    public static CilOp Negated(CilOp comparison) => comparison switch
    {
        CilOp.Beq => CilOp.BneUn,
        CilOp.BneUn => CilOp.Beq,
        CilOp.Blt => CilOp.Bge,
        CilOp.Bge => CilOp.Blt,
        CilOp.Bgt => CilOp.Ble,
        CilOp.Ble => CilOp.Bgt,
        CilOp.BltUn => CilOp.BgeUn,
        CilOp.BgeUn => CilOp.BltUn,
        CilOp.BgtUn => CilOp.BleUn,
        _ => CilOp.BgtUn,
    };
}
