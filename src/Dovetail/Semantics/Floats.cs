using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dovetail.Semantics;

/// <summary>
/// The floating-point instructions that are not one CIL instruction (core specification 3.0, 4.3.3 "Floating-Point Operations").
/// </summary>
/// <remarks>
/// All of them quiet a signalling NaN but the operations on signs, which only touch the sign bit. A NaN operand's payload is kept, which
/// the specification allows where it is not canonical and demands where it is; minimum and maximum of one are the canonical NaN.
/// </remarks>
internal static class Floats
{
    public static float Abs(float a) => MathF.Abs(a);

    public static float Ceil(float a) => MathF.Ceiling(a);

    public static float Floor(float a) => MathF.Floor(a);

    public static float Trunc(float a) => MathF.Truncate(a);

    public static float Nearest(float a) => MathF.Round(a);

    public static float Sqrt(float a) => MathF.Sqrt(a);

    /// <summary>
    /// Not <see cref="Math.Min(double, double)"/> or its kin: the JIT takes the lesser of a zero and a constant −0 for the first. As vectors, of which
    /// only the first lane counts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float a, float b) =>
        VectorFloats.Min(Vector128.CreateScalarUnsafe(a), Vector128.CreateScalarUnsafe(b)).ToScalar();

    /// <inheritdoc cref="Min(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b) =>
        VectorFloats.Max(Vector128.CreateScalarUnsafe(a), Vector128.CreateScalarUnsafe(b)).ToScalar();

    public static float Copysign(float a, float b) => MathF.CopySign(a, b);

    public static double Abs(double a) => Math.Abs(a);

    public static double Ceil(double a) => Math.Ceiling(a);

    public static double Floor(double a) => Math.Floor(a);

    public static double Trunc(double a) => Math.Truncate(a);

    public static double Nearest(double a) => Math.Round(a);

    public static double Sqrt(double a) => Math.Sqrt(a);

    /// <inheritdoc cref="Min(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min(double a, double b) =>
        VectorFloats.Min(Vector128.CreateScalarUnsafe(a), Vector128.CreateScalarUnsafe(b)).ToScalar();

    /// <inheritdoc cref="Min(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max(double a, double b) =>
        VectorFloats.Max(Vector128.CreateScalarUnsafe(a), Vector128.CreateScalarUnsafe(b)).ToScalar();

    public static double Copysign(double a, double b) => Math.CopySign(a, b);

    public static int Bits(float a) => BitConverter.SingleToInt32Bits(a);

    public static long Bits(double a) => BitConverter.DoubleToInt64Bits(a);

    /// <summary>
    /// Not <see cref="BitConverter.Int32BitsToSingle"/>: of a byte that is loaded and then taken as a number's bits the JIT makes a load of four bytes.
    /// </summary>
    public static float FromBits(int a) => Vector128.CreateScalar(a).AsSingle().ToScalar();

    public static double FromBits(long a) => BitConverter.Int64BitsToDouble(a);

    /// <summary>The number itself; a signalling NaN becomes quiet, as in every operation on numbers.</summary>
    public static float Quiet(float a) => float.IsNaN(a) ? a + a : a;

    /// <inheritdoc cref="Quiet(float)"/>
    public static double Quiet(double a) => double.IsNaN(a) ? a + a : a;

    /// <summary>A constant that is a NaN: the JIT keeps constants in double precision, where a signalling one becomes quiet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float NaN(int bits) => BitConverter.Int32BitsToSingle(bits);
}
