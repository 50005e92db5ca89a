using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>Reads one element of a vector.</summary>
internal delegate T ElementReader<out T>(ref ByteReader reader);

internal static class Vectors
{
    /// <summary>Reads a vector: a count within <paramref name="limit"/> and as many elements.</summary>
    public static ImmutableArray<T> Read<T>(ref ByteReader reader, ModuleLimit limit, ElementReader<T> read)
    {
        var start = reader.Offset;
        var count = reader.ReadCount();
        limit.Check(count, start);
        var elements = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++)
        {
            elements.Add(read(ref reader));
        }
        return elements.MoveToImmutable();
    }
}
