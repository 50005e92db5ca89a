using System.Runtime.CompilerServices;
using System.Text;
using Dovetail.Runtime;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules.Encoding;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>A host that loads, runs and disposes modules for as long as it lives: nothing may be left of them.</summary>
internal static class CycleScenarios
{
    private const int Cycles = 1000;

    // A process that has done this often has what it will ever have: threads, tiers, heaps.
    private const int WarmUp = 300;

    private static readonly byte[] Guest = Encode($$"""
        (module
          (memory (export "m") 20) (data (i32.const 4096) "{{new string('x', 600_000)}}") (data (i32.const 700000) "y")
          (table 10 funcref) (elem (i32.const 0) $sum)
          (func $sum (export "sum") (param i32) (result i32) (local i32)
            (loop
              (local.set 1 (i32.add (local.get 1) (i32.load8_u (local.get 0))))
              (i32.store8 (local.get 0) (i32.const 1))
              (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 64)))))
            (drop (memory.grow (i32.const 3)))
            (local.get 1)))
        """);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("cycles", _ => Run(new EngineOptions { MaxPooledMemories = 0 })),
        new("cycles-pooled", _ => Run(new EngineOptions { MaxPooledMemories = 4 })),
        new("cycles-copied", _ => Run(new EngineOptions { MaxPooledMemories = 4, CopiesImages = true })),
        new("cycles-one-engine", _ => RunInOneEngine()),
    ];

    private static void Run(EngineOptions options) => Watch(() =>
    {
        using var engine = new Engine(options);
        Cycle(engine);
    });

    private static void RunInOneEngine()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 4 });
        Watch(() => Cycle(engine), mostMappings: 4 * 4);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Cycle(Engine engine)
    {
        var module = Module.Load(engine, Guest);
        for (var i = 0; i < 2; i++)
        {
            using var store = new Store(engine);
            var sum = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("sum");
            Expect.True(sum(640_000) == 'x' * 9375, "a memory that is not as it begins");
        }
    }

    // A kept memory has four mappings: its image, what is committed before and behind, and what is not.
    private static void Watch(Action cycle, long mostMappings = 0)
    {
        for (var i = 0; i < WarmUp; i++) cycle();
        var before = Usage.Now();
        for (var i = 0; i < Cycles; i++) cycle();
        var after = Usage.Now();
        Console.WriteLine($"before: {before}\nafter:  {after}");
        Expect.True(after.Mappings <= before.Mappings + 100, "mappings are left behind");
        Expect.True(after.Files <= before.Files + 4, "files are left behind");
        Expect.True(after.Account <= mostMappings, "the account still has what is gone");
        Expect.True(after.Resident <= before.Resident + (32 << 20), "memory is left behind");
    }

    private static byte[] Encode(string text) => ModuleEncoder.Encode(WasmInput.ReadModule(Encoding.UTF8.GetBytes(text)));

    /// <summary>What the process holds, when everything that can be collected is.</summary>
    private readonly record struct Usage(int Mappings, int Files, long Account, long Resident)
    {
        public static Usage Now()
        {
            for (var i = 0; i < 10; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            var isLinux = OperatingSystem.IsLinux();
            return new Usage(
                isLinux ? File.ReadLines("/proc/self/maps").Count() : 0,
                isLinux ? Directory.GetFiles("/proc/self/fd").Length : 0,
                MemoryAccount.Process.Mappings,
                Environment.WorkingSet);
        }
    }
}
