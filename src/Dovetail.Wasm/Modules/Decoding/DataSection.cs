using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>The data section (core specification 3.0, 5.5.15); the bytes stay where they are in the input.</summary>
/// <remarks>
/// A segment begins with a number: 0 for one that is active in memory 0, 1 for a passive one, 2 for an active one with a memory index.
/// </remarks>
internal sealed class DataSection(ExpressionDecoder expressions, ReadOnlyMemory<byte> input, int origin)
{
    public ImmutableArray<DataSegment> Read(ref ByteReader reader) => Vectors.Read(ref reader, ModuleLimits.DataSegments, ReadSegment);

    private DataSegment ReadSegment(ref ByteReader reader)
    {
        var start = reader.Offset;
        var flags = reader.ReadU32();
        if (flags > 2)
        {
            throw new MalformedException("malformed data segment kind", start);
        }
        var memory = flags == 2 ? reader.ReadIndex() : 0;
        Expression? offset = flags == 1 ? null : expressions.Read(ref reader);
        var length = reader.ReadCount();
        var bytes = input.Slice(reader.Offset - origin, length);
        reader.ReadBytes(length);
        return new DataSegment(flags == 1 ? SegmentMode.Passive : SegmentMode.Active, memory, offset, bytes);
    }
}
