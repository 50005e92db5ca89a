using System.Diagnostics;
using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

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
        new("small-stack", _ => UseSmallStack()),
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

    // Whatever is nested as deep as it may be is read, written and used on the smallest stack that a host is likely to give, or refused by name.
    private static void UseSmallStack()
    {
        const int depth = 95;
        using var engine = new Engine();
        using var store = new Store(engine);
        var types = Nested("(list ", "u8", ")");
        var function = $"""
            (component
              (core module $m (memory (export "m") 1)
                (func (export "r") (param i32 i32 i32 i32) (result i32) i32.const 0)
                (func (export "f") (param i32 i32)))
              (core instance $i (instantiate $m))
              (type $t {types})
              (func (export "f") (param "x" $t) (canon lift (core func $i "f") (memory $i "m") (realloc (func $i "r")))))
            """;
        var components = Nested("(component ", "", ")");
        var wit = $"package a:b; interface i {{ f: func(a: {Nested("list<", "u8", ">")}); }} world w {{ export i; }}";
        var (loaded, resolved) = (Component.Parse(engine, function), Resolve());
        var argument = WitValue.List();
        for (var i = 1; i < depth; i++)
            argument = WitValue.List(argument);

        // What has few levels is never refused.
        var few = OnSmallStack(() => Component.Parse(engine, "(component (component (type (list (list u8)))))"));
        Expect(few is null, few);
        List<(string What, Action Use)> uses = [("text of types", () => Component.Parse(engine, function)), ("text of components", () => Component.Parse(engine, components))];
        foreach (var (what, text) in (ReadOnlySpan<(string, string)>)[("types", function), ("components", components)])
        {
            var definition = WasmInput.ReadComponent(Encoding.UTF8.GetBytes(text));
            var bytes = WasmOutput.Encode(definition);
            uses.Add(($"encoding of {what}", () => WasmOutput.Encode(definition)));
            uses.Add(($"printing of {what}", () => WasmOutput.Print(definition, TextWriter.Null)));
            uses.Add(($"binary of {what}", () => Component.Load(engine, bytes)));
        }
        uses.Add(("the WIT of a component", () => WitPrinter.Print(loaded.ToWit())));
        uses.Add(("text of WIT", () => Resolve()));
        uses.Add(("encoding of WIT", () => InterfaceEncoder.Encode(resolved.Roots[0])));
        uses.Add(("text of a value", () => Wave.ParseCall($"f({Nested("[", "1", "]")})")));
        uses.Add(("a value", () => _ = Wave.Write(argument) + argument.GetHashCode() + argument.Equals(argument)));
        uses.Add(("an instance", () => new Linker(engine).Instantiate(store, loaded)));
        foreach (var (what, use) in uses)
        {
            Console.Write($"{what}: ");
            var fault = OnSmallStack(use);
            Expect(fault is null or LimitException { Limit: "stack" }, fault);
            Console.WriteLine(fault is null ? "fits" : "refused");
        }

        WitResolution Resolve() => WitResolution.Resolve([new WitSourceGroup([new SourceText(wit, "a.wit")])]);

        static string Nested(string open, string inside, string close) =>
            string.Concat(Enumerable.Repeat(open, depth)) + inside + string.Concat(Enumerable.Repeat(close, depth));
    }

    private static Exception? OnSmallStack(Action use)
    {
        Exception? fault = null;
        var thread = new Thread(() => fault = FaultOf(use), 128 << 10);
        thread.Start();
        thread.Join();
        return fault;
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
