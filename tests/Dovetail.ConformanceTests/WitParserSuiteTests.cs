using System.Text.Json;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

public class WitParserSuiteTests
{
    private static readonly WitOptions s_options = new() { Features = ["active"] };

    public static TheoryData<string> Resolving { get; } = Cases(".wit.json");

    public static TheoryData<string> Refused { get; } = Cases(".wit.result", "parse-fail");

    [SharedTheory]
    [MemberData(nameof(Resolving))]
    public void Resolves_to_what_the_dump_means(string name)
    {
        var resolution = WitSuite.Resolve(PathOf(name), s_options);
        using var dump = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("suites", "wit-parser", name + ".wit.json")));
        Assert.Equal(WitDump.Describe(dump.RootElement), WitDump.Describe(resolution));
    }

    [SharedTheory]
    [MemberData(nameof(Resolving))]
    public void Prints_what_reads_back_the_same(string name) => WitSuite.CheckFixpoint(WitSuite.Resolve(PathOf(name), s_options));

    [SharedTheory]
    [MemberData(nameof(Refused))]
    public void Is_refused_with_a_place(string name)
    {
        var error = Assert.Throws<WitException>(() => WitSuite.Resolve(PathOf("parse-fail", name), s_options));
        Assert.NotEmpty(error.Diagnostics);
        Assert.All(error.Diagnostics, diagnostic =>
        {
            Assert.EndsWith(".wit", diagnostic.Source.Name, StringComparison.Ordinal);
            Assert.InRange(diagnostic.Span.Start, 0, diagnostic.Source.Content.Length);
        });
    }

    private static TheoryData<string> Cases(string ending, params string[] folder) => SharedData.Exists
        ? [.. Directory.GetFiles(SharedData.PathOf(["suites", "wit-parser", .. folder]), "*" + ending)
            .Select(path => Path.GetFileName(path)[..^ending.Length]).Order()]
        : [];

    private static string PathOf(params string[] name)
    {
        var path = SharedData.PathOf(["suites", "wit-parser", .. name]);
        return Directory.Exists(path) ? path : File.Exists(path + ".wat") ? path + ".wat" : path + ".wit";
    }
}
