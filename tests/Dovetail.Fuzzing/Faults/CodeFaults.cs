using System.Collections.Immutable;
using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Fuzzing.Faults;

/// <summary>Mistakes in the code of a function as it was emitted.</summary>
internal static class CodeFaults
{
    /// <summary>a − b becomes b − a, but where a constant is subtracted.</summary>
    public static CilBody SwapSubtraction(CilBody body) => Rewrite(body, (at, instruction) =>
        instruction.Op == CilOp.Sub && Op(body, at - 1) is not (CilOp.LdcI4 or CilOp.ConvI or CilOp.ConvI8 or CilOp.LdcI8)
            ? [instruction, new CilInstruction(CilOp.Neg)]
            : null);

    /// <summary>Counts of 32-bit shifts keep four bits only.</summary>
    public static CilBody NarrowShiftCount(CilBody body) => Rewrite(body, (at, instruction) =>
        instruction is { Op: CilOp.LdcI4, Operand: 31 } && Op(body, at + 1) == CilOp.And && Op(body, at + 2) is CilOp.Shl or CilOp.Shr or CilOp.ShrUn
            ? [instruction with { Operand = 15 }]
            : null);

    /// <summary>The offset of a load of four bytes is one less than it should be.</summary>
    public static CilBody ShortenOffset(CilBody body) => Rewrite(body, (at, instruction) =>
        instruction is { Op: CilOp.LdcI4, Operand: > 0 } && Op(body, at + 1) == CilOp.Add && Op(body, at + 2) == CilOp.LdindI4
            ? [instruction with { Operand = instruction.Operand - 1 }]
            : null);

    /// <summary>
    /// What was read from a parameter before it is set is read again behind that; of numbers that bound no address, so that the verifier
    /// has nothing to say.
    /// </summary>
    public static CilBody ReadLocalLate(CilBody body)
    {
        var copies = new Dictionary<int, CilInstruction>();
        for (var i = 0; i + 1 < body.Instructions.Length; i++)
        {
            var (load, store) = (body.Instructions[i], body.Instructions[i + 1]);
            if (store.Op != CilOp.Stloc) continue;
            if (load.Op == CilOp.Ldarg) copies.TryAdd(store.Index, load);
            else copies[store.Index] = default; // It holds other things, too.
        }

        return Rewrite(body, (_, instruction) => instruction.Op == CilOp.Ldloc && copies.TryGetValue(instruction.Index, out var original)
            && original.Op != CilOp.Nop && BoundsNothing(body, instruction) ? [original] : null);
    }

    /// <summary>An index beyond the labels of a <c>br_table</c> goes to its first.</summary>
    public static CilBody BranchToFirst(CilBody body) => Rewrite(body, (at, instruction) =>
        instruction.Op == CilOp.Br && Op(body, at - 1) == CilOp.Switch
            ? [instruction with { Operand = body.Switches[body.Instructions[at - 1].Index][0] }]
            : null);

    /// <summary>Of two places for globals each stands for the other when they are written.</summary>
    public static CilBody SwapGlobals(CilBody body)
    {
        var (one, other) = (RuntimeMembers.InstanceSlots[1].Index, RuntimeMembers.InstanceSlots[2].Index);
        return Rewrite(body, (_, instruction) => instruction.Op != CilOp.Stfld ? null
            : instruction.Index == one ? [instruction with { Operand = other }]
            : instruction.Index == other ? [instruction with { Operand = one }] : null);
    }

    /// <summary><c>i16x8.add_sat_s</c> wraps around.</summary>
    public static CilBody AddWithoutSaturation(CilBody body)
    {
        var (saturating, wrapping) = (VectorEmitTable.Rule(Opcode.I16x8AddSatS).Method!.Index, VectorEmitTable.Rule(Opcode.I16x8Add).Method!.Index);
        return Rewrite(body, (_, instruction) => instruction.Op == CilOp.Call && instruction.Index == saturating ? [instruction with { Operand = wrapping }] : null);
    }

    private static bool BoundsNothing(CilBody body, CilInstruction load) =>
        body.Locals[load.Index].Kind is CilKind.Int64 or CilKind.Float32 or CilKind.Float64;

    /// <summary>The opcode at a position; <c>nop</c> outside of the code.</summary>
    public static CilOp Op(CilBody body, int at) => (uint)at < (uint)body.Instructions.Length ? body.Instructions[at].Op : CilOp.Nop;

    /// <summary>The body with some instructions replaced by what <paramref name="change"/> gives for them.</summary>
    public static CilBody Rewrite(CilBody body, Func<int, CilInstruction, CilInstruction[]?> change)
    {
        var instructions = ImmutableArray.CreateBuilder<CilInstruction>(body.Instructions.Length);
        var moved = new int[body.Instructions.Length + 1];
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            moved[i] = instructions.Count;
            instructions.AddRange(change(i, body.Instructions[i]) ?? [body.Instructions[i]]);
        }

        moved[^1] = instructions.Count;
        return body with
        {
            MaxStack = body.MaxStack + 1,
            Instructions = instructions.ToImmutable(),
            Labels = [.. body.Labels.Select(label => moved[label])],
        };
    }
}
