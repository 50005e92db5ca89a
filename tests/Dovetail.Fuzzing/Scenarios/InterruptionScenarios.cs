using System.Diagnostics;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>Guests that never end by themselves, each stopped by a deadline, a token and a call; it measures how long they go on.</summary>
internal static class InterruptionScenarios
{
    // Enough for making the instance, whose table has nine million elements: that is a call with the same deadline.
    private const int DeadlineMilliseconds = 300;

    // On a machine that other work keeps busy the thread that stops a guest may itself be late.
    private const int Tolerance = 50;

    private static readonly (string Name, string Body)[] Endless =
    [
        ("loop", "(loop $l (br $l))"),
        ("loop-if", "(loop $l (br_if $l (i32.const 1)))"),
        ("loop-table", "(loop $l (br_table $l $l (global.get $x)))"),
        ("loop-nested", "(loop $a (loop $b (global.set $x (i32.add (global.get $x) (i32.const 1))) (br_if $b (global.get $x))) (br $a))"),
        ("loop-memory", "(loop $l (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))) (br $l))"),
        ("loop-call", "(loop $l (call $nothing) (br $l))"),
        ("recursion", "(loop $l (drop (call $fib (i32.const 40))) (br $l))"),
        ("fill", "(loop $l (memory.fill (i32.const 0) (global.get $x) (i32.const 0x20000000)) (br $l))"),
        ("copy", "(loop $l (memory.copy (i32.const 1) (i32.const 0) (i32.const 0x1fffffff)) (br $l))"),
        ("fill-far", "(loop $l (memory.fill $far (i64.const 0) (global.get $x) (i64.const 0x80000000)) (br $l))"),
        ("copy-far", "(loop $l (memory.copy $far 0 (i64.const 0x20000000) (i32.const 0) (i32.const 0x1fffffff)) (br $l))"),
        ("table-fill", "(loop $l (table.fill (i32.const 0) (ref.null func) (i32.const 9000000)) (br $l))"),
        ("table-copy", "(loop $l (table.copy (i32.const 1) (i32.const 0) (i32.const 8999999)) (br $l))"),
        ("host", "(loop $l (call $host) (br $l))"),
        ("throw", "(loop $l (block $h (try_table (catch_all $h) (throw $e))) (br $l))"),
        ("throw-deep", "(loop $l (block $h (try_table (catch_all $h) (call $down (i32.const 1000)))) (br $l))"),
        ("throw-on", "(loop $l (block $h (try_table (catch_all $h) (call $pass (i32.const 1000)))) (br $l))"),
        ("throw-twice", "(loop $l (call $bush (i32.const 100)) (br $l))"),
        ("tail-self", "(return_call $self)"),
        ("tail-ring", "(return_call $few (i32.const 1))"),
        ("tail-indirect", "(return_call_indirect (type $f) (i32.const 0))"),
    ];

    public static IReadOnlyList<Scenario> All { get; } =
        [.. Endless.Select(guest => new Scenario("endless-" + guest.Name, _ => Run(guest.Body)))];

    private static void Run(string body)
    {
        using var engine = new Engine();
        var module = Module.Parse(engine, $"""
            (module
              (import "host" "f" (func $host)) (memory 0x2000) (memory $far i64 0x8000) (table 9000000 funcref) (elem (i32.const 0) func $indirect) (type $f (func)) (global $x (mut i32) (i32.const 0))
              (func $nothing)
              (func $self (return_call $self))
              (func $few (param i32) (return_call $many (local.get 0) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
                (i64.const 6) (i64.const 7) (i64.const 8)))
              (func $many (param i32 i64 i64 i64 i64 i64 i64 i64 i64) (return_call $few (local.get 0)))
              (tag $e)
              (func $down (param i32) (if (i32.eqz (local.get 0)) (then (throw $e))) (call $down (i32.sub (local.get 0) (i32.const 1))) (drop (global.get $x)))
              (func $pass (param i32)
                (block $h (result exnref)
                  (try_table (catch_all_ref $h)
                    (if (i32.eqz (local.get 0)) (then (throw $e)))
                    (call $pass (i32.sub (local.get 0) (i32.const 1))))
                  (return))
                (throw_ref))
              (func $bush (param i32)
                (if (i32.eqz (local.get 0)) (then (throw $e)))
                (block $h (try_table (catch_all $h) (call $bush (i32.sub (local.get 0) (i32.const 1)))))
                (call $bush (i32.sub (local.get 0) (i32.const 1))))
              (func $indirect (return_call_indirect (type $f) (i32.const 0)))
              (func $fib (param i32) (result i32)
                (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0)) (else (i32.add
                  (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
              (func (export "warm") (drop (call $fib (i32.const 5))))
              (func (export "run") {body}))
            """);
        var late = new List<double>
        {
            ByDeadline(engine, module), ByDeadline(engine, module), ByToken(engine, module), ByCall(engine, module),
        };
        Console.WriteLine($"late by {string.Join(", ", late.Select(milliseconds => $"{milliseconds:F0}"))} ms");
        if (late.Min() > Tolerance)
            throw new InvalidOperationException($"never stopped within {Tolerance} ms");
    }

    private static double ByDeadline(Engine engine, Module module) => Measure(
        engine, module, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(DeadlineMilliseconds) }, TrapCode.DeadlineExceeded, _ => { });

    private static double ByToken(Engine engine, Module module)
    {
        using var source = new CancellationTokenSource();
        return Measure(engine, module, new StoreOptions { Cancellation = source.Token }, TrapCode.Cancelled, _ => source.Cancel());
    }

    private static double ByCall(Engine engine, Module module) =>
        Measure(engine, module, StoreOptions.Default, TrapCode.Interrupted, store => store.Interrupt());

    /// <summary>How many milliseconds after <see cref="DeadlineMilliseconds"/> the guest ended.</summary>
    private static double Measure(Engine engine, Module module, StoreOptions options, TrapCode expected, Action<Store> stop)
    {
        using var store = new Store(engine, options);
        var instance = new Linker(engine).Define("host", "f", () => Thread.SpinWait(100)).Instantiate(store, module);
        instance.GetFunction<Action>("warm")();
        var run = instance.GetFunction<Action>("run");
        var clock = Stopwatch.StartNew();
        var stopper = new Thread(() =>
        {
            var left = DeadlineMilliseconds - (int)clock.ElapsedMilliseconds;
            Thread.Sleep(Math.Max(0, left));
            stop(store);
        });
        stopper.Start();
        try
        {
            run();
            throw new InvalidOperationException("it ended by itself");
        }
        catch (TrapException trap)
        {
            var late = clock.Elapsed.TotalMilliseconds - DeadlineMilliseconds;
            stopper.Join();
            return trap.Code == expected ? late : throw new InvalidOperationException($"expected {expected}, found {trap.Code}");
        }
    }
}
