using Dovetail.Compilation.Cil;

namespace Dovetail.Fuzzing.Faults;

/// <summary>Mistakes in what was emitted for garbage-collected objects and for exceptions.</summary>
internal static class ObjectFaults
{
    /// <summary>Of two fields of a structure each stands for the other when they are written.</summary>
    public static CilBody SwapFields(CilBody body)
    {
        var (one, other) = (HeapMembers.Numbers[0].Index, HeapMembers.Numbers[1].Index);
        return CodeFaults.Rewrite(body, (_, instruction) => instruction.Op != CilOp.Stfld ? null
            : instruction.Index == one ? [instruction with { Operand = other }]
            : instruction.Index == other ? [instruction with { Operand = one }] : null);
    }

    /// <summary>A packed field or element that is read with its sign is read without.</summary>
    public static CilBody DropSign(CilBody body) => CodeFaults.Rewrite(body, (at, instruction) =>
        instruction.Op is CilOp.ConvI1 or CilOp.ConvI2
        && (CodeFaults.Op(body, at - 1) == CilOp.Ldelem || (CodeFaults.Op(body, at - 1) == CilOp.ConvI4 && CodeFaults.Op(body, at - 2) == CilOp.Ldfld))
            ? [new CilInstruction(instruction.Op == CilOp.ConvI1 ? CilOp.ConvU1 : CilOp.ConvU2)]
            : null);

    /// <summary><c>i31.get_u</c> gives the sign too.</summary>
    public static CilBody KeepSignOfI31(CilBody body) => CodeFaults.Rewrite(body, (at, instruction) =>
        instruction is { Op: CilOp.LdcI4, Operand: int.MaxValue } && Loads(body, at - 1, HeapMembers.I31Value) ? [instruction with { Operand = -1 }] : null);

    /// <summary>A test for an i31 takes every value that can be compared.</summary>
    public static CilBody TestForAnyValue(CilBody body) => CodeFaults.Rewrite(body, (_, instruction) =>
        instruction.Op == CilOp.Isinst && instruction.Index == HeapMembers.I31.Index ? [instruction with { Operand = HeapMembers.HeapValue.Index }] : null);

    /// <summary>A clause for one tag catches all.</summary>
    public static CilBody CatchEveryTag(CilBody body) => CodeFaults.Rewrite(body, (at, instruction) =>
        instruction.Op == CilOp.BneUn && CodeFaults.Op(body, at - 1) == CilOp.LdelemRef && Loads(body, at - 3, RuntimeMembers.InstanceTags)
            ? [new CilInstruction(CilOp.Pop), new CilInstruction(CilOp.Pop)]
            : null);

    /// <summary>The second number that an exception carries is its first.</summary>
    public static CilBody RepeatPayload(CilBody body) => CodeFaults.Rewrite(body, (at, instruction) =>
        instruction is { Op: CilOp.LdcI4, Operand: 1 } && Loads(body, at - 1, RuntimeMembers.ResultNumbers) && Loads(body, at - 2, RuntimeMembers.ExceptionPayload)
            ? [instruction with { Operand = 0 }]
            : null);

    private static bool Loads(CilBody body, int at, CatalogueField field) =>
        CodeFaults.Op(body, at) == CilOp.Ldfld && body.Instructions[at].Index == field.Index;
}
