using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>
/// What ends generated code: a global counts down at every entry of a function and every turn of a loop, so that two engines stop at the
/// same place, and no call is deeper than it.
/// </summary>
internal static class Fuel
{
    /// <summary>How much a call from outside has.</summary>
    public const int PerCall = 120;

    /// <summary>Fills it up.</summary>
    public static Code Refill(ModulePlan plan) => Make.Indexed(Opcode.GlobalSet, plan.Fuel, [Make.I32(PerCall)]) with { IsKept = true };

    /// <summary>At the entry of a function: returns zeroes where it is spent, or traps where a result has none.</summary>
    public static Code EnterFunction(Body body)
    {
        var zeroes = body.Function.Type.Results.Select(Make.Zero).ToArray();
        Code stop = zeroes.Contains(null) || body.Random.OneIn(8)
            ? Make.Op(Opcode.Unreachable)
            : new Plain(Opcode.Return, default, [.. zeroes.OfType<Code>()]);
        return Make.Seq([], Burn(body.Plan), new Structure(Opcode.If, new Label([]), BlockType.Empty, [IsSpent(body.Plan)], [stop])) with
        {
            IsKept = true,
        };
    }

    /// <summary>At the head of a loop: branches to <paramref name="exit"/> where it is spent.</summary>
    public static Code EnterLoop(Body body, Label exit) =>
        Make.Seq([], Burn(body.Plan), new Jump(Opcode.BrIf, [exit], default, default, [IsSpent(body.Plan)])) with { IsKept = true };

    private static Code Burn(ModulePlan plan) =>
        Make.Indexed(Opcode.GlobalSet, plan.Fuel, [Make.Op(Opcode.I32Sub, Left(plan), Make.I32(1))]);

    private static Code IsSpent(ModulePlan plan) => Make.Op(Opcode.I32LtS, Left(plan), Make.I32(0));

    private static Code Left(ModulePlan plan) => Make.Indexed(Opcode.GlobalGet, plan.Fuel, [], ValType.I32);
}
