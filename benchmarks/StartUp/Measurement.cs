using System.Diagnostics;
using System.Globalization;

namespace StartUp;

/// <summary>Starts a process per reading, and prints what they found.</summary>
internal static class Measurement
{
    /// <summary>One reading, in a new process.</summary>
    public static Reading Start(string mode, string module)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [.. Host(), "--child", mode, module])
        {
            RedirectStandardOutput = true,
        })!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Reading.Parse(line.Trim()) : throw new InvalidOperationException($"{mode} ended with {process.ExitCode}");
    }

    /// <summary>A table: of each mode the median of all rounds and the least.</summary>
    public static void Print(List<(string Mode, Reading Reading)> runs)
    {
        Console.WriteLine("| ready | ms, median | ms, least | processor ms, least | peak MB | compiled | CIL MB | not optimised | of the CIL |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var mode in runs.GroupBy(run => run.Mode, run => run.Reading))
        {
            var readings = mode.OrderBy(reading => reading.Wall).ToArray();
            var compiled = readings[0].Compiled;
            var share = compiled.EmittedBytes == 0 ? 0 : 100.0 * compiled.UnoptimizedBytes / compiled.EmittedBytes;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {mode.Key} | {readings[readings.Length / 2].Wall:f0} | {readings[0].Wall:f0} | {readings.Min(reading => reading.Cpu):f0} | {readings.Max(reading => reading.PeakBytes) / 1e6:f0} | {compiled.CompiledFunctions} of {compiled.Functions} | {compiled.EmittedBytes / 1e6:f1} | {compiled.UnoptimizedFunctions} | {share:f1} % |"));
        }
    }

    // Run by `dotnet StartUp.dll`, the process is dotnet.
    private static string[] Host() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Measurement).Assembly.Location] : [];
}
