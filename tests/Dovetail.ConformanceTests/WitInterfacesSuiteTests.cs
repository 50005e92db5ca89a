using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

/// <summary>The suite of packages as binaries: what a binary says is what its text says, and what is made of the text says the same as the binary.</summary>
public class WitInterfacesSuiteTests
{
    public static TheoryData<string> Cases { get; } = SharedData.Exists
        ? [.. Directory.GetFiles(SharedData.PathOf("suites", "wit-component", "interfaces"), "*.wat").Select(path => Path.GetFileNameWithoutExtension(path)).Order()]
        : [];

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void A_binary_says_what_its_text_says(string name) => Assert.Equal(PrintRoot(Text(name)), PrintRoot(Expected(name)));

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void What_is_made_of_a_text_is_what_is_expected(string name)
    {
        var binary = WasmOutput.Encode(InterfaceEncoder.Encode(Text(name).Roots[^1]));
        Assert.Equal(binary, WasmOutput.Encode(InterfaceEncoder.Encode(Text(name).Roots[^1])));
        var made = ComponentValidator.Validate(WasmInput.ReadComponent(binary), gates: ComponentFeatures.All);
        Assert.Equal(WitPrinter.Print(Expected(name)), WitPrinter.Print(InterfaceDecoder.Decode(made)));
        Assert.True(InterfaceDecoder.IsPackage(made));
    }

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void Prints_what_reads_back_the_same(string name)
    {
        WitSuite.CheckFixpoint(Text(name));
        WitSuite.CheckFixpoint(Expected(name));
    }

    private static string PrintRoot(WitResolution resolution) => WitPrinter.Print(resolution.Roots[^1]);

    private static WitResolution Text(string name)
    {
        var path = SharedData.PathOf("suites", "wit-component", "interfaces", name);
        return WitSuite.Resolve(Directory.Exists(path) ? path : path + ".wit", WitOptions.Default);
    }

    private static WitResolution Expected(string name) =>
        WitSuite.Decode(SharedData.PathOf("suites", "wit-component", "interfaces", name + ".wat"));
}
