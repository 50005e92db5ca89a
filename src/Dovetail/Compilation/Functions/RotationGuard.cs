using Dovetail.Compilation.Cil;
using static Dovetail.Compilation.Cil.SemanticsMembers;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// Keeps rotations away from comparisons with zero. RyuJIT (.NET 10, x64) leaves out the test of a number that was rotated by a constant and
/// reads the zero flag, which <c>rol</c> and <c>ror</c> don't set: <c>(i32.eqz (i32.rotl (i32.eq …) (i32.const 5)))</c> is wrong.
/// </summary>
/// <remarks>
/// A rotation whose result may meet a comparison, at once or through a variable, becomes a call that is not inlined; so is one whose use cannot be
/// seen at a glance. All others, those of hash functions and ciphers, stay one instruction.
/// </remarks>
internal static class RotationGuard
{
    private const int FarthestUse = 64;

    /// <summary>Replaces the endangered rotations of a method's code.</summary>
    public static void Apply(ArrayBuilder<CilInstruction> code)
    {
        for (var i = 0; i < code.Count; i++)
        {
            if (ApartOf(code[i]) is null) continue;
            Apply(code.AsSpan(), i);
            return;
        }
    }

    private static void Apply(Span<CilInstruction> code, int first)
    {
        var compared = ComparedVariables(code);
        for (var i = first; i < code.Length; i++)
        {
            if (ApartOf(code[i]) is { } apart && IsEndangered(code, i, compared)) code[i] = code[i] with { Operand = apart.Index };
        }
    }

    private static bool IsEndangered(ReadOnlySpan<CilInstruction> code, int rotation, HashSet<int> compared) => UseOf(code, rotation + 1) switch
    {
        -1 => true,
        var use => VariableStoredBy(code, use) is { } variable
            ? compared.Contains(variable) || IsReturned(code, use)
            : Compares(code[use]),
    };

    /// <summary>The variables that are compared, or copied to one that is.</summary>
    private static HashSet<int> ComparedVariables(ReadOnlySpan<CilInstruction> code)
    {
        var compared = new HashSet<int>();
        var copies = new List<(int From, int To)>();
        for (var i = 0; i < code.Length; i++)
        {
            if (VariableReadBy(code, i) is not { } variable || UseOf(code, i + 1) is not (>= 0 and var use)) continue;
            if (VariableStoredBy(code, use) is { } copy) copies.Add((variable, copy));
            else if (code[use].Op != CilOp.Ret && Compares(code[use])) compared.Add(variable);
        }

        for (var before = -1; before != compared.Count;)
        {
            before = compared.Count;
            compared.UnionWith(copies.Where(copy => compared.Contains(copy.To)).Select(copy => copy.From));
        }

        return compared;
    }

    /// <summary>The instruction that takes the value on top of the stack before <paramref name="at"/>, conversions aside; −1 where that is not clear.</summary>
    private static int UseOf(ReadOnlySpan<CilInstruction> code, int at)
    {
        var above = 0;
        for (var end = Math.Min(at + FarthestUse, code.Length); at < end; at++)
        {
            var op = code[at].Op;
            ref readonly var row = ref op.Row();
            if (above == 0 && op is >= CilOp.ConvI and <= CilOp.ConvU8) continue;
            var pops = op == CilOp.Call ? Catalogue.MethodAt(code[at].Index).Parameters.Length : row.Pops;
            if (op is CilOp.Ret or CilOp.CallFunction or CilOp.Calli or CilOp.Newobj || pops > above) return at;
            if (pops < 0 || row.Operand is CilOperand.Label or CilOperand.Switch) return -1;
            above += (op == CilOp.Call ? Catalogue.MethodAt(code[at].Index).Result == CilTypes.Void ? 0 : 1 : row.Pushes) - pops;
        }

        return -1;
    }

    // Calls may be inlined, and compare there.
    private static bool Compares(CilInstruction use) => use.Op is CilOp.Ret or CilOp.Dup or CilOp.CallFunction or CilOp.Calli or CilOp.Newobj
        || use.Op is >= CilOp.Brtrue and <= CilOp.Switch || use.Op is >= CilOp.Ceq and <= CilOp.CltUn
        || (use.Op == CilOp.Call && ApartOf(use) is null && Catalogue.MethodAt(use.Index).Member.DeclaringType == typeof(Semantics.Integers));

    private static bool IsReturned(ReadOnlySpan<CilInstruction> code, int store) => store + 2 < code.Length
        && VariableReadBy(code, store + 1) == VariableStoredBy(code, store) && code[store + 2].Op == CilOp.Ret;

    // Locals, then arguments as negative numbers.
    private static int? VariableStoredBy(ReadOnlySpan<CilInstruction> code, int at) => code[at] switch
    {
        { Op: CilOp.Stloc } store => store.Index,
        { Op: CilOp.Starg } store => ~store.Index,
        _ => null,
    };

    private static int? VariableReadBy(ReadOnlySpan<CilInstruction> code, int at) => code[at] switch
    {
        { Op: CilOp.Ldloc } load => load.Index,
        { Op: CilOp.Ldarg } load => ~load.Index,
        _ => null,
    };

    private static CatalogueMethod? ApartOf(CilInstruction instruction)
    {
        if (instruction.Op != CilOp.Call) return null;
        var method = instruction.Index;
        return method == I32Rotl.Index ? I32RotlApart
            : method == I32Rotr.Index ? I32RotrApart
            : method == I64Rotl.Index ? I64RotlApart
            : method == I64Rotr.Index ? I64RotrApart : null;
    }
}
