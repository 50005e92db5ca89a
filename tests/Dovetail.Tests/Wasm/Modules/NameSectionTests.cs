using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using static Dovetail.Tests.Wasm.Modules.ModuleBytes;

namespace Dovetail.Tests.Wasm.Modules;

public class NameSectionTests
{
    [Fact]
    public void Reads_the_names_of_the_module_and_its_functions()
    {
        var names = Read(
            0, 2, 1, (byte)'m',                             // the module: m
            2, 1, 0,                                        // locals: none
            1, 7, 2, 0, 1, (byte)'f', 5, 1, (byte)'g');     // functions: 0 f, 5 g
        Assert.Equal("m", names.Module);
        Assert.Equal(["f", null, "g", null], new[] { 0, 1, 5, 6 }.Select(names.FunctionName));
    }

    [Fact]
    public void Keeps_what_stands_before_an_error()
    {
        var names = Read(1, 7, 2, 3, 1, (byte)'f', 3, 1, (byte)'g');
        Assert.Equal(["f", null], new[] { 3, 4 }.Select(names.FunctionName));
        Assert.Null(names.Module);
    }

    [Fact]
    public void Without_a_section_nothing_has_a_name() => Assert.Null(NameSection.Read(new ModuleDefinition()).FunctionName(0));

    private static NameSection Read(params byte[] parts) => NameSection.Read(
        ModuleDecoder.Decode(Module(Section(SectionId.Custom, [4, .. "name"u8, .. parts]))));
}
