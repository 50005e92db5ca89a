namespace Dovetail.Compilation.Cil;

/// <summary>An instruction of a <see cref="CilBody"/>: what <see cref="Operand"/> means is the row's <see cref="CilRow.Operand"/>.</summary>
internal readonly record struct CilInstruction(CilOp Op, long Operand = 0)
{
    /// <summary>The operand where it is an index or a 32-bit number.</summary>
    public int Index => (int)Operand;

    /// <summary>The operand of <c>ldc.r4</c>.</summary>
    public float Float32 => BitConverter.Int32BitsToSingle((int)Operand);

    /// <summary>The operand of <c>ldc.r8</c>.</summary>
    public double Float64 => BitConverter.Int64BitsToDouble(Operand);
}
