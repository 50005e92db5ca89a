using System.Runtime.InteropServices;
using Dovetail.Compilation;
using Dovetail.Fuzzing.Generation;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Differential;

/// <summary>Dovetail's side: runs modules as <c>driver.mjs</c> does. Belongs to one thread, with enough stack for <see cref="MaxStack"/>.</summary>
internal sealed class Subject : IDisposable
{
    /// <summary>The stack that a guest may use. Fuel bounds how deep calls go; no call of a generated module ends for want of stack.</summary>
    public const int MaxStack = 4 << 20;

    private static readonly object[] s_objects = [new(), new()];
    private static readonly StoreOptions s_options = new() { MaxStackBytes = MaxStack };
    private readonly Engine _engine = new(new EngineOptions { MaxMemoryReservation = 1 << 24 });

    /// <summary>The traps that calls ended with, by their code, over all modules.</summary>
    public Dictionary<TrapCode, int> Traps { get; } = [];

    /// <summary>What became of the functions of all modules.</summary>
    public FunctionCounts Functions { get; private set; }

    /// <summary>Runs one module.</summary>
    /// <exception cref="DovetailException">Dovetail refuses the module.</exception>
    public Outcome Run(GeneratedModule generated)
    {
        using var store = new Store(_engine, s_options);
        var module = Module.Load(_engine, generated.Bytes);
        ModuleInstance? instance = null;
        var ends = new List<string> { Attempt(() => instance = CreateLinker(store).Instantiate(store, module)) };
        if (instance is null)
        {
            Count(module);
            return new Outcome(ends, 0, []);
        }

        for (var i = 0; i < generated.Runs; i++) ends.Add(Attempt(() => instance.GetFunction($"r{i}").Invoke()));
        Count(module);
        var hash = Hash(instance, generated.Definition.Memories.Length);
        ends.Add(Attempt(() => instance.GetFunction("d").Invoke()));
        var dump = new byte[generated.DumpSize];
        instance.GetMemory("m0").Read(0, dump);
        return new Outcome(ends, hash, dump);
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private void Count(Module module)
    {
        var code = (CompiledModule)module.Code;
        Functions += new FunctionCounts(code.Statistics.CompiledFunctions, code.UnoptimizedFunctions, code.PlainFunctions);
    }

    private string Attempt(Action action)
    {
        try
        {
            action();
            return TrapClass.Ok;
        }
        catch (TrapException trap)
        {
            Traps[trap.Code] = Traps.GetValueOrDefault(trap.Code) + 1;
            return TrapClass.Of(trap.Code);
        }
        catch (WasmException)
        {
            return TrapClass.Exception;
        }
    }

    private Linker CreateLinker(Store store) => new Linker(_engine)
        .Define(HostImports.Module, "i32", (int x) => x ^ 0x5a5a5a5a)
        .Define(HostImports.Module, "i64", (long x, int y) => (x * 3) + y)
        .Define(HostImports.Module, "f64", (double x, float y) => (x * 0.5) + y)
        .Define(HostImports.Module, "same", (object? x) => x)
        .Define(HostImports.Module, "index", (object? x) => x is null ? HostImports.NullIndex
            : Array.IndexOf(s_objects, x) is var index and >= 0 ? index : HostImports.UnknownIndex)
        .Define(HostImports.Module, "number", new Global(store, new GlobalType(ValType.I32, false), HostImports.Number))
        .Define(HostImports.Module, "object0", new Global(store, new GlobalType(ValType.ExternRef, false), s_objects[0]))
        .Define(HostImports.Module, "object1", new Global(store, new GlobalType(ValType.ExternRef, false), s_objects[1]));

    private static ulong Hash(ModuleInstance instance, int memories)
    {
        var (a, b) = (unchecked((int)0x811c9dc5), 0x1234567);
        for (var i = 0; i < memories; i++)
        {
            var memory = instance.GetMemory($"m{i}");
            var bytes = new byte[memory.ByteLength];
            memory.Read(0, bytes);
            var words = MemoryMarshal.Cast<byte, int>(bytes);
            for (var at = 0; at < words.Length; at++)
            {
                a = (a ^ words[at]) * 0x01000193;
                b = ((b ^ words[at]) * 0x01000193) + at;
            }

            (a, b) = ((a ^ words.Length) * 0x01000193, (b ^ words.Length) * 0x01000193);
        }

        return (uint)a | ((ulong)(uint)b << 32);
    }
}
