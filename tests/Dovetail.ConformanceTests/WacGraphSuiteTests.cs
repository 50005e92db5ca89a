using System.Text.Json;
using Dovetail.Tooling.Compose;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

/// <summary>Graphs of packages: each is composed or refused, and imports and exports what is expected.</summary>
public class WacGraphSuiteTests
{
    // It gives a package an interface of one instance, and a function and a type of another one's: nobody could ever be that package.
    private const string Unsound = "implicit-resource-import";

    public static TheoryData<string> Graphs { get; } = SharedData.Exists
        ? [.. Directory.GetDirectories(SharedData.PathOf("suites", "wac", "graphs")).Select(path => Path.GetFileName(path)).Where(name => name != Unsound).Order()]
        : [];

    [SharedTheory]
    [MemberData(nameof(Graphs))]
    public void A_graph_is_composed_or_refused(string name)
    {
        var folder = SharedData.PathOf("suites", "wac", "graphs", name);
        if (File.Exists(Path.Combine(folder, "error.txt")))
        {
            Assert.ThrowsAny<DovetailException>(() => Compose(folder));
            return;
        }
        var expected = ReadExpected(Path.Combine(folder, "encoded.wat"));
        var composed = Compose(folder);
        Assert.Equal(ImportsOf(expected), ImportsOf(composed));
        Assert.Equal(ExportsOf(expected), ExportsOf(composed));
        Assert.Equal(WasmOutput.Encode(composed), WasmOutput.Encode(Compose(folder)));
    }

    [SharedFact]
    public void The_unsound_graph_is_refused_for_its_resource_types() => Assert.Equal(
        CompositionRule.Resource,
        Assert.Throws<CompositionException>(() => Compose(SharedData.PathOf("suites", "wac", "graphs", Unsound))).Problems[0].Rule);

    private static ComponentDefinition Compose(string folder)
    {
        using var graph = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "graph.json")));
        var composition = new Composition();
        var packages = Items(graph, "packages")
            .ConvertAll(item => Read(item.GetProperty("name").GetString()!, Path.Combine(folder, item.GetProperty("path").GetString()!)));
        packages.ForEach(composition.Add);
        var nodes = new List<CompositionNode>();
        foreach (var (i, item) in Items(graph, "nodes").Index())
        {
            nodes.Add(item.GetProperty("type").GetString() switch
            {
                "import" => composition.Import(item.GetProperty("name").GetString()!, Package(item), item.GetProperty("export").GetString()!),
                "alias" => composition.Alias(nodes[item.GetProperty("source").GetInt32()], item.GetProperty("export").GetString()!),
                _ => composition.Instantiate(Package(item), Items(graph, "arguments").Where(argument => argument.GetProperty("target").GetInt32() == i)
                    .ToDictionary(argument => argument.GetProperty("name").GetString()!, argument => nodes[argument.GetProperty("source").GetInt32()])),
            });
        }
        foreach (var item in Items(graph, "exports"))
        {
            composition.Export(nodes[item.GetProperty("node").GetInt32()], item.GetProperty("name").GetString()!);
        }
        return composition.Encode(importPackages: true);

        CompositionPackage Package(JsonElement item) => packages[item.GetProperty("package").GetInt32()];
    }

    /// <summary>Reads a component of the suite, whose names of imported components are no longer names.</summary>
    public static ComponentDefinition ReadExpected(string path)
    {
        var text = File.ReadAllText(path).Replace("unlocked-dep=<", "", StringComparison.Ordinal).Replace(">\"", "/component\"", StringComparison.Ordinal);
        return WasmInput.ReadComponent(System.Text.Encoding.UTF8.GetBytes(text), path);
    }

    private static List<JsonElement> Items(JsonDocument graph, string name) =>
        graph.RootElement.TryGetProperty(name, out var items) ? [.. items.EnumerateArray()] : [];

    // The suite takes WIT for a component of its world.
    private static CompositionPackage Read(string name, string path) => path.EndsWith(".wat", StringComparison.Ordinal)
        ? CompositionPackage.Read(name, File.ReadAllBytes(path), path)
        : CompositionPackage.Of(name, WitResolution.Resolve(WitFolder.Read(path)).SelectWorld());

    // What a component imports but components, as WIT.
    private static string ImportsOf(ComponentDefinition component) =>
        string.Join('\n', WitPrinter.Print(InterfaceDecoder.Decode(ImportsAlone(component))).Split('\n').Order(StringComparer.Ordinal));

    /// <summary>A component that has of another nothing but its imports, and of those no components.</summary>
    public static ValidatedComponent ImportsAlone(ComponentDefinition component)
    {
        var instances = component.Fields.OfType<ImportField>().Count(import => import.Type.Kind == ExternTypeKind.Instance);
        var imports = component.Fields.Where(field => field switch
        {
            ImportField import => import.Type.Kind != ExternTypeKind.Component,
            AliasField { Alias: ExportAlias alias } => alias.Instance < instances,
            TypeField => true,
            _ => false,
        });
        return ComponentValidator.Validate(new ComponentDefinition([.. imports]), gates: ComponentFeatures.All);
    }

    private static IEnumerable<string> ExportsOf(ComponentDefinition component) => component.Fields.OfType<ExportField>().Select(export => export.Name);
}
