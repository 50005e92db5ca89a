using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tests.Wit.Resolution;

public class MergeOrderTests
{
    // Each says of the same packages something that the others don't: members, docs, gates, worlds.
    private static readonly string[] s_parts =
    [
        "package x:dep@1.0.0; /// Short.\ninterface i { /// Of the type.\ntype b = u8; resource r; g: func(); }",
        "package x:dep@1.0.0; /// The longer one.\n@since(version = 1.0.0) interface i { type a = b; type b = u8; /// Of the function.\n@since(version = 1.0.0) g: func(); }",
        "package x:dep@1.0.0; @unstable(feature = f) interface i { @unstable(feature = f) g: func(); resource r { m: func(); } h: func() -> r; } interface j { use i.{r}; }",
        "/// The package.\npackage x:dep@1.0.0; interface k { type z = u8; } world w { import k; } world v { export k; }",
        "package y:app@1.0.0; interface i { f: func(); } /// Docs.\nworld w { import i; import f: func(); }",
        "package y:app@1.0.0; interface i { f: func(); } @since(version = 0.1.0) world w { import f: func(); import i; }",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_comes_out_does_not_depend_on_the_order_of_what_goes_in(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var chosen = s_parts.Where(_ => random.Next(3) > 0).Select(part => WitText.Resolve(part, "f")).ToArray();
            var expected = Show(WitResolution.Merge(chosen));
            random.Shuffle(chosen);
            Assert.Equal(expected, Show(WitResolution.Merge(chosen)));
        }
    }

    [Fact]
    public void Roots_follow_each_other_in_the_order_of_what_goes_in()
    {
        var (one, two, both) = (WitText.Resolve(s_parts[0]), WitText.Resolve(s_parts[4]), WitText.Resolve("package a:z; interface i { }"));
        Assert.Equal(["x:dep@1.0.0", "y:app@1.0.0"], Roots(one, two));
        Assert.Equal(["y:app@1.0.0", "x:dep@1.0.0"], Roots(two, one));
        Assert.Equal(["a:z", "y:app@1.0.0", "x:dep@1.0.0"], Roots(one, both, two, one));
    }

    private static string[] Roots(params WitResolution[] resolutions) => [.. WitResolution.Merge(resolutions).Roots.Select(root => root.Name.ToString())];

    private static string Show(WitResolution resolution) =>
        string.Concat(resolution.Roots.Select(root => root.Name + "\n").Order(StringComparer.Ordinal)) + string.Concat(resolution.Packages.Select(WitPrinter.Print));
}
