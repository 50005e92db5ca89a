using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>100,000 memories asked for at once, by the host and by guests. The refusal has a name, and everything comes back.</summary>
internal static class MemoryScenarios
{
    private const int Wanted = 100_000;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("memories-from-outside", _ => Ask((store, module) => new Memory(store, new MemoryType(new Limits(1, null))))),
        new("memories-from-inside", _ => Ask(Instantiate, "(module (memory 1))")),
        new("memories-small", _ => Ask(Instantiate, "(module (memory 1 1))", isRefused: false)),
        new("memories-of-failed-instances", _ => AskInVain()),
        new("memories-dropped", _ => Drop()),
    ];

    private static void Ask(Action<Store, Module> ask, string text = "(module)", bool isRefused = true)
    {
        using var engine = new Engine();
        var module = Module.Parse(engine, text);
        for (var round = 0; round < 2; round++)
        {
            var stores = new List<Store>();
            var refused = TryAsk(engine, stores, store => ask(store, module));
            if (isRefused ? refused is not ("memory mappings" or "reserved memory") : refused is not null)
                throw new InvalidOperationException($"refused by `{refused}` after {stores.Count} memories");
            Console.WriteLine($"{stores.Count} memories, then `{refused}`");
            stores.ForEach(store => store.Dispose());
        }
    }

    private static string? TryAsk(Engine engine, List<Store> stores, Action<Store> ask)
    {
        try
        {
            while (stores.Count < Wanted)
            {
                stores.Add(new Store(engine));
                ask(stores[^1]);
            }
            return null;
        }
        catch (LimitException limit)
        {
            // The process is as full as it gets: code must still compile and run.
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, Module.Parse(engine, "(module (func (export \"f\") (param i64)))"));
            instance.GetFunction<Action<long>>("f")(1);
            return limit.Limit;
        }
    }

    private static void Instantiate(Store store, Module module) => new Linker(store.Engine).Instantiate(store, module);

    private static void AskInVain()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.Parse(engine, "(module (memory 1) (table 1000 funcref) (data (i32.const 65536) \"x\"))");
        for (var i = 0; i < Wanted; i++)
        {
            try
            {
                Instantiate(store, module);
            }
            catch (TrapException trap) when (trap.Code == TrapCode.MemoryOutOfBounds)
            {
                continue;
            }
            throw new InvalidOperationException("the segment fits");
        }
    }

    // Nobody disposes them: the finalizers give back what the account would otherwise refuse.
    private static void Drop()
    {
        using var engine = new Engine();
        var module = Module.Parse(engine, "(module (memory 1))");
        for (var i = 0; i < Wanted; i++)
        {
            Instantiate(new Store(engine), module);
            if (i % 5000 != 0)
                continue;
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
