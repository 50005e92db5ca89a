using System.Diagnostics;
using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;
using static Dovetail.Tests.Wasm.Modules.Validation.Validating;

namespace Dovetail.Tests.Wasm.Modules.Validation;

public class ModuleValidatorTests
{
    [Theory]
    [InlineData("(memory 65536)", "(memory 65537)", "memory size must be at most 65536 pages (4GiB)")]
    [InlineData("(memory 1 2)", "(memory 2 1)", "size minimum must not be greater than maximum")]
    [InlineData("(table 1 1 funcref)", "(table 2 1 funcref)", "size minimum must not be greater than maximum")]
    [InlineData("(table 1 (ref func) ref.func 0) (func)", "(table 1 (ref func))", "type mismatch: table 0 needs a value")]
    [InlineData("(tag (param i32))", "(tag (result i32))", "non-empty tag result type")]
    [InlineData("(type (func)) (import \"\" \"\" (func (type 0)))", "(import \"\" \"\" (func (type 0)))", "unknown type 0")]
    [InlineData("(func) (export \"a\" (func 0))", "(export \"a\" (func 0))", "unknown function 0")]
    [InlineData("(func (export \"a\") (export \"b\"))", "(func (export \"a\") (export \"a\"))", "duplicate export name `a`")]
    [InlineData("(func) (start 0)", "(func (param i32)) (start 0)", "start function 0")]
    [InlineData("(global i64 i64.const 0)", "(global i64 i32.const 0)", "type mismatch: expected i64, found i32")]
    [InlineData("(global i32 i32.const 0)", "(global i32 i32.const 0 i32.const 1)", "type mismatch")]
    [InlineData("(global i32 i32.const 0)", "(global i32 i32.const 0 i32.eqz)", "constant expression required, found i32.eqz")]
    [InlineData("(global i32 i32.const 0) (global i32 global.get 0)", "(global i32 global.get 0)", "unknown global 0")]
    [InlineData("(global i32 i32.const 0) (global i32 global.get 0)",
        "(global (mut i32) i32.const 0) (global i32 global.get 0)", "constant expression required, found mutable global 0")]
    [InlineData("(memory 1) (data (i32.const 0) \"\")", "(data (i32.const 0) \"\")", "unknown memory 0")]
    [InlineData("(table 1 funcref) (elem (i32.const 0) func)", "(elem (i32.const 0) func)", "unknown table 0")]
    [InlineData("(table 1 externref) (elem (i32.const 0) externref)",
        "(table 1 externref) (elem (i32.const 0) funcref)", "type mismatch: expected elements of externref, found funcref")]
    [InlineData("(type (sub (func))) (type (sub 0 (func)))", "(type (func)) (type (sub 0 (func)))", "sub type 1 has the final supertype 0")]
    [InlineData("(type (sub (func))) (type (sub 0 (func)))",
        "(type (sub (func))) (type (sub 0 (func (param i32))))", "sub type 1 does not match its supertype 0")]
    [InlineData("(rec (type (struct (field (ref 1)))) (type (struct)))",
        "(type (struct (field (ref 1)))) (type (struct))", "unknown type 1")]
    public void Follows_the_rules_of_modules(string accepted, string rejected, string message)
    {
        Validate(accepted);
        Rejects(message, rejected);
    }

    [Theory]
    [InlineData("gc", "(type (struct))")]
    [InlineData("function-references", "(func (param (ref func)))")]
    [InlineData("exception-handling", "(tag)")]
    [InlineData("tail-call", "(func return_call 0)")]
    [InlineData("extended-const", "(global i32 i32.const 0 i32.const 1 i32.add)")]
    [InlineData("extended-const", "(global i32 i32.const 0) (global i32 global.get 0)")]
    public void Refuses_each_feature_by_name_where_it_is_off(string feature, string fields)
    {
        var named = Enum.GetValues<WasmFeatures>().Single(one => int.IsPow2((int)one) && WasmFeatureNames.NameOf(one) == feature);
        var error = Assert.Throws<UnsupportedException>(() => Validate(fields, WasmFeatures.WebAssembly3 & ~named));
        Assert.Equal(feature, error.Feature);
        Validate(fields);
    }

    [Theory]
    [InlineData("bulk-memory", "(memory 1) (data \"\")")]
    [InlineData("reference-types", "(global externref ref.null extern)")]
    [InlineData("multi-value", "(func (result i32 i32) unreachable)")]
    [InlineData("mutable-globals", "(import \"\" \"\" (global (mut i32)))")]
    [InlineData("sign-extension", "(func (param i32) (result i32) local.get 0 i32.extend8_s)")]
    [InlineData("simd", "(global v128 v128.const i64x2 0 0)")]
    [InlineData("relaxed-simd", "(func (param v128) (result v128) local.get 0 i32x4.relaxed_trunc_f32x4_s)")]
    [InlineData("multi-memory", "(memory 1) (memory 1)")]
    [InlineData("memory64", "(memory i64 1)")]
    [InlineData("memory64", "(table i64 1 funcref)")]
    [InlineData("extended-const", "(global i32 i32.const 0 i32.const 1 i32.add)")]
    [InlineData("extended-const", "(global i32 i32.const 0) (global i32 global.get 0)")]
    public void Refuses_by_name_what_is_switched_off(string feature, string fields)
    {
        var error = Assert.Throws<UnsupportedException>(() => Validate(fields, feature == "relaxed-simd" ? WasmFeatures.Simd : WasmFeatures.Mvp));
        Assert.Equal(feature, error.Feature);
        Validate(fields, WasmFeatures.Supported);
    }

    [Fact]
    public void A_broken_rule_goes_before_a_feature_that_is_not_supported() =>
        Assert.Throws<InvalidException>(() => Validate("(memory 1 1 shared) (func i32.add drop)", WasmFeatures.Supported));

    [Fact]
    public void Lists_of_functions_need_no_typed_references() =>
        Validate("(table 1 funcref) (func) (elem (i32.const 0) func 0)", WasmFeatures.Supported);

    [Fact]
    public void Resolves_index_spaces_with_imports_first()
    {
        var module = Validate("""
            (type (func (param i32)))
            (import "m" "f" (func (param i64)))
            (import "m" "g" (global f32))
            (func (type 0)) (memory 1) (table 3 funcref) (global i32 i32.const 0) (export "f" (func 1))
            """);
        Assert.Equal([1, 0], module.FunctionTypeIndices.AsEnumerable());
        Assert.Equal((1, 1, 0, 0), (module.ImportedFunctionCount, module.ImportedGlobalCount, module.ImportedMemoryCount,
            module.ImportedTableCount));
        Assert.Equal(ValType.I64, module.FunctionTypeOf(0).Parameters.Single());
        Assert.Equal([ValType.F32, ValType.I32], module.Globals.Select(g => g.Value));
        Assert.Equal((false, true), (module.IsDeclared(0), module.IsDeclared(1)));
    }

    [Fact]
    public void Tells_the_compiler_what_it_learnt_of_functions()
    {
        var facts = Validate("""
            (func (result i32) i32.const 1 block loop i32.const 2 i32.const 3 i32.add drop end end)
            (func)
            """).Facts;
        Assert.Equal((3, 2, 1), (facts[0].MaxOperands, facts[0].Blocks, facts[0].Loops));
        Assert.Equal((0, 0, 0), (facts[1].MaxOperands, facts[1].Blocks, facts[1].Loops));
    }

    [Fact]
    public void Equal_types_have_one_canonical_index()
    {
        var module = Validate("""
            (type (func (param i32)))
            (rec (type (func)) (type (struct (field (ref 2)))))
            (type (func (param i32)))
            (rec (type (func)) (type (struct (field (ref 5)))))
            (type (func))
            """).Definition;
        Assert.Equal([0, 1, 2, 0, 1, 2, 3], new Dovetail.Wasm.Modules.Validation.CanonicalTypes().Add(module.Types, module.Groups).AsEnumerable());
    }

    [Fact]
    public void Validates_a_hundred_thousand_nested_blocks_in_linear_time()
    {
        var clock = Stopwatch.StartNew();
        Validate(new StringBuilder("(func ").Insert(6, "loop ", 100_000).Insert(500_006, "end ", 100_000).Append(')').ToString());
        Assert.True(clock.ElapsedMilliseconds < 5_000);
    }

    [Fact]
    public void Refuses_code_that_moves_operands_without_end()
    {
        var results = string.Join(' ', Enumerable.Repeat("i32", 1_000));
        var calls = new StringBuilder().Insert(0, "call 0 ", 2_000);
        var error = Assert.Throws<LimitException>(() => Validate($"(func (result {results}) {calls} unreachable)"));
        Assert.Equal("operands on the stack", error.Limit);
    }

    [Fact]
    public void Refuses_supertypes_above_each_other_without_end()
    {
        var types = string.Concat(Enumerable.Range(0, 65).Select(i => $"(type (sub {(i > 0 ? i - 1 : "")} (func)))"));
        var error = Assert.Throws<LimitException>(() => Validate(types));
        Assert.Equal("supertypes above each other", error.Limit);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Refuses_calls_that_move_operands_without_end()
    {
        var parameters = string.Join(' ', Enumerable.Repeat("i32", 1_000));
        var type = $"(type (func (param {parameters}) (result {parameters})))";
        var calls = new StringBuilder().Insert(0, "call 0 ", 120_000);
        var error = Assert.Throws<LimitException>(() => Validate($"{type} (func (type 0) unreachable {calls})"));
        Assert.Equal("operands moved by calls and branches", error.Limit);
    }
}
