using Dovetail.Wit.Names;

namespace Dovetail.Tests.Wit.Names;

public class NameMapTests
{
    private static NameMap<string> Map(NameMatching matching, params string[] names)
    {
        var map = new NameMap<string>(matching);
        foreach (var name in names)
        {
            Assert.True(map.TryAdd(name, name));
        }
        return map;
    }

    [Theory]
    [InlineData("a:b/c@0.2.1", "a:b/c@0.2.6")]
    [InlineData("a:b/c@0.2.6", "a:b/c@0.2.1")]
    [InlineData("a:b/c@1.9.0+build", "a:b/c@1.0.0")]
    [InlineData("a:b/c@0.2", "a:b/c@0.2.6")]
    [InlineData("a:b/c@0.2.6", "a:b/c@0.2")]
    public void Versions_of_one_track_are_compatible(string asked, string offered)
    {
        Assert.True(Map(NameMatching.Compatible, offered).TryGet(asked, out var found));
        Assert.Equal(offered, found);
        Assert.False(Map(NameMatching.Exact, offered).TryGet(asked, out _));
    }

    [Theory]
    [InlineData("a:b/c@0.2.1", "a:b/c@0.3.0", NameRule.OtherTrack)]
    [InlineData("a:b/c@0.0.1", "a:b/c@0.0.2", NameRule.OtherTrack)]
    [InlineData("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0", NameRule.Prerelease)]
    [InlineData("a:b/c@1.0.0", "a:b/c@1.0.0-rc.1", NameRule.OtherTrack)]
    [InlineData("a:b/c", "a:b/c@1.0.0", NameRule.NoVersion)]
    [InlineData("plain", "other", NameRule.NoVersion)]
    public void Others_are_not(string asked, string offered, NameRule rule)
    {
        var map = Map(NameMatching.Compatible, offered);
        Assert.False(map.TryGet(asked, out _));
        Assert.Equal(rule, map.Explain(asked).Rule);
    }

    [Fact]
    public void The_same_name_comes_before_the_highest_of_the_track()
    {
        var map = Map(NameMatching.Compatible, "a:b/c@1.0.0", "a:b/c@1.10.0", "a:b/c@1.9.0");
        Assert.True(map.TryGet("a:b/c@1.0.0", out var same));
        Assert.Equal("a:b/c@1.0.0", same);
        Assert.True(map.TryGet("a:b/c@1.2.0", out var highest));
        Assert.Equal("a:b/c@1.10.0", highest);
    }

    [Fact]
    public void Versions_that_differ_in_build_metadata_alone_are_chosen_by_name_whatever_the_order()
    {
        foreach (var map in new[] { Map(NameMatching.Compatible, "a:b/c@1.0.0+a", "a:b/c@1.0.0+b"), Map(NameMatching.Compatible, "a:b/c@1.0.0+b", "a:b/c@1.0.0+a") })
        {
            Assert.True(map.TryGet("a:b/c@1.1.0", out _, out var chosen));
            Assert.Equal("a:b/c@1.0.0+b", chosen);
        }
    }

    [Fact]
    public void A_name_is_added_once()
    {
        var map = Map(NameMatching.Exact, "a");
        Assert.False(map.TryAdd("a", "again"));
        map.Set("a", "again");
        Assert.Equal(["a"], map.Explain("a").Offered.ToArray());
    }

    [Fact]
    public void A_failed_match_explains_itself()
    {
        var map = Map(NameMatching.Compatible, "a:b/c@0.3.0", "a:b/c@0.1.0", "x:y/z@0.2.0");
        Assert.Equal(
            "`a:b/c@0.2.0` is missing; there are `a:b/c@0.1.0`, `a:b/c@0.3.0`, " +
            "but versions are compatible on one track only (`1.x`, `0.2.x`)",
            map.Explain("a:b/c@0.2.0").ToString());
        Assert.Equal("`q:r/s` is missing", map.Explain("q:r/s").ToString());
    }
}
