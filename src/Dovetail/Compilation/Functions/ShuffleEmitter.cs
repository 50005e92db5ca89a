using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The choices of lanes. The base library has one of a single vector, which gives zero for an index beyond it, and the JIT finds the
/// shortest instruction for a constant one.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ShuffleEmitter
{
    private const int Size = 16;
    private const byte Nothing = 0xff;

    private static ReadOnlySpan<byte> Identity => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    private static CatalogueMethod OfBytes { get; } =
        Catalogue.Method((Func<Vector128<byte>, Vector128<byte>, Vector128<byte>>)Vector128.Shuffle);

    private static CatalogueMethod Or { get; } =
        Catalogue.Method((Func<Vector128<byte>, Vector128<byte>, Vector128<byte>>)Vector128.BitwiseOr);

    /// <summary>The lanes of two vectors that <paramref name="indices"/> choose; those of the second begin at 16.</summary>
    public static int Shuffle(OperandStack operands, ReadOnlySpan<byte> indices, int first, int second)
    {
        var pool = operands.Pool;
        Span<byte> fromFirst = stackalloc byte[Size];
        Span<byte> fromSecond = stackalloc byte[Size];
        for (var i = 0; i < Size; i++)
        {
            fromFirst[i] = indices[i] < Size ? indices[i] : Nothing;
            fromSecond[i] = indices[i] >= Size ? (byte)(indices[i] - Size) : Nothing;
        }
        if (!fromFirst.ContainsAnyExcept(Nothing))
            return Only(operands, second, fromSecond, first);
        if (!fromSecond.ContainsAnyExcept(Nothing))
            return Only(operands, first, fromFirst, second);
        return pool.Call(Or, Choose(pool, first, fromFirst), Choose(pool, second, fromSecond));
    }

    /// <summary>The lanes of one vector that another chooses; zero for an index beyond it.</summary>
    public static int Swizzle(ExpressionPool pool, CatalogueMethod method, int vector, int indices) =>
        pool.Call(pool[indices].Kind == NodeKind.Vector ? OfBytes : method, vector, indices);

    private static int Only(OperandStack operands, int vector, ReadOnlySpan<byte> indices, int unused)
    {
        operands.Discard(unused);
        return indices.SequenceEqual(Identity) ? vector : Choose(operands.Pool, vector, indices);
    }

    private static int Choose(ExpressionPool pool, int vector, ReadOnlySpan<byte> indices)
    {
        var (low, high) = VectorEmitter.Halves(indices);
        return pool.Call(OfBytes, vector, pool.Vector(low, high));
    }
}
