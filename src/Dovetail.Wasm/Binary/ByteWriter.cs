using System.Buffers.Binary;
using System.Text;

namespace Dovetail.Wasm.Binary;

/// <summary>Writes the values of the binary format (core specification 3.0, 5.2 "Values") to a buffer that grows.</summary>
internal sealed class ByteWriter
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    private byte[] _buffer;
    private int _length;

    public ByteWriter(int capacity = 64) => _buffer = new byte[capacity];

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public byte[] ToArray() => Written.ToArray();

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void WriteU32(uint value) => WriteU64(value);

    /// <summary>An index or a count; as unsigned, so that an index beyond <see cref="int.MaxValue"/> comes back as it was read.</summary>
    public void WriteIndex(int value) => WriteU64((uint)value);

    public void WriteU64(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }
        WriteByte((byte)value);
    }

    /// <summary>A signed number of any width: the shortest form, which is the same for all widths that hold it.</summary>
    public void WriteSigned(long value)
    {
        while (value is < -64 or > 63)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }
        WriteByte((byte)(value & 0x7F));
    }

    /// <summary>Four bytes, little-endian.</summary>
    public void WriteFixed32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    /// <summary>Eight bytes, little-endian.</summary>
    public void WriteFixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    /// <summary>A name: a byte count and UTF-8.</summary>
    /// <exception cref="ArgumentException">The name has a surrogate without its partner.</exception>
    public void WriteName(string name)
    {
        var length = s_strictUtf8.GetByteCount(name);
        WriteIndex(length);
        s_strictUtf8.GetBytes(name, Reserve(length));
    }

    /// <summary>A byte count and the bytes.</summary>
    public void WriteSized(ReadOnlySpan<byte> bytes)
    {
        WriteIndex(bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>A section: its id, its size and its content.</summary>
    public void WriteSection(byte id, ReadOnlySpan<byte> content)
    {
        WriteByte(id);
        WriteSized(content);
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(checked(_length + count), (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        }
        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}
