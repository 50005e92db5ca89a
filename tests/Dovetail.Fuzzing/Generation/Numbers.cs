using Dovetail.Wasm.Binary;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Constants that bugs like.</summary>
internal static class Numbers
{
    private static readonly double[] s_floats =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.9999999999999999, 4294967295, 4294967296, 2147483647, 2147483648, -2147483648, -2147483649,
        9223372036854775808.0, -9223372036854775808.0, 18446744073709551615.0, 9007199254740993, 8388609, 16777217, 3.4028234663852886e38,
        1.7976931348623157e308, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, 1.401298464324817e-45, 1.1754943508222875e-38,
        2.2250738585072014e-308, 127.5, -128.5, 32767.5, 255, 1e10, -1e20, 0.1,
    ];

    // Signalling and quiet NaNs of both signs.
    private static readonly uint[] s_nans32 = [0x7FC00000, 0xFFC00000, 0x7F800001, 0xFFBFFFFF, 0x7FFFFFFF];
    private static readonly ulong[] s_nans64 =
        [0x7FF8000000000000, 0xFFF8000000000000, 0x7FF0000000000001, 0xFFF7FFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF];

    /// <summary>An integer of any width: small, at a boundary, or any.</summary>
    public static ulong Integer(SeededRandom random) => random.Below(8) switch
    {
        0 or 1 or 2 => (ulong)(random.Below(40) - 8),
        3 => random.Next(),
        4 => random.Pick<ulong>([0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0x7F, 0x80, 0x7FFF, 0x8000, 0xFFFF]),
        _ => random.Boundary(),
    };

    /// <summary>The bits of an f32.</summary>
    public static uint Float32(SeededRandom random) => random.Below(8) switch
    {
        0 => random.Pick<uint>(s_nans32),
        1 => (uint)random.Next(),
        2 or 3 => BitConverter.SingleToUInt32Bits(random.Below(2001) - 1000),
        _ => BitConverter.SingleToUInt32Bits((float)random.Pick<double>(s_floats)),
    };

    /// <summary>The bits of an f64.</summary>
    public static ulong Float64(SeededRandom random) => random.Below(8) switch
    {
        0 => random.Pick<ulong>(s_nans64),
        1 => random.Next(),
        2 or 3 => BitConverter.DoubleToUInt64Bits(random.Below(2001) - 1000),
        _ => BitConverter.DoubleToUInt64Bits(random.Pick<double>(s_floats)),
    };

    /// <summary>Sixteen bytes, as lanes of one shape.</summary>
    public static void WriteVector(ByteWriter writer, SeededRandom random)
    {
        switch (random.Below(5))
        {
            case 0:
                for (var i = 0; i < 16; i++) writer.WriteByte((byte)Integer(random));
                break;
            case 1:
                for (var i = 0; i < 4; i++) writer.WriteFixed32((uint)Integer(random));
                break;
            case 2:
                for (var i = 0; i < 4; i++) writer.WriteFixed32(Float32(random));
                break;
            case 3:
                for (var i = 0; i < 2; i++) writer.WriteFixed64(Float64(random));
                break;
            default:
                for (var i = 0; i < 2; i++) writer.WriteFixed64(Integer(random));
                break;
        }
    }
}
