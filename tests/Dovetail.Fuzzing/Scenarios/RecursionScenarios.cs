using System.Globalization;
using System.Text;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>Endless recursion over a grid of frame sizes and ways to call, on threads with little and much stack. Each ends in a trap.</summary>
internal static class RecursionScenarios
{
    private static readonly int[] Locals = [0, 10, 300, 1000, 10_000, 50_000];
    private static readonly int[] Parameters = [0, 200];
    private static readonly int[] StackKilobytes = [256, 1024, 8192];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("recursion-call", _ => RunGrid("(call $f {0})")),
        new("recursion-indirect", _ => RunGrid("(call_indirect (type $f) {0} (i32.const 0))")),
        new("recursion-mutual", _ => RunGrid("(call $g {0})")),
        new("recursion-vectors", _ => RunGrid("(call $f {0})", type: "v128")),
        new("recursion-host", _ => RunGrid("(call $host)", withParameters: false)),
        new("recursion-start", _ => RunStart()),
        new("recursion-first-call", _ => FirstCallScenario.Run([256, 512, 1024], RunOnThread)),
        new("recursion-first-adapter", _ => AdapterFirstCallScenario.Run([128, 1024], RunOnThread)),
        new("recursion-throw", _ => RunThrow()),
    ];

    private static void RunGrid(string call, bool withParameters = true, string type = "i64")
    {
        using var engine = new Engine();
        foreach (var locals in Locals)
        {
            foreach (var parameters in withParameters ? Parameters : [0])
            {
                var module = TryParse(engine, Text(call, type, locals, parameters));
                foreach (var kilobytes in StackKilobytes)
                {
                    var outcome = module is null ? "refused" : OnThread(kilobytes, () => OverflowOrRefusal(engine, module));
                    Console.WriteLine($"{locals} locals, {parameters} parameters, {kilobytes} KB of stack: {outcome}");
                }
            }
        }
    }

    // What is too complex to compile is refused by name, which is as good.
    private static Module? TryParse(Engine engine, string text)
    {
        try
        {
            return Module.Parse(engine, text);
        }
        catch (LimitException)
        {
            return null;
        }
    }

    // A function is compiled when it is first called.
    private static string OverflowOrRefusal(Engine engine, Module module)
    {
        try
        {
            return Overflow(engine, module);
        }
        catch (LimitException)
        {
            return "refused";
        }
    }

    private static string Overflow(Engine engine, Module module)
    {
        using var store = new Store(engine, new StoreOptions { MaxStackBytes = 1 << 30 });
        Action? again = null;
        var depth = 0;
        var linker = new Linker(engine).Define("host", "f", () =>
        {
            depth++;
            again!();
        });
        var instance = linker.Instantiate(store, module);
        again = instance.GetFunction<Action>("run");
        var code = TrapOf(again);
        if (code != TrapCode.CallStackExhausted || TrapOf(again) != code)
            throw new InvalidOperationException($"expected the stack to be exhausted, found {code}");
        if (instance.GetFunction<Func<int>>("seven")() != 7)
            throw new InvalidOperationException("a function that fits does not work any more");
        return $"trapped twice, {depth} calls of the host";
    }

    // Exceptions thrown where the stack just suffices, past frames that let them pass and frames that throw them on.
    private static void RunThrow()
    {
        using var engine = new Engine();
        var module = Module.Parse(engine, """
            (module (tag $e)
              (func $pass (param i32) (if (i32.eqz (local.get 0)) (then (throw $e)))
                (call $pass (i32.sub (local.get 0) (i32.const 1))) (call $pass (i32.const 0)))
              (func $on (param i32)
                (block $h (result exnref)
                  (try_table (catch_all_ref $h)
                    (if (i32.eqz (local.get 0)) (then (throw $e))) (call $on (i32.sub (local.get 0) (i32.const 1))))
                  (return))
                (throw_ref))
              (func (export "pass") (param i32) (call $pass (local.get 0)))
              (func (export "on") (param i32) (call $on (local.get 0))))
            """);
        foreach (var kilobytes in StackKilobytes)
        {
            foreach (var name in new[] { "pass", "on" })
                Console.WriteLine($"{name}, {kilobytes} KB of stack: {OnThread(kilobytes, () => ThrowAtTheEnd(engine, module, name))}");
        }
    }

    private static string ThrowAtTheEnd(Engine engine, Module module, string name)
    {
        using var store = new Store(engine, new StoreOptions { MaxStackBytes = 1 << 30 });
        var run = new Linker(engine).Instantiate(store, module).GetFunction<Action<int>>(name);
        var (fits, exhausts) = (0, 1 << 20);
        while (exhausts - fits > 10)
        {
            var depth = (fits + exhausts) / 2;
            if (Throws(run, depth))
                fits = depth;
            else
                exhausts = depth;
        }
        for (var depth = fits; depth < exhausts; depth++)
            Throws(run, depth);
        return $"thrown past {fits} frames";
    }

    private static bool Throws(Action<int> run, int depth)
    {
        try
        {
            run(depth);
        }
        catch (WasmException)
        {
            return true;
        }
        catch (TrapException trap) when (trap.Code == TrapCode.CallStackExhausted)
        {
            return false;
        }
        throw new InvalidOperationException("neither thrown nor exhausted");
    }

    private static void RunStart()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        try
        {
            new Linker(engine).Instantiate(store, Module.Parse(engine, "(module (start $f) (func $f (call $f) (call $f)))"));
        }
        catch (TrapException trap) when (trap.Code == TrapCode.CallStackExhausted)
        {
            return;
        }
        throw new InvalidOperationException("the start function ended");
    }

    /// <summary>A function whose locals live across the call of itself that <paramref name="call"/> makes.</summary>
    private static string Text(string call, string value, int locals, int parameters)
    {
        string Constant(int number) => value == "v128" ? $"(v128.const i64x2 {number} {number})" : $"(i64.const {number})";
        var add = value == "v128" ? "i64x2.add" : "i64.add";
        var given = string.Concat(Enumerable.Repeat(Constant(1) + " ", parameters));
        var type = parameters == 0 ? "" : $"(param{string.Concat(Enumerable.Repeat($" {value}", parameters))})";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            (module
              (type $f (func {type})) (import "host" "f" (func $host)) (table funcref (elem $f))
              (global $x (mut {value}) {Constant(1)})
              (func (export "seven") (result i32) (i32.const 7))
              (func (export "run") (call $f {given}))
              (func $g (type $f) (call $f {given}) (global.set $x {Constant(2)}))
              (func $f (type $f) {(locals == 0 ? "" : $"(local{string.Concat(Enumerable.Repeat($" {value}", locals))})")}

            """);
        for (var i = parameters; i < parameters + locals; i++)
            text.Append(CultureInfo.InvariantCulture, $"(local.set {i} ({add} (global.get $x) {Constant(i)}))\n");
        text.Append(string.Format(CultureInfo.InvariantCulture, call, given)).Append('\n');
        for (var i = 0; i < parameters + locals; i++)
            text.Append(CultureInfo.InvariantCulture, $"(global.set $x ({add} (global.get $x) (local.get {i})))\n");
        return text.Append(CultureInfo.InvariantCulture, $"(global.set $x {Constant(1)})))").ToString();
    }

    private static TrapCode? TrapOf(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (TrapException trap)
        {
            return trap.Code;
        }
    }

    private static void RunOnThread(int kilobytes, Action run) => OnThread(kilobytes, () =>
    {
        run();
        return "";
    });

    private static string OnThread(int kilobytes, Func<string> run)
    {
        var outcome = "";
        Exception? fault = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    outcome = run();
                }
                catch (InvalidOperationException e)
                {
                    fault = e;
                }
            },
            kilobytes << 10);
        thread.Start();
        thread.Join();
        return fault is null ? outcome : throw fault;
    }
}
