using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// Comparisons in CIL: a branch for each sense, and a value. With a NaN every comparison of floating-point numbers is false but
/// <c>ne</c>, so the branch on its falsehood is the unordered form of the opposite.
/// </summary>
internal static class Conditions
{
    private readonly record struct Form(CilOp WhenTrue, CilOp WhenFalse, CilOp Value, bool IsNegated);

    private static readonly Form[] Forms =
    [
        new(CilOp.Beq, CilOp.BneUn, CilOp.Ceq, false),
        new(CilOp.BneUn, CilOp.Beq, CilOp.Ceq, true),
        new(CilOp.Blt, CilOp.Bge, CilOp.Clt, false),
        new(CilOp.BltUn, CilOp.BgeUn, CilOp.CltUn, false),
        new(CilOp.Bgt, CilOp.Ble, CilOp.Cgt, false),
        new(CilOp.BgtUn, CilOp.BleUn, CilOp.CgtUn, false),
        new(CilOp.Ble, CilOp.Bgt, CilOp.Cgt, true),
        new(CilOp.BleUn, CilOp.BgtUn, CilOp.CgtUn, true),
        new(CilOp.Bge, CilOp.Blt, CilOp.Clt, true),
        new(CilOp.BgeUn, CilOp.BltUn, CilOp.CltUn, true),
        new(CilOp.Beq, CilOp.BneUn, CilOp.Ceq, false),
        new(CilOp.BneUn, CilOp.Beq, CilOp.Ceq, true),
        new(CilOp.Blt, CilOp.BgeUn, CilOp.Clt, false),
        new(CilOp.Bgt, CilOp.BleUn, CilOp.Cgt, false),
        new(CilOp.Ble, CilOp.BgtUn, CilOp.CgtUn, true),
        new(CilOp.Bge, CilOp.BltUn, CilOp.CltUn, true),
    ];

    /// <summary>The branch that is taken when the condition is <paramref name="sense"/>.</summary>
    public static CilOp Branch(Condition condition, bool sense) =>
        sense ? Forms[(int)condition].WhenTrue : Forms[(int)condition].WhenFalse;

    /// <summary>Turns the two numbers on the stack into 1 or 0.</summary>
    public static void WriteValue(CilBuilder builder, Condition condition)
    {
        var form = Forms[(int)condition];
        builder.Emit(form.Value);
        if (form.IsNegated)
            builder.LoadInt32(0).Emit(CilOp.Ceq);
    }
}
