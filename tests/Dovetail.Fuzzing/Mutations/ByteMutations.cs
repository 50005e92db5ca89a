namespace Dovetail.Fuzzing.Mutations;

/// <summary>Changes to bytes of any format. Each takes what it changes and a donor (another input of the corpus).</summary>
internal static class ByteMutations
{
    private static ReadOnlySpan<byte> Interesting => [0x00, 0x01, 0x40, 0x7f, 0x80, 0xfe, 0xff, 0x0b, 0x70, 0x6f, 0x60, 0x5e];

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Func<byte[], byte[], SeededRandom, byte[]>> All =
        [FlipBits, SetByte, Truncate, Splice, Delete, Duplicate, ReplaceLeb];

    public static byte[] FlipBits(byte[] input, byte[] donor, SeededRandom random)
    {
        var output = (byte[])input.Clone();
        for (var i = random.Below(8); i >= 0 && output.Length > 0; i--)
            output[random.Below(output.Length)] ^= (byte)(1 << random.Below(8));
        return output;
    }

    public static byte[] SetByte(byte[] input, byte[] donor, SeededRandom random)
    {
        var output = (byte[])input.Clone();
        if (output.Length > 0) output[random.Below(output.Length)] = random.OneIn(3) ? random.Byte() : random.Pick(Interesting);
        return output;
    }

    public static byte[] Truncate(byte[] input, byte[] donor, SeededRandom random) => input[..random.Below(input.Length)];

    /// <summary>Puts a piece of the donor in place of a piece of the input.</summary>
    public static byte[] Splice(byte[] input, byte[] donor, SeededRandom random)
    {
        var (from, length) = Range(donor, random);
        var (at, removed) = Range(input, random);
        return [.. input.AsSpan(0, at), .. donor.AsSpan(from, length), .. input.AsSpan(at + removed)];
    }

    public static byte[] Delete(byte[] input, byte[] donor, SeededRandom random)
    {
        var (at, length) = Range(input, random);
        return [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
    }

    public static byte[] Duplicate(byte[] input, byte[] donor, SeededRandom random)
    {
        var (at, length) = Range(input, random);
        return [.. input.AsSpan(0, at + length), .. input.AsSpan(at)];
    }

    /// <summary>Reads a LEB128 wherever a random place starts and writes a boundary value there, of the same width if it can.</summary>
    public static byte[] ReplaceLeb(byte[] input, byte[] donor, SeededRandom random)
    {
        var start = random.Below(input.Length);
        var end = start;
        if (!Leb.TryRead(input, ref end, out var old)) return FlipBits(input, donor, random);
        var value = random.OneIn(2) ? old + (ulong)random.Below(5) - 2 : random.Boundary();
        var number = new List<byte>();
        Leb.Write(number, value, random.OneIn(2) ? end - start : 1 + random.Below(11));
        return [.. input.AsSpan(0, start), .. number, .. input.AsSpan(end)];
    }

    private static (int At, int Length) Range(byte[] bytes, SeededRandom random)
    {
        var at = random.Below(bytes.Length + 1);
        var longest = Math.Min(bytes.Length - at, random.OneIn(4) ? bytes.Length : 16);
        return (at, random.Below(longest + 1));
    }
}
