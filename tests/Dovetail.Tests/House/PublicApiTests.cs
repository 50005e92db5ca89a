using System.Reflection;

namespace Dovetail.Tests.House;

/// <summary>
/// The public API stands written down in <c>Api/</c>, one file a library, so that a change to it is seen when it is reviewed.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Dovetail.Wit")]
    [InlineData("Dovetail.Wasm")]
    [InlineData("Dovetail")]
    [InlineData("Dovetail.Wasi")]
    [InlineData("Dovetail.Wasi.Postgres")]
    [InlineData("Dovetail.AspNetCore")]
    [InlineData("Dovetail.Testing")]
    [InlineData("Dovetail.Tooling")]
    public void The_public_api_is_the_one_written_down(string library)
    {
        var baseline = Repository.PathOf($"tests/Dovetail.Tests/House/Api/{library}.txt");
        var actual = PublicApi.Of(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable("DOVETAIL_BLESS") == "1")
        {
            File.WriteAllText(baseline, actual);
        }
        Assert.True(File.Exists(baseline), $"{baseline} is missing; DOVETAIL_BLESS=1 writes it");
        var expected = File.ReadAllText(baseline);
        var difference = string.Join('\n', Removed(expected, actual, "- ").Concat(Removed(actual, expected, "+ ")));
        Assert.True(actual == expected, $"the public API of {library} changed; DOVETAIL_BLESS=1 accepts it:\n{difference}");
    }

    private static IEnumerable<string> Removed(string from, string to, string mark) =>
        from.Split('\n').Except(to.Split('\n')).Select(line => mark + line.Trim());
}
