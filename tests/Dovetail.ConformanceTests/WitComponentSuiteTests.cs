using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

/// <summary>What components of the suite import and export, as WIT; and packages that are put together.</summary>
public class WitComponentSuiteTests
{
    public static TheoryData<string> Components { get; } = SharedData.Exists
        ? [.. Directory.GetDirectories(Folder("components"))
            .Where(path => File.Exists(Path.Combine(path, "component.wat")) && File.Exists(Path.Combine(path, "component.wit.print")))
            .Select(path => Path.GetFileName(path)).Where(name => name != PageSizes).Order()]
        : [];

    private const string PageSizes = "custom-page-sizes";

    public static TheoryData<string> Merges { get; } = SharedData.Exists
        ? [.. Directory.GetDirectories(Folder("merge")).Select(path => Path.GetFileName(path)).Order()]
        : [];

    [SharedTheory]
    [MemberData(nameof(Components))]
    public void A_component_has_the_world_that_is_expected(string name)
    {
        var resolution = WitSuite.Decode(Path.Combine(Folder("components"), name, "component.wat"));
        Assert.Equal(WithoutGaps(File.ReadAllText(Path.Combine(Folder("components"), name, "component.wit.print"))),
            WithoutGaps(WitPrinter.Print(resolution.Roots[0])));
        WitSuite.CheckFixpoint(resolution);
    }

    [SharedFact]
    public void A_component_with_pages_of_another_size_is_refused_by_name() => Assert.Equal(
        PageSizes, Assert.Throws<UnsupportedException>(() => WitSuite.Decode(Path.Combine(Folder("components"), PageSizes, "component.wat"))).Feature);

    [SharedTheory]
    [MemberData(nameof(Merges))]
    public void Packages_merge_in_either_order(string name)
    {
        var folder = Path.Combine(Folder("merge"), name);
        var parts = new[] { "from", "into" }.Select(part => WitSuite.Resolve(Path.Combine(folder, part), WitOptions.Default)).ToArray();
        if (File.Exists(Path.Combine(folder, "error.txt")))
        {
            Assert.Equal(
                Assert.Throws<WitException>(() => WitResolution.Merge(parts)).Message,
                Assert.Throws<WitException>(() => WitResolution.Merge(parts.Reverse())).Message);
            return;
        }
        var merged = WitResolution.Merge(parts);
        Assert.Equal(Texts(merged), Texts(WitResolution.Merge(parts.Reverse())));
        var expected = Directory.GetFiles(Path.Combine(folder, "merge"), "*.wit").Select(path => SortedLines(File.ReadAllText(path)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), merged.Packages.Select(p => SortedLines(WitPrinter.Print(p))).Order(StringComparer.Ordinal));
        WitSuite.CheckFixpoint(merged);
    }

    private static string Folder(string name) => SharedData.PathOf("suites", "wit-component", name);

    private static IEnumerable<string> Texts(WitResolution resolution) => resolution.Packages.Select(WitPrinter.Print);

    // The package of the world alone, for which packages around it are there; empty lines are a matter of taste.
    private static string WithoutGaps(string text)
    {
        var lines = text.Split('\n').Where(line => line.Length > 0).ToList();
        var next = lines.FindIndex(1, line => line.StartsWith("package ", StringComparison.Ordinal));
        return string.Join('\n', next < 0 ? lines : lines[..next]);
    }

    private static string SortedLines(string text) =>
        string.Join('\n', text.Split('\n').Where(line => line.Length > 0).Order(StringComparer.Ordinal));
}
