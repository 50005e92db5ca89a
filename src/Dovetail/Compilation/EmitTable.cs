using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation;

/// <summary>
/// The sibling of the instruction table: opcode → a CIL instruction, or the emitter that writes it by hand. What has no row here is a method of
/// <c>Semantics/</c> (<see cref="SemanticsTable"/>), or not supported.
/// </summary>
internal static class EmitTable
{
    private static readonly CilType I32 = CilTypes.Int32;
    private static readonly CilType I64 = CilTypes.Int64;
    private static readonly CilType F32 = CilTypes.Float32;
    private static readonly CilType F64 = CilTypes.Float64;
    private static readonly EmitRule[] Rules = CreateRules();

    /// <summary>The rule for <paramref name="opcode"/>; of kind <see cref="EmitKind.None"/> where there is none.</summary>
    public static ref readonly EmitRule Rule(Opcode opcode)
    {
        ref readonly var rule = ref Rules[(int)opcode];
        return ref rule.Kind != EmitKind.None ? ref rule : ref SemanticsTable.Rule(opcode);
    }

    private static EmitRule[] CreateRules()
    {
        var rows = Rows();
        for (var opcode = Opcode.V128Load; opcode <= Opcode.I32x4RelaxedDotI8x16I7x16AddS; opcode++)
        {
            if (InstructionTable.Find(opcode) is not null)
                rows.Add(EmitKind.Vector, opcode);
        }
        return rows.Rules;
    }

    private static EmitRows Rows() => new()
    {
        { EmitKind.Control, Opcode.Unreachable, Opcode.Nop, Opcode.Block, Opcode.Loop, Opcode.If, Opcode.Else, Opcode.End,
            Opcode.Br, Opcode.BrIf, Opcode.BrTable, Opcode.Return, Opcode.ReturnCall, Opcode.ReturnCallIndirect, Opcode.ReturnCallRef,
            Opcode.BrOnNull, Opcode.BrOnNonNull, Opcode.BrOnCast, Opcode.BrOnCastFail, Opcode.TryTable, Opcode.Throw, Opcode.ThrowRef },
        { EmitKind.Call, Opcode.Call, Opcode.CallIndirect, Opcode.CallRef },
        { EmitKind.Variable, Opcode.Drop, Opcode.Select, Opcode.SelectTyped, Opcode.LocalGet, Opcode.LocalSet,
            Opcode.LocalTee, Opcode.GlobalGet, Opcode.GlobalSet },
        { EmitKind.Table, Opcode.RefNull, Opcode.RefIsNull, Opcode.RefAsNonNull, Opcode.RefFunc, Opcode.TableGet, Opcode.TableSet,
            Opcode.TableSize, Opcode.TableGrow, Opcode.TableFill, Opcode.TableCopy, Opcode.TableInit, Opcode.ElemDrop },
        { EmitKind.Reference, Opcode.RefEq, Opcode.RefTest, Opcode.RefTestNull, Opcode.RefCast, Opcode.RefCastNull, Opcode.RefI31,
            Opcode.I31GetS, Opcode.I31GetU, Opcode.AnyConvertExtern, Opcode.ExternConvertAny },
        { EmitKind.Struct, Opcode.StructNew, Opcode.StructNewDefault, Opcode.StructGet, Opcode.StructGetS, Opcode.StructGetU,
            Opcode.StructSet },
        { EmitKind.Array, Opcode.ArrayNew, Opcode.ArrayNewDefault, Opcode.ArrayNewFixed, Opcode.ArrayNewData, Opcode.ArrayNewElem,
            Opcode.ArrayGet, Opcode.ArrayGetS, Opcode.ArrayGetU, Opcode.ArraySet, Opcode.ArrayLen, Opcode.ArrayFill, Opcode.ArrayCopy,
            Opcode.ArrayInitData, Opcode.ArrayInitElem },
        { EmitKind.Memory, Opcode.MemorySize, Opcode.MemoryGrow, Opcode.MemoryFill, Opcode.MemoryCopy, Opcode.MemoryInit,
            Opcode.DataDrop },

        { Opcode.I32Load,    Load(CilOp.LdindI4, I32) },
        { Opcode.I64Load,    Load(CilOp.LdindI8, I64) },
        { Opcode.F32Load,    Load(CilOp.LdindR4, F32) },
        { Opcode.F64Load,    Load(CilOp.LdindR8, F64) },
        { Opcode.I32Load8S,  Load(CilOp.LdindI1, I32) },
        { Opcode.I32Load8U,  Load(CilOp.LdindU1, I32) },
        { Opcode.I32Load16S, Load(CilOp.LdindI2, I32) },
        { Opcode.I32Load16U, Load(CilOp.LdindU2, I32) },
        { Opcode.I64Load8S,  Load(CilOp.LdindI1, I64, CilOp.ConvI8) },
        { Opcode.I64Load8U,  Load(CilOp.LdindU1, I64, CilOp.ConvU8) },
        { Opcode.I64Load16S, Load(CilOp.LdindI2, I64, CilOp.ConvI8) },
        { Opcode.I64Load16U, Load(CilOp.LdindU2, I64, CilOp.ConvU8) },
        { Opcode.I64Load32S, Load(CilOp.LdindI4, I64, CilOp.ConvI8) },
        { Opcode.I64Load32U, Load(CilOp.LdindU4, I64, CilOp.ConvU8) },
        { Opcode.I32Store,   Store(CilOp.StindI4) },
        { Opcode.I64Store,   Store(CilOp.StindI8) },
        { Opcode.F32Store,   Store(CilOp.StindR4) },
        { Opcode.F64Store,   Store(CilOp.StindR8) },
        { Opcode.I32Store8,  Store(CilOp.StindI1) },
        { Opcode.I32Store16, Store(CilOp.StindI2) },
        { Opcode.I64Store8,  Store(CilOp.StindI1, CilOp.ConvI4) },
        { Opcode.I64Store16, Store(CilOp.StindI2, CilOp.ConvI4) },
        { Opcode.I64Store32, Store(CilOp.StindI4, CilOp.ConvI4) },

        { Opcode.I32Const, Constant(I32) },
        { Opcode.I64Const, Constant(I64) },
        { Opcode.F32Const, Constant(F32) },
        { Opcode.F64Const, Constant(F64) },

        { Opcode.I32Eqz, new EmitRule(EmitKind.IsZero) },
        { Opcode.I32Eq,  Compare(Condition.Eq) },
        { Opcode.I32Ne,  Compare(Condition.Ne) },
        { Opcode.I32LtS, Compare(Condition.LtS) },
        { Opcode.I32LtU, Compare(Condition.LtU) },
        { Opcode.I32GtS, Compare(Condition.GtS) },
        { Opcode.I32GtU, Compare(Condition.GtU) },
        { Opcode.I32LeS, Compare(Condition.LeS) },
        { Opcode.I32LeU, Compare(Condition.LeU) },
        { Opcode.I32GeS, Compare(Condition.GeS) },
        { Opcode.I32GeU, Compare(Condition.GeU) },
        { Opcode.I64Eqz, new EmitRule(EmitKind.IsZero) },
        { Opcode.I64Eq,  Compare(Condition.Eq) },
        { Opcode.I64Ne,  Compare(Condition.Ne) },
        { Opcode.I64LtS, Compare(Condition.LtS) },
        { Opcode.I64LtU, Compare(Condition.LtU) },
        { Opcode.I64GtS, Compare(Condition.GtS) },
        { Opcode.I64GtU, Compare(Condition.GtU) },
        { Opcode.I64LeS, Compare(Condition.LeS) },
        { Opcode.I64LeU, Compare(Condition.LeU) },
        { Opcode.I64GeS, Compare(Condition.GeS) },
        { Opcode.I64GeU, Compare(Condition.GeU) },
        { Opcode.F32Eq,  Compare(Condition.FloatEq) },
        { Opcode.F32Ne,  Compare(Condition.FloatNe) },
        { Opcode.F32Lt,  Compare(Condition.FloatLt) },
        { Opcode.F32Gt,  Compare(Condition.FloatGt) },
        { Opcode.F32Le,  Compare(Condition.FloatLe) },
        { Opcode.F32Ge,  Compare(Condition.FloatGe) },
        { Opcode.F64Eq,  Compare(Condition.FloatEq) },
        { Opcode.F64Ne,  Compare(Condition.FloatNe) },
        { Opcode.F64Lt,  Compare(Condition.FloatLt) },
        { Opcode.F64Gt,  Compare(Condition.FloatGt) },
        { Opcode.F64Le,  Compare(Condition.FloatLe) },
        { Opcode.F64Ge,  Compare(Condition.FloatGe) },

        { Opcode.I32Add,    Binary(CilOp.Add, I32) },
        { Opcode.I32Sub,    Binary(CilOp.Sub, I32) },
        { Opcode.I32Mul,    Binary(CilOp.Mul, I32) },
        { Opcode.I32And,    Binary(CilOp.And, I32) },
        { Opcode.I32Or,     Binary(CilOp.Or, I32) },
        { Opcode.I32Xor,    Binary(CilOp.Xor, I32) },
        { Opcode.I32Shl,    Shift(CilOp.Shl, I32) },
        { Opcode.I32ShrS,   Shift(CilOp.Shr, I32) },
        { Opcode.I32ShrU,   Shift(CilOp.ShrUn, I32) },
        { Opcode.I64Add,    Binary(CilOp.Add, I64) },
        { Opcode.I64Sub,    Binary(CilOp.Sub, I64) },
        { Opcode.I64Mul,    Binary(CilOp.Mul, I64) },
        { Opcode.I64And,    Binary(CilOp.And, I64) },
        { Opcode.I64Or,     Binary(CilOp.Or, I64) },
        { Opcode.I64Xor,    Binary(CilOp.Xor, I64) },
        { Opcode.I64Shl,    Shift(CilOp.Shl, I64) },
        { Opcode.I64ShrS,   Shift(CilOp.Shr, I64) },
        { Opcode.I64ShrU,   Shift(CilOp.ShrUn, I64) },

        { Opcode.F32Neg,      Unary(CilOp.Neg, F32) },
        { Opcode.F32Add,      Binary(CilOp.Add, F32) },
        { Opcode.F32Sub,      Binary(CilOp.Sub, F32) },
        { Opcode.F32Mul,      Binary(CilOp.Mul, F32) },
        { Opcode.F32Div,      Binary(CilOp.Div, F32) },
        { Opcode.F64Neg,      Unary(CilOp.Neg, F64) },
        { Opcode.F64Add,      Binary(CilOp.Add, F64) },
        { Opcode.F64Sub,      Binary(CilOp.Sub, F64) },
        { Opcode.F64Mul,      Binary(CilOp.Mul, F64) },
        { Opcode.F64Div,      Binary(CilOp.Div, F64) },

        { Opcode.I32WrapI64,        Unary(CilOp.ConvI4, I32) },
        { Opcode.I64ExtendI32S,     Unary(CilOp.ConvI8, I64) },
        { Opcode.I64ExtendI32U,     Unary(CilOp.ConvU8, I64) },
        { Opcode.F32ConvertI32S,    Unary(CilOp.ConvR4, F32) },
        { Opcode.F32ConvertI64S,    Unary(CilOp.ConvR4, F32) },
        { Opcode.F32DemoteF64,      Unary(CilOp.ConvR4, F32) },
        { Opcode.F64ConvertI32S,    Unary(CilOp.ConvR8, F64) },
        { Opcode.F64ConvertI64S,    Unary(CilOp.ConvR8, F64) },
        { Opcode.F64PromoteF32,     Unary(CilOp.ConvR8, F64) },
        { Opcode.I32Extend8S,       Unary(CilOp.ConvI1, I32) },
        { Opcode.I32Extend16S,      Unary(CilOp.ConvI2, I32) },
        { Opcode.I64Extend8S,       Widening(CilOp.ConvI1) },
        { Opcode.I64Extend16S,      Widening(CilOp.ConvI2) },
        { Opcode.I64Extend32S,      Widening(CilOp.ConvI4) },
    };

    private static EmitRule Constant(CilType type) => new(EmitKind.Constant) { Result = type };

    private static EmitRule Unary(CilOp op, CilType result) => new(EmitKind.Unary) { Op = op, Result = result };

    // A conversion whose 32-bit result is widened again.
    private static EmitRule Widening(CilOp op) => new(EmitKind.Unary) { Op = op, Then = CilOp.ConvI8, Result = I64 };

    private static EmitRule Binary(CilOp op, CilType result) => new(EmitKind.Binary) { Op = op, Result = result };

    private static EmitRule Shift(CilOp op, CilType result) => new(EmitKind.Shift) { Op = op, Result = result };

    private static EmitRule Compare(Condition condition) => new(EmitKind.Compare) { Condition = condition, Result = I32 };

    private static EmitRule Load(CilOp op, CilType result, CilOp then = CilOp.Nop) =>
        new(EmitKind.Load) { Op = op, Then = then, Result = result };

    private static EmitRule Store(CilOp op, CilOp then = CilOp.Nop) => new(EmitKind.Store) { Op = op, Then = then };
}
