using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Dovetail.Wasm.Binary;

/// <summary>
/// Reads the values of the binary format (core specification 3.0, 5.2 "Values") from a span, and says where each failure stands.
/// LEB128 numbers are strict: no longer than their width needs, with no bits beyond it.
/// </summary>
internal ref struct ByteReader
{
    /// <summary>The longest name, in bytes (the JavaScript API's limit).</summary>
    public const int MaxNameLength = 100_000;

    private const int ShortName = 32;

    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _origin;
    private int _position;

    /// <summary>Reads <paramref name="bytes"/>, whose first byte stands at <paramref name="origin"/> of the input.</summary>
    public ByteReader(ReadOnlySpan<byte> bytes, int origin = 0)
    {
        _bytes = bytes;
        _origin = origin;
    }

    /// <summary>The place of the next byte in the input.</summary>
    public readonly int Offset => _origin + _position;

    /// <summary>The place of the next byte in the span.</summary>
    public readonly int Position => _position;

    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>The bytes that are still unread.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    public readonly bool AtEnd => _position == _bytes.Length;

    public byte ReadByte()
    {
        if ((uint)_position >= (uint)_bytes.Length)
        {
            ThrowAtEnd();
        }
        return _bytes[_position++];
    }

    /// <summary>The next byte, which stays unread.</summary>
    public readonly byte PeekByte()
    {
        if ((uint)_position >= (uint)_bytes.Length)
        {
            ThrowAtEnd();
        }
        return _bytes[_position];
    }

    /// <summary>The next <paramref name="count"/> bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowAtEnd();
        }
        var bytes = _bytes.Slice(_position, count);
        _position += count;
        return bytes;
    }

    public uint ReadU32() => TryReadShort(out var value) ? value : (uint)ReadUnsigned(32);

    public ulong ReadU64() => TryReadShort(out var value) ? value : ReadUnsigned(64);

    public int ReadS32() => TryReadShort(out var value) ? SignExtend(value) : (int)ReadSigned(32);

    /// <summary>A signed number of 33 bits: a type index where it is not negative.</summary>
    public long ReadS33() => ReadSigned(33);

    public long ReadS64() => TryReadShort(out var value) ? SignExtend(value) : ReadSigned(64);

    /// <summary>Four bytes, little-endian.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>Eight bytes, little-endian.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>
    /// An index of 32 bits. One beyond <see cref="int.MaxValue"/> comes out negative, so that compared as unsigned it is beyond every
    /// index space.
    /// </summary>
    public int ReadIndex() => (int)ReadU32();

    /// <summary>The number of a vector's elements, each of which takes at least one byte of what remains.</summary>
    public int ReadCount()
    {
        var start = Offset;
        var count = ReadU32();
        return count <= (uint)Remaining ? (int)count : throw new MalformedException("length out of bounds", start);
    }

    /// <summary>A name: a byte count and UTF-8.</summary>
    public string ReadName()
    {
        var start = Offset;
        var length = ReadCount();
        if (length > MaxNameLength)
        {
            throw new LimitException("name length", $"a name of {length} bytes; at most {MaxNameLength} are allowed", start);
        }
        var bytes = ReadBytes(length);
        if (length <= ShortName && AsciiOf(bytes) is { } ascii)
        {
            return ascii;
        }
        try
        {
            return s_strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedException("malformed UTF-8 encoding", start);
        }
    }

    // The first use of UTF-8's decoder takes longer than to compile a small module, whose names are short and plain.
    private static string? AsciiOf(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[ShortName];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] >= 0x80)
            {
                return null;
            }
            text[i] = (char)bytes[i];
        }
        return new string(text[..bytes.Length]);
    }

    /// <summary>Reads a number of one byte, as nearly every number of a module is; leaves a longer one for the loops below.</summary>
    private bool TryReadShort(out byte value)
    {
        var position = _position;
        value = (uint)position < (uint)_bytes.Length ? _bytes[position] : (byte)0x80;
        if (value >= 0x80)
        {
            return false;
        }
        _position = position + 1;
        return true;
    }

    /// <summary>The value of seven bits, the highest of which is the sign.</summary>
    private static int SignExtend(byte part) => (part << 25) >> 25;

    private ulong ReadUnsigned(int bits)
    {
        var start = Offset;
        ulong result = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = ReadByte();
            if (bits - shift is < 7 and var left && part >= 1 << left)
            {
                throw Overlong(part, start);
            }
            result |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return result;
            }
        }
    }

    private long ReadSigned(int bits)
    {
        var start = Offset;
        long result = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = ReadByte();
            var value = SignExtend(part);
            // In the last byte the bits beyond the width must repeat the sign.
            if (bits - shift is < 7 and var left && (part >= 0x80 || value >> (left - 1) is not (0 or -1)))
            {
                throw Overlong(part, start);
            }
            result |= (long)value << shift;
            if (part < 0x80)
            {
                return result;
            }
            result &= ~(-1L << (shift + 7));
        }
    }

    [DoesNotReturn]
    private readonly void ThrowAtEnd() => throw new MalformedException("unexpected end", Offset);

    private static MalformedException Overlong(byte last, int start) =>
        new(last >= 0x80 ? "integer representation too long" : "integer too large", start);
}
