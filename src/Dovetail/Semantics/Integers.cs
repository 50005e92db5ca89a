using System.Numerics;
using System.Runtime.CompilerServices;
using Dovetail.Runtime;

namespace Dovetail.Semantics;

/// <summary>
/// The integer instructions that are more than one CIL instruction (core specification 3.0, 4.3.2 "Integer Operations"). Emitted
/// code calls these; the JIT inlines them.
/// </summary>
internal static class Integers
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DivS(int a, int b)
    {
        if (b == 0)
            Traps.IntegerDivideByZero();
        if (b == -1)
            return a == int.MinValue ? Overflow() : -a;
        return a / b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DivU(int a, int b)
    {
        if (b == 0)
            Traps.IntegerDivideByZero();
        return (int)((uint)a / (uint)b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RemS(int a, int b)
    {
        if (b == 0)
            Traps.IntegerDivideByZero();
        return b == -1 ? 0 : a % b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RemU(int a, int b)
    {
        if (b == 0)
            Traps.IntegerDivideByZero();
        return (int)((uint)a % (uint)b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long DivS(long a, long b)
    {
        if (b == 0)
            Traps.IntegerDivideByZero();
        if (b == -1)
            return a == long.MinValue ? Overflow() : -a;
        return a / b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long DivU(long a, long b)
    {
        if (b == 0)
            Traps.IntegerDivideByZero();
        return (long)((ulong)a / (ulong)b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RemS(long a, long b)
    {
        if (b == 0)
            Traps.IntegerDivideByZero();
        return b == -1 ? 0 : a % b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RemU(long a, long b)
    {
        if (b == 0)
            Traps.IntegerDivideByZero();
        return (long)((ulong)a % (ulong)b);
    }

    public static int Clz(int a) => BitOperations.LeadingZeroCount((uint)a);

    public static int Ctz(int a) => BitOperations.TrailingZeroCount(a);

    public static int Popcnt(int a) => BitOperations.PopCount((uint)a);

    public static int Rotl(int a, int count) => (int)BitOperations.RotateLeft((uint)a, count);

    public static int Rotr(int a, int count) => (int)BitOperations.RotateRight((uint)a, count);

    public static long Clz(long a) => BitOperations.LeadingZeroCount((ulong)a);

    public static long Ctz(long a) => BitOperations.TrailingZeroCount(a);

    public static long Popcnt(long a) => BitOperations.PopCount((ulong)a);

    public static long Rotl(long a, long count) => (long)BitOperations.RotateLeft((ulong)a, (int)count);

    public static long Rotr(long a, long count) => (long)BitOperations.RotateRight((ulong)a, (int)count);

    /// <summary>A rotation that is never inlined: <see cref="Compilation.Functions.RotationGuard"/> says where it stands, and why.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int RotlApart(int a, int count) => Rotl(a, count);

    /// <inheritdoc cref="RotlApart(int, int)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int RotrApart(int a, int count) => Rotr(a, count);

    /// <inheritdoc cref="RotlApart(int, int)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RotlApart(long a, long count) => Rotl(a, count);

    /// <inheritdoc cref="RotlApart(int, int)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RotrApart(long a, long count) => Rotr(a, count);

    private static int Overflow()
    {
        Traps.IntegerOverflow();
        return 0;
    }
}
