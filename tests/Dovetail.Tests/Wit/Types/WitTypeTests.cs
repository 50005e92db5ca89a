using Dovetail.Wit.Types;

namespace Dovetail.Tests.Wit.Types;

public class WitTypeTests
{
    private static readonly WitType U32 = PrimitiveType.Of(PrimitiveKind.U32);
    private static readonly WitType Text = PrimitiveType.Of(PrimitiveKind.String);

    private static RecordType Point(string second = "y") => new([new("x", U32), new(second, new ListType(Text))]);

    [Fact]
    public void Types_are_equal_by_structure()
    {
        Assert.Equal(Point(), Point());
        Assert.Equal(Point().GetHashCode(), Point().GetHashCode());
        Assert.Equal<WitType>(new ResultType(null, U32), new ResultType(null, U32));
        Assert.Equal<WitType>(new VariantType([new("a", null), new("b", U32)]), new VariantType([new("a", null), new("b", U32)]));
    }

    [Fact]
    public void Types_that_differ_in_a_name_or_a_part_are_not_equal()
    {
        Assert.NotEqual(Point(), Point("z"));
        Assert.NotEqual<WitType>(new EnumType(["a"]), new FlagsType(["a"]));
        Assert.NotEqual<WitType>(new ResultType(U32, null), new ResultType(null, U32));
        Assert.NotEqual<WitType>(new ListType(U32), new ListType(U32, 4));
        Assert.NotEqual<WitType>(new TupleType([U32]), new TupleType([U32, U32]));
    }

    [Fact]
    public void Resources_are_equal_by_identity()
    {
        var file = new ResourceType("file");
        Assert.Equal<WitType>(new OwnType(file), new OwnType(file));
        Assert.NotEqual<WitType>(new OwnType(file), new OwnType(new ResourceType("file")));
        Assert.NotEqual<WitType>(new OwnType(file), new BorrowType(file));
    }

    [Fact]
    public void Types_are_written_in_wit()
    {
        var file = new ResourceType("file");
        Assert.Equal("record { x: u32, y: list<string> }", Point().ToString());
        Assert.Equal("variant { a, b(u32) }", new VariantType([new("a", null), new("b", U32)]).ToString());
        Assert.Equal("result<_, string>", new ResultType(null, Text).ToString());
        Assert.Equal("result<u32>", new ResultType(U32, null).ToString());
        Assert.Equal("result", new ResultType(null, null).ToString());
        Assert.Equal("tuple<u32, option<char>>",
            new TupleType([U32, new OptionType(PrimitiveType.Of(PrimitiveKind.Char))]).ToString());
        Assert.Equal("func(self: borrow<file>, n: list<u32, 4>) -> own<file>",
            new WitFunctionType([new("self", new BorrowType(file)), new("n", new ListType(U32, 4))], new OwnType(file)).ToString());
    }

    [Fact]
    public void A_type_knows_its_depth_and_whether_it_borrows()
    {
        Assert.Equal(3, Point().Depth);
        Assert.False(Point().ContainsBorrow);
        Assert.True(new ListType(new BorrowType(new ResourceType())).ContainsBorrow);
        Assert.False(new OwnType(new ResourceType()).ContainsBorrow);
    }

    [Fact]
    public void A_type_of_exponential_size_is_made_and_printed_in_no_time()
    {
        WitType type = U32;
        for (var i = 0; i < 99; i++)
        {
            type = new ResultType(type, type);
        }
        Assert.Equal(100, type.Depth);
        Assert.Equal(long.MaxValue, type.Facts.ExpandedSize);
        Assert.True(type.ToString().Length < 5000);
    }
}
