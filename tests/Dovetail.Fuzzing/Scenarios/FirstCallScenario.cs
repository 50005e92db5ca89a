namespace Dovetail.Fuzzing.Scenarios;

/// <summary>
/// Recursion that ends in the first call of a function that nobody has compiled yet, with as little stack left as may be: compiling it must find
/// room, whatever the function looks like.
/// </summary>
internal static class FirstCallScenario
{
    private static readonly (string Name, string Code)[] Functions =
    [
        ("small", "(local.get 0)"),
        ("straight", Wat.Repeat("(local.set 0 (i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.load (i32.and (local.get 0) (i32.const 1023)))))", 2000)
            + "(local.get 0)"),
        ("nested", Wat.Repeat("(if (local.get 0) (then ", 500) + Wat.Repeat("))", 500) + "(local.get 0)"),
        ("deep expression", Wat.Repeat("(i32.rotl (local.get 0) ", 800) + "(local.get 0)" + Wat.Repeat(")", 800)),
        ("branches", "(block " + Wat.Repeat("(br_if 0 (i32.gt_u (local.get 0) (i32.const 9))) (local.set 0 (i32.add (local.get 0) (i32.const 1)))", 3000)
            + ") (local.get 0)"),
        ("calls", Wat.Repeat("(drop (call $down (i32.const 0) (i32.const -1)))", 1500) + "(local.get 0)"),
    ];

    /// <summary>Runs each function with each mode on each thread, at several depths near the end.</summary>
    public static void Run(IReadOnlyList<int> stackKilobytes, Action<int, Action> onThread)
    {
        foreach (var mode in new[] { CompileMode.Automatic, CompileMode.Lazy })
        {
            using var engine = new Engine(new EngineOptions { CompileMode = mode });
            foreach (var (name, code) in Functions)
            {
                foreach (var kilobytes in stackKilobytes)
                    onThread(kilobytes, () => Console.WriteLine($"{mode}, {name}, {kilobytes} KB of stack: {Descend(engine, Text(code))}"));
            }
        }
    }

    private static string Text(string code) => $"""
        (module (memory 1)
          (func $down (export "down") (param i32 i32) (result i32)
            (if (local.get 0) (then (return (call $down (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))))
            (if (i32.eqz (local.get 1)) (then (return (call $small))))
            (if (i32.eq (local.get 1) (i32.const 1)) (then (return (call $f (local.get 1)))))
            (i32.const 0))
          (func $small (result i32) (i32.const 1))
          (func $f (param i32) (result i32) {code}))
        """;

    private static string Descend(Engine engine, string text)
    {
        var searched = Module.Parse(engine, text);
        var deepest = 0;
        for (var step = 1 << 20; step > 0; step >>= 1)
        {
            if (Call(engine, searched, deepest + step, 0) == "returned")
                deepest += step;
        }
        return $"{deepest} deep: " + string.Join(", ", new[] { 0, 1, 10, 100, 1000, 10_000 }.Where(spare => spare <= deepest)
            .Select(spare => Call(engine, Module.Parse(engine, text), deepest - spare, 1)));
    }

    private static string Call(Engine engine, Module module, int depth, int which)
    {
        using var store = new Store(engine, new StoreOptions { MaxStackBytes = 1 << 30 });
        var down = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int, int>>("down");
        try
        {
            down(depth, which);
            return "returned";
        }
        catch (TrapException trap) when (trap.Code == TrapCode.CallStackExhausted)
        {
            return "exhausted";
        }
    }
}
