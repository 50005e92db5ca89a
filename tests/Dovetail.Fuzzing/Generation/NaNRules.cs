using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>
/// Which instructions give NaNs of open bits, which pass them on, and which would show them. By the mnemonic, so that an instruction
/// that is added falls under a rule: what computes on floats is taken to be open.
/// </summary>
internal static class NaNRules
{
    private static readonly string[] s_bitwise = ["const", "load", "neg", "abs", "copysign", "reinterpret", "convert", "splat", "replace_lane",
        "extract_lane", "pmin", "pmax"];

    private static readonly string[] s_comparisons = ["eq", "ne", "lt", "gt", "le", "ge"];

    /// <summary>What is open in the result of the row, whose operands are open as <paramref name="operands"/>.</summary>
    public static OpenNaNs Result(InstructionRow row, OpenNaNs operands)
    {
        if (row.Pushes.Length != 1 || Shape(row) is not { } shape) return OpenNaNs.None;
        var operation = row.Mnemonic[(row.Mnemonic.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if (row.Pushes[0] == ValType.V128 && s_comparisons.Contains(operation)) return OpenNaNs.None;
        return s_bitwise.Any(name => operation.StartsWith(name, StringComparison.Ordinal)) ? operands : shape;
    }

    /// <summary>What may be open in the operand at <paramref name="index"/> without being seen.</summary>
    public static OpenNaNs Operand(InstructionRow row, int index)
    {
        var type = row.Pops[index];
        if (type == ValType.F32 || type == ValType.F64) return ShowsBits(row, index) ? OpenNaNs.None : OpenOf(type);
        return type == ValType.V128 ? VectorOperand(row.Mnemonic) : OpenNaNs.None;
    }

    /// <summary>What may be open in a value of a type.</summary>
    public static OpenNaNs OpenOf(ValType type) => type.Kind switch
    {
        ValKind.F32 => OpenNaNs.F32,
        ValKind.F64 => OpenNaNs.F64,
        _ => OpenNaNs.None,
    };

    private static bool ShowsBits(InstructionRow row, int index) => row.Pushes.IsEmpty // a store
        || row.Mnemonic.Contains("reinterpret", StringComparison.Ordinal) || row.Pushes[0] == ValType.V128
        || (row.Mnemonic.EndsWith("copysign", StringComparison.Ordinal) && index == 1);

    // Instructions on the lanes of floats; the extraction of a lane stays exact.
    private static OpenNaNs VectorOperand(string mnemonic)
    {
        if (mnemonic.Contains("_lane", StringComparison.Ordinal) || mnemonic.Contains("relaxed", StringComparison.Ordinal)) return OpenNaNs.None;
        if (mnemonic is "f32x4.demote_f64x2_zero") return OpenNaNs.F64;
        if (mnemonic is "f64x2.promote_low_f32x4") return OpenNaNs.F32;
        if (mnemonic.StartsWith("f32x4.convert", StringComparison.Ordinal) || mnemonic.StartsWith("f64x2.convert", StringComparison.Ordinal)) return OpenNaNs.None;
        if (mnemonic.Contains("trunc_sat_f32x4", StringComparison.Ordinal)) return OpenNaNs.F32;
        if (mnemonic.Contains("trunc_sat_f64x2", StringComparison.Ordinal)) return OpenNaNs.F64;
        return mnemonic.StartsWith("f32x4", StringComparison.Ordinal) ? OpenNaNs.F32
            : mnemonic.StartsWith("f64x2", StringComparison.Ordinal) ? OpenNaNs.F64 : OpenNaNs.None;
    }

    private static OpenNaNs? Shape(InstructionRow row) => row.Pushes[0].Kind switch
    {
        ValKind.F32 => OpenNaNs.F32,
        ValKind.F64 => OpenNaNs.F64,
        ValKind.V128 when row.Mnemonic.StartsWith("f32x4", StringComparison.Ordinal) => OpenNaNs.F32,
        ValKind.V128 when row.Mnemonic.StartsWith("f64x2", StringComparison.Ordinal) => OpenNaNs.F64,
        _ => null,
    };
}
