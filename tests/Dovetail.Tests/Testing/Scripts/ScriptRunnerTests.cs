using System.Text;
using Dovetail.Testing.Scripts;
using Dovetail.Wasm;

namespace Dovetail.Tests.Testing.Scripts;

public class ScriptRunnerTests
{
    private static DirectiveResult[] Run(string script, ScriptOptions? options = null) =>
        [.. ScriptRunner.Run(Encoding.UTF8.GetBytes(script), "test.wast", options).Results];

    private static Verdict[] Verdicts(string script) => [.. Run(script).Select(result => result.Verdict)];

    private static DirectiveResult Last(string script) => Run(script)[^1];

    private const string Module = """
        (module $m
          (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
          (func (export "div") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
          (func (export "deep") (call 2))
          (func (export "nan") (result f32) (f32.const nan:0x200001))
          (func (export "host") (param externref) (result externref) (local.get 0))
          (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
          (func (export "self") (result funcref) (ref.func 0))
          (global (export "answer") i32 (i32.const 42)))

        """;

    [Theory]
    [InlineData("(assert_return (invoke \"add\" (i32.const 1) (i32.const 2)) (i32.const 3))")]
    [InlineData("(assert_return (invoke $m \"two\") (i32.const 1) (i64.const 2))")]
    [InlineData("(assert_return (invoke \"host\" (ref.extern 5)) (ref.extern 5))")]
    [InlineData("(assert_return (invoke \"host\" (ref.null extern)) (ref.null))")]
    [InlineData("(assert_return (invoke \"self\") (ref.func))")]
    [InlineData("(assert_return (get \"answer\") (either (i32.const 1) (i32.const 42)))")]
    [InlineData("(assert_trap (invoke \"div\" (i32.const 1) (i32.const 0)) \"integer divide by zero\")")]
    [InlineData("(assert_exhaustion (invoke \"deep\") \"call stack exhausted\")")]
    [InlineData("(assert_invalid (module (func (result i32))) \"type mismatch\")")]
    [InlineData("(assert_malformed (module quote \"(func\") \"\")")]
    [InlineData("(assert_malformed (module binary \"\\00asm\") \"\")")]
    [InlineData("(assert_unlinkable (module (import \"nobody\" \"x\" (func))) \"unknown import\")")]
    [InlineData("(assert_trap (module (func unreachable) (start 0)) \"unreachable\")")]
    [InlineData("(invoke \"add\" (i32.const 1) (i32.const 2))")]
    public void Passes(string directive) => Assert.Equal(Verdict.Passed, Last(Module + directive).Verdict);

    [Theory]
    [InlineData("(assert_return (invoke \"add\" (i32.const 1) (i32.const 2)) (i32.const 4))", "expected (i32.const 4), found (i32.const 3)")]
    [InlineData("(assert_return (invoke \"add\" (i32.const 1) (i32.const 2)))", "found (i32.const 3)")]
    [InlineData("(assert_return (invoke \"add\" (i32.const 1) (i32.const 2)) (i64.const 3))", "found (i32.const 3)")]
    [InlineData("(assert_return (invoke \"nan\") (f32.const nan:canonical))", "nan:canonical")]
    [InlineData("(assert_return (invoke \"nan\") (f32.const nan:arithmetic))", "nan:arithmetic")]
    [InlineData("(assert_return (invoke \"nobody\"))", "nobody")]
    [InlineData("(assert_trap (invoke \"div\" (i32.const 1) (i32.const 0)) \"unreachable\")", "integer divide by zero")]
    [InlineData("(assert_trap (invoke \"div\" (i32.const 1) (i32.const 1)) \"unreachable\")", "(i32.const 1)")]
    [InlineData("(assert_exhaustion (invoke \"div\" (i32.const 1) (i32.const 0)) \"\")", "integer divide by zero")]
    [InlineData("(assert_invalid (module) \"\")", "accepted")]
    [InlineData("(assert_invalid (module quote \"(func\") \"\")", "MalformedException")]
    [InlineData("(assert_malformed (module (func (result i32))) \"\")", "InvalidException")]
    [InlineData("(assert_unlinkable (module (func unreachable) (start 0)) \"\")", "TrapException")]
    [InlineData("(module (func (result i32)))", "type mismatch")]
    [InlineData("(frobnicate)", "unknown directive")]
    public void Fails(string directive, string reason)
    {
        var result = Last(Module + directive);
        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        Assert.Equal(10, result.Line);
    }

    [Fact]
    public void Links_registered_instances_and_spectest() => Assert.Equal([Verdict.Passed, Verdict.Passed, Verdict.Passed, Verdict.Passed], Verdicts("""
        (module (global (export "g") (mut i32) (i32.const 1)))
        (register "a")
        (module
          (import "a" "g" (global (mut i32)))
          (import "spectest" "global_i32" (global i32))
          (import "spectest" "print_i32" (func (param i32)))
          (import "spectest" "table" (table 10 20 funcref))
          (import "spectest" "memory" (memory 1 2))
          (func (export "f") (result i32) (call 0 (i32.const 1)) (i32.add (global.get 0) (global.get 1))))
        (assert_return (invoke "f") (i32.const 667))
        """));

    [Fact]
    public void Makes_instances_of_definitions() => Assert.DoesNotContain(Verdict.Failed, Verdicts("""
        (module definition $d (global (export "g") (mut i32) (i32.const 1)) (func (export "set") (global.set 0 (i32.const 2))))
        (module instance $a $d)
        (module instance $b $d)
        (invoke $a "set")
        (assert_return (get $a "g") (i32.const 2))
        (assert_return (get $b "g") (i32.const 1))
        """));

    [Fact]
    public void Skips_what_stands_on_a_refused_module()
    {
        var results = Run("""
            (module $v (func (export "f") (result v128) (v128.const i64x2 0 0)))
            (assert_return (invoke $v "f") (v128.const i64x2 0 0))
            (register "v" $v)
            (module $w (import "v" "f" (func)))
            (invoke $w "f")
            (assert_invalid (module (func (result v128))) "")
            """, ScriptOptions.Default with { Features = WasmFeatures.Supported & ~WasmFeatures.Simd });
        Assert.Equal(
            [Verdict.Skipped, Verdict.Skipped, Verdict.Passed, Verdict.Skipped, Verdict.Skipped, Verdict.Passed],
            results.Select(result => result.Verdict));
        Assert.Equal("simd", results[4].Reason);
    }

    [Fact]
    public void Fails_what_stands_on_a_failed_module()
    {
        var result = Last("(module $m (func (result i32)))\n(invoke $m \"f\")");
        Assert.Equal((Verdict.Failed, "stands on what failed at line 1"), (result.Verdict, result.Reason));
    }

    [Fact]
    public void Skips_a_failure_that_a_refused_module_may_explain() => Assert.Equal(
        [Verdict.Passed, Verdict.Passed, Verdict.Skipped, Verdict.Skipped, Verdict.Passed],
        Verdicts("""
            (module $m (memory (export "m") 1) (func (export "f") (param i32) (result i32) (i32.load8_u (local.get 0))))
            (register "m")
            (module (memory (import "m" "m") 1) (memory 1 1 shared) (data (memory 0) (i32.const 0) "a"))
            (assert_return (invoke $m "f" (i32.const 0)) (i32.const 97))
            (assert_return (invoke $m "f" (i32.const 1)) (i32.const 0))
            """));

    [Fact]
    public void Runs_components() => Assert.DoesNotContain(Verdict.Failed, Verdicts("""
        (component definition $d
          (core module $m
            (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
            (func (export "t") unreachable))
          (core instance $i (instantiate $m))
          (func (export "f") (param "x" u8) (result u8) (canon lift (core func $i "f")))
          (func (export "t") (canon lift (core func $i "t"))))
        (component instance $a $d)
        (assert_return (invoke $a "f" (u8.const 41)) (u8.const 42))
        (assert_trap (invoke $a "t") "unreachable")
        (assert_invalid (component (func (export "F") (canon lift (core func 0)))) "")
        (assert_malformed (component quote "(component") "")
        """));

    [Fact]
    public void Refuses_older_indices_only_when_told()
    {
        const string script = """
            (component
              (core module $m (memory (export "m") 1) (func (export "f") (result i32) (i32.const 0)))
              (core instance $i (instantiate $m))
              (func (export "f") (result string) (canon lift (core func $i "f") (memory $i "m"))))
            """;
        Assert.Equal(Verdict.Passed, Run(script)[0].Verdict);
        Assert.Equal(Verdict.Failed, Run(script, ScriptOptions.Default with { StrictIndices = true })[0].Verdict);
    }

    [Theory]
    [InlineData("", Verdict.Failed)]
    [InlineData(";; a comment", Verdict.Failed)]
    [InlineData(";; RUN: wast %", Verdict.Passed)]
    [InlineData(";; RUN: wast % -f cm-map", Verdict.Failed)]
    [InlineData(";; RUN: wast % -f=-cm-map", Verdict.Passed)]
    [InlineData(";; RUN: wast % \\\n;;   --features cm-async,cm-map", Verdict.Failed)]
    [InlineData(";;! reference_types = true", Verdict.Passed)]
    [InlineData(";;! component_model_map = true", Verdict.Failed)]
    public void A_script_says_which_features_are_off(string header, Verdict verdict) => Assert.Equal(
        verdict, Last($"{header}\n(assert_invalid (component (type (map u8 u8))) \"\")").Verdict);

    [Fact]
    public void A_script_that_is_only_validated_instantiates_nothing() => Assert.Equal(
        Verdict.Passed, Last(";; RUN: wast %\n(module (func unreachable) (start 0))").Verdict);

    [Fact]
    public void A_script_that_is_no_text_fails_once() =>
        Assert.Equal(Verdict.Failed, ScriptRunner.Run([0xff], "test.wast").Results.Single().Verdict);
}
