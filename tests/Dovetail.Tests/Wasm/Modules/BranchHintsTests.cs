using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using static Dovetail.Tests.Wasm.Modules.ModuleBytes;

namespace Dovetail.Tests.Wasm.Modules;

public class BranchHintsTests
{
    [Fact]
    public void Reads_the_hints_of_a_function()
    {
        var hints = Read(1, 0, 2, 3, 1, 0, 9, 1, 1);    // function 0: at 3 unlikely, at 9 likely
        Assert.Equal([new BranchHint(3, false), new BranchHint(9, true)], hints.Of(0).AsEnumerable());
        Assert.Empty(hints.Of(1));
    }

    [Theory]
    [InlineData("a function that is not", new byte[] { 1, 1, 1, 3, 1, 0 })]
    [InlineData("a function twice", new byte[] { 2, 0, 1, 3, 1, 0, 0, 1, 5, 1, 0 })]
    [InlineData("offsets out of order", new byte[] { 1, 0, 2, 9, 1, 0, 3, 1, 1 })]
    [InlineData("another size", new byte[] { 1, 0, 1, 3, 2, 0, 0 })]
    [InlineData("another value", new byte[] { 1, 0, 1, 3, 1, 2 })]
    [InlineData("bytes behind", new byte[] { 1, 0, 1, 3, 1, 0, 0 })]
    [InlineData("an end too early", new byte[] { 1, 0, 2, 3, 1, 0 })]
    public void Takes_none_from_a_section_with_an_error(string error, byte[] section) =>
        Assert.True(Read(section).FunctionCount == 0, error);

    [Fact]
    public void Takes_none_from_behind_the_code() => Assert.Equal(0, BranchHints.Read(ModuleDecoder.Decode(
        Module(EmptyFunctionType, OneFunction, Code(0, 0x0B), Hints(1, 0, 1, 3, 1, 0)))).FunctionCount);

    private static BranchHints Read(params byte[] section) => BranchHints.Read(ModuleDecoder.Decode(
        Module(EmptyFunctionType, OneFunction, Hints(section), Code(0, 0x0B))));

    private static byte[] Hints(params byte[] section) => Section(SectionId.Custom, [25, .. "metadata.code.branch_hint"u8, .. section]);
}
