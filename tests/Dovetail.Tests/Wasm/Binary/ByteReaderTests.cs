using Dovetail.Wasm.Binary;

namespace Dovetail.Tests.Wasm.Binary;

public class ByteReaderTests
{
    [Theory]
    [InlineData(0u, 0x00)]
    [InlineData(624485u, 0xE5, 0x8E, 0x26)]
    [InlineData(uint.MaxValue, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)]
    [InlineData(0u, 0x80, 0x80, 0x80, 0x80, 0x00)]
    public void Reads_an_unsigned_number_of_32_bits(uint expected, params int[] bytes) =>
        Assert.Equal(expected, Reader(bytes).ReadU32());

    [Fact]
    public void Rejects_a_leb128_longer_than_five_bytes() =>
        Rejects("integer representation too long", [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], (ref r) => r.ReadU32());

    [Fact]
    public void Rejects_bits_beyond_the_width() =>
        Rejects("integer too large", [0xFF, 0xFF, 0xFF, 0xFF, 0x1F], (ref r) => r.ReadU32());

    [Fact]
    public void Rejects_an_unsigned_number_of_64_bits_that_is_too_large() =>
        Rejects("integer too large", [.. Enumerable.Repeat(0xFF, 9), 0x02], (ref r) => r.ReadU64());

    [Theory]
    [InlineData(-1, 0x7F)]
    [InlineData(-123456, 0xC0, 0xBB, 0x78)]
    [InlineData(int.MinValue, 0x80, 0x80, 0x80, 0x80, 0x78)]
    [InlineData(int.MaxValue, 0xFF, 0xFF, 0xFF, 0xFF, 0x07)]
    [InlineData(64, 0xC0, 0x00)]
    public void Reads_a_signed_number_of_32_bits(int expected, params int[] bytes) => Assert.Equal(expected, Reader(bytes).ReadS32());

    [Theory]
    [InlineData(0x08)]
    [InlineData(0x70)]
    [InlineData(0x4F)]
    public void Rejects_a_last_byte_that_does_not_repeat_the_sign(int last) =>
        Rejects("integer too large", [0x80, 0x80, 0x80, 0x80, last], (ref r) => r.ReadS32());

    [Theory]
    [InlineData(uint.MaxValue, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)]
    [InlineData(-0x1_0000_0000L, 0x80, 0x80, 0x80, 0x80, 0x70)]
    public void Reads_a_signed_number_of_33_bits(long expected, params int[] bytes) => Assert.Equal(expected, Reader(bytes).ReadS33());

    [Fact]
    public void Rejects_a_signed_number_beyond_33_bits() =>
        Rejects("integer too large", [0x80, 0x80, 0x80, 0x80, 0x10], (ref r) => r.ReadS33());

    [Fact]
    public void Reads_the_least_number_of_64_bits() =>
        Assert.Equal(long.MinValue, Reader([.. Enumerable.Repeat(0x80, 9), 0x7F]).ReadS64());

    [Fact]
    public void Says_where_the_bytes_end()
    {
        var error = Assert.Throws<MalformedException>(() => new ByteReader([0x80], 0x40).ReadU32());
        Assert.Equal(0x41, error.Offset);
    }

    [Fact]
    public void Rejects_a_count_beyond_the_bytes() =>
        Rejects("length out of bounds", [0x03, 0x00, 0x00], (ref r) => r.ReadCount());

    [Fact]
    public void Reads_a_name() => Assert.Equal("aß€😀", Reader([10, .. "aß€😀"u8.ToArray().Select(b => (int)b)]).ReadName());

    [Theory]
    [InlineData(0xC0, 0x80)]
    [InlineData(0xED, 0xA0, 0x80)]
    [InlineData(0xF4, 0x90, 0x80, 0x80)]
    [InlineData(0x80)]
    public void Rejects_a_name_that_is_not_utf8(params int[] bytes) =>
        Rejects("malformed UTF-8 encoding", [bytes.Length, .. bytes], (ref r) => r.ReadName());

    [Fact]
    public void Refuses_a_name_beyond_the_limit_by_name()
    {
        var writer = new ByteWriter();
        writer.WriteName(new string('a', ByteReader.MaxNameLength + 1));
        var error = Assert.Throws<LimitException>(() => new ByteReader(writer.Written).ReadName());
        Assert.Equal("name length", error.Limit);
    }

    [Fact]
    public void Reads_what_the_writer_wrote()
    {
        foreach (var value in new[] { 0, 1, 63, 64, -64, -65, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue })
        {
            var writer = new ByteWriter();
            writer.WriteSigned(value);
            writer.WriteU64((ulong)value);
            var reader = new ByteReader(writer.Written);
            Assert.Equal(value, reader.ReadS64());
            Assert.Equal((ulong)value, reader.ReadU64());
            Assert.True(reader.AtEnd);
        }
    }

    private delegate void Reading(ref ByteReader reader);

    private static ByteReader Reader(params int[] bytes) => new(bytes.Select(b => (byte)b).ToArray());

    private static void Rejects(string message, int[] bytes, Reading read)
    {
        var error = Assert.Throws<MalformedException>(() =>
        {
            var reader = Reader(bytes);
            read(ref reader);
        });
        Assert.StartsWith(message, error.Message);
        Assert.Equal(message == "unexpected end" ? bytes.Length : 0, error.Offset);
    }
}
