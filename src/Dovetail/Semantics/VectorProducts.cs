using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Dovetail.Semantics;

/// <summary>
/// Products and sums of integers whose lanes are twice as wide as those of the operands (core specification 3.0, 4.4.9 "Vector
/// Instructions": <c>extmul</c>, <c>extadd_pairwise</c>, <c>dot</c>), and products of fractions.
/// </summary>
internal static class VectorProducts
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Lower(Vector128<sbyte> a, Vector128<sbyte> b) => Vector128.WidenLower(a) * Vector128.WidenLower(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Upper(Vector128<sbyte> a, Vector128<sbyte> b) => Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Lower(Vector128<byte> a, Vector128<byte> b) => Vector128.WidenLower(a) * Vector128.WidenLower(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Upper(Vector128<byte> a, Vector128<byte> b) => Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Lower(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported
        ? Sse2.UnpackLow(a * b, Sse2.MultiplyHigh(a, b)).AsInt32()
        : Vector128.WidenLower(a) * Vector128.WidenLower(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Upper(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported
        ? Sse2.UnpackHigh(a * b, Sse2.MultiplyHigh(a, b)).AsInt32()
        : Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Lower(Vector128<ushort> a, Vector128<ushort> b) => Sse2.IsSupported
        ? Sse2.UnpackLow(a * b, Sse2.MultiplyHigh(a, b)).AsUInt32()
        : Vector128.WidenLower(a) * Vector128.WidenLower(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Upper(Vector128<ushort> a, Vector128<ushort> b) => Sse2.IsSupported
        ? Sse2.UnpackHigh(a * b, Sse2.MultiplyHigh(a, b)).AsUInt32()
        : Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> Lower(Vector128<int> a, Vector128<int> b) => Sse41.IsSupported
        ? Sse41.Multiply(Sse2.UnpackLow(a, a), Sse2.UnpackLow(b, b))
        : Vector128.WidenLower(a) * Vector128.WidenLower(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> Upper(Vector128<int> a, Vector128<int> b) => Sse41.IsSupported
        ? Sse41.Multiply(Sse2.UnpackHigh(a, a), Sse2.UnpackHigh(b, b))
        : Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Lower(Vector128<uint> a, Vector128<uint> b) => Sse2.IsSupported
        ? Sse2.Multiply(Sse2.UnpackLow(a, a), Sse2.UnpackLow(b, b))
        : Vector128.WidenLower(a) * Vector128.WidenLower(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Upper(Vector128<uint> a, Vector128<uint> b) => Sse2.IsSupported
        ? Sse2.Multiply(Sse2.UnpackHigh(a, a), Sse2.UnpackHigh(b, b))
        : Vector128.WidenUpper(a) * Vector128.WidenUpper(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> PairwiseSum(Vector128<sbyte> a)
    {
        if (Ssse3.IsSupported)
            return Ssse3.MultiplyAddAdjacent(Vector128<byte>.One, a);
        return AdvSimd.IsSupported ? AdvSimd.AddPairwiseWidening(a) : EvenBytes(a) + OddBytes(a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> PairwiseSum(Vector128<byte> a)
    {
        if (Ssse3.IsSupported)
            return Ssse3.MultiplyAddAdjacent(a, Vector128<sbyte>.One).AsUInt16();
        if (AdvSimd.IsSupported)
            return AdvSimd.AddPairwiseWidening(a);
        return (a.AsUInt16() & Vector128.Create((ushort)0xff)) + (a.AsUInt16() >>> 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> PairwiseSum(Vector128<short> a)
    {
        if (Sse2.IsSupported)
            return Sse2.MultiplyAddAdjacent(a, Vector128<short>.One);
        if (AdvSimd.IsSupported)
            return AdvSimd.AddPairwiseWidening(a);
        var pairs = a.AsInt32();
        return ((pairs << 16) >> 16) + (pairs >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> PairwiseSum(Vector128<ushort> a)
    {
        if (AdvSimd.IsSupported)
            return AdvSimd.AddPairwiseWidening(a);
        return (a.AsUInt32() & Vector128.Create(0xffffu)) + (a.AsUInt32() >>> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot(Vector128<short> a, Vector128<short> b)
    {
        var low = (Vector128.WidenLower(a) * Vector128.WidenLower(b)).AsInt64();
        var high = (Vector128.WidenUpper(a) * Vector128.WidenUpper(b)).AsInt64();
        return Vector128.Narrow(low, high)
            + Vector128.Narrow(low >>> 32, high >>> 32);
    }

    /// <summary>Both operands signed; only the sum of two products of −128 and −128 saturates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> DotSaturated(Vector128<sbyte> a, Vector128<sbyte> b) =>
        Vector128.AddSaturate(EvenBytes(a) * EvenBytes(b), OddBytes(a) * OddBytes(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> DotAdd(Vector128<sbyte> a, Vector128<sbyte> b, Vector128<int> c) => PairwiseSum(DotSaturated(a, b)) + c;

    /// <summary>The product of fractions of 15 bits, rounded; only −1 × −1 saturates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Q15(Vector128<short> a, Vector128<short> b)
    {
        if (AdvSimd.IsSupported)
            return AdvSimd.MultiplyRoundedDoublingSaturateHigh(a, b);
        if (!Ssse3.IsSupported)
            return Vector128.NarrowWithSaturation(Rounded(Lower(a, b)), Rounded(Upper(a, b)));
        var product = Ssse3.MultiplyHighRoundScale(a, b);
        return product ^ Vector128.Equals(product, Vector128.Create(short.MinValue));
    }

    private static Vector128<int> Rounded(Vector128<int> product) =>
        (product + Vector128.Create(0x4000)) >> 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> EvenBytes(Vector128<sbyte> a) =>
        (a.AsInt16() << 8) >> 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> OddBytes(Vector128<sbyte> a) => a.AsInt16() >> 8;
}
