using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dovetail.Compilation;

namespace Dovetail.Tests.Compilation;

public sealed class FunctionCompilerTests
{
    [Fact]
    public void Results_cross_blocks_and_loops_with_parameters()
    {
        var instance = Wat.Instantiate("""
            (module
              (func (export "f") (param i32) (result i32)
                i32.const 1
                local.get 0
                loop (param i32 i32) (result i32) ;; product, counter
                  local.tee 0
                  i32.mul
                  local.get 0 i32.const 1 i32.sub local.tee 0
                  local.get 0
                  br_if 0
                  drop
                end))
            """);
        Assert.Equal(120, instance.GetFunction<Func<int, int>>("f")(5));
    }

    [Fact]
    public void Both_arms_of_an_if_take_its_parameters()
    {
        var f = Wat.Instantiate("""
            (module (func (export "f") (param i32) (result i32)
              i32.const 10 i32.const 3 local.get 0
              if (param i32 i32) (result i32) i32.sub else i32.add end))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal((7, 13), (f(1), f(0)));
    }

    [Fact]
    public void A_pending_local_keeps_the_value_it_had_when_it_was_read()
    {
        var f = Wat.Instantiate("""
            (module (func (export "f") (param i32) (result i32)
              local.get 0
              i32.const 100 local.set 0
              block (result i32) local.get 0 local.get 0 br_if 0 end
              i32.sub))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(-93, f(7));
    }

    [Fact]
    public void More_private_globals_than_slots_keep_their_values()
    {
        var text = new StringBuilder("(module ");
        for (var i = 0; i < 12; i++)
            text.Append(CultureInfo.InvariantCulture, $"(global $g{i} (mut f64) (f64.const {i}))");
        text.Append("(func (export \"sum\") (result f64) f64.const 0 ");
        for (var i = 0; i < 12; i++)
            text.Append(CultureInfo.InvariantCulture, $"(global.set $g{i} (f64.mul (global.get $g{i}) (f64.const 2))) global.get $g{i} f64.add ");
        Assert.Equal(132, Wat.Instantiate(text.Append("))").ToString()).GetFunction<Func<double>>("sum")());
    }

    [Theory]
    [InlineData("(func $f (export \"f\") call $f)")]
    [InlineData("(func $f (export \"f\") call $g) (func $g call $f)")]
    [InlineData("(table funcref (elem $f)) (func $f (export \"f\") i32.const 0 call_indirect)")]
    public void Endless_recursion_exhausts_the_stack(string functions)
    {
        var f = Wat.Instantiate($"(module {functions})").GetFunction<Action>("f");
        Assert.Equal(TrapCode.CallStackExhausted, Assert.Throws<TrapException>(f).Code);
        Assert.Equal(TrapCode.CallStackExhausted, Assert.Throws<TrapException>(f).Code);
    }

    [Fact]
    public void Recursion_with_a_large_frame_exhausts_the_stack()
    {
        // Values that live across the call, so that the frame is as large as it looks.
        var text = new StringBuilder("(module (memory 1) (func $f (export \"f\") (param i64) (result i64) (local");
        for (var i = 0; i < 5000; i++)
            text.Append(" i64");
        text.Append(") ");
        for (var i = 1; i <= 5000; i++)
            text.Append(CultureInfo.InvariantCulture, $"i32.const {i * 8} i64.load local.set {i} ");
        text.Append("local.get 0 i64.const 1 i64.add call $f ");
        for (var i = 1; i <= 5000; i++)
            text.Append(CultureInfo.InvariantCulture, $"local.get {i} i64.add ");
        var f = Wat.Instantiate(text.Append("))").ToString()).GetFunction<Func<long, long>>("f");
        Assert.Equal(TrapCode.CallStackExhausted, Assert.Throws<TrapException>(() => f(1)).Code);
    }

    [Theory]
    [InlineData("loop $l br $l end")]
    [InlineData("loop $l i32.const 1 br_if $l end")]
    [InlineData("loop $l i32.const 0 br_table $l $l end")]
    [InlineData("loop $l (call $h) br $l end")]
    public void An_endless_loop_is_interrupted(string code)
    {
        var engine = new Engine();
        var module = Module.Compile(engine, Wat.Validate($"(module (func $h) (func (export \"f\") {code}))"));
        using var store = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        var f = new Linker(engine).Instantiate(store, module).GetFunction<Action>("f");
        var clock = Stopwatch.StartNew();
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(f).Code);
        Assert.True(clock.ElapsedMilliseconds < 5000);
    }

    [Fact]
    public void An_operand_stack_of_any_depth_compiles()
    {
        const int depth = 20_000;
        var text = new StringBuilder("(module (func (export \"f\") (param i32) (result i32) ");
        for (var i = 0; i < depth; i++)
            text.Append("local.get 0 ");
        for (var i = 1; i < depth; i++)
            text.Append("i32.add ");
        Assert.Equal(depth * 3, Wat.Instantiate(text.Append("))").ToString()).GetFunction<Func<int, int>>("f")(3));
    }

    [Fact]
    public void An_expression_of_any_length_compiles()
    {
        const int length = 20_000;
        var text = new StringBuilder("(module (func (export \"f\") (param i32) (result i32) local.get 0 ");
        for (var i = 0; i < length; i++)
            text.Append("i32.const 1 i32.add ");
        Assert.Equal(length + 3, Wat.Instantiate(text.Append("))").ToString()).GetFunction<Func<int, int>>("f")(3));
    }

    [Fact]
    public void Fifty_thousand_locals_compile_and_run()
    {
        var text = "(module (func (export \"f\") (result i64) (local"
            + string.Concat(Enumerable.Repeat(" i64", 50_000)) + ") i64.const 7 local.set 49999 local.get 49999 local.get 25000 i64.add))";
        Assert.Equal(7, Wat.Instantiate(text).GetFunction<Func<long>>("f")());
    }

    [Fact]
    public void A_function_beyond_the_optimiser_is_counted()
    {
        // The operand that lies below all of it leaves no place to cut.
        var text = new StringBuilder("(module (func (export \"f\") (param i32) (result i32) local.get 0 ");
        for (var i = 0; i < 3000; i++)
            text.Append("(if (local.get 0) (then (local.set 0 (i32.sub (local.get 0) (i32.const 1))))) ");
        var module = ModuleCompiler.Compile(Wat.Validate(text.Append("))").ToString()));
        module.Prepare(0);
        Assert.Equal(1, module.UnoptimizedFunctions);
        Assert.InRange(module.Statistics.UnoptimizedBytes, 30_000, module.Statistics.EmittedBytes);
        Assert.Equal(0, ModuleCompiler.Compile(Wat.Validate("(module (func))")).UnoptimizedFunctions);
    }

    [Theory]
    [InlineData("loop ", "end ", 20_000, "loops")]
    [InlineData("(drop (i32.load (i32.const 0))) ", "", 250_000, "accesses")]
    public void Refuses_a_function_that_would_keep_the_jit_busy(string open, string close, int count, string named)
    {
        var code = new StringBuilder().Insert(0, open, count).Insert(open.Length * count, close, count);
        var module = Wat.Validate($"(module (memory 1) (func {code}))");
        var refusal = Assert.Throws<LimitException>(() => ModuleCompiler.Compile(module));
        Assert.Equal("function complexity", refusal.Limit);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_branch_table_that_would_keep_the_jit_busy()
    {
        var labels = string.Concat(Enumerable.Repeat("0 ", 100_000));
        var module = Wat.Validate($"(module (func i32.const 0 br_table {labels}))");
        Assert.Throws<LimitException>(() => ModuleCompiler.Compile(module));
    }
}
