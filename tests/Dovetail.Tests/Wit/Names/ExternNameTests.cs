using Dovetail.Wit.Names;

namespace Dovetail.Tests.Wit.Names;

public class ExternNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a-1-b-2")]
    [InlineData("B-1-C-2")]
    [InlineData("a11-B11-123-ABC-abc")]
    [InlineData("[constructor]file")]
    [InlineData("[method]file.read-ALL")]
    [InlineData("[static]file.open")]
    [InlineData("ns-1-a:b-1-c/D-2")]
    [InlineData("wasi:http/types@0.2.0")]
    [InlineData("a:b/c@0.0.0-abcd.1.2+efg.4.ee.5")]
    public void Reads_a_name_and_writes_it_back(string text)
    {
        Assert.True(ExternName.TryParse(text, out var name, out _));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData("", "not in kebab case")]
    [InlineData("1-a", "not in kebab case")]
    [InlineData("a-", "not in kebab case")]
    [InlineData("aBc", "not in kebab case")]
    [InlineData("é", "not in kebab case")]
    [InlineData("wasi/http", "not in kebab case")]
    [InlineData("[getter]a.b", "unknown annotation")]
    [InlineData("[method", "unknown annotation")]
    [InlineData("[method]a", "expected `.`")]
    [InlineData("[method]a.b.c", "not in kebab case")]
    [InlineData("[constructor]a.b", "not in kebab case")]
    [InlineData("ns:pkg-A/b", "not in kebab case")]
    [InlineData("ns:1/a", "not in kebab case")]
    [InlineData("wasi:", "not in kebab case")]
    [InlineData("wasi:http", "expected `/`")]
    [InlineData("a:b:c/d", "nested-names")]
    [InlineData("a:b/c/d", "nested-names")]
    [InlineData("a:b/c@", "three numbers")]
    [InlineData("a:b/c@1..0", "a number is missing")]
    [InlineData("a:b/c@1.", "three numbers")]
    [InlineData("a:b/c@1", "canonical-names")]
    [InlineData("a:b/c@01.0.0", "leading zero")]
    [InlineData("a:b/c@2.0.0-", "identifier is empty")]
    public void Refuses_what_is_no_name_and_says_why(string text, string why)
    {
        Assert.False(ExternName.TryParse(text, out _, out var error));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo", "FOO")]
    [InlineData("foo", "[method]foo.foo")]
    [InlineData("foo-bar", "[static]foo-BAR.FOO-bar")]
    [InlineData("[method]foo.baz", "[static]foo.BAZ")]
    [InlineData("[constructor]foo", "[constructor]FOO")]
    [InlineData("foo:bar/baz", "foo:bar/BAZ")]
    public void Names_that_a_language_could_confuse_are_not_strongly_unique(string left, string right) =>
        Assert.Equal(Key(left), Key(right));

    [Theory]
    [InlineData("foo", "[constructor]foo")]
    [InlineData("foo", "[method]foo.bar")]
    [InlineData("a:b/c", "a:b/c@1.0.0")]
    [InlineData("a:b/c@1.0.0", "a:b/c@2.0.0")]
    public void Other_names_are_strongly_unique(string left, string right) => Assert.NotEqual(Key(left), Key(right));

    [Fact]
    public void A_package_name_has_a_version_or_none()
    {
        Assert.True(PackageName.TryParse("wasi:http@0.2.0", out var name, out _));
        Assert.Equal(new PackageName("wasi", "http", new SemanticVersion(0, 2, 0)), name);
        Assert.False(PackageName.TryParse("wasi", out _, out var error));
        Assert.Equal("expected `:` after the namespace", error);
    }

    private static string Key(string text) =>
        ExternName.TryParse(text, out var name, out var error) ? name.UniqueKey : throw new FormatException(error);
}
