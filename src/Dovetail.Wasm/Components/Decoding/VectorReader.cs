using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Components.Decoding;

/// <summary>Reads one element of a vector.</summary>
internal delegate T ElementReader<T>(ref ByteReader reader, DecodingContext context);

/// <summary>The forms that the grammar of components builds on: vectors, optional parts and flags.</summary>
internal static class VectorReader
{
    /// <summary>
    /// Reads <c>vec(T)</c>. The count is at most the bytes that remain, so no input can ask for much more memory than
    /// it has.
    /// </summary>
    public static ImmutableArray<T> ReadVector<T>(
        this ref ByteReader reader, DecodingContext context, ElementReader<T> read)
    {
        var count = reader.ReadCount();
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++)
        {
            items.Add(read(ref reader, context));
        }
        return items.MoveToImmutable();
    }

    /// <summary>Reads <c>&lt;T&gt;?</c> of a value: 0x00, or 0x01 and the value.</summary>
    public static T? ReadOptional<T>(this ref ByteReader reader, DecodingContext context, ElementReader<T> read)
        where T : struct => reader.ReadFlag() ? read(ref reader, context) : null;

    /// <summary>Reads a byte that must be 0 or 1.</summary>
    public static bool ReadFlag(this ref ByteReader reader)
    {
        var start = reader.Offset;
        return reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            var other => throw Unexpected(other, "a flag", start),
        };
    }

    /// <summary>Reads a byte that the grammar fixes.</summary>
    public static void Expect(this ref ByteReader reader, byte expected, string what)
    {
        var start = reader.Offset;
        var found = reader.ReadByte();
        if (found != expected)
        {
            throw Unexpected(found, what, start);
        }
    }

    public static MalformedException Unexpected(byte found, string what, int offset) =>
        new($"unexpected byte 0x{found:x2} for {what}", offset);
}
