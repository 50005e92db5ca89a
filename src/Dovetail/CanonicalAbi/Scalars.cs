using System.Text;

namespace Dovetail.CanonicalAbi;

/// <summary>What emitted code calls for scalars that are not just cut or extended.</summary>
internal static class Scalars
{
    /// <summary>The number, or the one NaN that components know (CanonicalABI.md, <c>canonicalize_nan32</c>).</summary>
    public static float CanonicalF32(float value) =>
        float.IsNaN(value) ? BitConverter.UInt32BitsToSingle(0x7fc00000) : value;

    /// <summary>The number, or the one NaN that components know (CanonicalABI.md, <c>canonicalize_nan64</c>).</summary>
    public static double CanonicalF64(double value) =>
        double.IsNaN(value) ? BitConverter.UInt64BitsToDouble(0x7ff8000000000000) : value;

    /// <summary>A Unicode scalar value (CanonicalABI.md, <c>convert_i32_to_char</c>).</summary>
    /// <exception cref="TrapException">It is none.</exception>
    public static Rune ToRune(uint value)
    {
        if (!Rune.TryCreate(value, out var rune))
        {
            AbiTraps.InvalidChar(value);
        }
        return rune;
    }

    public static uint FromRune(Rune value) => (uint)value.Value;
}
