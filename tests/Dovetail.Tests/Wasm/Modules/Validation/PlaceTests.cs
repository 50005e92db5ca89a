using static Dovetail.Tests.Wasm.Modules.ModuleBytes;

namespace Dovetail.Tests.Wasm.Modules.Validation;

public class PlaceTests
{
    [Fact]
    public void Names_the_offset_of_the_instruction_in_a_binary()
    {
        // 01: nop, 45: i32.eqz without an operand. The code begins at 0x17.
        var module = Dovetail.Wasm.Modules.Decoding.ModuleDecoder.Decode(Function(0x01, 0x45, 0x1A, 0x0B));
        var error = Assert.Throws<InvalidException>(() => Dovetail.Wasm.Modules.Validation.ModuleValidator.Validate(module));
        Assert.Equal("type mismatch: expected i32, found nothing (at offset 0x18)", error.Message);
    }

    [Fact]
    public void Shows_the_instruction_in_a_text()
    {
        var error = Assert.Throws<InvalidException>(() => Validating.Validate("(func\n  nop\n  i32.eqz)"));
        Assert.StartsWith("type mismatch: expected i32, found nothing\n --> <input>:3:3\n", error.Message);
    }

    [Fact]
    public void Names_a_definition_without_code_by_its_index() =>
        Assert.Equal("type mismatch: table 0 needs a value for its elements of (ref func)",
            Assert.Throws<InvalidException>(() => Validating.Validate("(table 1 (ref func))")).Message);
}
