namespace Dovetail.Tests.Compilation.Vectors;

/// <summary>The vector instructions on integers, written lane by lane from the specification; null for what is not one of them.</summary>
internal static class IntegerReference
{
    public static object? Result(string shape, string name, byte[][] vectors, long number, byte lane)
    {
        if (shape == "v128")
            return Bits(name, vectors);
        var bits = Lanes.Bits(shape);
        var isSigned = !name.EndsWith("_u", StringComparison.Ordinal);
        return Test(name, vectors, bits) ?? Widths(name, vectors, bits, isSigned) ?? (shape[0] == 'f' ? null
            : name is "shl" or "shr_s" or "shr_u" ? Map(vectors[0], bits, isSigned, a => name == "shl" ? a << (int)(number & (bits - 1)) : a >> (int)(number & (bits - 1)))
            : name is "swizzle" or "relaxed_swizzle" ? Swizzle(vectors[0], vectors[1])
            : name is "splat" ? Lanes.Join(Enumerable.Repeat((Int128)number, 128 / bits), bits)
            : name is "replace_lane" ? Lanes.Join(Lanes.Signed(vectors[0], bits).Select((a, i) => i == lane ? number : a), bits)
            : name.StartsWith("extract_lane", StringComparison.Ordinal) ? Lanes.Of(vectors[0], bits, isSigned)[lane]
            : name is "relaxed_laneselect" ? Bits("bitselect", vectors)
            : vectors.Length == 1 ? Map(vectors[0], bits, true, a => Unary(name, a))
            : LaneByLane(name, vectors, bits, isSigned));
    }

    private static object? Bits(string name, byte[][] v) => name switch
    {
        "not" => Bytes(v, i => ~v[0][i]),
        "and" => Bytes(v, i => v[0][i] & v[1][i]),
        "andnot" => Bytes(v, i => v[0][i] & ~v[1][i]),
        "or" => Bytes(v, i => v[0][i] | v[1][i]),
        "xor" => Bytes(v, i => v[0][i] ^ v[1][i]),
        "bitselect" => Bytes(v, i => (v[0][i] & v[2][i]) | (v[1][i] & ~v[2][i])),
        "any_true" => v[0].Any(b => b != 0) ? 1 : 0,
        _ => null,
    };

    private static object? Test(string name, byte[][] v, int bits) => name switch
    {
        "all_true" => Lanes.Unsigned(v[0], bits).All(lane => lane != 0) ? 1 : 0,
        "bitmask" => Lanes.Signed(v[0], bits).Select((lane, i) => lane < 0 ? 1 << i : 0).Sum(),
        _ => null,
    };

    // What takes lanes of another width.
    private static byte[]? Widths(string name, byte[][] v, int bits, bool isSigned)
    {
        var half = bits / 2;
        var part = name.Contains("_high_", StringComparison.Ordinal) ? 1 : 0;
        Int128[] Wide(byte[] vector) => Lanes.Of(vector, half, isSigned);
        Int128[] Half(byte[] vector) => Wide(vector)[(part * 128 / bits)..][..(128 / bits)];
        if (name.StartsWith("narrow", StringComparison.Ordinal))
            return Lanes.Join(v.SelectMany(each => Lanes.Signed(each, 2 * bits)).Select(a => Lanes.Saturate(a, bits, isSigned)), bits);
        if (name.StartsWith("extend_", StringComparison.Ordinal))
            return Lanes.Join(Half(v[0]), bits);
        if (name.StartsWith("extmul_", StringComparison.Ordinal))
            return Lanes.Join(Half(v[0]).Zip(Half(v[1]), (a, b) => a * b), bits);
        if (name.StartsWith("extadd_", StringComparison.Ordinal))
            return Lanes.Join(Pairs(Wide(v[0])), bits);
        if (name == "dot_i16x8_s")
            return Lanes.Join(Pairs(Wide(v[0]).Zip(Wide(v[1]), (a, b) => a * b)), bits);
        if (name == "relaxed_dot_i8x16_i7x16_s")
            return Dot(v);
        return name == "relaxed_dot_i8x16_i7x16_add_s"
            ? Lanes.Join(Pairs(Lanes.Signed(Dot(v), 16)).Zip(Lanes.Signed(v[2], 32), (a, b) => a + b), 32)
            : null;
    }

    private static byte[] Dot(byte[][] v) => Lanes.Join(
        Pairs(Lanes.Signed(v[0], 8).Zip(Lanes.Signed(v[1], 8), (a, b) => a * b)).Select(sum => Lanes.Saturate(sum, 16, true)), 16);

    private static IEnumerable<Int128> Pairs(IEnumerable<Int128> lanes) => lanes.Chunk(2).Select(pair => pair[0] + pair[1]);

    private static Int128 Unary(string name, Int128 a) => name switch
    {
        "abs" => Int128.Abs(a),
        "neg" => -a,
        "popcnt" => Int128.PopCount(a & 0xff),
        _ => throw new NotSupportedException(name),
    };

    private static byte[] LaneByLane(string name, byte[][] v, int bits, bool isSigned)
    {
        var all = (Int128.One << bits) - 1;
        return Lanes.Join(Lanes.Of(v[0], bits, isSigned).Zip(Lanes.Of(v[1], bits, isSigned), (a, b) => name switch
        {
            "eq" => a == b ? all : 0,
            "ne" => a != b ? all : 0,
            "lt_s" or "lt_u" => a < b ? all : 0,
            "gt_s" or "gt_u" => a > b ? all : 0,
            "le_s" or "le_u" => a <= b ? all : 0,
            "ge_s" or "ge_u" => a >= b ? all : 0,
            "add" => a + b,
            "sub" => a - b,
            "mul" => a * b,
            "add_sat_s" or "add_sat_u" => Lanes.Saturate(a + b, bits, isSigned),
            "sub_sat_s" or "sub_sat_u" => Lanes.Saturate(a - b, bits, isSigned),
            "min_s" or "min_u" => Int128.Min(a, b),
            "max_s" or "max_u" => Int128.Max(a, b),
            "avgr_u" => (a + b + 1) / 2,
            "q15mulr_sat_s" or "relaxed_q15mulr_s" => Lanes.Saturate(((a * b) + 0x4000) >> 15, bits, true),
            _ => throw new NotSupportedException(name),
        }), bits);
    }

    private static byte[] Map(byte[] vector, int bits, bool isSigned, Func<Int128, Int128> function) =>
        Lanes.Join(Lanes.Of(vector, bits, isSigned).Select(function), bits);

    private static byte[] Swizzle(byte[] vector, byte[] indices) => [.. indices.Select(i => i < 16 ? vector[i] : (byte)0)];

    private static byte[] Bytes(byte[][] vectors, Func<int, int> function) =>
        [.. Enumerable.Range(0, vectors[0].Length).Select(i => (byte)function(i))];
}
