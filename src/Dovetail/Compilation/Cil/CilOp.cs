using System.Reflection.Emit;

namespace Dovetail.Compilation.Cil;

/// <summary>The CIL instructions that emitted code consists of (ECMA-335, partition III). Anything else does not exist for the verifier.</summary>
internal enum CilOp : byte
{
    Nop, LdcI4, LdcI8, LdcR4, LdcR8, Ldnull, Ldarg, Ldarga, Starg, Ldloc, Ldloca, Stloc, Dup, Pop,
    Br, Brtrue, Brfalse, Beq, BneUn, Blt, BltUn, Bgt, BgtUn, Ble, BleUn, Bge, BgeUn, Switch, Leave, Ret, Throw,
    Call, CallFunction, Calli, Callvirt, Newobj,
    Add, Sub, Mul, Div, DivUn, Rem, RemUn, And, Or, Xor, Shl, Shr, ShrUn, Neg, Not,
    Ceq, Cgt, CgtUn, Clt, CltUn,
    ConvI, ConvU, ConvI1, ConvU1, ConvI2, ConvU2, ConvI4, ConvU4, ConvI8, ConvU8, ConvR4, ConvR8, ConvRUn,
    LdindI1, LdindU1, LdindI2, LdindU2, LdindI4, LdindU4, LdindI8, LdindR4, LdindR8, Ldobj,
    StindI1, StindI2, StindI4, StindI8, StindR4, StindR8, Stobj,
    Ldfld, Ldflda, Stfld, Ldsfld, Ldlen, LdelemRef, Ldelem, StelemRef, Stelem, Newarr, Castclass, Isinst, Initobj,
    Unaligned, Volatile, Tail,
    BeginTry, BeginCatch, BeginFault, EndTry,
}

/// <summary>What the operand of an instruction means.</summary>
internal enum CilOperand : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A 32-bit number, or the alignment of an <c>unaligned.</c> prefix.</summary>
    Int32,
    /// <summary>A 64-bit number.</summary>
    Int64,
    /// <summary>The bits of a binary32 number.</summary>
    Float32,
    /// <summary>The bits of a binary64 number.</summary>
    Float64,
    /// <summary>An index of <see cref="CilBody.Labels"/>.</summary>
    Label,
    /// <summary>An index of <see cref="CilBody.Switches"/>.</summary>
    Switch,
    /// <summary>An index of <see cref="CilBody.Locals"/>.</summary>
    Local,
    /// <summary>An index of the signature's parameters.</summary>
    Argument,
    /// <summary><see cref="CatalogueMethod.Index"/>.</summary>
    Method,
    /// <summary><see cref="CatalogueField.Index"/>.</summary>
    Field,
    /// <summary><see cref="CilType.Index"/>.</summary>
    Type,
    /// <summary>The index of a function of the same unit.</summary>
    Function,
    /// <summary>An index of <see cref="CilBody.CallSites"/>.</summary>
    CallSite,
}

/// <summary>A row of the table of CIL instructions.</summary>
/// <param name="OpCode">The instruction for the reflection API; the last four of the table have none.</param>
/// <param name="Pops">How many values it takes; −1 where the operand decides.</param>
/// <param name="Pushes">How many values it gives; −1 where the operand decides.</param>
internal readonly record struct CilRow(CilOp Op, string Mnemonic, OpCode OpCode, CilOperand Operand, int Pops, int Pushes);

/// <summary>The one table of CIL instructions.</summary>
internal static class CilOps
{
    private static readonly CilRow[] Rows =
    [
        new(CilOp.Nop, "nop", OpCodes.Nop, CilOperand.None, 0, 0),
        new(CilOp.LdcI4, "ldc.i4", OpCodes.Ldc_I4, CilOperand.Int32, 0, 1),
        new(CilOp.LdcI8, "ldc.i8", OpCodes.Ldc_I8, CilOperand.Int64, 0, 1),
        new(CilOp.LdcR4, "ldc.r4", OpCodes.Ldc_R4, CilOperand.Float32, 0, 1),
        new(CilOp.LdcR8, "ldc.r8", OpCodes.Ldc_R8, CilOperand.Float64, 0, 1),
        new(CilOp.Ldnull, "ldnull", OpCodes.Ldnull, CilOperand.None, 0, 1),
        new(CilOp.Ldarg, "ldarg", OpCodes.Ldarg, CilOperand.Argument, 0, 1),
        new(CilOp.Ldarga, "ldarga", OpCodes.Ldarga, CilOperand.Argument, 0, 1),
        new(CilOp.Starg, "starg", OpCodes.Starg, CilOperand.Argument, 1, 0),
        new(CilOp.Ldloc, "ldloc", OpCodes.Ldloc, CilOperand.Local, 0, 1),
        new(CilOp.Ldloca, "ldloca", OpCodes.Ldloca, CilOperand.Local, 0, 1),
        new(CilOp.Stloc, "stloc", OpCodes.Stloc, CilOperand.Local, 1, 0),
        new(CilOp.Dup, "dup", OpCodes.Dup, CilOperand.None, 1, 2),
        new(CilOp.Pop, "pop", OpCodes.Pop, CilOperand.None, 1, 0),
        new(CilOp.Br, "br", OpCodes.Br, CilOperand.Label, 0, 0),
        new(CilOp.Brtrue, "brtrue", OpCodes.Brtrue, CilOperand.Label, 1, 0),
        new(CilOp.Brfalse, "brfalse", OpCodes.Brfalse, CilOperand.Label, 1, 0),
        new(CilOp.Beq, "beq", OpCodes.Beq, CilOperand.Label, 2, 0),
        new(CilOp.BneUn, "bne.un", OpCodes.Bne_Un, CilOperand.Label, 2, 0),
        new(CilOp.Blt, "blt", OpCodes.Blt, CilOperand.Label, 2, 0),
        new(CilOp.BltUn, "blt.un", OpCodes.Blt_Un, CilOperand.Label, 2, 0),
        new(CilOp.Bgt, "bgt", OpCodes.Bgt, CilOperand.Label, 2, 0),
        new(CilOp.BgtUn, "bgt.un", OpCodes.Bgt_Un, CilOperand.Label, 2, 0),
        new(CilOp.Ble, "ble", OpCodes.Ble, CilOperand.Label, 2, 0),
        new(CilOp.BleUn, "ble.un", OpCodes.Ble_Un, CilOperand.Label, 2, 0),
        new(CilOp.Bge, "bge", OpCodes.Bge, CilOperand.Label, 2, 0),
        new(CilOp.BgeUn, "bge.un", OpCodes.Bge_Un, CilOperand.Label, 2, 0),
        new(CilOp.Switch, "switch", OpCodes.Switch, CilOperand.Switch, 1, 0),
        new(CilOp.Leave, "leave", OpCodes.Leave, CilOperand.Label, 0, 0),
        new(CilOp.Ret, "ret", OpCodes.Ret, CilOperand.None, -1, 0),
        new(CilOp.Throw, "throw", OpCodes.Throw, CilOperand.None, 1, 0),
        new(CilOp.Call, "call", OpCodes.Call, CilOperand.Method, -1, -1),
        new(CilOp.CallFunction, "call", OpCodes.Call, CilOperand.Function, -1, -1),
        new(CilOp.Calli, "calli", OpCodes.Calli, CilOperand.CallSite, -1, -1),
        new(CilOp.Callvirt, "callvirt", OpCodes.Callvirt, CilOperand.Method, -1, -1),
        new(CilOp.Newobj, "newobj", OpCodes.Newobj, CilOperand.Method, -1, 1),
        new(CilOp.Add, "add", OpCodes.Add, CilOperand.None, 2, 1),
        new(CilOp.Sub, "sub", OpCodes.Sub, CilOperand.None, 2, 1),
        new(CilOp.Mul, "mul", OpCodes.Mul, CilOperand.None, 2, 1),
        new(CilOp.Div, "div", OpCodes.Div, CilOperand.None, 2, 1),
        new(CilOp.DivUn, "div.un", OpCodes.Div_Un, CilOperand.None, 2, 1),
        new(CilOp.Rem, "rem", OpCodes.Rem, CilOperand.None, 2, 1),
        new(CilOp.RemUn, "rem.un", OpCodes.Rem_Un, CilOperand.None, 2, 1),
        new(CilOp.And, "and", OpCodes.And, CilOperand.None, 2, 1),
        new(CilOp.Or, "or", OpCodes.Or, CilOperand.None, 2, 1),
        new(CilOp.Xor, "xor", OpCodes.Xor, CilOperand.None, 2, 1),
        new(CilOp.Shl, "shl", OpCodes.Shl, CilOperand.None, 2, 1),
        new(CilOp.Shr, "shr", OpCodes.Shr, CilOperand.None, 2, 1),
        new(CilOp.ShrUn, "shr.un", OpCodes.Shr_Un, CilOperand.None, 2, 1),
        new(CilOp.Neg, "neg", OpCodes.Neg, CilOperand.None, 1, 1),
        new(CilOp.Not, "not", OpCodes.Not, CilOperand.None, 1, 1),
        new(CilOp.Ceq, "ceq", OpCodes.Ceq, CilOperand.None, 2, 1),
        new(CilOp.Cgt, "cgt", OpCodes.Cgt, CilOperand.None, 2, 1),
        new(CilOp.CgtUn, "cgt.un", OpCodes.Cgt_Un, CilOperand.None, 2, 1),
        new(CilOp.Clt, "clt", OpCodes.Clt, CilOperand.None, 2, 1),
        new(CilOp.CltUn, "clt.un", OpCodes.Clt_Un, CilOperand.None, 2, 1),
        new(CilOp.ConvI, "conv.i", OpCodes.Conv_I, CilOperand.None, 1, 1),
        new(CilOp.ConvU, "conv.u", OpCodes.Conv_U, CilOperand.None, 1, 1),
        new(CilOp.ConvI1, "conv.i1", OpCodes.Conv_I1, CilOperand.None, 1, 1),
        new(CilOp.ConvU1, "conv.u1", OpCodes.Conv_U1, CilOperand.None, 1, 1),
        new(CilOp.ConvI2, "conv.i2", OpCodes.Conv_I2, CilOperand.None, 1, 1),
        new(CilOp.ConvU2, "conv.u2", OpCodes.Conv_U2, CilOperand.None, 1, 1),
        new(CilOp.ConvI4, "conv.i4", OpCodes.Conv_I4, CilOperand.None, 1, 1),
        new(CilOp.ConvU4, "conv.u4", OpCodes.Conv_U4, CilOperand.None, 1, 1),
        new(CilOp.ConvI8, "conv.i8", OpCodes.Conv_I8, CilOperand.None, 1, 1),
        new(CilOp.ConvU8, "conv.u8", OpCodes.Conv_U8, CilOperand.None, 1, 1),
        new(CilOp.ConvR4, "conv.r4", OpCodes.Conv_R4, CilOperand.None, 1, 1),
        new(CilOp.ConvR8, "conv.r8", OpCodes.Conv_R8, CilOperand.None, 1, 1),
        new(CilOp.ConvRUn, "conv.r.un", OpCodes.Conv_R_Un, CilOperand.None, 1, 1),
        new(CilOp.LdindI1, "ldind.i1", OpCodes.Ldind_I1, CilOperand.None, 1, 1),
        new(CilOp.LdindU1, "ldind.u1", OpCodes.Ldind_U1, CilOperand.None, 1, 1),
        new(CilOp.LdindI2, "ldind.i2", OpCodes.Ldind_I2, CilOperand.None, 1, 1),
        new(CilOp.LdindU2, "ldind.u2", OpCodes.Ldind_U2, CilOperand.None, 1, 1),
        new(CilOp.LdindI4, "ldind.i4", OpCodes.Ldind_I4, CilOperand.None, 1, 1),
        new(CilOp.LdindU4, "ldind.u4", OpCodes.Ldind_U4, CilOperand.None, 1, 1),
        new(CilOp.LdindI8, "ldind.i8", OpCodes.Ldind_I8, CilOperand.None, 1, 1),
        new(CilOp.LdindR4, "ldind.r4", OpCodes.Ldind_R4, CilOperand.None, 1, 1),
        new(CilOp.LdindR8, "ldind.r8", OpCodes.Ldind_R8, CilOperand.None, 1, 1),
        new(CilOp.Ldobj, "ldobj", OpCodes.Ldobj, CilOperand.Type, 1, 1),
        new(CilOp.StindI1, "stind.i1", OpCodes.Stind_I1, CilOperand.None, 2, 0),
        new(CilOp.StindI2, "stind.i2", OpCodes.Stind_I2, CilOperand.None, 2, 0),
        new(CilOp.StindI4, "stind.i4", OpCodes.Stind_I4, CilOperand.None, 2, 0),
        new(CilOp.StindI8, "stind.i8", OpCodes.Stind_I8, CilOperand.None, 2, 0),
        new(CilOp.StindR4, "stind.r4", OpCodes.Stind_R4, CilOperand.None, 2, 0),
        new(CilOp.StindR8, "stind.r8", OpCodes.Stind_R8, CilOperand.None, 2, 0),
        new(CilOp.Stobj, "stobj", OpCodes.Stobj, CilOperand.Type, 2, 0),
        new(CilOp.Ldfld, "ldfld", OpCodes.Ldfld, CilOperand.Field, 1, 1),
        new(CilOp.Ldflda, "ldflda", OpCodes.Ldflda, CilOperand.Field, 1, 1),
        new(CilOp.Stfld, "stfld", OpCodes.Stfld, CilOperand.Field, 2, 0),
        new(CilOp.Ldsfld, "ldsfld", OpCodes.Ldsfld, CilOperand.Field, 0, 1),
        new(CilOp.Ldlen, "ldlen", OpCodes.Ldlen, CilOperand.None, 1, 1),
        new(CilOp.LdelemRef, "ldelem.ref", OpCodes.Ldelem_Ref, CilOperand.None, 2, 1),
        new(CilOp.Ldelem, "ldelem", OpCodes.Ldelem, CilOperand.Type, 2, 1),
        new(CilOp.StelemRef, "stelem.ref", OpCodes.Stelem_Ref, CilOperand.None, 3, 0),
        new(CilOp.Stelem, "stelem", OpCodes.Stelem, CilOperand.Type, 3, 0),
        new(CilOp.Newarr, "newarr", OpCodes.Newarr, CilOperand.Type, 1, 1),
        new(CilOp.Castclass, "castclass", OpCodes.Castclass, CilOperand.Type, 1, 1),
        new(CilOp.Isinst, "isinst", OpCodes.Isinst, CilOperand.Type, 1, 1),
        new(CilOp.Initobj, "initobj", OpCodes.Initobj, CilOperand.Type, 1, 0),
        new(CilOp.Unaligned, "unaligned.", OpCodes.Unaligned, CilOperand.Int32, 0, 0),
        new(CilOp.Volatile, "volatile.", OpCodes.Volatile, CilOperand.None, 0, 0),
        new(CilOp.Tail, "tail.", OpCodes.Tailcall, CilOperand.None, 0, 0),
        new(CilOp.BeginTry, ".try", OpCodes.Nop, CilOperand.None, 0, 0),
        new(CilOp.BeginCatch, ".catch", OpCodes.Nop, CilOperand.Type, 0, 1),
        new(CilOp.BeginFault, ".fault", OpCodes.Nop, CilOperand.None, 0, 0),
        new(CilOp.EndTry, ".endtry", OpCodes.Nop, CilOperand.None, 0, 0),
    ];

    /// <summary>All rows, in the order of <see cref="CilOp"/>.</summary>
    public static ReadOnlySpan<CilRow> All => Rows;

    /// <summary>The row of <paramref name="op"/>.</summary>
    public static ref readonly CilRow Row(this CilOp op) => ref Rows[(int)op];

    /// <summary>Whether control never reaches the next instruction.</summary>
    public static bool EndsFlow(this CilOp op) => op is CilOp.Br or CilOp.Leave or CilOp.Ret or CilOp.Throw;
}
