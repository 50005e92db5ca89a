namespace Dovetail.Tests.Compilation.Vectors;

/// <summary>
/// The vector instructions on floating-point numbers, written lane by lane from the specification. Lanes of 32 bits are computed as numbers of
/// single precision. A NaN stands for every NaN that is allowed.
/// </summary>
internal static class FloatReference
{
    public static byte[] Result(string shape, string name, byte[][] vectors, double number, byte lane) => shape switch
    {
        "f32x4" => name switch
        {
            "convert_i32x4_s" => Singles(Lanes.Signed(vectors[0], 32).Select(a => (float)a)),
            "convert_i32x4_u" => Singles(Lanes.Unsigned(vectors[0], 32).Select(a => (float)a)),
            "demote_f64x2_zero" => [.. Singles(Doubles(vectors[0]).Select(a => (float)a)), .. new byte[8]],
            "splat" => Singles(Enumerable.Repeat((float)number, 4)),
            "replace_lane" => Singles(Singles(vectors[0]).Select((a, i) => i == lane ? (float)number : a)),
            _ => LaneByLane<float>(name, vectors, Singles, Singles, 32),
        },
        "f64x2" => name switch
        {
            "convert_low_i32x4_s" => Doubles(Lanes.Signed(vectors[0], 32).Take(2).Select(a => (double)a)),
            "convert_low_i32x4_u" => Doubles(Lanes.Unsigned(vectors[0], 32).Take(2).Select(a => (double)a)),
            "promote_low_f32x4" => Doubles(Singles(vectors[0]).Take(2).Select(a => (double)a)),
            "splat" => Doubles(Enumerable.Repeat(number, 2)),
            "replace_lane" => Doubles(Doubles(vectors[0]).Select((a, i) => i == lane ? number : a)),
            _ => LaneByLane<double>(name, vectors, Doubles, Doubles, 64),
        },
        _ => Truncated(name, vectors[0]),
    };

    // Conversions to integers, which give zeros for lanes that are not there.
    private static byte[] Truncated(string name, byte[] vector)
    {
        var numbers = name.Contains("f64x2", StringComparison.Ordinal) ? Doubles(vector) : Singles(vector).Select(a => (double)a);
        var isSigned = name.EndsWith("_s", StringComparison.Ordinal) || name.EndsWith("_s_zero", StringComparison.Ordinal);
        var lanes = numbers.Select(a => double.IsNaN(a) ? 0 : Lanes.Saturate((Int128)Math.Clamp(Math.Truncate(a), -1e15, 1e15), 32, isSigned));
        return Lanes.Join(lanes.Concat([0, 0]).Take(4), 32);
    }

    private static byte[] LaneByLane<T>(string name, byte[][] v, Func<byte[], T[]> split, Func<IEnumerable<T>, byte[]> join, int bits)
        where T : System.Numerics.IFloatingPointIeee754<T>
    {
        var lanes = v.Select(split).ToArray();
        var count = lanes[0].Length;
        if (name is "eq" or "ne" or "lt" or "gt" or "le" or "ge")
            return Lanes.Join(Enumerable.Range(0, count).Select(i => Compare(name, lanes[0][i], lanes[1][i]) ? (Int128.One << bits) - 1 : 0), bits);
        // These only touch the sign, of a NaN too.
        if (name is "abs" or "neg")
        {
            var sign = Int128.One << (bits - 1);
            return Lanes.Join(Lanes.Unsigned(v[0], bits).Select(a => name == "abs" ? a & (sign - 1) : a ^ sign), bits);
        }
        return join(Enumerable.Range(0, count).Select(i => lanes.Length switch
        {
            1 => Unary(name, lanes[0][i]),
            2 => Binary(name, lanes[0][i], lanes[1][i]),
            _ => (name == "relaxed_madd" ? lanes[0][i] * lanes[1][i] : -lanes[0][i] * lanes[1][i]) + lanes[2][i],
        }));
    }

    private static bool Compare<T>(string name, T a, T b)
        where T : System.Numerics.IFloatingPointIeee754<T> => name switch
        {
            "eq" => a == b,
            "ne" => a != b,
            "lt" => a < b,
            "gt" => a > b,
            "le" => a <= b,
            _ => a >= b,
        };

    private static T Unary<T>(string name, T a)
        where T : System.Numerics.IFloatingPointIeee754<T> => name switch
        {
            "sqrt" => T.Sqrt(a),
            "ceil" => T.Ceiling(a),
            "floor" => T.Floor(a),
            "trunc" => T.Truncate(a),
            "nearest" => T.Round(a, MidpointRounding.ToEven),
            _ => throw new NotSupportedException(name),
        };

    private static T Binary<T>(string name, T a, T b)
        where T : System.Numerics.IFloatingPointIeee754<T> => name switch
        {
            "add" => a + b,
            "sub" => a - b,
            "mul" => a * b,
            "div" => a / b,
            "min" or "relaxed_min" => T.IsNaN(a) || T.IsNaN(b) ? T.NaN : a < b || (a == b && T.IsNegative(a)) ? a : b,
            "max" or "relaxed_max" => T.IsNaN(a) || T.IsNaN(b) ? T.NaN : a > b || (a == b && T.IsPositive(a)) ? a : b,
            "pmin" => b < a ? b : a,
            "pmax" => a < b ? b : a,
            _ => throw new NotSupportedException(name),
        };

    private static float[] Singles(byte[] vector) => [.. Lanes.Unsigned(vector, 32).Select(a => BitConverter.UInt32BitsToSingle((uint)a))];

    private static double[] Doubles(byte[] vector) => [.. Lanes.Unsigned(vector, 64).Select(a => BitConverter.UInt64BitsToDouble((ulong)a))];

    private static byte[] Singles(IEnumerable<float> lanes) => Lanes.Join(lanes.Select(a => (Int128)BitConverter.SingleToUInt32Bits(a)), 32);

    private static byte[] Doubles(IEnumerable<double> lanes) => Lanes.Join(lanes.Select(a => (Int128)BitConverter.DoubleToUInt64Bits(a)), 64);
}
