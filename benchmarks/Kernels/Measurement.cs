using System.Diagnostics;
using System.Globalization;
using Dovetail;

namespace Kernels;

/// <summary>What one process says of a kernel: times in milliseconds, and the last result.</summary>
internal readonly record struct Measurement(double Compile, double First, double Median, double Minimum, int Result)
{
    private const int WarmUps = 2;

    /// <summary>Loads the kernel and times <c>run(n)</c>, as <c>run.cjs</c> does under Node.</summary>
    public static void RunChild(string file, int n, int reps, bool cpu)
    {
        var clock = Stopwatch.StartNew();
        Func<double> now = cpu ? () => Environment.CpuUsage.UserTime.TotalMilliseconds : () => clock.Elapsed.TotalMilliseconds;
        var begin = now();
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.Load(engine, File.ReadAllBytes(file));
        var run = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("run");
        var compile = now() - begin;
        var result = run(1);
        var first = now() - begin - compile;
        var times = new List<double>();
        for (var i = 0; i < reps + WarmUps; i++)
        {
            var start = now();
            result = run(n);
            if (i >= WarmUps)
                times.Add(now() - start);
        }
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{compile:f2} {first:f2} {times[reps / 2]:f2} {times[0]:f2} {result}"));
    }

    /// <summary>Runs a program that prints a line of that form last.</summary>
    public static Measurement Of(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var line = process.StandardOutput.ReadToEnd().Trim().Split('\n')[^1];
        process.WaitForExit();
        var fields = line.Split(' ');
        if (process.ExitCode != 0 || fields.Length != 5)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {line}");
        var numbers = fields[..4].Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return new Measurement(numbers[0], numbers[1], numbers[2], numbers[3], int.Parse(fields[4], CultureInfo.InvariantCulture));
    }
}
