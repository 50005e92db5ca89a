using System.Diagnostics;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>Functions of the host that throw, recurse without end or return late, and stores that two threads use at once.</summary>
internal static class HostScenarios
{
    private const string Caller = """(module (import "host" "f" (func $f)) (func (export "run") (call $f) (call $f)))""";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("host-throws", _ => Throw()),
        new("host-overflows", _ => Overflow()),
        new("host-returns-late", _ => ReturnLate()),
        new("two-threads", _ => UseTwice()),
        new("dispose-while-running", _ => DisposeWhileRunning()),
    ];

    private static void Throw()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
#pragma warning disable CA2201 // A careless host throws what only the runtime should.
        Exception[] thrown =
        [
            new InvalidOperationException(), new NullReferenceException(), new OutOfMemoryException(), new DivideByZeroException(),
            new IndexOutOfRangeException(), new InvalidCastException(), new StackOverflowException(), new AccessViolationException(),
            new OperationCanceledException(), new InsufficientExecutionStackException(),
        ];
#pragma warning restore CA2201
        foreach (var exception in thrown)
        {
            var fault = FaultOf(Link(store, () => throw exception).GetFunction<Action>("run"));
            Expect(fault is HostException host && host.InnerException == exception && host.Origin == "host.f", fault);
        }
    }

    // A careful host function notices by itself that the stack ends; the guest has left it enough to do so.
    private static void Overflow()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var fault = FaultOf(Link(store, () => Recurse(0)).GetFunction<Action>("run"));
        Expect(fault is HostException { InnerException: InsufficientExecutionStackException }, fault);
        Action? again = null;
        var run = Link(store, () => again!()).GetFunction<Action>("run");
        again = run;
        fault = FaultOf(run);
        Expect(fault is TrapException { Code: TrapCode.CallStackExhausted }, fault);
    }

    private static int Recurse(int depth)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return Recurse(depth + 1) + 1;
    }

    private static void ReturnLate()
    {
        using var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        var calls = 0;
        var run = Link(store, () =>
        {
            calls++;
            Thread.Sleep(200);
        }).GetFunction<Action>("run");
        var clock = Stopwatch.StartNew();
        var fault = FaultOf(run);
        Expect(fault is TrapException { Code: TrapCode.DeadlineExceeded } && calls == 1, fault);
        Console.WriteLine($"ended {clock.ElapsedMilliseconds} ms after its start");
    }

    private static void UseTwice()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var inside = 0;
        var instance = Link(store, () =>
        {
            if (Interlocked.Increment(ref inside) != 1)
                Environment.FailFast("two threads are inside");
            Thread.SpinWait(50);
            Interlocked.Decrement(ref inside);
        });
        var run = instance.GetFunction<Action>("run");
        var (entered, refused) = (0, 0);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                var fault = FaultOf(run);
                Expect(fault is null or InvalidOperationException, fault);
                Interlocked.Increment(ref fault is null ? ref entered : ref refused);
            }
        });
        Console.WriteLine($"{entered} calls, {refused} refused");
    }

    private static void DisposeWhileRunning()
    {
        using var engine = new Engine();
        var module = Module.Parse(engine, """
            (module (memory 1) (func (export "run") (loop $l (i32.store (i32.const 65532) (i32.const 1)) (br $l))))
            """);
        for (var i = 0; i < 300; i++)
        {
            var store = new Store(engine);
            var run = new Linker(engine).Instantiate(store, module).GetFunction<Action>("run");
            using var started = new ManualResetEventSlim();
            Exception? fault = null;
            var thread = new Thread(() =>
            {
                started.Set();
                fault = FaultOf(run);
            });
            thread.Start();
            started.Wait();
            if (i % 2 == 0)
                Thread.Yield();
            store.Dispose();
            thread.Join();
            Expect(fault is TrapException { Code: TrapCode.Interrupted } or ObjectDisposedException, fault);
        }
    }

    private static ModuleInstance Link(Store store, Action function) =>
        new Linker(store.Engine).Define("host", "f", function).Instantiate(store, Module.Parse(store.Engine, Caller));

    private static Exception? FaultOf(Action call)
    {
        try
        {
            call();
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is looked at.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return fault;
        }
    }

    private static void Expect(bool holds, Exception? fault)
    {
        if (!holds)
            throw new InvalidOperationException($"unexpected end of a call: {fault?.ToString() ?? "none"}");
    }
}
