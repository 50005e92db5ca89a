using Dovetail.Wit.Names;

namespace Dovetail.Tests.Wit.Names;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("god", "good", true)]
    [InlineData("get-all", "getAll", true)]
    [InlineData("get_some", "get_sum", true)]
    [InlineData("f", "g", false)]
    [InlineData("a:b/c#get-record", "a:b/c#get-records", true)]
    [InlineData("demo:math/calc@1.2.0#add", "demo:math/calc@1.2.0#divide", false)]
    [InlineData("wasi:cli/stdin", "wasi:cli/stdout", false)]
    [InlineData("wasi:cli/stdut", "wasi:cli/stdout", true)]
    [InlineData("wasi:cli/stdout", "cli/stdout", false)]
    public void Each_part_of_a_name_must_be_near(string name, string known, bool isNear) => Assert.Equal(isNear ? known : null, NearestName.Of(name, [known]));

    [Fact]
    public void The_nearest_is_found_behind_many_that_are_as_long() =>
        Assert.Equal("multiply", NearestName.Of("mulitply", [.. Enumerable.Range(0, 5000).Select(i => $"func{i:0000}"), "multiple", "multiply"]));
}
