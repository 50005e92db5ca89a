namespace Dovetail.Compilation.Cil;

/// <summary>Sizes of encoded instructions (ECMA-335, VI.C.2), with the short forms of constants, locals and arguments.</summary>
internal static class CilEncoding
{
    /// <summary>The size of a method in bytes, with long branches.</summary>
    public static int Size(CilBody body)
    {
        var size = 0;
        for (var i = 0; i < body.Instructions.Length; i++)
            size = checked(size + Size(body.Instructions[i], SwitchLength(body.Instructions[i], body)));
        return size;
    }

    /// <summary>The offset of each instruction, and the size at the end, with long branches.</summary>
    public static int[] Offsets(CilBody body)
    {
        var offsets = new int[body.Instructions.Length + 1];
        for (var i = 0; i < body.Instructions.Length; i++)
            offsets[i + 1] = offsets[i] + Size(body.Instructions[i], SwitchLength(body.Instructions[i], body));
        return offsets;
    }

    /// <summary>The size of one instruction in bytes.</summary>
    /// <param name="switchLength">The number of targets, where it is a <c>switch</c>.</param>
    public static int Size(CilInstruction instruction, int switchLength)
    {
        ref readonly var row = ref instruction.Op.Row();
        return instruction.Op switch
        {
            CilOp.LdcI4 => instruction.Index switch { >= -1 and <= 8 => 1, >= sbyte.MinValue and <= sbyte.MaxValue => 2, _ => 5 },
            CilOp.Ldloc or CilOp.Stloc or CilOp.Ldarg => instruction.Index switch { <= 3 => 1, <= byte.MaxValue => 2, _ => 4 },
            CilOp.Ldloca or CilOp.Ldarga or CilOp.Starg => instruction.Index <= byte.MaxValue ? 2 : 4,
            CilOp.Switch => 5 + 4 * switchLength,
            CilOp.Unaligned => 3,
            CilOp.BeginTry => 0,
            // The generator writes the branch that leaves the part before; a handler that is the last one is left by EndTry.
            CilOp.BeginCatch or CilOp.EndTry => 5,
            CilOp.BeginFault => 6,
            _ => row.OpCode.Size + OperandSize(row.Operand),
        };
    }

    private static int SwitchLength(CilInstruction instruction, CilBody body) =>
        instruction.Op == CilOp.Switch ? body.Switches[instruction.Index].Length : 0;

    private static int OperandSize(CilOperand operand) => operand switch
    {
        CilOperand.None => 0,
        CilOperand.Int64 or CilOperand.Float64 => 8,
        _ => 4,
    };
}
