using System.Collections.Immutable;

namespace Dovetail.Compilation.Cil;

/// <summary>Sizes of encoded instructions (ECMA-335, VI.C.2), with the short forms of constants, locals and arguments.</summary>
internal static class CilEncoding
{
    /// <summary>The size of a method in bytes, with long branches.</summary>
    public static int Size(CilBody body)
    {
        var size = 0;
        foreach (var instruction in body.Instructions)
            size = checked(size + Size(instruction, body.Switches));
        return size;
    }

    /// <summary>The offset of each instruction, and the size at the end, with long branches.</summary>
    public static int[] Offsets(CilBody body)
    {
        var offsets = new int[body.Instructions.Length + 1];
        for (var i = 0; i < body.Instructions.Length; i++)
            offsets[i + 1] = offsets[i] + Size(body.Instructions[i], body.Switches);
        return offsets;
    }

    private static int Size(CilInstruction instruction, ImmutableArray<ImmutableArray<int>> switches)
    {
        ref readonly var row = ref instruction.Op.Row();
        return instruction.Op switch
        {
            CilOp.LdcI4 => instruction.Index switch { >= -1 and <= 8 => 1, >= sbyte.MinValue and <= sbyte.MaxValue => 2, _ => 5 },
            CilOp.Ldloc or CilOp.Stloc or CilOp.Ldarg => instruction.Index switch { <= 3 => 1, <= byte.MaxValue => 2, _ => 4 },
            CilOp.Ldloca or CilOp.Ldarga or CilOp.Starg => instruction.Index <= byte.MaxValue ? 2 : 4,
            CilOp.Switch => 5 + 4 * switches[instruction.Index].Length,
            CilOp.Unaligned => 3,
            CilOp.BeginTry or CilOp.EndTry => 0,
            CilOp.BeginCatch => 5,
            CilOp.BeginFinally => 6,
            _ => row.OpCode.Size + OperandSize(row.Operand),
        };
    }

    private static int OperandSize(CilOperand operand) => operand switch
    {
        CilOperand.None => 0,
        CilOperand.Int64 or CilOperand.Float64 => 8,
        _ => 4,
    };
}
