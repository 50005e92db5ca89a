using System.Globalization;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>
/// Endless recursion of random shapes: ways to call, numbers of locals and parameters, sizes of stacks; as many as asked for, by a seed.
/// </summary>
internal static class SampledRecursion
{
    private static readonly int[] Locals = [0, 1, 10, 100, 1_000, 2_500, 10_000, 50_000];
    private static readonly int[] Parameters = [0, 1, 8, 100, 900];
    private static readonly int[] StackKilobytes = [256, 512, 1_024, 4_096, 16_384];
    private static readonly string[] Types = ["i64", "v128"];
    private static readonly string[] Kinds = ["call", "mutual", "table", "import", "host", "start", "late"];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("recursion-sampled", arguments => Run(ulong.Parse(arguments[0], CultureInfo.InvariantCulture), int.Parse(arguments[1], CultureInfo.InvariantCulture))),
    ];

    private static void Run(ulong seed, int count)
    {
        var (exhausted, refused) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var random = new SeededRandom(SeededRandom.SeedOf(seed, i));
            var shape = (Kind: random.Pick<string>(Kinds), Locals: random.Pick<int>(Locals), Parameters: random.Pick<int>(Parameters),
                Stack: random.Pick<int>(StackKilobytes), Live: random.OneIn(2), Type: random.Pick<string>(Types));
            try
            {
                RunOne(shape.Kind, shape.Type, shape.Locals, shape.Parameters, shape.Live, shape.Stack);
                exhausted++;
            }
            catch (LimitException)
            {
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"case {i} {shape}: {error.Message}", error);
            }
        }

        Console.WriteLine($"{exhausted} exhausted, {refused} refused");
    }

    private static void RunOne(string kind, string type, int locals, int parameters, bool live, int kilobytes)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Caught(() => Recurse(kind, type, locals, parameters, live)), kilobytes << 10);
        thread.Start();
        thread.Join();
        if (failure is not null) throw failure;
    }

    private static Exception? Caught(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private static void Recurse(string kind, string type, int locals, int parameters, bool live)
    {
        using var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { MaxStackBytes = 64 << 20, Deadline = TimeSpan.FromSeconds(20) });
        Module? module = Module.Parse(engine, Text(kind, type, locals, parameters, live));
        var linker = new Linker(engine);
        ModuleInstance? instance = null;
        Function? again = null;
        linker.Define("host", "again", new Action(() => (again ??= instance!.GetFunction("run")).Invoke()));
        if (kind == "import") linker.Define("other", "f", Imported(engine, store, type, parameters));
        Expect.Trap("recursion", () =>
        {
            instance = linker.Instantiate(store, module);
            instance.GetFunction("run").Invoke();
        }, TrapCode.CallStackExhausted);
        // The store is well after it: a call that needs little works.
        if (instance is not null) Expect.True((int)instance.GetFunction("one").Invoke()[0]! == 1, "a call after the trap");
    }

    // A function that calls back through a table, so that two instances recurse into each other.
    private static Function Imported(Engine engine, Store store, string type, int parameters)
    {
        var types = Wat.Repeat($" {type}", parameters);
        var zeros = Wat.Repeat($" {One(type)}", parameters);
        var text = $"(module (type $t (func (param{types}) (result i32))) (table (export \"t\") 1 funcref)"
            + $" (func (export \"f\") (type $t) (call_indirect (type $t){zeros} (i32.const 0))) (func (export \"set\") (param funcref) (table.set 0 (i32.const 0) (local.get 0))))";
        var instance = new Linker(engine).Instantiate(store, Module.Parse(engine, text));
        instance.GetTable("t")[0] = instance.GetFunction("f");
        return instance.GetFunction("f");
    }

    private static string Text(string kind, string type, int locals, int parameters, bool live)
    {
        var types = Wat.Repeat($" {type}", parameters);
        var arguments = Wat.Repeat($" {One(type)}", parameters);
        var declared = locals == 0 ? "" : $"(local{Wat.Repeat($" {type}", locals)})";
        // Locals that are used behind the call must be kept across it, in the frame.
        var used = live ? Math.Min(locals, 1_500) : 0;
        var set = Wat.Each(used, i => $"(local.set {parameters + i} ({type}.load (i32.const {i % 64 * 8})))");
        var use = Wat.Each(used, i => $"({type}.store (i32.const {i % 64 * 8}) (local.get {parameters + i}))");
        var call = kind switch
        {
            "table" => $"(call_indirect (type $t){arguments} (i32.const 0))",
            "import" => $"(call $f{arguments})",
            "host" => "(call $again) (i32.const 0)",
            "mutual" => $"(call $b{arguments})",
            _ => $"(call $a{arguments})",
        };
        var late = kind == "late" ? $"(if (i64.eqz (i64.load (i32.const 8))) (then (drop (call $small (i32.const 500)))))" : "";
        return $"""
            (module
              (import "host" "again" (func $again))
              {(kind == "import" ? $"(import \"other\" \"f\" (func $f (param{types}) (result i32)))" : "")}
              (type $t (func (param{types}) (result i32)))
              (memory 1)
              (table funcref (elem $a))
              (func $small (param i32) (result i32)
                (if (result i32) (local.get 0) (then (call $small (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 0))))
              (func $a (type $t) {declared} {late} {set} {call} {use})
              (func $b (type $t) (call $a{arguments}))
              (func $run (export "run") (drop (call $a{arguments})))
              (func (export "one") (result i32) (i32.const 1))
              {(kind == "start" ? "(start $run)" : "")})
            """;
    }

    private static string One(string type) => type == "v128" ? "(v128.const i64x2 1 1)" : "(i64.const 1)";
}
