using System.Text;

namespace Dovetail.Tests.Values;

public class WitValueTests
{
    [Fact]
    public void Converts_from_and_to_scalars_of_C_sharp()
    {
        Assert.Equal(42, (int)(WitValue)42);
        Assert.Equal(42UL, (ulong)(WitValue)42);
        Assert.Equal(ulong.MaxValue, (ulong)(WitValue)ulong.MaxValue);
        Assert.Equal(-1L, (long)(WitValue)(sbyte)-1);
        Assert.Equal(1.5f, (float)(WitValue)1.5f);
        Assert.Equal(1.5, (double)(WitValue)1.5f);
        Assert.True((bool)(WitValue)true);
        Assert.Equal(new Rune('x'), (Rune)(WitValue)'x');
        Assert.Equal("text", (string)(WitValue)"text");
    }

    [Fact]
    public void Refuses_an_integer_out_of_range()
    {
        Assert.Throws<OverflowException>(() => (uint)(WitValue)(-1));
        Assert.Throws<OverflowException>(() => (byte)(WitValue)256);
    }

    [Fact]
    public void Refuses_to_be_read_as_another_kind()
    {
        Assert.Throws<InvalidCastException>(() => (string)(WitValue)1);
        Assert.Throws<InvalidCastException>(() => (int)(WitValue)true);
        Assert.Throws<InvalidCastException>(() => ((WitValue)1).Items);
        Assert.Throws<InvalidCastException>(() => ((WitValue)1).CaseName);
    }

    [Fact]
    public void Refuses_half_a_surrogate_pair()
    {
        Assert.Throws<ArgumentException>(() => (WitValue)"a\ud800b");
        Assert.Throws<ArgumentException>(() => (WitValue)"a\udc00");
        Assert.Equal("\U0001f600", (string)(WitValue)"\U0001f600");
    }

    [Fact]
    public void Equals_by_structure()
    {
        Assert.Equal(WitValue.List(1, 2), WitValue.List(1, 2));
        Assert.Equal(WitValue.List<int>([1, 2]), WitValue.List(1, 2));
        Assert.NotEqual(WitValue.List(1, 2), WitValue.List(1, 3));
        Assert.NotEqual(WitValue.List(1, 2), WitValue.Tuple(1, 2));
        Assert.Equal(WitValue.Record(("a", 1), ("b", 2)), WitValue.Record(("b", 2), ("a", 1)));
        Assert.Equal(WitValue.Flags("read", "write"), WitValue.Flags("write", "read"));
        Assert.NotEqual(WitValue.Some(WitValue.None), WitValue.None);
        Assert.NotEqual((WitValue)1, (WitValue)1u);
        Assert.Equal((WitValue)double.NaN, (WitValue)(-double.NaN));
        Assert.NotEqual((WitValue)0.0, (WitValue)(-0.0));
    }

    [Fact]
    public void Equal_values_have_equal_hashes()
    {
        Assert.Equal(WitValue.List<byte>([1, 2]).GetHashCode(), WitValue.List((byte)1, (byte)2).GetHashCode());
        Assert.Equal(WitValue.Flags("a", "b").GetHashCode(), WitValue.Flags("b", "a").GetHashCode());
        Assert.Equal(WitValue.Record(("a", 1), ("b", 2)).GetHashCode(),
            WitValue.Record(("b", 2), ("a", 1)).GetHashCode());
    }

    [Fact]
    public void Reads_the_fields_of_a_record_by_name()
    {
        var point = WitValue.Record(("x", 1), ("y", 2));
        Assert.Equal(2, (int)point["y"]);
        Assert.Equal(["x", "y"], point.Names);
        Assert.Throws<KeyNotFoundException>(() => point["z"]);
        Assert.Throws<ArgumentException>(() => WitValue.Record(("x", 1), ("x", 2)));
    }

    [Fact]
    public void Bounds_the_nesting_of_values()
    {
        var value = (WitValue)1;
        for (var i = 0; i < WitValue.MaxDepth; i++)
        {
            value = WitValue.Some(value);
        }
        Assert.Equal("value depth", Assert.Throws<LimitException>(() => WitValue.Some(value)).Limit);
    }

    [Fact]
    public void The_default_is_no_value() => Assert.Equal(WitValueKind.Unit, default(WitValue).Kind);
}
