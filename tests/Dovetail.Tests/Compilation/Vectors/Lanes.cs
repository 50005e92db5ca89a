using System.Globalization;

namespace Dovetail.Tests.Compilation.Vectors;

/// <summary>A vector as the specification sees it: lanes of so many bits, taken one by one.</summary>
internal static class Lanes
{
    /// <summary>The lanes as unsigned numbers.</summary>
    public static Int128[] Unsigned(byte[] vector, int bits)
    {
        var lanes = new Int128[128 / bits];
        for (var i = 0; i < vector.Length; i++)
            lanes[i * 8 / bits] |= (Int128)vector[i] << (i * 8 % bits);
        return lanes;
    }

    /// <summary>The lanes as signed numbers.</summary>
    public static Int128[] Signed(byte[] vector, int bits) => [.. Unsigned(vector, bits).Select(lane => Sign(lane, bits))];

    /// <summary>The lanes as signed numbers or as unsigned ones, as the last letter of the instruction says.</summary>
    public static Int128[] Of(byte[] vector, int bits, bool isSigned) => isSigned ? Signed(vector, bits) : Unsigned(vector, bits);

    /// <summary>The vector of these lanes, each cut off to its width.</summary>
    public static byte[] Join(IEnumerable<Int128> lanes, int bits) =>
        [.. lanes.SelectMany(lane => Enumerable.Range(0, bits / 8).Select(i => (byte)(lane >> (8 * i))))];

    public static Int128 Sign(Int128 lane, int bits) => (lane >> (bits - 1)) == 0 ? lane : lane - (Int128.One << bits);

    public static Int128 Saturate(Int128 value, int bits, bool isSigned)
    {
        var least = isSigned ? -(Int128.One << (bits - 1)) : 0;
        return Int128.Clamp(value, least, least + (Int128.One << bits) - 1);
    }

    /// <summary>The width of the lanes of a shape: <c>i16x8</c> has 16 bits.</summary>
    public static int Bits(string shape) => int.Parse(shape.AsSpan(1, shape.IndexOf('x', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);
}
