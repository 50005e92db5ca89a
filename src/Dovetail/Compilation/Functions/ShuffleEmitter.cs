using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics.X86;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The choices of lanes. The base library has one of a single vector, which gives zero for an index beyond it; what chooses of two vectors is the
/// union of two such choices, but for the patterns that a machine has an instruction for.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ShuffleEmitter
{
    private const int Size = 16;
    private const byte Nothing = 0xff;

    private static ReadOnlySpan<byte> Identity => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>The lanes of two vectors that <paramref name="indices"/> choose; those of the second begin at 16.</summary>
    public static int Shuffle(OperandStack operands, ReadOnlySpan<byte> indices, int first, int second)
    {
        Span<byte> fromFirst = stackalloc byte[Size];
        Span<byte> fromSecond = stackalloc byte[Size];
        var (isFirstZero, isSecondZero) = (IsZero(operands.Pool, first), IsZero(operands.Pool, second));
        for (var i = 0; i < Size; i++)
        {
            fromFirst[i] = indices[i] < Size && !isFirstZero ? indices[i] : Nothing;
            fromSecond[i] = indices[i] >= Size && !isSecondZero ? (byte)(indices[i] - Size) : Nothing;
        }
        if (!fromFirst.ContainsAnyExcept(Nothing))
            return Only(operands, second, fromSecond, first);
        if (!fromSecond.ContainsAnyExcept(Nothing))
            return Only(operands, first, fromFirst, second);
        return OfBoth(operands.Pool, indices, first, second)
            ?? operands.Pool.Call(ShuffleMembers.Or, Choose(operands.Pool, first, fromFirst), Choose(operands.Pool, second, fromSecond));
    }

    /// <summary>The lanes of one vector that another chooses; zero for an index beyond it.</summary>
    public static int Swizzle(ExpressionPool pool, CatalogueMethod method, int vector, int indices) =>
        pool.Call(pool[indices].Kind == NodeKind.Vector ? ShuffleMembers.OfBytes : method, vector, indices);

    private static bool IsZero(ExpressionPool pool, int vector) =>
        pool[vector].Kind == NodeKind.Vector && pool.VectorOf(pool[vector]) == (0, 0);

    private static int Only(OperandStack operands, int vector, ReadOnlySpan<byte> indices, int unused)
    {
        operands.Discard(unused);
        return indices.SequenceEqual(Identity) ? vector : Choose(operands.Pool, vector, indices);
    }

    private static int Choose(ExpressionPool pool, int vector, ReadOnlySpan<byte> indices)
    {
        var (low, high) = VectorEmitter.Halves(indices);
        return pool.Call(ShuffleMembers.OfBytes, vector, pool.Vector(low, high));
    }

    private static int? OfBoth(ExpressionPool pool, ReadOnlySpan<byte> indices, int first, int second)
    {
        if (Blend(pool, indices, first, second) is { } blended)
            return blended;
        return Sse41.IsSupported
            ? MachineShuffles.Interleaved(pool, indices, first, second)
                ?? MachineShuffles.Shifted(pool, indices, first, second)
                ?? MachineShuffles.Halves(pool, indices, first, second)
            : null;
    }

    // Each lane stays where it is, in the one or the other vector.
    private static int? Blend(ExpressionPool pool, ReadOnlySpan<byte> indices, int first, int second)
    {
        Span<byte> mask = stackalloc byte[Size];
        for (var i = 0; i < Size; i++)
        {
            if (indices[i] % Size != i)
                return null;
            mask[i] = indices[i] < Size ? byte.MaxValue : (byte)0;
        }
        var (low, high) = VectorEmitter.Halves(mask);
        return pool.Call(ShuffleMembers.Choice, pool.Vector(low, high), first, second);
    }
}
