using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.ConformanceTests;

/// <summary>What the suites with WIT have in common.</summary>
internal static class WitSuite
{
    public static WitResolution Resolve(string path, WitOptions options) => path.EndsWith(".wat", StringComparison.Ordinal)
        ? Decode(path)
        : WitResolution.Resolve(WitFolder.Read(path), options);

    public static WitResolution Decode(string path) => InterfaceDecoder.Decode(
        ComponentValidator.Validate(WasmInput.ReadComponent(File.ReadAllBytes(path), path), gates: ComponentFeatures.All));

    /// <summary>Printing, reading that and printing again gives the same text.</summary>
    public static void CheckFixpoint(WitResolution resolution)
    {
        var first = WitPrinter.Print(resolution);
        var again = WitResolution.Resolve(
            [new WitSourceGroup([new SourceText(first, "printed.wit")])], new WitOptions { AllFeatures = true });
        Assert.Equal(first, WitPrinter.Print(again));
    }
}
