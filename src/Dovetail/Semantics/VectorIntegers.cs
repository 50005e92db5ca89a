using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Dovetail.Semantics;

/// <summary>Vector instructions on integers that the base library has no method for (core specification 3.0, 4.3.2 "Integer Operations").</summary>
internal static class VectorIntegers
{
    /// <summary>The number of ones in each byte: a table of the numbers for four bits, looked up twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Popcnt(Vector128<byte> a)
    {
        if (AdvSimd.IsSupported)
            return AdvSimd.PopCount(a);
        var table = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var low = a & Vector128.Create((byte)0x0f);
        var high = a >>> 4;
        return Ssse3.IsSupported
            ? Ssse3.Shuffle(table, low) + Ssse3.Shuffle(table, high)
            : Vector128.Shuffle(table, low) + Vector128.Shuffle(table, high);
    }

    /// <summary>The mean, rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Average(Vector128<byte> a, Vector128<byte> b) =>
        AdvSimd.IsSupported ? AdvSimd.FusedAddRoundedHalving(a, b) : (a | b) - ((a ^ b) >>> 1);

    /// <inheritdoc cref="Average(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ushort> Average(Vector128<ushort> a, Vector128<ushort> b) =>
        AdvSimd.IsSupported ? AdvSimd.FusedAddRoundedHalving(a, b) : (a | b) - ((a ^ b) >>> 1);
}
