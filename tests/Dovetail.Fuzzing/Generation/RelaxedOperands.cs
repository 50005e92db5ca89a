using System.Collections.Frozen;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>
/// Operands of the relaxed vector instructions for which all the results that the specification allows are one
/// (core specification 3.0, 4.3.8 "Relaxed Operations").
/// </summary>
internal static class RelaxedOperands
{
    private static readonly FrozenDictionary<Opcode, Func<Body, int, Code>> s_operands = new Dictionary<Opcode, Func<Body, int, Code>>
    {
        // Lanes that are below 16, or have the top bit set.
        [Opcode.I8x16RelaxedSwizzle] = (body, index) => index == 0 ? Vector(body) : Masked(body, 0x8F),
        // Numbers within the range of the lanes.
        [Opcode.I32x4RelaxedTruncF32x4S] = (body, _) => Make.Op(Opcode.F32x4ConvertI32x4S, Shifted(body, Opcode.I32x4ShrS, 1)),
        [Opcode.I32x4RelaxedTruncF32x4U] = (body, _) => Make.Op(Opcode.F32x4ConvertI32x4U, Shifted(body, Opcode.I32x4ShrU, 1)),
        [Opcode.I32x4RelaxedTruncF64x2SZero] = (body, _) => Make.Op(Opcode.F64x2ConvertLowI32x4S, Vector(body)),
        [Opcode.I32x4RelaxedTruncF64x2UZero] = (body, _) => Make.Op(Opcode.F64x2ConvertLowI32x4U, Vector(body)),
        // Integers so small that product and sum are exact, rounded once or twice.
        [Opcode.F32x4RelaxedMadd] = (body, _) => Make.Op(Opcode.F32x4ConvertI32x4S, Shifted(body, Opcode.I32x4ShrS, 21)),
        [Opcode.F32x4RelaxedNmadd] = (body, _) => Make.Op(Opcode.F32x4ConvertI32x4S, Shifted(body, Opcode.I32x4ShrS, 21)),
        [Opcode.F64x2RelaxedMadd] = (body, _) => Make.Op(Opcode.F64x2ConvertLowI32x4S, Shifted(body, Opcode.I32x4ShrS, 7)),
        [Opcode.F64x2RelaxedNmadd] = (body, _) => Make.Op(Opcode.F64x2ConvertLowI32x4S, Shifted(body, Opcode.I32x4ShrS, 7)),
        // Masks whose lanes are all ones or all zeroes.
        [Opcode.I8x16RelaxedLaneselect] = (body, index) => index < 2 ? Vector(body) : Make.Op(Opcode.I8x16LtS, Vector(body), Vector(body)),
        [Opcode.I16x8RelaxedLaneselect] = (body, index) => index < 2 ? Vector(body) : Make.Op(Opcode.I16x8LtS, Vector(body), Vector(body)),
        [Opcode.I32x4RelaxedLaneselect] = (body, index) => index < 2 ? Vector(body) : Make.Op(Opcode.I32x4LtS, Vector(body), Vector(body)),
        [Opcode.I64x2RelaxedLaneselect] = (body, index) => index < 2 ? Vector(body) : Make.Op(Opcode.I64x2LtS, Vector(body), Vector(body)),
        // No NaNs, no zeroes of both signs.
        [Opcode.F32x4RelaxedMin] = (body, _) => Make.Op(Opcode.F32x4ConvertI32x4S, Vector(body)),
        [Opcode.F32x4RelaxedMax] = (body, _) => Make.Op(Opcode.F32x4ConvertI32x4S, Vector(body)),
        [Opcode.F64x2RelaxedMin] = (body, _) => Make.Op(Opcode.F64x2ConvertLowI32x4S, Vector(body)),
        [Opcode.F64x2RelaxedMax] = (body, _) => Make.Op(Opcode.F64x2ConvertLowI32x4S, Vector(body)),
        // Never the smallest number twice.
        [Opcode.I16x8RelaxedQ15mulrS] = (body, _) => Shifted(body, Opcode.I16x8ShrS, 1),
        // Bytes of seven bits.
        [Opcode.I16x8RelaxedDotI8x16I7x16S] = (body, index) => index == 1 ? Masked(body, 0x7F) : Vector(body),
        [Opcode.I32x4RelaxedDotI8x16I7x16AddS] = (body, index) => index == 1 ? Masked(body, 0x7F) : Vector(body),
    }.ToFrozenDictionary();

    /// <summary>The instructions that have operands here.</summary>
    public static IEnumerable<Opcode> Opcodes => s_operands.Keys;

    /// <summary>The operand at <paramref name="index"/>; null for instructions that are not relaxed.</summary>
    public static Code? Of(Body body, InstructionRow row, int index)
    {
        if ((row.Features & WasmFeatures.RelaxedSimd) == 0) return null;
        return s_operands.TryGetValue(row.Opcode, out var operand)
            ? operand(body, index)
            : throw new InvalidOperationException($"nothing says for which operands {row} has one result");
    }

    private static Code Vector(Body body) => body.Value(ValType.V128);

    private static Plain Masked(Body body, byte mask) =>
        Make.Op(Opcode.V128And, Vector(body), Make.V128(mask * 0x0101010101010101UL, mask * 0x0101010101010101UL));

    private static Plain Shifted(Body body, Opcode shift, int count) => Make.Op(shift, Vector(body), Make.I32(count));
}
