namespace Dovetail.Fuzzing.Mutations;

/// <summary>LEB128 for mutators: lenient when reading, and able to pad when writing. Not the product's reader on purpose.</summary>
internal static class Leb
{
    /// <summary>Reads at most ten bytes; false where the number does not end.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70 && at < bytes.Length; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return true;
        }

        return false;
    }

    /// <summary>Appends <paramref name="value"/>, padded to at least <paramref name="width"/> bytes.</summary>
    public static void Write(List<byte> output, ulong value, int width = 1)
    {
        for (var i = 1; value >= 0x80 || i < width; i++)
        {
            output.Add((byte)(value | 0x80));
            value >>= 7;
        }

        output.Add((byte)value);
    }

    /// <summary>Appends a signed <paramref name="value"/>.</summary>
    public static void WriteSigned(List<byte> output, long value)
    {
        while (value is < -64 or > 63)
        {
            output.Add((byte)(value | 0x80));
            value >>= 7;
        }

        output.Add((byte)(value & 0x7f));
    }
}
