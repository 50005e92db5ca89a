using System.Diagnostics;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>What guests can overdo with tail calls, 64-bit addresses, many memories and garbage-collected objects.</summary>
internal static class GuardScenarios
{
    private const int Hops = 3_000_000;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("tail-rings", _ => RunRings()),
        new("memory64-bounds", _ => LeaveMemory()),
        new("table64-bounds", _ => LeaveTable()),
        new("many-memories-grow", _ => GrowMany()),
        new("allocation-storms", _ => Allocate()),
    ];

    // Three functions of other frames and ways to call hand on a count that goes to zero: no stack is long enough for their frames together.
    private static void RunRings()
    {
        using var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { MaxStackBytes = 1 << 18 });
        var instance = new Linker(engine).Instantiate(store, Module.Parse(engine, """
            (module (type $b (func (param i64 f64) (result i64))) (type $c (func (param i64) (result i64))) (table funcref (elem $b))
              (elem declare func $c)
              (func $a (export "a") (param i64) (result i64) (if (i64.eqz (local.get 0)) (then (return (i64.const 7))))
                (return_call_indirect (type $b) (i64.sub (local.get 0) (i64.const 1)) (f64.const 1) (i32.const 0)))
              (func $b (type $b) (local v128 v128 v128 i64 i64)
                (return_call_ref $c (local.get 0) (ref.func $c)))
              (func $c (type $c) (return_call $a (local.get 0))))
            """));
        var result = instance.GetFunction<Func<long, long>>("a")(Hops);
        Expect.True(result == 7, $"a ring of tail calls gave {result}");
        using var hurried = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(200) });
        var endless = new Linker(engine).Instantiate(hurried, Module.Parse(engine, """
            (module (func $a (export "a") (return_call $b)) (func $b (return_call $a)))
            """)).GetFunction<Action>("a");
        var clock = Stopwatch.StartNew();
        Expect.Trap("an endless ring", endless, TrapCode.DeadlineExceeded);
        Expect.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"an endless ring ended after {clock.Elapsed}");
    }

    private static void LeaveMemory()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, Module.Parse(engine, """
            (module (memory i64 1 2)
              (func (export "load") (param i64) (result i64) (i64.load (local.get 0)))
              (func (export "far") (param i64) (result i64) (i64.load offset=0xffffffffffffffff (local.get 0)))
              (func (export "store") (param i64) (i32.store8 offset=7 (local.get 0) (i32.const 1)))
              (func (export "fill") (param i64) (memory.fill (local.get 0) (i32.const 1) (i64.const 9)))
              (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))
            """));
        foreach (var address in Addresses(65536 - 7))
        {
            Expect.Trap($"load at {address:x}", () => instance.GetFunction("load").Invoke(address), TrapCode.MemoryOutOfBounds);
            Expect.Trap($"store at {address:x}", () => instance.GetFunction("store").Invoke(address), TrapCode.MemoryOutOfBounds);
            Expect.Trap($"fill at {address:x}", () => instance.GetFunction("fill").Invoke(address), TrapCode.MemoryOutOfBounds);
            Expect.Trap($"load far from {address:x}", () => instance.GetFunction("far").Invoke(address), TrapCode.MemoryOutOfBounds);
        }

        foreach (var pages in new[] { 2, 1L << 32, 1L << 48, long.MaxValue, -1L })
            Expect.True(instance.GetFunction("grow").Invoke(pages)[0] is -1L, $"a memory grew by {pages} pages");
    }

    private static void LeaveTable()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, Module.Parse(engine, """
            (module (table i64 4 8 funcref) (type $f (func))
              (func (export "get") (param i64) (drop (table.get (local.get 0))))
              (func (export "set") (param i64) (table.set (local.get 0) (ref.null func)))
              (func (export "call") (param i64) (call_indirect (type $f) (local.get 0)))
              (func (export "grow") (param i64) (result i64) (table.grow (ref.null func) (local.get 0))))
            """));
        foreach (var index in Addresses(4))
        {
            Expect.Trap($"get {index:x}", () => instance.GetFunction("get").Invoke(index), TrapCode.TableOutOfBounds);
            Expect.Trap($"set {index:x}", () => instance.GetFunction("set").Invoke(index), TrapCode.TableOutOfBounds);
            Expect.Trap($"call {index:x}", () => instance.GetFunction("call").Invoke(index), TrapCode.UndefinedElement);
        }

        foreach (var count in new[] { 5, 1L << 32, long.MaxValue, -1L })
            Expect.True(instance.GetFunction("grow").Invoke(count)[0] is -1L, $"a table grew by {count} elements");
    }

    // Every memory grows until the store has no more to give: then growth fails softly, in all of them.
    private static void GrowMany()
    {
        using var engine = new Engine(new EngineOptions { MaxMemoryReservation = 64 << 20 });
        using var store = new Store(engine, new StoreOptions { MaxMemoryBytes = 128 << 20 });
        var instance = new Linker(engine).Instantiate(store, Module.Parse(engine, $$"""
            (module {{Wat.Each(100, i => $"(memory $m{i} 1)")}}
              (func (export "run") (result i32) (local $grown i32)
                (loop $again (local.set $grown (i32.const 0))
                  {{Wat.Each(100, i => $"(if (i32.ne (memory.grow $m{i} (i32.const 16)) (i32.const -1)) (then (local.set $grown (i32.const 1))))")}}
                  (br_if $again (local.get $grown)))
                (memory.size $m99)))
            """));
        Console.WriteLine($"the last of 100 memories has {instance.GetFunction("run").Invoke()[0]} pages");
    }

    // Garbage is collected; what is held on to ends in a trap before the process does.
    private static void Allocate()
    {
        using var engine = new Engine();
        var module = Module.Parse(engine, """
            (module (type $cell (struct (field (ref null $cell)) (field i64))) (type $bytes (array (mut i8))) (type $arrays (array (mut (ref null $bytes))))
              (global $list (mut (ref null $cell)) (ref.null $cell))
              (func (export "garbage") (loop $l (drop (array.new $bytes (i32.const 1) (i32.const 100000))) (br $l)))
              (func (export "list") (loop $l (global.set $list (struct.new $cell (global.get $list) (i64.const 1))) (br $l)))
              (func (export "huge") (drop (array.new $bytes (i32.const 1) (i32.const -1))))
              (func (export "arrays") (local $a (ref $arrays)) (local $i i32)
                (local.set $a (array.new_default $arrays (i32.const 10000000)))
                (loop $l (array.set $arrays (local.get $a) (local.get $i) (array.new $bytes (i32.const 1) (i32.const 1000)))
                  (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $l))))
            """);
        foreach (var storm in new[] { "garbage", "list", "huge", "arrays" })
        {
            using var store = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromSeconds(4), MaxHeapBytes = 64 << 20 });
            var run = new Linker(engine).Instantiate(store, module).GetFunction(storm);
            Expect.Trap(
                storm, () => run.Invoke(), TrapCode.OutOfMemory, TrapCode.LimitReached, TrapCode.DeadlineExceeded, TrapCode.ArrayOutOfBounds);
        }
    }

    // The first that is beyond, and those that an engine takes for smaller ones.
    private static long[] Addresses(long first) =>
        [first, 1L << 31, (1L << 32) - 1, 1L << 32, (1L << 32) + 1, 1L << 40, 1L << 47, 1L << 63 >>> 1, long.MaxValue, long.MinValue, -1, -8];
}
