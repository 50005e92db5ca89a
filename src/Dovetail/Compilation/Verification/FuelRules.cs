using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Fuel: metered code keeps what the store has left in one variable of its own, which is assigned what was read from the store or
/// what a charge left, and nothing else. A charge takes that variable as it is, and only where the store cannot have less by now.
/// </summary>
internal static class FuelRules
{
    /// <summary>The index among the locals of the variable of metered code; −1 where there is none.</summary>
    public static int FindLocal(Verification state)
    {
        var local = -1;
        for (state.At = 0; state.At < state.Body.Instructions.Length; state.At++)
        {
            if (!IsSource(state.Body.Instructions[state.At])) continue;
            var next = At(state, state.At + 1);
            state.Require(next.Op == CilOp.Stloc && IsPlain(state, state.At + 1), "fuel that goes into its variable");
            state.Require(local < 0 || local == next.Index, "one variable for fuel");
            local = next.Index;
        }

        if (local >= 0) RequireUntouched(state, local);
        state.At = 0;
        return local;
    }

    /// <summary>The step of a charge, whose arguments are the store, the fuel and the cost.</summary>
    public static void Spend(Verification state, Value store, Value cost)
    {
        var isVariable = At(state, state.At - 2) == new CilInstruction(CilOp.Ldloc, state.FuelLocal)
            && IsPlain(state, state.At - 1) && IsPlain(state, state.At);
        state.Require(isVariable, "the variable of the fuel as it is");
        state.Require(state.Flow.HasFuel, "fuel read since the last call");
        RequireCharge(state, store, cost);
    }

    /// <summary>A charge of this owner's store.</summary>
    public static void RequireCharge(Verification state, Value store, Value cost)
    {
        state.Require(IsOwnStore(store), "this owner's store to charge");
        state.Require(cost.IsConstant && cost.Number > 0, "a cost that is a number above zero");
        if (state.Context.MetersFuel) state.Charges[state.At] = true;
    }

    /// <summary>The step of reading the field.</summary>
    public static void Read(Verification state, Value store)
    {
        state.Require(IsOwnStore(store), "the fuel of this owner's store");
        state.Flow.HasFuel = true;
    }

    private static void RequireUntouched(Verification state, int local)
    {
        for (state.At = 0; state.At < state.Body.Instructions.Length; state.At++)
        {
            var instruction = state.Body.Instructions[state.At];
            if (instruction.Index != local) continue;
            state.Require(instruction.Op != CilOp.Ldloca, "a variable of the fuel that nobody has the address of");
            state.Require(instruction.Op != CilOp.Stloc || IsSource(At(state, state.At - 1)), "a variable of the fuel that holds nothing else");
        }
    }

    private static bool IsSource(CilInstruction instruction) =>
        instruction == new CilInstruction(CilOp.Call, OperationMembers.SpendFuel.Index)
        || instruction == new CilInstruction(CilOp.Ldfld, RuntimeMembers.StoreFuelLeft.Index);

    private static bool IsOwnStore(Value store) => store.Is(RuntimeMembers.OwnerStore) && store.Of!.Origin == Origin.Owner;

    // Nothing but the instruction before it leads to it.
    private static bool IsPlain(Verification state, int at) => state.Plan.PointAt(at) < 0;

    private static CilInstruction At(Verification state, int at) =>
        (uint)at < (uint)state.Body.Instructions.Length ? state.Body.Instructions[at] : default;
}
