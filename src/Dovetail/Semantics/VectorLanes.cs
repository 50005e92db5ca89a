using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dovetail.Semantics;

/// <summary>Vector instructions that move lanes (core specification 3.0, 4.4.9 "Vector Instructions").</summary>
internal static class VectorLanes
{
    // Not read-only: of such a field the JIT would know the value.
#pragma warning disable CS0649, IDE0044, CA1823
    private static Vector128<byte> s_zero;
#pragma warning restore CS0649, IDE0044, CA1823

    /// <summary>The lanes that the second vector chooses; zero for an index of 16 and more.</summary>
    /// <remarks><c>pshufb</c> gives zero only for an index with the highest bit, which the saturated sum has from 16 on.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Swizzle(Vector128<byte> a, Vector128<byte> indices) => Ssse3.IsSupported
        ? Ssse3.Shuffle(a, Sse2.AddSaturate(indices, Vector128.Create((byte)0x70)))
        : Vector128.Shuffle(a, indices);

    /// <summary>The vector as it is: a constant of which the JIT shall know nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Hidden(Vector128<byte> a) => a ^ s_zero;
}
