using Dovetail.Wasm;

namespace Dovetail.Tests.Wasm;

public sealed class WasmInputTests
{
    [Theory]
    [InlineData("\0asm\u0001\0\0\0", WasmKind.Module)]
    [InlineData("\0asm\u000d\0\u0001\0", WasmKind.Component)]
    [InlineData("(module)", WasmKind.Module)]
    [InlineData("(func)", WasmKind.Module)]
    [InlineData(";; a comment\n(component)", WasmKind.Component)]
    [InlineData("\uFEFF(component)", WasmKind.Component)]
    public void Tells_modules_from_components(string input, WasmKind kind) =>
        Assert.Equal(kind, WasmInput.KindOf(System.Text.Encoding.UTF8.GetBytes(input)));

    [Fact]
    public void Refuses_an_empty_input()
    {
        Assert.Throws<MalformedException>(() => WasmInput.KindOf([]));
        Assert.Throws<MalformedException>(() => WasmInput.ReadModule(ReadOnlyMemory<byte>.Empty));
        Assert.Throws<MalformedException>(() => WasmInput.ReadComponent(ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public void Shows_a_place_behind_a_carriage_return_that_ends_no_line()
    {
        var error = Assert.Throws<MalformedException>(() => WasmInput.KindOf([.. "(module) \r "u8, .. new byte[200], 0xff]));
        Assert.Contains("malformed UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_of_a_module_that_it_is_no_component_and_the_other_way_round()
    {
        byte[] module = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0];
        byte[] component = [0, (byte)'a', (byte)'s', (byte)'m', 0x0d, 0, 1, 0];

        Assert.Contains("core module", Assert.Throws<MalformedException>(() => WasmInput.ReadComponent(module)).Message, StringComparison.Ordinal);
        Assert.Contains("component", Assert.Throws<MalformedException>(() => WasmInput.ReadModule(component)).Message, StringComparison.Ordinal);
    }
}
