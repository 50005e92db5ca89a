using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>The choices of lanes of two vectors that are one instruction on x64; null for every other.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class MachineShuffles
{
    private const int Size = 16;

    /// <summary>The lower or the upper lanes of both vectors in turn.</summary>
    public static int? Interleaved(ExpressionPool pool, ReadOnlySpan<byte> indices, int first, int second)
    {
        for (var i = 0; i < ShuffleMembers.LowerHalves.Length; i++)
        {
            var (size, low, high) = (1 << i, ShuffleMembers.LowerHalves[i], ShuffleMembers.UpperHalves[i]);
            if (IsInterleaved(indices, size, 0, 0))
                return pool.Call(low, first, second);
            if (IsInterleaved(indices, size, 0, Size))
                return pool.Call(low, second, first);
            if (IsInterleaved(indices, size, Size / 2, 0))
                return pool.Call(high, first, second);
            if (IsInterleaved(indices, size, Size / 2, Size))
                return pool.Call(high, second, first);
        }
        return null;
    }

    /// <summary>Sixteen bytes in a row of one vector behind the other.</summary>
    public static int? Shifted(ExpressionPool pool, ReadOnlySpan<byte> indices, int first, int second)
    {
        for (var i = 1; i < Size; i++)
        {
            if (indices[i] != (indices[0] + i) % (2 * Size))
                return null;
        }
        var count = pool.Constant(CilTypes.Int32, indices[0] % Size);
        return indices[0] < Size ? pool.Call(ShuffleMembers.AlignRight, second, first, count) : pool.Call(ShuffleMembers.AlignRight, first, second, count);
    }

    /// <summary>Two lanes of 32 bits of one vector, then two of the other.</summary>
    public static int? Halves(ExpressionPool pool, ReadOnlySpan<byte> indices, int first, int second)
    {
        Span<int> lanes = stackalloc int[4];
        for (var i = 0; i < lanes.Length; i++)
        {
            var group = indices.Slice(4 * i, 4);
            if (group[0] % 4 != 0 || group[1] != group[0] + 1 || group[2] != group[0] + 2 || group[3] != group[0] + 3)
                return null;
            lanes[i] = group[0] / 4;
        }
        if (lanes[0] / 4 != lanes[1] / 4 || lanes[2] / 4 != lanes[3] / 4)
            return null;
        var choice = pool.Constant(CilTypes.Int32, (lanes[0] % 4) | (lanes[1] % 4 << 2) | (lanes[2] % 4 << 4) | (lanes[3] % 4 << 6));
        return lanes[0] < 4 ? pool.Call(ShuffleMembers.OfSingles, first, second, choice) : pool.Call(ShuffleMembers.OfSingles, second, first, choice);
    }

    // Whether the lanes from `start` on are taken in turn from the vector at `begin` and from the other one.
    private static bool IsInterleaved(ReadOnlySpan<byte> indices, int size, int start, int begin)
    {
        for (var i = 0; i < Size; i++)
        {
            var (lane, part) = Math.DivRem(i, size);
            if (indices[i] != (start + (lane / 2 * size) + part + (lane % 2 == 0 ? begin : Size - begin)))
                return false;
        }
        return true;
    }
}
