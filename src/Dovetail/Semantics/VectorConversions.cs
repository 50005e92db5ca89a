using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dovetail.Semantics;

/// <summary>
/// Conversions between vectors that the base library has no method for, or a slow one (core specification 3.0, 4.3.4 "Conversions").
/// </summary>
/// <remarks>What x64 converts to a signed integer gives 0x80000000 for everything that does not fit, to an unsigned one 0xffffffff.</remarks>
internal static class VectorConversions
{
    private const float TwoTo31F = 2147483648f;
    private const double TwoTo52 = 4503599627370496d;

    public static Vector128<sbyte> NarrowS(Vector128<short> a, Vector128<short> b) => Vector128.NarrowWithSaturation(a, b);

    public static Vector128<byte> NarrowU(Vector128<short> a, Vector128<short> b) => Vector128.NarrowWithSaturation(
        Vector128.Max(a, Vector128<short>.Zero).AsUInt16(), Vector128.Max(b, Vector128<short>.Zero).AsUInt16());

    public static Vector128<short> NarrowS(Vector128<int> a, Vector128<int> b) => Vector128.NarrowWithSaturation(a, b);

    public static Vector128<ushort> NarrowU(Vector128<int> a, Vector128<int> b) => Vector128.NarrowWithSaturation(
        Vector128.Max(a, Vector128<int>.Zero).AsUInt32(), Vector128.Max(b, Vector128<int>.Zero).AsUInt32());

    /// <summary>Two numbers of single precision, and two zeros.</summary>
    public static Vector128<float> Demote(Vector128<double> a) => Vector128.Narrow(a, Vector128<double>.Zero);

    /// <summary>The lower two as numbers of double precision.</summary>
    public static Vector128<double> ToDouble(Vector128<int> a) => Vector128.ConvertToDouble(Vector128.WidenLower(a));

    /// <summary>The lower two as numbers of double precision: as the fraction of a number of 2^52 and more, which is then taken away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ToDouble(Vector128<uint> a)
    {
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.ConvertToVector128Double(a);
        return Sse2.IsSupported
            ? Sse2.UnpackLow(a, Vector128.Create(0x43300000u)).AsDouble() - Vector128.Create(TwoTo52)
            : Vector128.ConvertToDouble(Vector128.WidenLower(a));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> TruncSatS(Vector128<float> a)
    {
        if (!Sse2.IsSupported)
            return Vector128.ConvertToInt32(a);
        var tooLarge = Vector128.GreaterThanOrEqual(a, Vector128.Create(TwoTo31F)).AsInt32();
        return (Sse2.ConvertToVector128Int32WithTruncation(a) ^ tooLarge) & Vector128.Equals(a, a).AsInt32();
    }

    /// <remarks>The maximum with zero gives zero for a NaN, which is why it is not the base library's.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> TruncSatU(Vector128<float> a)
    {
        if (!Sse41.IsSupported)
            return Vector128.ConvertToUInt32(a);
        var positive = Sse.Max(a, Vector128<float>.Zero);
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.ConvertToVector128UInt32WithTruncation(positive);
        // What is above 2^31 is converted apart and added to the 0x80000000 that the conversion of the whole gives then.
        var above = positive - Vector128.Create(TwoTo31F);
        var tooLarge = Vector128.GreaterThanOrEqual(above, Vector128.Create(TwoTo31F)).AsInt32();
        var rest = Vector128.Max(Sse2.ConvertToVector128Int32WithTruncation(above) ^ tooLarge, Vector128<int>.Zero);
        return (Sse2.ConvertToVector128Int32WithTruncation(positive) + rest).AsUInt32();
    }

    /// <summary>Two integers, and two zeros. The minimum with zero instead of the largest integer gives zero for a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> TruncSatS(Vector128<double> a)
    {
        if (!Sse2.IsSupported)
            return Saturated(a, int.MinValue, int.MaxValue).AsInt32();
        var most = Vector128.Equals(a, a) & Vector128.Create((double)int.MaxValue);
        return Sse2.ConvertToVector128Int32WithTruncation(Sse2.Min(a, most));
    }

    /// <summary>Two integers, and two zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> TruncSatU(Vector128<double> a)
    {
        if (!Sse41.IsSupported)
            return Saturated(a, uint.MinValue, uint.MaxValue);
        var positive = Sse2.Max(a, Vector128<double>.Zero);
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.ConvertToVector128UInt32WithTruncation(positive);
        // Added to 2^52, the integer is the lower half of the number's bits.
        var whole = Sse41.RoundToZero(Sse2.Min(positive, Vector128.Create((double)uint.MaxValue))) + Vector128.Create(TwoTo52);
        return Sse.Shuffle(whole.AsSingle(), Vector128<float>.Zero, 0b10_00_10_00).AsUInt32();
    }

    private static Vector128<uint> Saturated(Vector128<double> a, long least, long most) => Vector128.Narrow(
        Vector128.Min(Vector128.Max(Vector128.ConvertToInt64(a), Vector128.Create(least)), Vector128.Create(most)).AsUInt64(),
        Vector128<ulong>.Zero);
}
