using Dovetail.Fuzzing;
using Dovetail.Fuzzing.Generation;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Tests.Fuzzing;

/// <summary>The generator of valid modules, with all of WebAssembly 3.0, whatever of it is supported.</summary>
public sealed class GeneratorTests
{
    private static IEnumerable<InstructionRow> Rows => InstructionTable.Rows.Where(row => (row.Features & ~WasmFeatures.WebAssembly3) == 0);

    [Fact]
    public void Every_instruction_has_a_producer_or_a_reason_why_not()
    {
        var produced = Producers.All.Select(producer => producer.Opcode).ToHashSet();
        Assert.Equal([], Rows.Where(row => !produced.Contains(row.Opcode) && !Producers.LeftOut.ContainsKey(row.Opcode)));
        Assert.Equal([], produced.Where(Producers.LeftOut.ContainsKey));
        Assert.Equal(produced.Count, Producers.All.Count);
    }

    [Fact]
    public void Every_relaxed_instruction_has_operands_for_which_it_has_one_result() => Assert.Equal(
        Rows.Where(row => (row.Features & WasmFeatures.RelaxedSimd) != 0).Select(row => row.Opcode).Order(), RelaxedOperands.Opcodes.Order());

    [Fact]
    public void Every_module_is_valid()
    {
        for (var seed = 0UL; seed < 300; seed++)
        {
            var module = ModuleGenerator.Generate(SeededRandom.SeedOf(7, (long)seed), WasmFeatures.WebAssembly3);
            ModuleValidator.Validate(ModuleDecoder.Decode(module.Bytes), WasmFeatures.WebAssembly3);
        }
    }

    [Fact]
    public void A_module_uses_no_feature_that_is_not_enabled()
    {
        const WasmFeatures Features = WasmFeatures.WebAssembly3 & ~(WasmFeatures.Simd | WasmFeatures.RelaxedSimd | WasmFeatures.Gc | WasmFeatures.Memory64);
        for (var seed = 0UL; seed < 100; seed++)
        {
            var module = ModuleGenerator.Generate(seed, Features);
            ModuleValidator.Validate(ModuleDecoder.Decode(module.Bytes), Features);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_module()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            Assert.Equal(
                ModuleGenerator.Generate(seed, WasmFeatures.WebAssembly3).Bytes, ModuleGenerator.Generate(seed, WasmFeatures.WebAssembly3).Bytes);
        }
    }

    [Fact]
    public void A_NaN_of_open_bits_is_replaced_before_its_bits_are_seen()
    {
        var row = InstructionTable.Row(Opcode.F32Add);
        Assert.Equal(OpenNaNs.F32, NaNRules.Result(row, OpenNaNs.None));
        Assert.Equal(OpenNaNs.F32, NaNRules.Operand(row, 0));
        foreach (var opcode in new[] { Opcode.I32ReinterpretF32, Opcode.F32x4Splat })
            Assert.Equal(OpenNaNs.None, NaNRules.Operand(InstructionTable.Row(opcode), 0));
        Assert.Equal(OpenNaNs.None, NaNRules.Operand(InstructionTable.Row(Opcode.F64Store), 1));
        Assert.Equal(OpenNaNs.None, NaNRules.Operand(InstructionTable.Row(Opcode.F64Copysign), 1));
        Assert.Equal(OpenNaNs.F64, NaNRules.Operand(InstructionTable.Row(Opcode.F64Copysign), 0));
        Assert.Equal(OpenNaNs.None, NaNRules.Result(InstructionTable.Row(Opcode.F32Load), OpenNaNs.None));
        Assert.Equal(OpenNaNs.F64, NaNRules.Result(InstructionTable.Row(Opcode.F64x2PromoteLowF32x4), OpenNaNs.None));
        Assert.Equal(OpenNaNs.None, NaNRules.Operand(InstructionTable.Row(Opcode.V128Xor), 0));
    }
}
