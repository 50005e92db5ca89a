using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kernels;

/// <summary>What one round says of an engine: milliseconds by the clock and of processor time, and the kernel's result where the engine tells it.</summary>
internal readonly record struct Sample(double Wall, double Processor, int? Result)
{
    /// <summary>What a program prints in that order, separated by spaces.</summary>
    public static Sample PrintedBy(string program, params string[] arguments)
    {
        var fields = Run(program, arguments).Trim().Split('\n')[^1].Split(' ');
        return new Sample(Number(fields[0]), Number(fields[1]), int.Parse(fields[2], CultureInfo.InvariantCulture));
    }

    /// <summary>How long a program takes as a whole.</summary>
    public static Sample OfWhole(string program, params string[] arguments)
    {
        var (clock, before) = (Stopwatch.StartNew(), ProcessorTimeOfChildren());
        Run(program, arguments);
        return new Sample(clock.Elapsed.TotalMilliseconds, ProcessorTimeOfChildren() - before, null);
    }

    public static Sample operator -(Sample a, Sample b) => new(a.Wall - b.Wall, a.Processor - b.Processor, a.Result);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall:f3} {Processor:f3} {Result}");

    private static string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? printed
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {printed}");
    }

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);

    // A process tells its own times only while it runs; the system keeps the sum of those that ended.
    private static unsafe double ProcessorTimeOfChildren()
    {
        const int children = -1;
        // struct rusage: user time in seconds and microseconds, then 16 other numbers.
        var usage = stackalloc long[18];
        return GetResourceUsage(children, usage) == 0 ? (usage[0] * 1000.0) + (usage[1] / 1000.0) : 0;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern unsafe int GetResourceUsage(int who, long* usage);
}
