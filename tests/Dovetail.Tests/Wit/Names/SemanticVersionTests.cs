using Dovetail.Wit.Names;

namespace Dovetail.Tests.Wit.Names;

public class SemanticVersionTests
{
    [Fact]
    public void Precedence_is_that_of_semver()
    {
        string[] rising =
        [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
            "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
        ];
        for (var i = 1; i < rising.Length; i++)
        {
            Assert.True(SemanticVersion.Parse(rising[i - 1]) < SemanticVersion.Parse(rising[i]), rising[i]);
        }
    }

    [Fact]
    public void Build_metadata_does_not_count_in_precedence()
    {
        var left = SemanticVersion.Parse("1.0.0+a");
        var right = SemanticVersion.Parse("1.0.0+b");
        Assert.Equal(0, left.CompareTo(right));
        Assert.NotEqual(left, right);
    }

    [Fact]
    public void Refuses_a_number_out_of_range() =>
        Assert.Throws<FormatException>(() => SemanticVersion.Parse("99999999999999999999.0.0"));

    [Theory]
    [InlineData("1.2.3", "1", ".2.3")]
    [InlineData("0.2.6-rc.1", "0.2", ".6-rc.1")]
    [InlineData("0.0.1-alpha", "0.0.1", "-alpha")]
    public void A_version_splits_into_its_track_and_the_rest(string text, string track, string suffix) =>
        Assert.Equal((track, suffix), VersionTrack.Split(SemanticVersion.Parse(text)));

    [Theory]
    [InlineData("1", true)]
    [InlineData("0.2", true)]
    [InlineData("0.0.0", true)]
    [InlineData("0.0.7", true)]
    [InlineData("0", false)]
    [InlineData("1.2", false)]
    [InlineData("01", false)]
    [InlineData("0.0", false)]
    [InlineData("0.0.0.1", false)]
    public void Knows_a_canonical_version(string text, bool expected) => Assert.Equal(expected, VersionTrack.IsCanonical(text));
}
