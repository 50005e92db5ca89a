using System.Text.RegularExpressions;
using Dovetail.Tests.House;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tests.Wasi;

/// <summary>Nothing that WASI 0.2 defines is left out of its tests, and of <c>docs/wasi.md</c>, which says when a guest meets which error.</summary>
public sealed partial class WasiCoverageTests
{
    // What a component exports for others to call: programs in general, and whom a bucket tells of changes, which no host here does.
    private static readonly string[] _exported = ["wasi:cli/run", "wasi:keyvalue/watcher"];

    private static readonly string[] _guests = ["system", "files", "net", "web", "services"];

    [SharedFact]
    public void Every_function_is_called_by_a_guest()
    {
        using var engine = new Engine();
        // A guest's component imports what its code calls, and no more.
        var called = _guests.SelectMany(guest => Functions(GuestSuiteTests.Load(engine, guest).ToWit())).ToHashSet();
        Assert.Equal([], Functions(Definitions()).Where(function => !_exported.Contains(function.Split('#')[0])).Except(called));
    }

    [SharedFact]
    public void Every_error_is_on_the_page()
    {
        var defined = from @interface in Definitions().Packages.SelectMany(package => package.Interfaces)
                      from type in @interface.Types
                      where type.Name.EndsWith("error", StringComparison.Ordinal) || type.Name == "error-code"
                      from name in type.Body switch
                      {
                          EnumBody { Cases: var cases } => cases.Select(label => label.Name),
                          VariantBody { Cases: var cases } => cases.Select(@case => @case.Name),
                          _ => [],
                      }
                      select $"{NameOf(@interface)}.{type.Name} {name}";
        Assert.Equal(defined.Order(StringComparer.Ordinal), Page().Select(row => $"{row.Type} {row.Code}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_error_that_comes_is_named_by_a_test()
    {
        string[] files =
        [
            .. Repository.Files("tests/wasi", "*.c"), .. Repository.Files("tests/Dovetail.Tests/AspNetCore", "*.cs"),
            // The former has all the definitions.
            .. Repository.Files("tests/Dovetail.Tests/Wasi", "*.cs").Where(file => Path.GetFileName(file) is not ("WasiText.cs" or "WasiCoverageTests.cs")),
        ];
        var text = string.Concat(files.Select(file => File.ReadAllText(Repository.PathOf(file))));
        var unnamed = Page().Where(row => !row.When.StartsWith("never: ", StringComparison.Ordinal) && !IsNamed(row.Code)).Select(row => $"{row.Type} {row.Code}");
        Assert.Equal([], unnamed);

        // As a text, in C, and as a type or a value in C#.
        bool IsNamed(string code) => code.Split('-') is var words
            && (text.Contains($"\"{code}\"", StringComparison.Ordinal)
            || Regex.IsMatch(text, $@"(\b|_){string.Join('_', words).ToUpperInvariant()}\b")
            || Regex.IsMatch(text, $@"\.{string.Concat(words.Select(word => word[..1].ToUpperInvariant() + word[1..].ToLowerInvariant()))}\b"));
    }

    private static WitResolution Definitions() => WitResolution.Resolve(new[] { "0.2", "proposals" }
        .SelectMany(folder => Directory.GetDirectories(SharedData.PathOf("wit", folder))).Order(StringComparer.Ordinal).Select(folder => WitFolder.Read(folder).Single()),
        new WitOptions { AllFeatures = true });

    private static IEnumerable<string> Functions(WitResolution resolution) => resolution.Packages.SelectMany(package => package.Interfaces)
        .SelectMany(@interface => @interface.Functions.Select(function => $"{NameOf(@interface)}#{function.Name}"));

    private static string NameOf(WitInterface @interface) => $"{@interface.Package.Namespace}:{@interface.Package.Name}/{@interface.Name}";

    private static IEnumerable<(string Type, string Code, string When)> Page()
    {
        var type = "";
        foreach (var line in File.ReadLines(Repository.PathOf("docs/wasi.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                type = line[3..];
            else if (Row().Match(line) is { Success: true } row)
                yield return (type, row.Groups[1].Value, row.Groups[2].Value);
        }
    }

    [GeneratedRegex(@"^\| `([A-Za-z-]+)` \| (.+) \|$")]
    private static partial Regex Row();
}
