using System.Runtime.CompilerServices;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>Hosts that hold a delegate, a table's element or an exception of a module, and let go of all else.</summary>
internal static class UnloadingScenarios
{
    private const string Guest = """
        (module
          (table (export "t") 2 funcref) (elem (i32.const 0) $one)
          (func $one (export "one") (result i32) (i32.const 1))
          (tag $e (param i32))
          (func (export "trap") (unreachable))
          (func (export "throw") (throw $e (i32.const 1))))
        """;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("unloading", _ => Unloading()),
    ];

    private static ModuleInstance Load(Engine engine, Store store) => new Linker(engine).Instantiate(store, Module.Parse(engine, Guest));

    private static void Unloading()
    {
        for (var round = 0; round < 20; round++) HoldAndUse();
        for (var i = 0; i < 20 && GuestAssemblies() > 0; i++) Collect();
        Console.WriteLine($"{GuestAssemblies()} guest units are left");
        Expect.True(GuestAssemblies() == 0, "guest code is left behind");
        ExceptionsHoldNothing();
    }

    // A method of its own, so that none of its variables is held when it has returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HoldAndUse()
    {
        using var engine = new Engine();
        var (one, element, exception) = Hold(engine);
        for (var i = 0; i < 5; i++) Collect();
        Expect.True(one() == 1, "a delegate whose module is gone");
        Expect.True((int)element.Invoke()[0]! == 1, "a table's element whose module is gone");
        Expect.True(exception.Message.Contains("unreachable", StringComparison.Ordinal), "an exception of a module that is gone");
    }

    private static void ExceptionsHoldNothing()
    {
        using var engine = new Engine();
        var (held, thrown) = (Trapped(engine), Thrown(engine));
        for (var i = 0; i < 20 && GuestAssemblies() > 0; i++) Collect();
        Expect.True(GuestAssemblies() == 0, "a held exception keeps the guest's code");
        GC.KeepAlive(held);
        GC.KeepAlive(thrown);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WasmException Thrown(Engine engine)
    {
        using var store = new Store(engine);
        var instance = Load(engine, store);
        return Expect.Throws<WasmException>("an exception", () => instance.GetFunction("throw").Invoke());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TrapException Trapped(Engine engine)
    {
        using var store = new Store(engine);
        var instance = Load(engine, store);
        return Expect.Throws<TrapException>("a trap", () => instance.GetFunction("trap").Invoke());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Func<int> Delegate, Function Element, Exception Exception) Hold(Engine engine)
    {
        var store = new Store(engine);
        var instance = Load(engine, store);
        var trap = Expect.Throws<TrapException>("a trap", () => instance.GetFunction("trap").Invoke());
        return (instance.GetFunction<Func<int>>("one"), (Function)instance.GetTable("t")[0]!, trap);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static int GuestAssemblies() => AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.GetName().Name == "wasm");
}
