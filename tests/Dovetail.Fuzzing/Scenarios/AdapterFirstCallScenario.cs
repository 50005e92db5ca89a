namespace Dovetail.Fuzzing.Scenarios;

/// <summary>
/// Recursion that ends in the first call from one component to another, with as little stack left as may be: making the adapter must find room, and so
/// must the machine code of all its methods, whatever the type looks like.
/// </summary>
internal static class AdapterFirstCallScenario
{
    private static readonly int[] Spares = [0, 1, 10, 100, 300, 1000, 2000];

    private static readonly (string Name, string Type)[] Elements =
    [
        ("numbers", "u32"),
        ("lists in lists", Wat.Repeat("(list ", 90) + "string" + Wat.Repeat(")", 90)),
        ("options in options", Wat.Repeat("(option (tuple string ", 40) + "char" + Wat.Repeat("))", 40)),
        ("a wide tuple", $"(tuple {Wat.Repeat("string (list bool) ", 300)})"),
        ("wide tuples in lists", Wat.Repeat($"(list (tuple {Wat.Repeat("string (result char (error string)) ", 20)}", 20) + "char" + Wat.Repeat("))", 20)),
    ];

    /// <summary>Calls with each type on each thread, at several depths near the end.</summary>
    public static void Run(IReadOnlyList<int> stackKilobytes, Action<int, Action> onThread)
    {
        var salt = 0;
        foreach (var (name, element) in Elements)
        {
            foreach (var kilobytes in stackKilobytes)
            {
                using var engine = new Engine();
                // Read here: reading text takes more of the stack than the thread has.
                var components = Spares.Select(_ => Component.Parse(engine, Text(element, salt++))).ToArray();
                onThread(kilobytes, () => Console.WriteLine($"{name}, {kilobytes} KB of stack: {Descend(engine, components)}"));
            }
        }
    }

    private static string Descend(Engine engine, Component[] components)
    {
        var deepest = 0;
        for (var step = 1 << 20; step > 0; step >>= 1)
        {
            if (Call(engine, components[0], deepest + step, 0) == "returned")
                deepest += step;
        }
        return $"{deepest} deep: " + string.Join(", ", Spares.Zip(components, (spare, component) => Call(engine, component, deepest - spare, 1)));
    }

    private static string Call(Engine engine, Component component, int depth, int which)
    {
        using var store = new Store(engine, new StoreOptions { MaxStackBytes = 1 << 30 });
        var down = new Linker(engine).Instantiate(store, component).GetFunction<Action<int, int>>("down");
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

    // One element of zeros is passed. The type is like no other's: code is shared by all types that look alike.
    private static string Text(string element, int salt)
    {
        var type = $"(list (tuple {element} {Wat.Each(12, bit => (salt >> bit & 1) != 0 ? "u8 " : "u16 ")}))";
        return $"""
            (component
              (component $callee
                (core module $m (memory (export "m") 4)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
                  (func (export "f") (param i32 i32)))
                (core instance $i (instantiate $m))
                (alias core export $i "m" (core memory $m))
                (func (export "f") (param "x" {type})
                  (canon lift (core func $i "f") (memory $m) (realloc (core func $i "realloc")))))
              (instance $callee (instantiate $callee))
              (core module $memory (memory (export "m") 4))
              (core instance $memory (instantiate $memory))
              (core func $f (canon lower (func $callee "f") (memory (core memory $memory "m"))))
              (core module $m
                (import "" "f" (func $f (param i32 i32)))
                (func $down (export "down") (param i32 i32)
                  (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1)) (local.get 1)) (return)))
                  (if (local.get 1) (then (call $f (i32.const 1024) (i32.const 1))) (else (call $small))))
                (func $small))
              (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
              (func (export "down") (param "depth" s32) (param "which" s32) (canon lift (core func $i "down"))))
            """;
    }
}
