using Dovetail.Tooling.Bindgen;
using Dovetail.Tooling.Compose;
using Dovetail.Tooling.Diff;
using Dovetail.Tooling.Embed;
using Dovetail.Tooling.New;
using Dovetail.Tooling.Targets;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wit;

/// <summary>What holds for any WIT, tried on three hundred files that chance wrote.</summary>
public class RandomWitTests
{
    private const int Seeds = 60;

    public static TheoryData<int> Parts => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Printing_and_reading_again_changes_nothing(int part) => ForEach(part, resolution =>
    {
        var printed = WitPrinter.Print(resolution);
        var again = Resolve(printed)!;
        Assert.Equal(printed, WitPrinter.Print(again));
        Assert.Equal(printed, WitPrinter.Print(WitResolution.Merge([resolution, again])));
        Assert.Empty(ComponentDiff.OfWit(resolution, again).Interfaces);
    });

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_binary_package_says_the_same_as_its_text(int part) => ForEach(part, resolution =>
    {
        var package = InterfaceEncoder.Encode(resolution.Roots[0]);
        var binary = WasmOutput.Encode(package);
        Assert.Equal(WitPrinter.Print(resolution.Roots[0]), WitPrinter.Print(Decode(binary).Roots[0]));
        var text = new StringWriter();
        WasmOutput.Print(package, text);
        Assert.Equal(binary, WasmOutput.Encode(WasmInput.ReadComponent(System.Text.Encoding.UTF8.GetBytes(text.ToString()))));
    });

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_world_alone_is_read_again(int part) => ForEach(part, resolution =>
    {
        foreach (var world in resolution.Roots[0].Worlds)
        {
            var printed = WitPrinter.Print(resolution.Restrict(world));
            Assert.Equal(printed, WitPrinter.Print(Resolve(printed)!));
        }
    });

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_module_that_satisfies_a_world_becomes_a_component_that_conforms_to_it(int part) => ForEach(part, resolution =>
    {
        var world = resolution.SelectWorld("w");
        var component = ComponentBuilder.Build(DummyModule.Make(new ModuleWorld(world)));
        Assert.Empty(TargetChecker.Check(CompositionPackage.Of("dummy", component), world, exact: true));
        Assert.Equal(world.Exports.Select(item => item.Name), component.Type.Exports.Items.Select(item => item.Name));
        // What a component takes for granted of WIT is read off it again.
        Assert.NotNull(Resolve(WitPrinter.Print(Decode(WasmOutput.Encode(component.Definition)))));
    });

    [Theory]
    [MemberData(nameof(Parts))]
    public void Declarations_are_written_or_refused_by_name(int part) => ForEach(part, resolution => Assert.All(Enum.GetValues<GuestLanguage>(), language =>
    {
        var refusal = Record.Exception(() => GuestBindings.Generate(resolution.SelectWorld("w"), language));
        Assert.True(refusal is null or UnsupportedException { Feature.Length: > 0 }, refusal?.ToString());
    }));

    private static void ForEach(int part, Action<WitResolution> check)
    {
        var accepted = 0;
        for (var seed = part * Seeds; seed < (part + 1) * Seeds; seed++)
        {
            if (Resolve(RandomWit.Write(seed)) is { } resolution)
            {
                accepted++;
                try
                {
                    check(resolution);
                }
                catch (Exception error)
                {
                    throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
                }
            }
        }
        Assert.InRange(accepted, Seeds / 3, Seeds);
    }

    // Null where an export and an import need types of one interface.
    private static WitResolution? Resolve(string text)
    {
        try
        {
            return WitResolution.Resolve([new WitSourceGroup([new SourceText(text, "random.wit")])], new WitOptions { AllFeatures = true });
        }
        catch (WitException error) when (error.Diagnostics.All(diagnostic => diagnostic.Message.Contains(", which is imported, but ", StringComparison.Ordinal)))
        {
            return null;
        }
    }

    private static WitResolution Decode(byte[] binary) =>
        InterfaceDecoder.Decode(ComponentValidator.Validate(WasmInput.ReadComponent(binary), gates: ComponentFeatures.All));
}
