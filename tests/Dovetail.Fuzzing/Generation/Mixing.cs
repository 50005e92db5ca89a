using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Mixes values into a global, so that a wrong one is seen though nothing else reads it.</summary>
internal static class Mixing
{
    private const int MostLocals = 4;

    /// <summary>Mixes in some of the function's numbers and vectors.</summary>
    public static ImmutableArray<Code> SomeLocals(Body body)
    {
        var locals = body.Function.Locals;
        var fitting = Enumerable.Range(0, locals.Count).Where(index => !locals[index].IsReference && !body.Function.Hidden.Contains(index)).ToArray();
        if (fitting.Length == 0) return [];
        var picked = Enumerable.Range(0, MostLocals).Select(_ => body.Random.Pick<int>(fitting)).Distinct().ToArray();
        return [.. picked.Select(local => Of(body, Make.Indexed(Opcode.LocalGet, local, [], locals[local]) with { NaNs = NaNRules.OpenOf(locals[local]) }))];
    }

    /// <summary>Mixes in one number or vector.</summary>
    public static Code Of(Body body, Code value)
    {
        var mix = body.Plan.Mix;
        var turned = Make.Op(Opcode.I64Rotl, Make.Indexed(Opcode.GlobalGet, mix, [], ValType.I64), Make.I64(7));
        return Make.Indexed(Opcode.GlobalSet, mix, [Make.Op(Opcode.I64Xor, turned, Bits(body.Exact(value)))]);
    }

    private static Code Bits(Code value) => value.Results[0].Kind switch
    {
        ValKind.I32 => Make.Op(Opcode.I64ExtendI32U, value),
        ValKind.I64 => value,
        ValKind.F32 => Make.Op(Opcode.I64ExtendI32U, Make.Op(Opcode.I32ReinterpretF32, value)),
        ValKind.F64 => Make.Op(Opcode.I64ReinterpretF64, value),
        _ => new Plain(Opcode.I64x2ExtractLane, new byte[] { 0 }, [Make.Op(Opcode.I64x2Add, value, Lanes(value))]) { Results = [ValType.I64] },
    };

    // Each half of a vector counts, and not for the same.
    private static Code Lanes(Code value) => Make.Op(Opcode.I8x16Swizzle, Make.Op(Opcode.I64x2Shl, value, Make.I32(1)), Make.V128(0x0F0E0D0C0B0A0908, 0x0706050403020100));
}
