using Dovetail.Compilation;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Tests.Compilation;

public sealed class EmitTableTests
{
    [Fact]
    public void Every_supported_instruction_has_an_emitter_and_no_other_has_one()
    {
        foreach (var row in InstructionTable.Rows)
        {
            var isSupported = (row.Features & ~WasmFeatures.Supported) == 0;
            Assert.True(isSupported == (EmitTable.Rule(row.Opcode).Kind != EmitKind.None), row.Mnemonic);
        }
    }

    [Fact]
    public void The_operands_of_a_method_are_those_of_the_instruction()
    {
        foreach (var row in InstructionTable.Rows.Where(row => EmitTable.Rule(row.Opcode).Method is not null))
        {
            var method = EmitTable.Rule(row.Opcode).Method!;
            Assert.Equal(row.Pops.Select(CoreSignatures.TypeOf), method.Parameters);
            Assert.Equal(CoreSignatures.TypeOf(row.Pushes.Single()), method.Result);
        }
    }

    [Fact]
    public void The_result_of_a_rule_is_that_of_the_instruction()
    {
        foreach (var row in InstructionTable.Rows.Where(row => EmitTable.Rule(row.Opcode).Result is not null))
            Assert.Equal(CoreSignatures.TypeOf(row.Pushes.Single()), EmitTable.Rule(row.Opcode).Result);
    }
}
