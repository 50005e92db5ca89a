using System.Diagnostics;
using System.Globalization;
using Dovetail;

namespace StartUp;

/// <summary>What one process measures.</summary>
internal static class Child
{
    /// <summary>The ways to make a module ready, in the order of a round.</summary>
    public static string[] Modes { get; } = ResidentOptions.Default.IsAvailable ? ["lazy", "cached", "eager", "resident"] : ["lazy", "cached", "eager"];

    /// <summary>Makes the module at <paramref name="path"/> ready in one way; the reading as text.</summary>
    public static string Run(string mode, string path)
    {
        var process = Process.GetCurrentProcess();
        using var cache = mode == "cached" ? new CodeCache(Path.Combine(Path.GetTempPath(), "dovetail-startup")) : null;
        var (cpu, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var module = mode switch
        {
            "lazy" or "resident" => Module.Load(new Engine(), path),
            "cached" => Module.Load(new Engine(new EngineOptions { Cache = cache }), path),
            _ => Module.Load(new Engine(new EngineOptions { CompileMode = CompileMode.Eager }), path),
        };
        if (mode == "resident")
            module.MakeResidentAsync().Wait();
        var wall = clock.Elapsed.TotalMilliseconds;
        process.Refresh();
        return new Reading(wall, (process.TotalProcessorTime - cpu).TotalMilliseconds, process.PeakWorkingSet64, module.Statistics).ToString();
    }
}

/// <summary>A time and what was compiled in it.</summary>
internal sealed record Reading(double Wall, double Cpu, long PeakBytes, CompilationStatistics Compiled)
{
    public static Reading Parse(string line)
    {
        var parts = line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new Reading(parts[0], parts[1], (long)parts[2], new CompilationStatistics
        {
            Functions = (int)parts[3],
            CompiledFunctions = (int)parts[4],
            EmittedBytes = (long)parts[5],
            UnoptimizedFunctions = (int)parts[6],
            UnoptimizedBytes = (long)parts[7],
        });
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Wall:f1} {Cpu:f1} {PeakBytes} {Compiled.Functions} {Compiled.CompiledFunctions} {Compiled.EmittedBytes} {Compiled.UnoptimizedFunctions} {Compiled.UnoptimizedBytes}");
}
