using System.Diagnostics;
using System.Globalization;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules.Validation;

// Usage: Loading FILE [ROUNDS]    times reading and validating a core module: the first time in the process, and the fastest of the rounds
if (args.Length is < 1 or > 2)
{
    Console.Error.WriteLine("usage: Loading FILE [ROUNDS]");
    return 2;
}
var bytes = File.ReadAllBytes(args[0]);
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
var first = Measure(bytes);
Console.WriteLine($"first:   {first}, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB");
var best = first;
for (var round = 0; round < rounds; round++)
{
    best = best.Min(Measure(bytes));
}
Console.WriteLine($"fastest: {best}");
return 0;

static Figures Measure(byte[] bytes)
{
    var allocated = GC.GetTotalAllocatedBytes();
    var cpu = Environment.CpuUsage.TotalTime;
    var start = Stopwatch.GetTimestamp();
    var module = WasmInput.ReadModule(bytes);
    var read = Stopwatch.GetTimestamp();
    ModuleValidator.Validate(module, WasmFeatures.WebAssembly3);
    var end = Stopwatch.GetTimestamp();
    return new Figures(
        Stopwatch.GetElapsedTime(start, read).TotalMilliseconds, Stopwatch.GetElapsedTime(read, end).TotalMilliseconds,
        (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds, (GC.GetTotalAllocatedBytes() - allocated) / 1e6);
}

/// <summary>Milliseconds on the clock for reading and validating, of processor time for both, and megabytes allocated.</summary>
internal readonly record struct Figures(double Read, double Validate, double Cpu, double Allocated)
{
    public Figures Min(Figures other) => new(
        Math.Min(Read, other.Read), Math.Min(Validate, other.Validate), Math.Min(Cpu, other.Cpu), Math.Min(Allocated, other.Allocated));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"read {Read:F0} ms, validated {Validate:F0} ms, {Cpu:F0} ms of processor time, {Allocated:F1} MB allocated");
}
