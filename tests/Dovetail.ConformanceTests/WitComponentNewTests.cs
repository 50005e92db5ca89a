using System.Collections.Immutable;
using Dovetail.Tooling.New;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

/// <summary>Core modules, with adapters and WIT, that become components: with the imports and exports that are expected, or not at all.</summary>
public class WitComponentNewTests
{
    private const string AdapterPrefix = "adapt-";

    private static bool IsLinked(string folder) => Directory.EnumerateFiles(folder, "*lib-*.wat").Any();

    // What jco's own tools refuse of the components that the suite expects, for its gates.
    private static readonly string[] s_refusedByJco = ["threading-wasm-ld-symbols64"];

    public static TheoryData<string> Components { get; } = Cases(folder => !IsLinked(folder) && !IsPaged(folder) && !IsRefused(folder));

    public static TheoryData<string> Refusals { get; } = Cases(folder => !IsLinked(folder) && IsRefused(folder));

    public static TheoryData<string> PageSizes { get; } = Cases(IsPaged);

    public static TheoryData<string> Libraries { get; } = Cases(IsLinked);

    private static bool IsRefused(string folder) => File.Exists(Path.Combine(folder, "error.txt"));

    private static bool IsPaged(string folder) => Path.GetFileName(folder) == "custom-page-sizes";

    [SharedTheory]
    [MemberData(nameof(Components))]
    public void A_module_becomes_a_component_with_the_types_that_are_expected(string name)
    {
        var folder = Folder(name);
        var built = Build(folder);
        var binary = WasmOutput.Encode(built.Definition);
        var read = ComponentValidator.Validate(WasmInput.ReadComponent(binary), WasmFeatures.Supported, ComponentFeatures.All);
        var expected = WitSuite.Decode(Path.Combine(folder, "component.wat"));
        Assert.Equal(Lines(expected), Lines(InterfaceDecoder.Decode(read)));
        Assert.Equal(binary, WasmOutput.Encode(Build(folder).Definition));
    }

    [SharedTheory]
    [MemberData(nameof(PageSizes))]
    public void Pages_of_another_size_are_refused_by_name(string name) => Assert.Equal(
        "custom-page-sizes", Assert.Throws<UnsupportedException>(() => Build(Folder(name))).Feature);

    [Theory(Skip = "there is no verb `link`: libraries that share a memory are not linked")]
    [MemberData(nameof(Libraries))]
    public void Libraries_are_linked_to_a_component(string name) => Assert.NotNull(name);

    /// <summary>That what is not tried is what is named, and no more.</summary>
    [SharedFact]
    public void All_folders_of_the_suite_are_cases() => Assert.Equal(
        Modules().Select(folder => Path.GetRelativePath(Root, folder)).Order(StringComparer.Ordinal),
        new IEnumerable<object[]>[] { Components, Refusals, PageSizes, Libraries }.SelectMany(rows => rows).Select(row => (string)row[0]).Order(StringComparer.Ordinal));

    [SharedTheory]
    [MemberData(nameof(Refusals))]
    public void What_fits_no_world_is_refused(string name) => Assert.Throws<InvalidException>(() => Build(Folder(name)));

    [JcoFact]
    public void Jco_reads_and_transpiles_what_is_made()
    {
        var folder = Directory.CreateTempSubdirectory("dovetail");
        try
        {
            foreach (var name in ((IEnumerable<object[]>)Components).Select(row => (string)row[0]))
            {
                var file = Path.Combine(folder.FullName, name.Replace('/', '-'));
                var expected = Path.Combine(Folder(name), "component.wat");
                File.WriteAllBytes(file + ".wasm", WasmOutput.Encode(Build(Folder(name)).Definition));
                File.WriteAllBytes(file + ".expected", WasmOutput.Encode(WasmInput.ReadComponent(File.ReadAllBytes(expected), expected)));
            }
            // What is gated there it refuses in the expected component too.
            var refused = Jco.Run("check", folder.FullName).Select(line => line.Split(": ")).ToList();
            var excused = refused.Select(line => line[0]).Where(file => file.EndsWith(".expected", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).ToList();
            Assert.Equal(s_refusedByJco, excused.Order(StringComparer.Ordinal));
            Assert.Empty(refused.Where(line => line[0].EndsWith(".wasm", StringComparison.Ordinal) && !excused.Contains(Path.GetFileNameWithoutExtension(line[0])))
                .Select(line => string.Join(": ", line)));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    internal static ValidatedComponent Build(string folder)
    {
        var resolution = WitResolution.Resolve(WitFolder.Read(WitOf(folder)));
        var path = Path.Combine(folder, "module.wat");
        return ComponentBuilder.Build(WasmInput.ReadModule(File.ReadAllBytes(path), path), new ComponentOptions
        {
            Worlds = [new ModuleWorld(resolution.SelectWorld(WorldOf(folder)))],
            Adapters = Adapters(folder, resolution),
            ReallocByMemoryGrow = Directory.EnumerateFiles(folder, "*.wat").Any(file => File.ReadLines(file).First() == ";;! realloc-via-memory-grow = true"),
        });
    }

    // Modules for several packages of one WIT stand in folders by the names of these.
    private static string WitOf(string folder) =>
        File.Exists(Path.Combine(folder, "module.wit")) ? folder : Path.GetDirectoryName(Path.GetDirectoryName(folder))!;

    private static string WorldOf(string folder) => WitOf(folder) == folder ? "module"
        : $"{Path.GetFileName(Path.GetDirectoryName(folder))}:{Path.GetFileName(folder)}/module";

    private static ImmutableArray<AdapterModule> Adapters(string folder, WitResolution resolution) =>
    [
        .. Directory.GetFiles(folder, AdapterPrefix + "*.wat").Order(StringComparer.Ordinal).Select(path =>
        {
            var world = Path.GetFileNameWithoutExtension(path);
            var first = File.ReadLines(path).First();
            const string named = ";; module name: ";
            return new AdapterModule(
                first.StartsWith(named, StringComparison.Ordinal) ? first[named.Length..].Trim() : world[AdapterPrefix.Length..],
                WasmInput.ReadModule(File.ReadAllBytes(path), path))
            {
                Worlds = [new ModuleWorld(resolution.SelectWorld(world))],
            };
        }),
    ];

    private static IEnumerable<string> Lines(WitResolution resolution) => resolution.Packages.SelectMany(package =>
        WitPrinter.Print(package).Split('\n').Where(line => line.Length > 0).Select(line => $"{package.Name}: {line}")).Order(StringComparer.Ordinal);

    private static TheoryData<string> Cases(Func<string, bool> isMeant) => SharedData.Exists
        ? [.. Modules().Where(isMeant).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)]
        : [];

    // What else is there is what is expected of them.
    private static IEnumerable<string> Modules() => Directory.GetFiles(Root, "*.wat", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) != "component.wat").Select(path => Path.GetDirectoryName(path)!).Distinct();

    private static string Root => SharedData.PathOf("suites", "wit-component", "components");

    private static string Folder(string name) => Path.Combine(Root, name);
}
