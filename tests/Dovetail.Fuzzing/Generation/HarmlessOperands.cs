using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>
/// Operands with which a trapping instruction does not trap, most of the time: a call that traps at once shows nothing of the rest. And
/// operands on which rounding has an effect.
/// </summary>
internal static class HarmlessOperands
{
    /// <summary>The operand at <paramref name="index"/>; null where any value will do.</summary>
    public static Code? Of(Body body, InstructionRow row, int index) => row.Opcode switch
    {
        Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemS or Opcode.I32RemU when index == 1 && !body.Random.OneIn(8) =>
            Make.Op(Opcode.I32Or, body.Value(ValType.I32), Make.I32(1)),
        Opcode.I64DivS or Opcode.I64DivU or Opcode.I64RemS or Opcode.I64RemU when index == 1 && !body.Random.OneIn(8) =>
            Make.Op(Opcode.I64Or, body.Value(ValType.I64), Make.I64(1)),
        Opcode.I32TruncF32S or Opcode.I32TruncF32U or Opcode.I64TruncF32S or Opcode.I64TruncF32U when !body.Random.OneIn(8) =>
            Fraction(body, row, Opcode.F32Div, Opcode.F32ConvertI32S, Opcode.F32ConvertI32U, Make.F32(0x40400000)), // 3
        Opcode.I32TruncF64S or Opcode.I32TruncF64U or Opcode.I64TruncF64S or Opcode.I64TruncF64U when !body.Random.OneIn(8) =>
            Fraction(body, row, Opcode.F64Div, Opcode.F64ConvertI32S, Opcode.F64ConvertI32U, Make.F64(0x4008000000000000)),
        Opcode.F32Ceil or Opcode.F32Floor or Opcode.F32Trunc or Opcode.F32Nearest when body.Random.OneIn(2) =>
            Fraction(body, row, Opcode.F32Div, Opcode.F32ConvertI32S, Opcode.F32ConvertI32U, Make.F32(0x40800000)), // 4: halves, too
        Opcode.F64Ceil or Opcode.F64Floor or Opcode.F64Trunc or Opcode.F64Nearest when body.Random.OneIn(2) =>
            Fraction(body, row, Opcode.F64Div, Opcode.F64ConvertI32S, Opcode.F64ConvertI32U, Make.F64(0x4010000000000000)),
        _ => null,
    };

    // A part of an integer lies within the range of the result.
    private static Code Fraction(Body body, InstructionRow row, Opcode divide, Opcode fromSigned, Opcode fromUnsigned, Code divisor)
    {
        var isSigned = !row.Mnemonic.EndsWith("_u", StringComparison.Ordinal);
        return Make.Op(divide, Make.Op(isSigned ? fromSigned : fromUnsigned, body.Value(ValType.I32)), divisor);
    }
}
