using System.Diagnostics;

namespace Dovetail.Tests.Budgets;

public sealed class ComponentBudgetTests : IDisposable
{
    // Two instances of one component: what `a` exports is exported as `a-…`, and likewise for `b`; `relay` of `b` calls `spin` of `a`.
    private const string Pair = """
        (component
          (component $worker
            (import "next" (func $next (param "n" u32)))
            (import "text" (func $text (param "s" string)))
            (core module $libc (memory (export "memory") 1) (table (export "table") 1 funcref)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
            (core instance $libc (instantiate $libc))
            (core func $next (canon lower (func $next)))
            (core func $text (canon lower (func $text) (memory $libc "memory")))
            (core module $m
              (import "libc" "memory" (memory 1)) (import "libc" "table" (table 1 funcref))
              (import "" "next" (func $next (param i32))) (import "" "text" (func $text (param i32 i32)))
              (import "" "new" (func $new (param i32) (result i32)))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
              (func (export "grow-table") (param i32) (result i32) (table.grow (ref.null func) (local.get 0)))
              (func (export "spin") (param i32)
                (block $done (loop $again (br_if $done (i32.eqz (local.get 0)))
                  (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br $again))))
              (func (export "relay") (param i32) (call $next (local.get 0)))
              (func (export "send") (param i32) (call $text (i32.const 0) (local.get 0)))
              (func (export "leak") (param i32)
                (loop $again (drop (call $new (i32.const 7)))
                  (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
            (type $file (resource (rep i32)))
            (core func $new (canon resource.new $file))
            (core instance $i (instantiate $m (with "libc" (instance $libc))
              (with "" (instance (export "next" (func $next)) (export "text" (func $text)) (export "new" (func $new))))))
            (func (export "grow") (param "n" u32) (result s32) (canon lift (core func $i "grow")))
            (func (export "grow-table") (param "n" u32) (result s32) (canon lift (core func $i "grow-table")))
            (func (export "spin") (param "n" u32) (canon lift (core func $i "spin")))
            (func (export "relay") (param "n" u32) (canon lift (core func $i "relay")))
            (func (export "send") (param "n" u32) (canon lift (core func $i "send")))
            (func (export "leak") (param "n" u32) (canon lift (core func $i "leak"))))
          (component $sink
            (core module $m (memory (export "memory") 1)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0))
              (func (export "none") (param i32)) (func (export "take") (param i32 i32)))
            (core instance $i (instantiate $m))
            (func (export "none") (param "n" u32) (canon lift (core func $i "none")))
            (func (export "take") (param "s" string) (canon lift (core func $i "take") (memory $i "memory") (realloc (func $i "realloc")))))
          (instance $sink (instantiate $sink))
          (instance $a (instantiate $worker (with "next" (func $sink "none")) (with "text" (func $sink "take"))))
          (instance $b (instantiate $worker (with "next" (func $a "spin")) (with "text" (func $sink "take"))))
          (export "a-grow" (func $a "grow")) (export "b-grow" (func $b "grow"))
          (export "a-grow-table" (func $a "grow-table")) (export "b-grow-table" (func $b "grow-table"))
          (export "a-spin" (func $a "spin")) (export "b-spin" (func $b "spin")) (export "b-relay" (func $b "relay"))
          (export "a-send" (func $a "send")) (export "b-send" (func $b "send"))
          (export "a-leak" (func $a "leak")) (export "b-leak" (func $b "leak")))
        """;

    private const string A = "instance 1";
    private const string B = "instance 2";
    private readonly Engine engine = new();
    private readonly Engine metered = new(new EngineOptions { MetersFuel = true });
    private readonly List<Store> stores = [];

    public void Dispose()
    {
        stores.ForEach(store => store.Dispose());
        engine.Dispose();
        metered.Dispose();
    }

    [Fact]
    public void Growth_beyond_the_budget_of_an_instance_fails_softly_and_nobody_else_notices()
    {
        var pair = Make(engine, (A, new ComponentBudget { MaxMemoryBytes = 3 << 16, MaxTableElements = 5 }));
        Assert.Equal((WitValue)1, pair.Call("a-grow", 2u));
        Assert.Equal((WitValue)(-1), pair.Call("a-grow", 1u));
        Assert.Equal((WitValue)1, pair.Call("b-grow", 20u));
        Assert.Equal((WitValue)1, pair.Call("a-grow-table", 4u));
        Assert.Equal((WitValue)(-1), pair.Call("a-grow-table", 1u));
        Assert.Equal((WitValue)1, pair.Call("b-grow-table", 100u));
        Assert.Equal((WitValue)3, pair.Call("a-grow", 0u));
    }

    [Fact]
    public void The_budget_of_the_outermost_instance_holds_all_inside()
    {
        var pair = Make(engine, ("", new ComponentBudget { MaxMemoryBytes = 5 << 16 }), (A, new ComponentBudget { MaxMemoryBytes = 9 << 16 }));
        Assert.Equal((WitValue)1, pair.Call("a-grow", 1u));
        Assert.Equal((WitValue)1, pair.Call("b-grow", 1u));
        Assert.Equal((WitValue)(-1), pair.Call("a-grow", 1u));
    }

    [Fact]
    public void A_minimum_beyond_the_budget_is_refused_by_name()
    {
        var refused = Assert.Throws<LimitException>(() => Make(engine, (A, new ComponentBudget { MaxMemoryBytes = 100 })));
        Assert.Equal("memory bytes", refused.Limit);
        Assert.Contains("the budget of `instance 1` has reached its limit of memory bytes (100)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_handle_more_than_the_budget_traps_and_names_the_instance()
    {
        var pair = Make(engine, (A, new ComponentBudget { MaxHandles = 10 }));
        pair.Call("b-leak", 1000u);
        pair.Call("a-leak", 10u);
        var trap = Assert.Throws<TrapException>(() => pair.Call("a-leak", 1u));
        Assert.Equal(TrapCode.LimitReached, trap.Code);
        Assert.Contains("handles of one component instance (`instance 1`), 10", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_bytes_passed_on_in_a_call_than_the_budget_trap()
    {
        var pair = Make(engine, (A, new ComponentBudget { MaxValueBytes = 100 }));
        pair.Call("b-send", 1000u);
        pair.Call("a-send", 60u);
        pair.Call("a-send", 60u);
        var trap = Assert.Throws<TrapException>(() => pair.Call("a-send", 101u));
        Assert.Contains("bytes that the values of one call (`instance 1`) take, 100", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fuel_is_taken_from_the_instance_that_runs_and_from_all_around_it()
    {
        var pair = Make(metered, (A, new ComponentBudget { Fuel = 10_000 }));
        pair.Call("b-spin", 100_000u);
        pair.Call("a-spin", 100u);
        var before = pair.Store.Fuel;
        var trap = Assert.Throws<TrapException>(() => pair.Call("a-spin", 100_000u));
        Assert.Equal(TrapCode.OutOfFuel, trap.Code);
        Assert.Contains("out of fuel: `instance 1` has used up its budget of 10000", trap.Message, StringComparison.Ordinal);
        Assert.NotEmpty(trap.Frames);
        Assert.Equal(("instance 1", new ComponentUsage(1 << 16, 1, 10_000)), (trap.Calls[0].Instance, trap.Calls[0].Usage));
        Assert.Contains("a-spin(100000) in `instance 1`, which had used 65536 bytes of memory, 1 table elements, 10000 fuel", trap.Report, StringComparison.Ordinal);
        Assert.InRange(before - pair.Store.Fuel, 5_000, 10_000);
    }

    [Fact]
    public void What_an_instance_calls_outside_consumes_the_other_ones_fuel()
    {
        var pair = Make(metered, (B, new ComponentBudget { Fuel = 10_000 }));
        pair.Call("b-relay", 100_000u);
        Assert.Throws<TrapException>(() => pair.Call("b-spin", 100_000u));
        pair = Make(metered, (A, new ComponentBudget { Fuel = 10_000 }));
        Assert.Contains("`instance 1`", Assert.Throws<TrapException>(() => pair.Call("b-relay", 100_000u)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_store_s_own_fuel_ends_too()
    {
        var pair = Make(metered, new StoreOptions { Fuel = 5_000 }, (A, new ComponentBudget { Fuel = 10_000 }));
        var trap = Assert.Throws<TrapException>(() => pair.Call("a-spin", 100_000u));
        Assert.Equal("wasm trap: out of fuel", trap.Message);
        Assert.Equal(0, pair.Store.Fuel);
    }

    [Fact]
    public void What_is_copied_from_component_to_component_costs_fuel()
    {
        var pair = Make(metered);
        long Cost(uint bytes)
        {
            var before = pair.Store.Fuel;
            pair.Call("a-send", bytes);
            return before - pair.Store.Fuel;
        }
        Assert.Equal(Cost(0) + 100, Cost(6400));
    }

    [Fact]
    public void A_deadline_ends_calls_of_that_instance_alone()
    {
        var pair = Make(engine, (A, new ComponentBudget { Deadline = TimeSpan.FromMilliseconds(30) }));
        pair.Call("a-spin", 1000u);
        pair.Call("b-spin", 100_000_000u);
        var clock = Stopwatch.StartNew();
        var trap = Assert.Throws<TrapException>(() => pair.Call("b-relay", uint.MaxValue));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"it took {clock.Elapsed}");
        Assert.Contains("deadline exceeded: a call of `instance 1` may take 30 ms", trap.Message, StringComparison.Ordinal);
        Assert.Equal(0, pair.Store.InterruptFlag);
    }

    [Fact]
    public void The_store_s_shorter_deadline_is_not_blamed_on_the_instance()
    {
        var pair = Make(engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(30) },
            (A, new ComponentBudget { Deadline = TimeSpan.FromMinutes(1) }));
        Assert.Equal("wasm trap: deadline exceeded", Assert.Throws<TrapException>(() => pair.Call("a-spin", uint.MaxValue)).Message);
    }

    [Fact]
    public void Budgets_are_checked_before_and_after()
    {
        Assert.Contains("there is no instance at the path `instance 7`",
            Assert.Throws<ArgumentException>(() => Make(engine, ("instance 7", new ComponentBudget()))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Make(engine, ("", new ComponentBudget { MaxMemoryBytes = -1 })));
        Assert.Throws<ArgumentException>(() => Make(engine, ("", new ComponentBudget { Deadline = TimeSpan.Zero })));
        Assert.Contains("MetersFuel",
            Assert.Throws<ArgumentException>(() => Make(engine, ("", new ComponentBudget { Fuel = 1 }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_that_the_linker_defines_has_its_name_for_a_path()
    {
        var store = new Store(engine);
        stores.Add(store);
        var worker = Component.Parse(engine, """
            (component (core module $m (memory 1) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
              (core instance $i (instantiate $m))
              (func (export "grow") (param "n" u32) (result s32) (canon lift (core func $i "grow"))))
            """);
        var user = Component.Parse(engine, """
            (component (import "a:b/worker" (instance $w (export "grow" (func (param "n" u32) (result s32)))))
              (core func $grow (canon lower (func $w "grow")))
              (core module $m (import "" "grow" (func $grow (param i32) (result i32)))
                (func (export "grow") (param i32) (result i32) (call $grow (local.get 0))))
              (core instance $i (instantiate $m (with "" (instance (export "grow" (func $grow))))))
              (func (export "grow") (param "n" u32) (result s32) (canon lift (core func $i "grow"))))
            """);
        var instance = new Linker(engine).Define("a:b/worker", worker).Instantiate(store, user, new Dictionary<string, ComponentBudget>
        {
            ["a:b/worker"] = new() { MaxMemoryBytes = 2 << 16 },
        });
        Assert.Equal((WitValue)1, instance.Call("grow", 1u));
        Assert.Equal((WitValue)(-1), instance.Call("grow", 1u));
    }

    private ComponentInstance Make(Engine engine, params (string Path, ComponentBudget Budget)[] budgets) =>
        Make(engine, StoreOptions.Default, budgets);

    private ComponentInstance Make(Engine engine, StoreOptions options, params (string Path, ComponentBudget Budget)[] budgets)
    {
        var store = new Store(engine, options);
        stores.Add(store);
        return new Linker(engine).Instantiate(store, Component.Parse(engine, Pair), budgets.ToDictionary(b => b.Path, b => b.Budget));
    }
}
