using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;
using static Dovetail.Compilation.Cil.SemanticsMembers;

namespace Dovetail.Compilation;

/// <summary>
/// The part of the <see cref="EmitTable"/> with methods of <c>Semantics/</c>. Apart, for many functions need none of them, and each is a delegate to load.
/// </summary>
internal static class SemanticsTable
{
    private static readonly EmitRule[] Rules = Rows().Rules;

    /// <summary>The rule for <paramref name="opcode"/>; of kind <see cref="EmitKind.None"/> where there is none.</summary>
    public static ref readonly EmitRule Rule(Opcode opcode) => ref Rules[(int)opcode];

    private static EmitRows Rows() => new()
    {
        { Opcode.I32Clz,    Pure(I32Clz) },
        { Opcode.I32Ctz,    Pure(I32Ctz) },
        { Opcode.I32Popcnt, Pure(I32Popcnt) },
        { Opcode.I32DivS,   Division(I32DivS, CilOp.Div) },
        { Opcode.I32DivU,   Division(I32DivU, CilOp.DivUn) },
        { Opcode.I32RemS,   Division(I32RemS, CilOp.Rem) },
        { Opcode.I32RemU,   Division(I32RemU, CilOp.RemUn) },
        { Opcode.I32Rotl,   Pure(I32Rotl) },
        { Opcode.I32Rotr,   Pure(I32Rotr) },
        { Opcode.I64Clz,    Pure(I64Clz) },
        { Opcode.I64Ctz,    Pure(I64Ctz) },
        { Opcode.I64Popcnt, Pure(I64Popcnt) },
        { Opcode.I64DivS,   Division(I64DivS, CilOp.Div) },
        { Opcode.I64DivU,   Division(I64DivU, CilOp.DivUn) },
        { Opcode.I64RemS,   Division(I64RemS, CilOp.Rem) },
        { Opcode.I64RemU,   Division(I64RemU, CilOp.RemUn) },
        { Opcode.I64Rotl,   Pure(I64Rotl) },
        { Opcode.I64Rotr,   Pure(I64Rotr) },
        { Opcode.F32Abs,      Pure(F32Abs) },
        { Opcode.F32Ceil,     Pure(F32Ceil) },
        { Opcode.F32Floor,    Pure(F32Floor) },
        { Opcode.F32Trunc,    Pure(F32Trunc) },
        { Opcode.F32Nearest,  Pure(F32Nearest) },
        { Opcode.F32Sqrt,     Pure(F32Sqrt) },
        { Opcode.F32Min,      Pure(F32Min) },
        { Opcode.F32Max,      Pure(F32Max) },
        { Opcode.F32Copysign, Pure(F32Copysign) },
        { Opcode.F64Abs,      Pure(F64Abs) },
        { Opcode.F64Ceil,     Pure(F64Ceil) },
        { Opcode.F64Floor,    Pure(F64Floor) },
        { Opcode.F64Trunc,    Pure(F64Trunc) },
        { Opcode.F64Nearest,  Pure(F64Nearest) },
        { Opcode.F64Sqrt,     Pure(F64Sqrt) },
        { Opcode.F64Min,      Pure(F64Min) },
        { Opcode.F64Max,      Pure(F64Max) },
        { Opcode.F64Copysign, Pure(F64Copysign) },
        { Opcode.I32TruncF32S,      Trapping(I32TruncF32S) },
        { Opcode.I32TruncF32U,      Trapping(I32TruncF32U) },
        { Opcode.I32TruncF64S,      Trapping(I32TruncF64S) },
        { Opcode.I32TruncF64U,      Trapping(I32TruncF64U) },
        { Opcode.I64TruncF32S,      Trapping(I64TruncF32S) },
        { Opcode.I64TruncF32U,      Trapping(I64TruncF32U) },
        { Opcode.I64TruncF64S,      Trapping(I64TruncF64S) },
        { Opcode.I64TruncF64U,      Trapping(I64TruncF64U) },
        { Opcode.F32ConvertI32U,    Pure(F32ConvertI32U) },
        { Opcode.F32ConvertI64U,    Pure(F32ConvertI64U) },
        { Opcode.F64ConvertI32U,    Pure(F64ConvertI32U) },
        { Opcode.F64ConvertI64U,    Pure(F64ConvertI64U) },
        { Opcode.I32ReinterpretF32, Pure(F32Bits) },
        { Opcode.I64ReinterpretF64, Pure(F64Bits) },
        { Opcode.F32ReinterpretI32, Pure(F32FromBits) },
        { Opcode.F64ReinterpretI64, Pure(F64FromBits) },
        { Opcode.I32TruncSatF32S, Pure(I32TruncSatF32S) },
        { Opcode.I32TruncSatF32U, Pure(I32TruncSatF32U) },
        { Opcode.I32TruncSatF64S, Pure(I32TruncSatF64S) },
        { Opcode.I32TruncSatF64U, Pure(I32TruncSatF64U) },
        { Opcode.I64TruncSatF32S, Pure(I64TruncSatF32S) },
        { Opcode.I64TruncSatF32U, Pure(I64TruncSatF32U) },
        { Opcode.I64TruncSatF64S, Pure(I64TruncSatF64S) },
        { Opcode.I64TruncSatF64U, Pure(I64TruncSatF64U) },
    };

    private static EmitRule Division(CatalogueMethod method, CilOp op) => new(EmitKind.Division) { Method = method, Op = op };

    private static EmitRule Pure(CatalogueMethod method) => new(EmitKind.Method) { Method = method };

    private static EmitRule Trapping(CatalogueMethod method) => new(EmitKind.Trapping) { Method = method };
}
