using System.Text.RegularExpressions;
using Dovetail.Tooling.Compose;
using Dovetail.Tooling.Compose.Scripts;
using Dovetail.Tooling.Targets;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.ConformanceTests;

/// <summary>Scripts in WAC: each is read, resolved and composed, or refused with a place.</summary>
public class WacScriptSuiteTests
{
    public static TheoryData<string> Accepted { get; } = [.. Scripts("parser").Concat(Scripts("resolution")).Concat(Scripts("encoding"))];

    public static TheoryData<string> Refused { get; } = [.. Scripts("parser/fail").Concat(Scripts("resolution/fail")).Concat(Scripts("encoding/fail"))];

    [SharedTheory]
    [MemberData(nameof(Accepted))]
    public void A_script_is_accepted(string name)
    {
        var source = WitFolder.ReadFile(PathOf(name));
        if (name.StartsWith("parser/", StringComparison.Ordinal))
        {
            ScriptComposer.CheckGrammar(source);
            return;
        }
        var component = Compose(source, name);
        Assert.Equal(WasmOutput.Encode(component), WasmOutput.Encode(Compose(source, name)));
        var expected = File.ReadAllText(PathOf(name) + ".result");
        CheckImports(component, expected, name);
        Assert.All(component.Fields.OfType<ExportField>(), export => Assert.Contains($"export = \"{export.Name}\"", expected, StringComparison.Ordinal));
        Assert.Equal(expected.Split("export = \"").Length - 1, component.Fields.OfType<ExportField>().Count());
    }

    // A result of `encoding` is a component; of `resolution` a graph, which shows the imports that the script names, not those that `...` brings.
    private static void CheckImports(ComponentDefinition component, string expected, string name)
    {
        if (name.StartsWith("encoding/", StringComparison.Ordinal))
        {
            // Either could stand for the other: names of one type may differ.
            var (wanted, made) = (WacGraphSuiteTests.ImportsAlone(WacGraphSuiteTests.ReadExpected(PathOf(name) + ".result")), WacGraphSuiteTests.ImportsAlone(component));
            Assert.Empty(TargetChecker.Check(CompositionPackage.Of(name, made), InterfaceDecoder.Decode(wanted).SelectWorld(), exact: true));
            Assert.Empty(TargetChecker.Check(CompositionPackage.Of(name, wanted), InterfaceDecoder.Decode(made).SelectWorld(), exact: true));
            return;
        }
        var named = Regex.Matches(expected, @"label = ""import \\""([^""\\]+)\\""""").Select(match => match.Groups[1].Value);
        var found = component.Fields.OfType<ImportField>().Select(import => import.Name).ToList();
        Assert.Subset(found.ToHashSet(), named.ToHashSet());
        if (!File.ReadAllText(PathOf(name)).Contains("...", StringComparison.Ordinal))
        {
            Assert.Equal(named.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        }
    }

    [SharedTheory]
    [MemberData(nameof(Refused))]
    public void A_script_is_refused_with_a_place(string name)
    {
        var source = WitFolder.ReadFile(PathOf(name));
        var error = Assert.Throws<WitException>(() => name.StartsWith("parser/", StringComparison.Ordinal) ? CheckGrammar(source) : Compose(source, name));
        Assert.NotEmpty(error.Diagnostics);
        Assert.All(error.Diagnostics, diagnostic => Assert.NotNull(diagnostic.Source.Name));
    }

    // That a record is empty is a matter of its types.
    private static ComponentDefinition? CheckGrammar(SourceText source)
    {
        ScriptComposer.CheckGrammar(source);
        return ScriptComposer.Compose(source, new ScriptPackages(null)).Component;
    }

    private static ComponentDefinition Compose(SourceText source, string name) =>
        ScriptComposer.Compose(source, new ScriptPackages(Path.ChangeExtension(PathOf(name), null))).Component;

    private static string PathOf(string name) => SharedData.PathOf("suites", "wac", "parser", name);

    private static IEnumerable<string> Scripts(string folder) => SharedData.Exists
        ? Directory.GetFiles(PathOf(folder), "*.wac").Select(path => $"{folder}/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)
        : [];
}
