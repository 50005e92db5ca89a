using System.Collections.Immutable;
using System.Runtime.InteropServices;
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
        // No builder: a short run would load that class, with all its interfaces, for each type of element.
        var elements = new T[count];
        for (var i = 0; i < count; i++)
        {
            elements[i] = read(ref reader);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(elements);
    }
}
