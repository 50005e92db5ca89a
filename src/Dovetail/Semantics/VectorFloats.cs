using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Dovetail.Semantics;

/// <summary>
/// Vector instructions on floating-point numbers that the base library has no method for, or none of quite the same meaning (core specification
/// 3.0, 4.3.3 "Floating-Point Operations").
/// </summary>
/// <remarks>
/// What x64 calls minimum is <c>a &lt; b ? a : b</c>: the second operand where one is a NaN or both are zeros. Minimum and maximum of a NaN are the
/// canonical NaN, whatever it was: the JIT might leave a signalling one as it is when it finds that an operation changes no number.
/// </remarks>
internal static class VectorFloats
{
    private const byte RangeMin = 0b0100;
    private const byte RangeMax = 0b0101;

    private static Vector128<float> CanonicalSingle => Vector128.Create(0x7fc0_0000u).AsSingle();

    private static Vector128<double> CanonicalDouble => Vector128.Create(0x7ff8_0000_0000_0000ul).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> a, Vector128<float> b)
    {
        if (!Sse.IsSupported)
            return AdvSimd.IsSupported ? AdvSimd.Min(a, b) : Checked(a, b, Vector128.Min(a, b));
        var least = Avx512DQ.VL.IsSupported ? Avx512DQ.VL.Range(a, b, RangeMin) : Sse.Min(a, b) | Sse.Min(b, a);
        return Vector128.ConditionalSelect(Sse.CompareUnordered(a, b), CanonicalSingle, least);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b)
    {
        if (!Sse.IsSupported)
            return AdvSimd.IsSupported ? AdvSimd.Max(a, b) : Checked(a, b, Vector128.Max(a, b));
        var greatest = Avx512DQ.VL.IsSupported ? Avx512DQ.VL.Range(a, b, RangeMax) : Sse.Max(a, b) & Sse.Max(b, a);
        return Vector128.ConditionalSelect(Sse.CompareUnordered(a, b), CanonicalSingle, greatest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Min(Vector128<double> a, Vector128<double> b)
    {
        if (!Sse2.IsSupported)
            return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.Min(a, b) : Checked(a, b, Vector128.Min(a, b));
        var least = Avx512DQ.VL.IsSupported ? Avx512DQ.VL.Range(a, b, RangeMin) : Sse2.Min(a, b) | Sse2.Min(b, a);
        return Vector128.ConditionalSelect(Sse2.CompareUnordered(a, b), CanonicalDouble, least);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Max(Vector128<double> a, Vector128<double> b)
    {
        if (!Sse2.IsSupported)
            return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.Max(a, b) : Checked(a, b, Vector128.Max(a, b));
        var greatest = Avx512DQ.VL.IsSupported ? Avx512DQ.VL.Range(a, b, RangeMax) : Sse2.Max(a, b) & Sse2.Max(b, a);
        return Vector128.ConditionalSelect(Sse2.CompareUnordered(a, b), CanonicalDouble, greatest);
    }

    private static Vector128<float> Checked(Vector128<float> a, Vector128<float> b, Vector128<float> result) =>
        Vector128.ConditionalSelect(Vector128.Equals(a, a) & Vector128.Equals(b, b), result, CanonicalSingle);

    private static Vector128<double> Checked(Vector128<double> a, Vector128<double> b, Vector128<double> result) =>
        Vector128.ConditionalSelect(Vector128.Equals(a, a) & Vector128.Equals(b, b), result, CanonicalDouble);

    /// <summary><c>a &lt; b ? a : b</c>: what x64 calls minimum.</summary>
    public static Vector128<float> Lesser(Vector128<float> a, Vector128<float> b) => Vector128.ConditionalSelect(Vector128.LessThan(a, b), a, b);

    /// <inheritdoc cref="Lesser(Vector128{float}, Vector128{float})"/>
    public static Vector128<double> Lesser(Vector128<double> a, Vector128<double> b) => Vector128.ConditionalSelect(Vector128.LessThan(a, b), a, b);

    /// <summary><c>a &gt; b ? a : b</c>: what x64 calls maximum.</summary>
    public static Vector128<float> Greater(Vector128<float> a, Vector128<float> b) => Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);

    /// <inheritdoc cref="Greater(Vector128{float}, Vector128{float})"/>
    public static Vector128<double> Greater(Vector128<double> a, Vector128<double> b) => Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);

    /// <summary>Rounded twice, on every machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => (a * b) + c;

    /// <inheritdoc cref="MultiplyAdd(Vector128{float}, Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) => (a * b) + c;

    /// <inheritdoc cref="MultiplyAdd(Vector128{float}, Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> NegatedMultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => (-a * b) + c;

    /// <inheritdoc cref="MultiplyAdd(Vector128{float}, Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> NegatedMultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) => (-a * b) + c;
}
