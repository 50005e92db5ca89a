using System.Diagnostics;
using Dovetail;
using Dovetail.Compilation;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules.Validation;

namespace Kernels;

/// <summary>What a round runs in a process of its own.</summary>
internal static class Child
{
    private const int WarmUps = 3;

    /// <summary>Warms up and times <c>run(n)</c>, as <c>kernel.cjs</c> does under Node.</summary>
    public static Sample Run(string file, int n, Guards without)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = without == Guards.None ? Module.Load(engine, file) : Load(engine, file, without);
        var run = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("run");
        for (var i = 0; i < WarmUps; i++)
            run((n + 4) / 5);
        var (clock, start) = (Stopwatch.StartNew(), Environment.CpuUsage.UserTime);
        var result = run(n);
        return new Sample(clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.UserTime - start).TotalMilliseconds, result);
    }

    /// <summary>Whether this engine takes the kernel; says why not.</summary>
    public static bool CanRun(Kernel kernel)
    {
        try
        {
            using var engine = new Engine();
            Module.Load(engine, kernel.Path);
            return true;
        }
        catch (UnsupportedException e)
        {
            Console.WriteLine($"skipped {kernel.Name}: {e.Message}");
            return false;
        }
    }

    // As Module.Load, but for the guards and the verifier, which would refuse it.
    private static Module Load(Engine engine, string file, Guards without)
    {
        var module = ModuleValidator.Validate(WasmInput.ReadModule(File.ReadAllBytes(file)));
        var shape = new ModuleShape(module);
        var code = new CompiledModule(shape, (range, pool) =>
        {
            var unit = UnitCompiler.Emit(shape, range, pool);
            return unit with { Bodies = [.. unit.Bodies.Select(body => GuardRemoval.From(body, without))] };
        });
        code.CompileWhole();
        return new Module(engine, module.Definition, code);
    }
}
