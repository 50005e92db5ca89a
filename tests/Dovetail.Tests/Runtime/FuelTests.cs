namespace Dovetail.Tests.Runtime;

/// <summary>Fuel: what code costs to the unit, and that nothing goes on without.</summary>
public sealed class FuelTests : IDisposable
{
    private const long Plenty = 1_000_000_000;

    private readonly Engine _engine = new(new EngineOptions { MetersFuel = true });
    private readonly Store _store;

    public FuelTests() => _store = new Store(_engine, new StoreOptions { Fuel = Plenty });

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData("(func (export \"f\"))", 0)]
    [InlineData("(func (export \"f\") (nop) (block (nop)))", 0)]
    [InlineData("(func (export \"f\") (drop (i32.add (i32.const 1) (i32.const 2))))", 4)]
    [InlineData("(func (export \"f\") (if (i32.const 1) (then (drop (i32.const 1))) (else (nop))))", 4)]
    [InlineData("(func (export \"f\") (if (i32.const 0) (then (drop (i32.const 1))) (else (drop (i64.extend_i32_u (i32.const 1))))))", 5)]
    [InlineData("(func (export \"f\") (block (br 0) (drop (i32.const 1))))", 1)]
    [InlineData("(func (export \"f\") (block (br_if 0 (i32.const 1)) (drop (i32.const 1))))", 2)]
    [InlineData("(func (export \"f\") (block (br_if 0 (i32.const 0)) (drop (i32.const 1))))", 4)]
    [InlineData("(func (export \"f\") (call $g) (call $g)) (func $g (drop (i32.const 1)))", 6)]
    [InlineData("(func (export \"f\") (call_indirect (i32.const 0))) (table funcref (elem $g)) (func $g (return))", 3)]
    [InlineData("(func (export \"f\") (return_call $g)) (func $g (return))", 2)]
    [InlineData("(func (export \"f\") (block $h (try_table (catch $e $h) (throw $e)))) (tag $e)", 2)]
    [InlineData("(func (export \"f\") (memory.fill (i32.const 0) (i32.const 1) (i32.const 640))) (memory 1)", 4 + 10)]
    [InlineData("(func (export \"f\") (memory.copy (i32.const 0) (i32.const 1) (i32.const 63))) (memory 1)", 4)]
    [InlineData("(func (export \"f\") (drop (memory.grow (i32.const 3)))) (memory 1)", 3 + 3)]
    [InlineData("(func (export \"f\") (table.fill (i32.const 0) (ref.null func) (i32.const 16))) (table 20 funcref)", 4 + 2)]
    [InlineData("(func (export \"f\") (drop (array.new_default $a (i32.const 800)))) (type $a (array i8))", 3 + 100)]
    public void A_call_costs_what_it_executes(string fields, long cost) => Assert.Equal(cost, CostOf($"(module {fields})"));

    // 3 before the loop; 7 each time around.
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100_000)]
    public void A_loop_costs_the_same_each_time_around(int times) => Assert.Equal(2 + (7 * times), CostOf($"""
        (module (func (export "f") (local i32)
          (local.set 0 (i32.const {times}))
          (loop $l (br_if $l (i32.ne (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0))))))
        """));

    [Fact]
    public void A_function_that_is_written_with_copies_of_itself_costs_the_same()
    {
        // fib(n) is called 2 fib(n+1) − 1 times; the direct recursion is unrolled, the one through a table is not.
        string Module(string call) => $"""
            (module (type $f (func (param i32) (result i32))) (table funcref (elem $fib))
              (func $fib (type $f) (if (i32.lt_u (local.get 0) (i32.const 2)) (then (return (local.get 0))))
                (i32.add {call.Replace("{0}", "(i32.sub (local.get 0) (i32.const 1))")} {call.Replace("{0}", "(i32.sub (local.get 0) (i32.const 2))")}))
              (func (export "f") (drop (call $fib (i32.const 20)))))
            """;
        var direct = CostOf(Module("(call $fib {0})"));
        var calls = (2 * 10946) - 1;
        var indirect = CostOf(Module("(call_indirect (type $f) {0} (i32.const 0))"));
        Assert.Equal(direct + calls - 1, indirect);
    }

    [Theory]
    [InlineData(CompileMode.Lazy)]
    [InlineData(CompileMode.Eager)]
    public void It_costs_the_same_whenever_it_is_compiled(CompileMode mode)
    {
        var text = """
            (module (func $g (param i32) (result i32) (i32.mul (local.get 0) (local.get 0)))
              (func (export "f") (local i32 i32)
                (loop $l (local.set 1 (i32.add (local.get 1) (call $g (local.get 0))))
                  (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 1000))))))
            """;
        using var engine = new Engine(new EngineOptions { MetersFuel = true, CompileMode = mode });
        using var store = new Store(engine, new StoreOptions { Fuel = Plenty });
        new Linker(engine).Instantiate(store, Module.Parse(engine, text)).GetFunction<Action>("f")();
        Assert.Equal(CostOf(text), Plenty - store.Fuel);
    }

    [Theory]
    [InlineData("(loop $l (br $l))")]
    [InlineData("(loop $l (br_if $l (i32.const 1)))")]
    [InlineData("(loop $l (br_table $l $l (i32.const 5)))")]
    [InlineData("(call $recurse)")]
    [InlineData("(return_call $ring)")]
    [InlineData("(loop $l (block $h (try_table (catch_all $h) (throw $e))) (br $l))")]
    [InlineData("(loop $l (try_table (catch_all $l) (throw $e)))")]
    [InlineData("(loop $l (try_table (catch_all $l) (call $throw)))")]
    [InlineData("(loop $l (call $host) (br $l))")]
    public void Nothing_goes_on_without_fuel(string body)
    {
        using var store = new Store(_engine, new StoreOptions { Fuel = 10_000, Deadline = TimeSpan.FromSeconds(30) });
        var instance = new Linker(_engine).Define("h", "h", () => { }).Instantiate(store, Parse($"""
            (module (import "h" "h" (func $host)) (tag $e)
              (func $recurse (call $other) (call $other)) (func $other (if (i32.const 1) (then (call $ring))) (call $recurse))
              (func $ring (return_call $back (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7)))
              (func $back (param i64 i64 i64 i64 i64 i64 i64) (return_call $ring))
              (func $throw (throw $e))
              (func (export "f") {body}))
            """));
        var run = instance.GetFunction<Action>("f");
        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>(run).Code);
        Assert.Equal(0, store.Fuel);
        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>(run).Code);
    }

    [Fact]
    public void An_instruction_on_a_range_that_the_fuel_does_not_suffice_for_does_nothing()
    {
        using var store = new Store(_engine, new StoreOptions { Fuel = 500 });
        var instance = new Linker(_engine).Instantiate(store, Parse("""
            (module (memory (export "m") 1)
              (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 1) (local.get 0)))
              (func (export "load") (result i32) (i32.load8_u (i32.const 0)))
              (func (export "grow") (result i32) (memory.grow (i32.const -1))))
            """));
        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>(() => instance.GetFunction("fill").Invoke(65_536)).Code);
        store.AddFuel(500);
        Assert.Equal([0], instance.GetFunction("load").Invoke());
        instance.GetFunction("fill").Invoke(6400);
        Assert.Equal([1], instance.GetFunction("load").Invoke());
        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>(() => instance.GetFunction("grow").Invoke()).Code);
    }

    [Fact]
    public void A_trap_or_an_exception_keeps_what_was_consumed()
    {
        var text = """
            (module (tag $e) (memory 1)
              (func (export "trap") (drop (i32.const 1)) (drop (i32.load (i32.const -1))))
              (func (export "throw") (drop (i32.const 1)) (throw $e)))
            """;
        Assert.Equal(5, CostOf(text, "trap"));
        Assert.Equal(3, CostOf(text, "throw"));
    }

    [Fact]
    public void A_host_function_costs_a_hundred_and_sees_and_adds_fuel()
    {
        var seen = 0L;
        using var store = new Store(_engine, new StoreOptions { Fuel = 200 });
        var linker = new Linker(_engine).Define("h", "h", () =>
        {
            seen = store.Fuel;
            store.AddFuel(1000);
        });
        linker.Instantiate(store, Parse("""(module (import "h" "h" (func $h)) (func (export "f") (call $h) (drop (i32.const 1))))"""))
            .GetFunction<Action>("f")();
        Assert.Equal(200 - 3 - 100, seen);
        Assert.Equal(seen + 1000, store.Fuel);
        store.AddFuel(long.MaxValue);
        Assert.Equal(long.MaxValue, store.Fuel);
    }

    [Fact]
    public void A_component_consumes_fuel_of_the_same_store()
    {
        using var store = new Store(_engine, new StoreOptions { Fuel = 1000 });
        var instance = new Linker(_engine).Define("host", (Func<uint>)(() => 7)).Instantiate(store, Component.Parse(_engine, """
            (component (import "host" (func $h (result u32)))
              (core func $l (canon lower (func $h)))
              (core module $m (import "" "h" (func $h (result i32))) (func (export "f") (result i32) (call $h)))
              (core instance $i (instantiate $m (with "" (instance (export "h" (func $l))))))
              (func (export "f") (result u32) (canon lift (core func $i "f"))))
            """));
        Assert.Equal((WitValue)7u, instance.Call("f"));
        Assert.Equal(1000 - 1 - 100, store.Fuel);
    }

    [Fact]
    public void Fuel_is_of_engines_that_meter_it()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => new Store(engine, new StoreOptions { Fuel = 1 }));
        using var store = new Store(engine);
        Assert.Throws<InvalidOperationException>(() => store.Fuel);
        Assert.Throws<InvalidOperationException>(() => store.AddFuel(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Store(_engine, new StoreOptions { Fuel = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _store.AddFuel(-1));
        using var unlimited = new Store(_engine);
        Assert.Equal(long.MaxValue, unlimited.Fuel);
    }

    private long CostOf(string text, string name = "f")
    {
        var function = new Linker(_engine).Instantiate(_store, Parse(text)).GetFunction(name);
        var before = _store.Fuel;
        try
        {
            function.Invoke();
        }
        catch (DovetailException) when (name != "f")
        {
        }
        return before - _store.Fuel;
    }

    private Module Parse(string text) => Module.Parse(_engine, text);
}
