using System.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.Values;

public class WaveTests
{
    private static readonly PrimitiveType U8 = PrimitiveType.Of(PrimitiveKind.U8);
    private static readonly PrimitiveType S32 = PrimitiveType.Of(PrimitiveKind.S32);
    private static readonly PrimitiveType F32 = PrimitiveType.Of(PrimitiveKind.F32);
    private static readonly PrimitiveType F64 = PrimitiveType.Of(PrimitiveKind.F64);
    private static readonly PrimitiveType Text = PrimitiveType.Of(PrimitiveKind.String);
    private static readonly PrimitiveType Char = PrimitiveType.Of(PrimitiveKind.Char);

    [Theory]
    [InlineData("-128", PrimitiveKind.S8)]
    [InlineData("255", PrimitiveKind.U8)]
    [InlineData("-9223372036854775808", PrimitiveKind.S64)]
    [InlineData("18446744073709551615", PrimitiveKind.U64)]
    [InlineData("0", PrimitiveKind.U32)]
    public void Reads_integers_to_their_bounds(string text, PrimitiveKind kind) =>
        Assert.Equal(text, Wave.Parse(text, PrimitiveType.Of(kind)).ToString());

    [Theory]
    [InlineData("-129", PrimitiveKind.S8, "out of range of s8")]
    [InlineData("256", PrimitiveKind.U8, "out of range of u8")]
    [InlineData("-9223372036854775809", PrimitiveKind.S64, "out of range of s64")]
    [InlineData("9223372036854775808", PrimitiveKind.S64, "out of range of s64")]
    [InlineData("18446744073709551616", PrimitiveKind.U64, "out of range of u64")]
    [InlineData("184467440737095516150", PrimitiveKind.U64, "out of range of u64")]
    [InlineData("-123456789012345678901234567890", PrimitiveKind.S64, "out of range of s64")]
    [InlineData("99999999999999999999.5", PrimitiveKind.S64, "expected s64")]
    [InlineData("-0", PrimitiveKind.U8, "expected u8")]
    [InlineData("1.0", PrimitiveKind.S32, "expected s32")]
    [InlineData("1e2", PrimitiveKind.S32, "expected s32")]
    [InlineData("-inf", PrimitiveKind.S32, "expected s32")]
    public void Says_why_a_number_is_no_integer_of_the_type(string text, PrimitiveKind kind, string reason) =>
        Assert.Equal(reason, Assert.Throws<WaveException>(() => Wave.Parse(text, PrimitiveType.Of(kind))).Reason);

    [Theory]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("0x1")]
    public void Refuses_what_is_no_number(string text) => Assert.Throws<WaveException>(() => Wave.Parse(text, S32));

    [Fact]
    public void Reads_minus_zero_as_a_signed_integer() => Assert.Equal(0, Wave.Parse("-0", S32));

    [Theory]
    [InlineData("3.4028234664e38", "340282350000000000000000000000000000000")]
    [InlineData("1e-45", "0.000000000000000000000000000000000000000000001")]
    [InlineData("-0.0", "-0")]
    [InlineData("1e007", "10000000")]
    [InlineData("1.5e20", "150000000000000000000")]
    [InlineData("-inf", "-inf")]
    [InlineData("1e39", "inf")]
    public void Writes_floats_without_an_exponent(string text, string written) =>
        Assert.Equal(written, Wave.Write(Wave.Parse(text, F32)));

    [Theory]
    [InlineData(1.7976931348623157e308)]
    [InlineData(5e-324)]
    [InlineData(123456789.123456789)]
    [InlineData(1.2345e16)]
    [InlineData(1.2345678901234567e3)]
    public void Writes_doubles_that_read_back_the_same(double value)
    {
        var written = Wave.Write(value);
        Assert.DoesNotContain('E', written);
        Assert.Equal(value, (double)Wave.Parse(written, F64));
    }

    [Theory]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("-nan")]
    [InlineData("NaN")]
    [InlineData("1e")]
    public void Refuses_what_is_no_float(string text) => Assert.Throws<WaveException>(() => Wave.Parse(text, F64));

    [Fact]
    public void Escapes_both_quotes_and_what_does_not_print()
    {
        Assert.Equal("""
            "a\'\"\\\n\u{7f}\u{200b}é"
            """.Trim(), Wave.Write("a'\"\\\n\u007f\u200bé"));
        Assert.Equal("'\\''", Wave.Write('\''));
    }

    [Theory]
    [InlineData("'\\u{1F600}'", 0x1f600)]
    [InlineData("'\"'", '"')]
    [InlineData("'\\\"'", '"')]
    [InlineData("'☃'", 0x2603)]
    public void Reads_a_character(string text, int value) =>
        Assert.Equal(new Rune(value), (Rune)Wave.Parse(text, Char));

    [Fact]
    public void Refuses_a_character_of_two_scalars() =>
        Assert.Throws<WaveException>(() => Wave.Parse("'☃\ufe0e'", Char));

    [Theory]
    [InlineData("\"\"\"\n  a\n    b\n  \"\"\"", "a\n  b")]
    [InlineData("\"\"\"\r\n  a \\r\r\n\n  \"\"\"", null)]
    [InlineData("\"\"\"\n\"\"\"", "")]
    [InlineData("\"\"\"\n\n\"\"\"", "")]
    [InlineData("\"\"\"\n  two \"\"\\\"\n  \"\"\"", "two \"\"\"")]
    public void Reads_strings_of_many_lines(string text, string? value)
    {
        if (value is null)
        {
            Assert.Throws<WaveException>(() => Wave.Parse(text, Text));
            return;
        }
        Assert.Equal(value, (string)Wave.Parse(text, Text));
    }

    [Fact]
    public void Takes_commas_of_records_and_flags_as_optional()
    {
        var record = new RecordType([new("a", U8), new("b", U8)]);
        Assert.Equal(Wave.Parse("{a: 1, b: 2}", record), Wave.Parse("{b: 2 %a: 1}", record));
        Assert.Equal(WitValue.Flags("read", "write"), Wave.Parse("{write read}", new FlagsType(["read", "write"])));
    }

    [Fact]
    public void Ignores_unknown_fields_and_takes_missing_options_as_none()
    {
        var record = new RecordType([new("a", U8), new("b", new OptionType(U8))]);
        Assert.Equal("{a: 1}", Wave.Write(Wave.Parse("{c: \"x\", a: 1}", record)));
    }

    [Fact]
    public void Tells_an_empty_record_from_empty_flags()
    {
        var record = new RecordType([new("a", new OptionType(U8))]);
        Assert.Equal("{:}", Wave.Write(Wave.Parse("{:}", record)));
        Assert.Equal("{}", Wave.Write(Wave.Parse("{}", new FlagsType(["a"]))));
        Assert.Throws<WaveException>(() => Wave.Parse("{}", record));
    }

    [Fact]
    public void Takes_flat_options_and_results_only_where_they_are_clear()
    {
        Assert.Equal(WitValue.Some((byte)1), Wave.Parse("1", new OptionType(U8)));
        Assert.Equal(WitValue.Ok((byte)1), Wave.Parse("1", new ResultType(U8, null)));
        Assert.Throws<WaveException>(() => Wave.Parse("1", new OptionType(new OptionType(U8))));
        Assert.Equal(WitValue.Some(WitValue.None), Wave.Parse("some(none)", new OptionType(new OptionType(U8))));
    }

    [Fact]
    public void Wants_keywords_marked_as_cases_but_not_as_fields()
    {
        var cases = new EnumType(["none", "west"]);
        Assert.Equal(WitValue.Enum("none"), Wave.Parse("%none", cases));
        Assert.Equal("%none", Wave.Write(WitValue.Enum("none")));
        Assert.Throws<WaveException>(() => Wave.Parse("none", cases));
        Assert.Equal(WitValue.None, Wave.Parse("none", new OptionType(cases)));
        Assert.Equal(WitValue.Record(("none", (byte)1)), Wave.Parse("{none: 1}", new RecordType([new("none", U8)])));
    }

    [Fact]
    public void Reads_variants_with_payloads()
    {
        var type = new VariantType([new("a-1", null), new("HTTP3", new TupleType([U8, Text]))]);
        Assert.Equal(WitValue.Variant("a-1"), Wave.Parse("a-1", type));
        Assert.Equal(WitValue.Variant("HTTP3", WitValue.Tuple((byte)1, "x")), Wave.Parse("HTTP3((1, \"x\",))", type));
        Assert.Throws<WaveException>(() => Wave.Parse("a-1(1)", type));
        Assert.Throws<WaveException>(() => Wave.Parse("HTTP3", type));
        Assert.Throws<WaveException>(() => Wave.Parse("Http3", type));
    }

    [Fact]
    public void Refuses_a_hundred_and_one_levels()
    {
        WitType type = U8;
        for (var i = 0; i < 99; i++)
        {
            type = new ListType(type);
        }
        Assert.Equal(WitValueKind.List, Wave.Parse(Nested(99, "1"), type).Kind);
        Assert.Throws<WaveException>(() => Wave.Parse(Nested(100, "1"), new ListType(type)));
        Assert.Throws<WaveException>(() => Wave.Parse(new string('[', 1_000_000), type));
    }

    [Fact]
    public void Shows_the_place_of_an_error()
    {
        var error = Assert.Throws<WaveException>(() => Wave.Parse("[1, 2,\n 300]", new ListType(U8), "values.wave"));
        Assert.Equal("out of range of u8", error.Reason);
        Assert.Contains("values.wave:2:2", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n2 |  300]\n", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("|  ^^^", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Splits_the_name_of_a_call()
    {
        Assert.Equal((null, "add"), Names("add(1)"));
        Assert.Equal(("shop:math/calc@1.2.0", "add"), Names("shop:math/calc.add@1.2.0()"));
        Assert.Equal(("calc", "add"), Names("calc.%add()"));
    }

    [Theory]
    [InlineData("(1)")]
    [InlineData("add")]
    [InlineData("add(1) 2")]
    [InlineData("a/b()")]
    [InlineData("calc.add@()")]
    public void Refuses_what_is_no_call(string text) => Assert.Throws<WaveException>(() => Wave.ParseCall(text));

    [Fact]
    public void Lets_options_at_the_end_of_a_call_be_left_out()
    {
        var optional = new OptionType(U8);
        var type = new WitFunctionType([new("a", optional), new("b", optional)], null);
        Assert.Equal([WitValue.Some((byte)1), WitValue.None], Wave.ParseCall("f(1)").Arguments(type).AsEnumerable());
        Assert.Throws<WaveException>(() => Wave.ParseCall("f()").Arguments(type));
        Assert.Throws<WaveException>(() => Wave.ParseCall("f(1, 2, 3)").Arguments(type));
        Assert.Empty(Wave.ParseCall("f()").Arguments(new([], null)));
    }

    private static (string?, string) Names(string text) =>
        (Wave.ParseCall(text).Interface, Wave.ParseCall(text).Function);

    private static string Nested(int levels, string inner) => new string('[', levels) + inner + new string(']', levels);
}
