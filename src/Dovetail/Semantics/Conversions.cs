using System.Runtime.CompilerServices;
using Dovetail.Runtime;

namespace Dovetail.Semantics;

/// <summary>Conversions between numbers (core specification 3.0, 4.3.4 "Conversions").</summary>
/// <remarks>
/// The bounds of the trapping ones are the numbers next to the integer type's range, so that truncation of anything between them
/// fits; where the float type can't tell the outer neighbour from the bound itself, the bound is inclusive. C#'s own conversions
/// saturate and give 0 for NaN, on every platform, since .NET 9.
/// </remarks>
internal static class Conversions
{
    private const float TwoTo31F = 2147483648f;
    private const float TwoTo32F = 4294967296f;
    private const float TwoTo63F = 9223372036854775808f;
    private const float TwoTo64F = 18446744073709551616f;
    private const double TwoTo63 = 9223372036854775808d;
    private const double TwoTo64 = 18446744073709551616d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32TruncS(float a)
    {
        if (!(a >= -TwoTo31F && a < TwoTo31F))
            OutOfRange(a);
        return (int)a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32TruncU(float a)
    {
        if (!(a > -1f && a < TwoTo32F))
            OutOfRange(a);
        return (int)(uint)a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32TruncS(double a)
    {
        if (!(a > -2147483649d && a < 2147483648d))
            OutOfRange(a);
        return (int)a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I32TruncU(double a)
    {
        if (!(a > -1d && a < 4294967296d))
            OutOfRange(a);
        return (int)(uint)a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long I64TruncS(float a)
    {
        if (!(a >= -TwoTo63F && a < TwoTo63F))
            OutOfRange(a);
        return (long)a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long I64TruncU(float a)
    {
        if (!(a > -1f && a < TwoTo64F))
            OutOfRange(a);
        return (long)(ulong)a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long I64TruncS(double a)
    {
        if (!(a >= -TwoTo63 && a < TwoTo63))
            OutOfRange(a);
        return (long)a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long I64TruncU(double a)
    {
        if (!(a > -1d && a < TwoTo64))
            OutOfRange(a);
        return (long)(ulong)a;
    }

    public static int I32TruncSatS(float a) => (int)a;

    public static int I32TruncSatU(float a) => (int)(uint)a;

    public static int I32TruncSatS(double a) => (int)a;

    public static int I32TruncSatU(double a) => (int)(uint)a;

    public static long I64TruncSatS(float a) => (long)a;

    public static long I64TruncSatU(float a) => (long)(ulong)a;

    public static long I64TruncSatS(double a) => (long)a;

    public static long I64TruncSatU(double a) => (long)(ulong)a;

    public static float F32ConvertU(int a) => (float)(long)(uint)a;

    public static double F64ConvertU(int a) => (double)(long)(uint)a;

    /// <summary>Rounds once: halving with the lost bit kept as sticky bit leaves the rounding as it was.</summary>
    public static float F32ConvertU(long a) => a >= 0 ? (float)a : (float)(long)(((ulong)a >> 1) | ((ulong)a & 1)) * 2f;

    public static double F64ConvertU(long a) => a >= 0 ? (double)a : (double)(long)(((ulong)a >> 1) | ((ulong)a & 1)) * 2d;

    private static void OutOfRange(double a)
    {
        if (double.IsNaN(a))
            Traps.InvalidConversionToInteger();
        Traps.IntegerOverflow();
    }
}
