using System.Text.Json;
using Dovetail.Tooling.Embed;
using Dovetail.Tooling.New;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

/// <summary>
/// What compilers make of the same guest in several languages becomes components that give the same results, here and in jco on Node, and the same
/// as those that <c>jco new</c> makes. Sources and the script are in <c>tests/guests</c>.
/// </summary>
public class ToolchainTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "guests");

    // A call, what it gives here in WAVE, and what it gives in JavaScript.
    private static readonly (string Function, object Argument, string Here, string There)[] s_calls =
    [
        ("shout", "größe, ok?", "\"GRößE, OK?\"", """{"value":"GRößE, OK?"}"""),
        ("shout", "", "\"\"", """{"value":""}"""),
        ("summarize", "the longest of  words", "ok({words: 4, longest: \"longest\"})", """{"value":{"words":4,"longest":"longest"}}"""),
        ("summarize", "   ", "err(empty)", """{"error":{"tag":"empty"}}"""),
        ("summarize", new string('x', 1001), "err(too-long(1001))", """{"error":{"tag":"too-long","val":1001}}"""),
        ("sum", new long[] { 1, -2, long.MaxValue }, "9223372036854775806", """{"value":"9223372036854775806"}"""),
        ("sum", Array.Empty<long>(), "0", """{"value":"0"}"""),
    ];

    public static TheoryData<string> Libraries { get; } = ["text-c", "text-rust-std", "text-rust-no-std", "text-zig"];

    public static TheoryData<string> Programs { get; } = ["hello-c", "hello-rust", "hello-zig"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_gives_the_same_results_in_every_language(string name) => CheckCalls(Library(name));

    [JcoTheory]
    [MemberData(nameof(Libraries))]
    public void A_library_gives_the_same_results_in_jco(string name) => InFolder(folder =>
    {
        var file = Path.Combine(folder, "library.wasm");
        File.WriteAllBytes(file, Library(name));
        File.WriteAllText(file + ".json", JsonSerializer.Serialize(s_calls.Select(call => new
        {
            path = new[] { "text", call.Function },
            args = new[] { call.Argument is long[] numbers ? numbers.Select(number => $"{number}n").ToArray() : call.Argument },
        })));
        Assert.Equal(s_calls.Select(call => call.There), Jco.Run("calls", file));
    });

    [JcoTheory]
    [MemberData(nameof(Libraries))]
    public void A_library_that_jco_made_of_what_embed_wrote_gives_the_same_results_here(string name) => InFolder(folder =>
    {
        var (core, made) = (Path.Combine(folder, "core.wasm"), Path.Combine(folder, "made.wasm"));
        File.WriteAllBytes(core, WasmOutput.Encode(WorldEmbedder.Embed(Core(name), World())));
        Jco.Run("new", core, made);
        CheckCalls(File.ReadAllBytes(made));
    });

    [JcoTheory]
    [MemberData(nameof(Programs))]
    public void A_program_for_preview_1_imports_and_exports_what_jco_makes_it(string name) => InFolder(folder =>
    {
        var (core, theirs) = (Path.Combine(s_folder, $"{name}.wasm"), Path.Combine(folder, "theirs.wasm"));
        Jco.Run("new", core, theirs, $"wasi_snapshot_preview1={Jco.Adapter("command")}");
        var ours = ComponentBuilder.Build(Core(name), new ComponentOptions
        {
            Adapters = [new AdapterModule("wasi_snapshot_preview1", WasmInput.ReadModule(File.ReadAllBytes(Jco.Adapter("command"))))],
        });
        Assert.Equal(Lines(File.ReadAllBytes(theirs)), Lines(WasmOutput.Encode(ours.Definition)));
        File.WriteAllBytes(Path.Combine(folder, "ours.wasm"), WasmOutput.Encode(ours.Definition));
        Assert.Empty(Jco.Run("check", folder));
    });

    private static void CheckCalls(byte[] binary)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var text = new Linker(engine).Instantiate(store, Component.Load(engine, binary)).GetInterface("guests:text/text@1.0.0");
        Assert.Equal(
            s_calls.Select(call => call.Here),
            s_calls.Select(call => text.Call(call.Function, call.Argument switch
            {
                long[] numbers => WitValue.List([.. numbers.Select(number => (WitValue)number)]),
                var other => (WitValue)(string)other,
            }).ToString()));
    }

    private static byte[] Library(string name) =>
        WasmOutput.Encode(ComponentBuilder.Build(Core(name), new ComponentOptions { Worlds = [World()] }).Definition);

    private static Wasm.Modules.ModuleDefinition Core(string name) => WasmInput.ReadModule(File.ReadAllBytes(Path.Combine(s_folder, $"{name}.wasm")));

    private static ModuleWorld World() => new(WitResolution.Resolve(WitFolder.Read(Path.Combine(s_folder, "text.wit"))).SelectWorld("guest"));

    // In whatever order, and each name that is used of another interface by itself.
    private static IEnumerable<string> Lines(byte[] component)
    {
        var resolution = InterfaceDecoder.Decode(ComponentValidator.Validate(WasmInput.ReadComponent(component), WasmFeatures.Supported, ComponentFeatures.All));
        return resolution.Packages.SelectMany(package => WitPrinter.Print(package).Split('\n').Select(line => line.Trim()))
            .SelectMany(line => line.StartsWith("use ", StringComparison.Ordinal) && line.IndexOf('{', StringComparison.Ordinal) is > 0 and var open
                ? line[(open + 1)..line.IndexOf('}', StringComparison.Ordinal)].Split(", ").Select(name => $"{line[..open]}{name}")
                : [line])
            .Where(line => line.Length > 0).Order(StringComparer.Ordinal);
    }

    private static void InFolder(Action<string> action)
    {
        var folder = Directory.CreateTempSubdirectory("dovetail");
        try
        {
            action(folder.FullName);
        }
        finally
        {
            folder.Delete(true);
        }
    }
}
