using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
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
    public void Every_vector_instruction_calls_what_takes_its_operands()
    {
        foreach (var row in InstructionTable.Rows.Where(row => EmitTable.Rule(row.Opcode).Kind == EmitKind.Vector && row.AccessLog2 < 0))
        {
            var rule = VectorEmitTable.Rule(row.Opcode);
            if (rule.Method is null)
                continue;
            var operands = row.Pops.Select(CoreSignatures.TypeOf).ToList();
            if (rule.Form is VectorForm.Lane)
                operands.Insert(1, CilTypes.Int32);
            if (rule.Form is VectorForm.AllTrue or VectorForm.AnyTrue)
                operands.Add(CilTypes.Vector);
            Assert.Equal(operands, rule.Method.Parameters.Select(Plain));
            Assert.Equal(CoreSignatures.TypeOf(row.Pushes.Single()), Plain((rule.Then ?? rule.Method).Result));
        }
    }

    [Fact]
    public void The_JIT_knows_every_method_of_the_base_library_that_is_called_for_a_vector_by_name()
    {
        foreach (var row in InstructionTable.Rows.Where(row => EmitTable.Rule(row.Opcode).Kind == EmitKind.Vector))
        {
            var rule = VectorEmitTable.Rule(row.Opcode);
            foreach (var method in new[] { rule.Method, rule.Then }.OfType<CatalogueMethod>().Select(method => method.Member))
            {
                var isOurs = method.Module == typeof(Engine).Module;
                var isIntrinsic = method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IntrinsicAttribute");
                Assert.True(isOurs || isIntrinsic || method.DeclaringType!.Namespace!.StartsWith("System.Runtime.Intrinsics.", StringComparison.Ordinal),
                    $"{row.Mnemonic}: {method}");
            }
        }
    }

    // A vector whatever its lanes, an integer whatever its width below 32 bits.
    private static CilType Plain(CilType type) => type.IsVector ? CilTypes.Vector : type.Kind == CilKind.Int32 ? CilTypes.Int32 : type;

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
