using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;

namespace Dovetail.Tests.Compilation.Verification;

/// <summary>
/// What the emitter would write if it forgot or weakened one check. Each mutation is such that its mutants are unsafe by construction: none
/// is left out by name, and a survivor is a fault of the verifier.
/// </summary>
/// <remarks>
/// The bodies are emitted for a memory that may be empty, so that no access is safe without a check, whatever its address. Another check
/// of the same address could still cover it; so a mutant also moves the address away from all others (<see cref="Apart"/>), which alone would
/// leave the method as safe as it was. Of several checks of one copy of an address, only that of the most bytes has mutants: the others it may cover.
/// </remarks>
internal static class Mutants
{
    private static readonly CilOp[] WeakerThanBgt = [CilOp.BgtUn, CilOp.Blt, CilOp.Ble, CilOp.BltUn, CilOp.BleUn, CilOp.Beq, CilOp.BneUn];

    /// <summary>Every mutant of <paramref name="body"/>, with the name of what was done to it.</summary>
    public static IEnumerable<(string Mutation, int At, CilBody Body)> Of(CilBody body, VerificationContext promises)
    {
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            foreach (var (mutation, replacement) in At(body, i, promises)) yield return (mutation, i, Replace(body, i, replacement));
            foreach (var (mutation, at, replacement) in OfCheck(body, i))
                yield return (mutation, i, Replace(Replace(body, at, replacement), WideningOf(body, i), Apart));
            if (IsCheck(body, i) && WideningOf(body, i) is > 0 and var widening && IsUnboundedArgument(body, body.Instructions[widening - 1]))
                yield return ("address widened with its sign", widening, Replace(body, widening, [new CilInstruction(CilOp.ConvI)]));
        }
    }

    /// <summary>What the emitter would write if it forgot a cast, or took an element for a larger one or for one of another kind.</summary>
    public static IEnumerable<(string Mutation, int At, CilBody Body)> OfHeap(CilBody body)
    {
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            var instruction = body.Instructions[i];
            if (instruction.Op == CilOp.Castclass) yield return ("no cast", i, Replace(body, i, [new CilInstruction(CilOp.Nop)]));
            if (instruction.Op == CilOp.Castclass && instruction.Index == HeapMembers.StructObject.Index)
                yield return ("cast to another class", i, Replace(body, i, [instruction with { Operand = HeapMembers.ArrayObject.Index }]));
            if (instruction.Op is CilOp.Ldelem or CilOp.Stelem)
            {
                foreach (var other in new[] { CilTypes.Int32, CilTypes.Int64, CilTypes.Float64 }.Where(other => other.Index != instruction.Index))
                    yield return ($"element taken for {other}", i, Replace(body, i, [instruction with { Operand = other.Index }]));
            }

            if (instruction.Op is CilOp.LdelemRef)
                yield return ("reference taken for a number", i, Replace(body, i, [new CilInstruction(CilOp.Ldelem, CilTypes.Int64.Index)]));
        }
    }

    /// <summary>The mutations of a check that guards an access.</summary>
    private static IEnumerable<(string, int, CilInstruction[])> OfCheck(CilBody body, int at)
    {
        var instruction = body.Instructions[at];
        if (!IsCheck(body, at) || WideningOf(body, at) < 0 || !ChecksMost(body, at)) yield break;
        yield return ("no bounds check", at, [new CilInstruction(CilOp.Pop), new CilInstruction(CilOp.Pop)]);
        foreach (var weaker in WeakerThanBgt) yield return ($"bounds check by {weaker}", at, [instruction with { Op = weaker }]);
        if (Op(body, at - 1) == CilOp.Sub)
        {
            var length = body.Instructions[at - 2];
            yield return ("bounds check of one byte less", at - 2, [length with { Operand = length.Operand - 1 }]);
        }

        if (LimitReadFor(body, at) is > 0 and var read)
        {
            yield return ("stale limit", read, [new CilInstruction(CilOp.Pop)]);
            yield return ("limit that is a constant", read - 2, [new CilInstruction(CilOp.Pop), new CilInstruction(CilOp.LdcI8, long.MaxValue)]);
        }
    }

    private static bool IsCheck(CilBody body, int at) =>
        Op(body, at) == CilOp.Bgt && TrapAt(body, body.Instructions[at]) == RuntimeMembers.MemoryOutOfBounds;

    private static bool ChecksMost(CilBody body, int at)
    {
        var (local, own) = Checked(body, at);
        return !Others(at - 1, -1).Concat(Others(at + 1, 1)).Any(length => length >= own);

        // From one assignment of the copy to the next.
        IEnumerable<long> Others(int from, int step)
        {
            for (var i = from; Op(body, i) != CilOp.Nop && !(Op(body, i) == CilOp.Stloc && body.Instructions[i].Index == local); i += step)
            {
                if (IsCheck(body, i) && Checked(body, i) is var (other, length) && other == local) yield return length;
            }
        }
    }

    // ldloc t  ldloc limit  [C  sub]  bgt
    private static (int Local, long Length) Checked(CilBody body, int at) => Op(body, at - 1) == CilOp.Sub
        ? (body.Instructions[at - 4].Index, body.Instructions[at - 2].Operand)
        : (body.Instructions[at - 2].Index, 0);

    // No other address of the method is this far from the same value.
    private static CilInstruction[] Apart =>
        [new CilInstruction(CilOp.LdcI4, 0x7ffffff0), new CilInstruction(CilOp.Add), new CilInstruction(CilOp.ConvU)];

    /// <summary>
    /// Where the address of the check at <paramref name="at"/> is widened: … conv.u  stloc t  …  ldloc t  ldloc limit  [C  sub]  bgt; −1 where
    /// no access uses t afterwards (the value that was loaded is dropped).
    /// </summary>
    private static int WideningOf(CilBody body, int at)
    {
        var load = at - (Op(body, at - 1) == CilOp.Sub ? 4 : 2);
        var address = body.Instructions[load].Index;
        var store = load - 1;
        while (store > 0 && !(Op(body, store) == CilOp.Stloc && body.Instructions[store].Index == address)) store--;
        for (var i = at; i + 2 < body.Instructions.Length; i++)
        {
            if (Op(body, i) == CilOp.Stloc && body.Instructions[i].Index == address) break;
            if (Op(body, i + 1) == CilOp.Ldloc && body.Instructions[i + 1].Index == address && IsBaseOfAccess(body, i))
                return Op(body, store - 1) == CilOp.ConvU ? store - 1 : -1;
        }

        return -1;
    }

    /// <summary>
    /// Where the limit is read for the check and stored: ldfld limit  conv.i  stloc l  ldloc t  ldloc l, with a call before that in
    /// straight line, which may have changed it; −1 where it is not.
    /// </summary>
    private static int LimitReadFor(CilBody body, int at)
    {
        var store = at - (Op(body, at - 1) == CilOp.Sub ? 5 : 3);
        return store >= 2 && Op(body, store) == CilOp.Stloc && body.Instructions[store - 2] is { Op: CilOp.Ldfld } read
            && read.Index == RuntimeMembers.MemoryLimit.Index && IsBehindCall(body, store) ? store : -1;
    }

    private static IEnumerable<(string, CilInstruction[])> At(CilBody body, int at, VerificationContext promises)
    {
        var instruction = body.Instructions[at];
        var pops = new[] { new CilInstruction(CilOp.Pop), new CilInstruction(CilOp.Pop) };
        if (IsLoad(instruction.Op) && IsNarrow(instruction.Op)) yield return ("wider load", [new CilInstruction(CilOp.LdindI8), Narrowing]);
        if (instruction.Op == CilOp.BneUn && TrapAt(body, instruction) == RuntimeMembers.IndirectCallTypeMismatch)
            yield return ("no compare of types", pops);
        if (instruction.Op == CilOp.LdcI4 && OtherType(body, at, promises) is { } other)
            yield return ("compare with another type", [instruction with { Operand = other }]);
        if (instruction.Op == CilOp.Ldfld && instruction.Index == RuntimeMembers.ReferenceOwner.Index)
            yield return ("own owner for a reference", [new CilInstruction(CilOp.Pop), Owner(body)]);
        if (instruction.Op == CilOp.Ldfld && instruction.Index == RuntimeMembers.ReferencePointer.Index)
            yield return ("pointer of no reference", [new CilInstruction(CilOp.Pop), new CilInstruction(CilOp.LdcI8, 4096), new CilInstruction(CilOp.ConvI)]);
        if (instruction.Op == CilOp.Brtrue && IsPollOfInnermostLoop(body, at)) yield return ("no poll", [new CilInstruction(CilOp.Pop)]);
        if (instruction.Op == CilOp.BltUn && TrapAt(body, instruction) == RuntimeMembers.CallStackExhausted && Calls(body))
            yield return ("no check of the stack", pops);
        if (instruction.Op == CilOp.Ldloc && IsBaseOfAccess(body, at) && BaseIsSeparate(body, instruction.Index))
            yield return ("no base", [new CilInstruction(CilOp.LdcI8, 1 << 20), new CilInstruction(CilOp.ConvI)]);
    }

    private static bool IsBehindCall(CilBody body, int at)
    {
        for (; at > 0 && !body.Labels.Contains(at); at--)
        {
            var before = body.Instructions[at - 1];
            if (before.Op is CilOp.CallFunction or CilOp.Calli) return true;
            if (before.Op == CilOp.Call && before.Index == OperationMembers.MemoryGrow.Index) return true;
        }

        return false;
    }

    private static bool IsLoad(CilOp op) => op is >= CilOp.LdindI1 and <= CilOp.LdindR8;

    private static bool IsNarrow(CilOp op) => op is CilOp.LdindI1 or CilOp.LdindU1 or CilOp.LdindI2 or CilOp.LdindU2;

    private static CilInstruction Narrowing => new(CilOp.ConvI4);

    private static int? OtherType(CilBody body, int at, VerificationContext promises)
    {
        if (at == 0 || body.Instructions[at - 1] is not { Op: CilOp.Ldfld } load || load.Index != RuntimeMembers.InstanceTypes.Index) return null;
        if (promises.TypeSignatures[body.Instructions[at].Index] is not { } own) return null;
        var other = promises.TypeSignatures.ToList().FindIndex(signature => signature is not null && !signature.Equals(own));
        return other < 0 ? null : other;
    }

    private static CilInstruction Owner(CilBody body) => new(CilOp.Ldarg, body.Signature.Parameters.Length - 1);

    private static bool IsUnboundedArgument(CilBody body, CilInstruction load) => load.Op == CilOp.Ldarg
        && body.Signature.Parameters[load.Index] == CilTypes.Int32
        && !body.Instructions.Any(instruction => instruction.Op == CilOp.Starg && instruction.Index == load.Index);

    // ldloc flag  volatile.  ldind.i4  brtrue, at the head of a loop in which no other poll is.
    private static bool IsPollOfInnermostLoop(CilBody body, int at)
    {
        if (TrapAt(body, body.Instructions[at]) != RuntimeMembers.Interrupted || at < 3) return false;
        var end = LastBranchTo(body, at - 3) + 1;
        return end > at && !Enumerable.Range(at + 1, end - at - 1).Any(i => body.Instructions[i].Op == CilOp.Volatile);
    }

    private static int LastBranchTo(CilBody body, int target) => Enumerable.Range(0, body.Instructions.Length)
        .LastOrDefault(i => LoopPlan.Labels(body, body.Instructions[i]).Any(label => body.Labels[label] == target), -1);

    private static bool Calls(CilBody body) => body.Instructions.Any(instruction => instruction.Op is CilOp.CallFunction or CilOp.Calli);

    // ldloc base  ldloc t  add
    private static bool IsBaseOfAccess(CilBody body, int at) => Op(body, at + 1) == CilOp.Ldloc && Op(body, at + 2) == CilOp.Add
        && body.Locals[body.Instructions[at].Index].Kind == CilKind.NativeInt;

    private static bool BaseIsSeparate(CilBody body, int local)
    {
        var stores = Enumerable.Range(1, body.Instructions.Length - 1)
            .Where(i => body.Instructions[i].Op == CilOp.Stloc && body.Instructions[i].Index == local).ToArray();
        return stores.Length == 1 && body.Instructions[stores[0] - 1] is { Op: CilOp.Ldfld } load && load.Index == RuntimeMembers.MemoryBase.Index;
    }

    private static CilOp Op(CilBody body, int at) => (uint)at < (uint)body.Instructions.Length ? body.Instructions[at].Op : CilOp.Nop;

    private static CatalogueMethod? TrapAt(CilBody body, CilInstruction branch)
    {
        for (var at = body.Labels[branch.Index]; at < body.Instructions.Length; at++)
        {
            if (body.Instructions[at].Op == CilOp.Call) return Catalogue.MethodAt(body.Instructions[at].Index);
            if (body.Instructions[at].Op is not (CilOp.Ldarg or CilOp.Ldfld)) break;
        }

        return null;
    }

    public static CilBody Replace(CilBody body, int at, CilInstruction[] replacement)
    {
        var moved = replacement.Length - 1;
        return body with
        {
            MaxStack = body.MaxStack + 1,
            Instructions = body.Instructions.RemoveAt(at).InsertRange(at, replacement),
            Labels = [.. body.Labels.Select(label => label > at ? label + moved : label)],
        };
    }
}
