using Dovetail.Fuzzing;
using Dovetail.Fuzzing.Generation;
using Dovetail.Tooling.New.Adapters;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Tests.Tooling;

public sealed class ModuleShakerTests
{
    private const string Module = """
        (module
          (import "a" "used" (func $used (param i32)))
          (import "a" "unused" (func $unused))
          (import "env" "memory" (memory 1))
          (global $unusedGlobal (mut i32) (i32.const 1))
          (global $usedGlobal (mut i64) (i64.const 2))
          (table $t 2 funcref)
          (elem (table $t) (i32.const 0) func $inTable)
          (func $inTable (call $unused))
          (func (export "plain") (result i64) (global.get $usedGlobal))
          (func (export "calls") (call $used (i32.load (i32.const 8))))
          (func (export "indirect") (call_indirect $t (i32.const 0)))
          (data (i32.const 8) "\01"))
        """;

    [Theory]
    [InlineData("plain", 0, 1, 1, 0)]
    [InlineData("calls", 2, 0, 1, 0)]
    [InlineData("indirect", 1, 0, 2, 1)]
    public void What_an_export_does_not_reach_is_dropped(string export, int imports, int globals, int functions, int tables)
    {
        var shaken = ModuleShaker.Shake(WorldText.Module(Module), new HashSet<string> { export });
        ModuleValidator.Validate(shaken, WasmFeatures.Supported);
        Assert.Equal(export, Assert.Single(shaken.Exports).Name);
        Assert.Equal(
            (imports, globals, functions, tables),
            (shaken.Imports.Length, shaken.Globals.Length, shaken.Functions.Length, shaken.Tables.Length));
    }

    [Fact]
    public void What_fills_a_memory_stays_with_it()
    {
        Assert.Single(ModuleShaker.Shake(WorldText.Module(Module), new HashSet<string> { "calls" }).Data);
        Assert.Empty(ModuleShaker.Shake(WorldText.Module(Module), new HashSet<string> { "plain" }).Data);
    }

    [Fact]
    public void A_function_that_code_refers_to_stays_declared()
    {
        var shaken = ModuleShaker.Shake(
            WorldText.Module("""(module (func $f) (func (export "g") (drop (ref.func $f))) (export "f" (func $f)))"""), new HashSet<string> { "g" });
        ModuleValidator.Validate(shaken, WasmFeatures.Supported);
        Assert.Equal(2, shaken.Functions.Length);
    }

    [Fact]
    public void Names_go_with_what_they_name()
    {
        var shaken = ModuleShaker.Shake(WorldText.Module("""(module (func $dropped) (func $kept (export "e")))"""), new HashSet<string> { "e" });
        Assert.Equal("kept", NameSection.Read(shaken).FunctionName(0));
    }

    [Fact]
    public void Modules_with_any_instruction_stay_valid()
    {
        for (var i = 0; i < 150; i++)
        {
            var module = ModuleGenerator.Generate(SeededRandom.SeedOf(29, i), WasmFeatures.Supported).Definition;
            var all = module.Exports.Select(export => export.Name).ToHashSet();
            var whole = ModuleShaker.Shake(module, all);
            ModuleValidator.Validate(whole, WasmFeatures.Supported);
            Assert.Equal(WasmOutput.Encode(whole), WasmOutput.Encode(ModuleShaker.Shake(whole, all)));
            var one = ModuleShaker.Shake(module, new HashSet<string> { module.Exports[0].Name });
            ModuleValidator.Validate(one, WasmFeatures.Supported);
            Assert.True(one.Functions.Length <= whole.Functions.Length);
        }
    }

    [Fact]
    public void An_index_out_of_bounds_is_refused() => Assert.Throws<InvalidException>(() => ModuleShaker.Shake(
        WorldText.Module("(module)") with { Exports = [new Export("f", ExternKind.Function, 7, 0)] }, new HashSet<string> { "f" }));
}
