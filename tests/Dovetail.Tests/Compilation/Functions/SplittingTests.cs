using System.Globalization;
using System.Text;
using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Tests.Compilation.Functions;

/// <summary>Functions split into parts compute what they computed whole.</summary>
public sealed class SplittingTests
{
    // Small enough that functions of a few hundred bytes are split.
    private const double Tiny = 0.04;

    [Fact]
    public void An_interpreter_beyond_what_the_jit_optimises_is_split_into_methods_that_it_does()
    {
        var function = Compile(Interpreter(arms: 700, accesses: 8), 1);
        Assert.NotEmpty(function.Parts);
        Assert.True(function.IsOptimized, $"the largest method comes to {function.Share}");
        Assert.True(Complexity.ShareOfLimits(Whole(Interpreter(700, 8))) > 1);
    }

    [Theory]
    [InlineData(1.0, 300)]
    [InlineData(0.1, 300)]
    [InlineData(Tiny, 40)]
    public void An_interpreter_computes_the_same_however_it_is_cut(double splitAbove, int arms)
    {
        var run = Load(Interpreter(arms, accesses: 3), splitAbove).GetFunction<Func<int, int, long>>("run");
        var memory = new byte[65536];
        for (var start = 0; start < arms; start += 7)
            Assert.Equal(Expected(memory, arms, accesses: 3, start, 1000), run(start, 1000));
    }

    [Fact]
    public void Locals_are_zero_before_they_are_written_and_keep_their_values_across_parts()
    {
        var text = new StringBuilder("(module (func (export \"run\") (param $n i32) (result f64) (local $i i64) (local $f f32) (local $d f64)");
        for (var i = 0; i < 90; i++)
        {
            text.Append("(block (br_if 0 (i32.gt_u (local.get $n) (i32.const ").Append(i).Append("))) ")
                .Append("(local.set $i (i64.add (local.get $i) (i64.const 3))) (local.set $f (f32.add (local.get $f) (f32.const 0.5)))")
                .Append("(local.set $d (f64.add (f64.convert_i64_s (local.get $i)) (f64.promote_f32 (local.get $f)))))");
        }
        text.Append("(f64.add (local.get $d) (f64.promote_f32 (local.get $f)))))");
        Assert.NotEmpty(Compile(text.ToString(), Tiny).Parts);
        var run = Load(text.ToString(), Tiny).GetFunction<Func<int, double>>("run");
        for (var n = 0; n <= 91; n++)
        {
            var rounds = Math.Max(0, 90 - n);
            Assert.Equal((3 * rounds) + (0.5 * rounds) + (0.5 * rounds), run(n));
        }
    }

    [Fact]
    public void A_part_brings_values_to_blocks_and_returns_in_place_of_its_function()
    {
        var text = new StringBuilder("(module (func (export \"run\") (param $n i32) (result i32 i64)");
        text.Append("(local $x i64) (block $out (result f64)");
        for (var i = 0; i < 20; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                (block (br_if 0 (i32.ne (local.get $n) (i32.const {2 * i})))
                  (local.set $x (i64.mul (i64.add (local.get $x) (i64.const {i})) (i64.const 5)))
                  (return (i32.const {100 + i}) (local.get $x)))
                (block (br_if 0 (i32.ne (local.get $n) (i32.const {(2 * i) + 1})))
                  (local.set $x (i64.mul (i64.add (local.get $x) (i64.const {i})) (i64.const 7)))
                  (br $out (f64.const {i}.5)))
                (local.set $x (i64.add (local.get $x) (i64.const 1)))
                """);
        }
        var source = text.Append("(f64.const 1000)) f64.const 2 f64.mul i32.trunc_f64_s local.get $x))").ToString();
        Assert.NotEmpty(Compile(source, Tiny).Parts);
        var run = Load(source, Tiny).GetFunction<Func<int, (int, long)>>("run");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal((100 + i, (long)(i + i) * 5), run(2 * i));
            Assert.Equal(((2 * i) + 1, (long)(i + i) * 7), run((2 * i) + 1));
        }
        Assert.Equal((2000, 20L), run(99));
    }

    [Fact]
    public void What_is_known_of_a_value_is_not_counted_on_behind_the_frame()
    {
        var text = new StringBuilder("(module (memory 1) (func (export \"run\") (param $n i32) (result i32) (local $b i32)");
        for (var i = 0; i < 40; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                (i32.store8 offset={i} (i32.const 0) (i32.load8_u offset=64 (local.tee $b (i32.load8_u offset={i} (i32.const 0)))))
                (block (br_if 0 (i32.ne (local.get $n) (i32.const {i}))) (i32.store8 (i32.const {i}) (i32.add (local.get $b) (local.get $n)))
                  (local.set $b (i32.mul (local.get $b) (i32.const 3))))
                """);
        }
        text.Append("(local.get $b)))");
        Assert.NotEmpty(Compile(text.ToString(), Tiny).Parts);
        Assert.Equal(0, Load(text.ToString(), Tiny).GetFunction<Func<int, int>>("run")(7));
    }

    [Fact]
    public void A_deadline_stops_a_loop_whose_body_is_a_part()
    {
        using var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        var source = Interpreter(arms: 40, accesses: 3);
        var instance = new Linker(engine).Instantiate(store, Module(engine, source, Tiny));
        var run = instance.GetFunction<Func<int, int, long>>("run");
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => run(1, -1)).Code);
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => run(39, -1)).Code);
    }

    [Fact]
    public void A_trap_in_a_part_is_the_functions_trap()
    {
        var text = new StringBuilder("(module (memory 1) (func (export \"run\") (param $n i32)");
        for (var i = 0; i < 40; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(block (br_if 0 (i32.ne (local.get $n) (i32.const {i}))) (i32.store offset={i} (i32.mul (local.get $n) (i32.const 65536)) (local.get $n)))");
        }
        text.Append("))");
        Assert.NotEmpty(Compile(text.ToString(), Tiny).Parts);
        var run = Load(text.ToString(), Tiny).GetFunction<Action<int>>("run");
        run(0);
        run(77);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(33)).Code);
    }

    [Fact]
    public void Recursion_through_parts_ends_with_a_trap()
    {
        var text = new StringBuilder("(module (func $f (export \"run\") (param $n i32) (result i32) (local $x i32)");
        for (var i = 0; i < 80; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(block (br_if 0 (i32.ne (i32.rem_u (local.get $n) (i32.const 80)) (i32.const {i}))) (local.set $x (i32.add (local.get $x) (call $f (i32.add (local.get $n) (i32.const 1))))) (local.set $n (i32.add (local.get $n) (local.get $x))))");
        }
        text.Append("(i32.add (local.get $x) (local.get $n))))");
        Assert.NotEmpty(Compile(text.ToString(), Tiny).Parts);
        var run = Load(text.ToString(), Tiny).GetFunction<Func<int, int>>("run");
        Assert.Equal(TrapCode.CallStackExhausted, Assert.Throws<TrapException>(() => run(0)).Code);
    }

    [Fact]
    public void The_verifier_refuses_a_frame_that_was_not_cleared()
    {
        var module = ModuleValidator.Validate(WasmInput.ReadModule(Encoding.UTF8.GetBytes(Interpreter(40, 3)), null));
        var bodies = ModuleCompiler.Emit(new ModuleShape(module) { SplitAbove = Tiny }, out var promises);
        ModuleCompiler.Verify(bodies, promises);
        var body = bodies.First(each => each.Instructions.Any(instruction => instruction.Op == CilOp.Initobj));
        var at = body.Instructions.Select(instruction => instruction.Op).ToList().IndexOf(CilOp.Initobj);
        var mutant = body with { Instructions = body.Instructions.SetItem(at, new CilInstruction(CilOp.Pop)) };
        var refusal = Assert.Throws<Dovetail.Compilation.Verification.VerificationException>(
            () => Dovetail.Compilation.Verification.CilVerifier.Verify(mutant, promises with { Index = bodies.IndexOf(body) }));
        Assert.Contains("cleared", refusal.Rule, StringComparison.Ordinal);
    }

    // A machine with an accumulator: each step goes through one of the arms, which chooses the next.
    private static string Interpreter(int arms, int accesses)
    {
        var text = new StringBuilder("(module (memory 1) (func (export \"run\") (param $pc i32) (param $steps i32) (result i64) (local $a i64) (local $b i32)");
        text.Append("(block $halt (loop $next (br_if $halt (i32.eqz (local.get $steps))) (local.set $steps (i32.sub (local.get $steps) (i32.const 1)))");
        for (var i = arms - 1; i >= 0; i--)
            text.Append(CultureInfo.InvariantCulture, $"(block $arm{i} ");
        text.Append("(br_table");
        for (var i = 0; i < arms; i++)
            text.Append(CultureInfo.InvariantCulture, $" $arm{i}");
        text.Append(" $halt (local.get $pc))");
        for (var i = 0; i < arms; i++)
        {
            text.Append(')');
            for (var j = 0; j < accesses; j++)
            {
                text.Append(CultureInfo.InvariantCulture, $"""
                    (local.set $b (i32.and (i32.wrap_i64 (local.get $a)) (i32.const 1023)))
                    (local.set $a (i64.add (i64.mul (local.get $a) (i64.const {i + 3})) (i64.add (i64.load offset={8 * j} (local.get $b)) (i64.const {j + 1}))))
                    (i64.store offset={8 * j} (local.get $b) (local.get $a))
                    """);
            }
            text.Append(CultureInfo.InvariantCulture, $"(local.set $pc (i32.rem_u (i32.add (local.get $pc) (i32.const {i + 1})) (i32.const {arms}))) (br $next)");
        }
        return text.Append(")) (local.get $a)))").ToString();
    }

    private static long Expected(byte[] memory, int arms, int accesses, int pc, int steps)
    {
        var a = 0L;
        for (; steps > 0 && pc < arms; steps--)
        {
            var i = pc;
            for (var j = 0; j < accesses; j++)
            {
                var place = memory.AsSpan(((int)a & 1023) + (8 * j), 8);
                a = unchecked((a * (i + 3)) + BitConverter.ToInt64(place) + j + 1);
                BitConverter.TryWriteBytes(place, a);
            }
            pc = (pc + i + 1) % arms;
        }
        return a;
    }

    private static CompiledFunction Compile(string source, double splitAbove)
    {
        var module = ModuleValidator.Validate(WasmInput.ReadModule(Encoding.UTF8.GetBytes(source), null));
        return FunctionCompiler.Compile(new ModuleShape(module) { SplitAbove = splitAbove }, 0, new UnitRange(0, 1), 1, new ExpressionPool());
    }

    private static CilBody Whole(string source) => Compile(source, double.MaxValue).Body;

    private static Dovetail.Module Module(Engine engine, string source, double splitAbove)
    {
        var module = ModuleValidator.Validate(WasmInput.ReadModule(Encoding.UTF8.GetBytes(source), null));
        return new Dovetail.Module(engine, module.Definition, ModuleCompiler.Compile(new ModuleShape(module) { SplitAbove = splitAbove }));
    }

    private static ModuleInstance Load(string source, double splitAbove)
    {
        var engine = new Engine();
        return new Linker(engine).Instantiate(new Store(engine), Module(engine, source, splitAbove));
    }
}
