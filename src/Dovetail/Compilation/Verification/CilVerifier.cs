using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Proves that a method which the compiler emitted cannot leave the sandbox, before it is loaded.
/// </summary>
/// <remarks>
/// .NET turns a stray access into a dead process or silent corruption, never into a trap, so a check that the emitter forgot would be
/// an open door. The verifier is a second opinion that shares nothing with the emitter but the data it reads: it walks the method
/// once, keeping for each value its type, its unsigned range and where it came from, and refuses what it cannot prove:
/// <list type="bullet">
/// <item>Memory is accessed at <c>base + index + offset</c> of one and the same memory only, where a branch on every path compared
/// that index with that memory's limit, read since the memory last may have grown; or where the range of the index ends below the
/// memory's declared minimum (<see cref="MemoryRules"/>).</item>
/// <item>Calls go to functions of the unit, with this owner, to the catalogue, or through a function reference whose type was compared,
/// with pointer and owner of that same reference (<see cref="CallRules"/>).</item>
/// <item>Fields are those of the catalogue, of an object that has them; casts without a check are of what is known to be of that class
/// (<see cref="FieldRules"/>).</item>
/// <item>Metered code is charged, in every loop and before every call (<see cref="FuelRules"/>).</item>
/// <item>Loops poll the interrupt flag (<see cref="LoopRules"/>), and who calls has made sure of the stack (<see cref="FrameRules"/>).</item>
/// <item>The stack has one shape at each instruction, and no variable is read before it was assigned on every path: locals are not
/// cleared on entry.</item>
/// </list>
/// Code is laid out so that all branches into a point but those of loops come from before it; so one pass in order suffices. At the
/// head of a loop, what the loop assigns is forgotten (base and limit of a memory stay what they were), and each branch back must bring
/// what was assumed.
/// Where the test of a loop bounds what its variables are at the head, that is guessed there and proven at the branch back
/// (<see cref="SteppingLoop"/>); when a guess fails, the method is walked again without it.
/// What it does not do: judge whether the code computes what the module says, nor look into the methods of the catalogue: what it takes on trust
/// of those, and of the runtime's objects, is in <see cref="Trust"/>.
/// </remarks>
internal static class CilVerifier
{
    /// <summary>Returns if <paramref name="body"/> is proven safe for owners that keep the promises of <paramref name="context"/>.</summary>
    /// <exception cref="VerificationException">It is not.</exception>
    public static void Verify(CilBody body, VerificationContext context)
    {
        var state = new Verification(body, context);
        CallRules.RequireSignature(state, context.Index, body.Signature);
        for (new Walk(state).Run(); state.IsRefuted; new Walk(state).Run())
            state = new Verification(body, context) { Refuted = state.Refuted };
        LoopRules.Check(state);
        FrameRules.Check(state);
    }
}
