using Dovetail.Wasm.Text;

namespace Dovetail.Tests.Wasm.Text;

public class NumberLiteralTests
{
    [Theory]
    [InlineData("0", 32, 0ul)]
    [InlineData("4294967295", 32, 0xffff_fffful)]
    [InlineData("-1", 32, 0xffff_fffful)]
    [InlineData("-0x8000_0000", 32, 0x8000_0000ul)]
    [InlineData("+1_0", 32, 10ul)]
    [InlineData("-128", 8, 0x80ul)]
    [InlineData("0xffff_ffff_ffff_ffff", 64, ulong.MaxValue)]
    [InlineData("-9223372036854775808", 64, 0x8000_0000_0000_0000ul)]
    public void Reads_integers(string text, int bits, ulong value)
    {
        Assert.True(NumberLiteral.TryParseInteger(text, bits, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("4294967296", 32)]
    [InlineData("-2147483649", 32)]
    [InlineData("256", 8)]
    [InlineData("18446744073709551616", 64)]
    [InlineData("-9223372036854775809", 64)]
    [InlineData("", 32)]
    [InlineData("+", 32)]
    [InlineData("1_", 32)]
    [InlineData("_1", 32)]
    [InlineData("1__0", 32)]
    [InlineData("0x", 32)]
    [InlineData("0x_1", 32)]
    [InlineData("0X1", 32)]
    [InlineData("1a", 32)]
    [InlineData("--1", 32)]
    public void Rejects_integers_out_of_range_or_form(string text, int bits) =>
        Assert.False(NumberLiteral.TryParseInteger(text, bits, out _));

    [Theory]
    [InlineData("0.0", 0x0000_0000u)]
    [InlineData("-0", 0x8000_0000u)]
    [InlineData("1", 0x3f80_0000u)]
    [InlineData("1.e1", 0x4120_0000u)]
    [InlineData("0x1.fffffep127", 0x7f7f_ffffu)]
    [InlineData("0x1p-149", 0x0000_0001u)]
    [InlineData("0x1p-150", 0x0000_0000u)]
    [InlineData("0x1.000001p-150", 0x0000_0001u)]
    [InlineData("0x0.000001p-126", 0x0000_0000u)]
    [InlineData("0x0.0000011p-126", 0x0000_0001u)]
    [InlineData("0x1.000001p0", 0x3f80_0000u)]
    [InlineData("0x1.000003p0", 0x3f80_0002u)]
    [InlineData("0x1.00000100000000000000001p0", 0x3f80_0001u)]
    [InlineData("0x1.fffffffp-127", 0x0080_0000u)]
    [InlineData("16777217.0000000001", 0x4b80_0001u)]
    [InlineData("0x8000_0080_0000_0001", 0x5f00_0001u)]
    [InlineData("1e-99999999999999999999", 0x0000_0000u)]
    [InlineData("0x1p-99999999999999999999", 0x0000_0000u)]
    [InlineData("0x0p99999999999999999999", 0x0000_0000u)]
    [InlineData("inf", 0x7f80_0000u)]
    [InlineData("-inf", 0xff80_0000u)]
    [InlineData("nan", 0x7fc0_0000u)]
    [InlineData("-nan:0x1", 0xff80_0001u)]
    [InlineData("+nan:0x7f_ffff", 0x7fff_ffffu)]
    public void Reads_floats_rounded_once(string text, uint bits)
    {
        Assert.True(FloatLiteral.TryParse(text, FloatFormat.F32, out var read));
        Assert.Equal(bits, read);
    }

    [Theory]
    [InlineData("0x1.0000000000000800000000001", 0x3ff0_0000_0000_0001ul)]
    [InlineData("0x1.00000000000008", 0x3ff0_0000_0000_0000ul)]
    [InlineData("0x1.00000000000018", 0x3ff0_0000_0000_0002ul)]
    [InlineData("0x1p-1074", 1ul)]
    [InlineData("1.7976931348623157e308", 0x7fef_ffff_ffff_fffful)]
    [InlineData("nan:0xf_ffff_ffff_ffff", 0x7fff_ffff_ffff_fffful)]
    [InlineData("nan", 0x7ff8_0000_0000_0000ul)]
    public void Reads_doubles(string text, ulong bits)
    {
        Assert.True(FloatLiteral.TryParse(text, FloatFormat.F64, out var read));
        Assert.Equal(bits, read);
    }

    [Fact]
    public void Reads_decimals_of_any_length()
    {
        Assert.True(FloatLiteral.TryParse($"0.{new string('0', 5000)}1e5001", FloatFormat.F64, out var one));
        Assert.Equal(1.0, BitConverter.UInt64BitsToDouble(one));
        Assert.True(FloatLiteral.TryParse($"1.{new string('0', 5000)}1e-5000_0000", FloatFormat.F64, out var zero));
        Assert.Equal(0ul, zero);
    }

    [Theory]
    [InlineData("1e39")]
    [InlineData("340282356779733661637539395458142568448")]
    [InlineData("0x1.ffffffp127")]
    [InlineData("1e99999999999999999999")]
    [InlineData("0x1p99999999999999999999")]
    [InlineData("nan:0x0")]
    [InlineData("nan:0x80_0000")]
    [InlineData("nan:1")]
    [InlineData("nan:canonical")]
    [InlineData(".0")]
    [InlineData("1e")]
    [InlineData("1.0_")]
    [InlineData("1_.0")]
    [InlineData("0x1.0g")]
    [InlineData("0x")]
    [InlineData("0x1p0x1")]
    [InlineData("infinity")]
    public void Rejects_floats_out_of_range_or_form(string text) =>
        Assert.False(FloatLiteral.TryParse(text, FloatFormat.F32, out _));
}
