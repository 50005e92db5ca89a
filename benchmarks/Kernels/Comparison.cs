using System.Globalization;

namespace Kernels;

/// <summary>Times kernels here and under Node, one process after the other in turn, and prints the ratios.</summary>
internal static class Comparison
{
    /// <summary>The exit code: 0, or 1 when a result differs.</summary>
    public static int Run(IReadOnlyCollection<string> names, int rounds, int reps, bool cpu)
    {
        var folder = FindBench();
        var kernels = File.ReadAllLines(Path.Combine(folder, "ns.txt")).Select(line => line.Split(' '))
            .Where(line => names.Count == 0 || names.Contains(line[0])).ToList();
        var (logs, wrong) = (0.0, 0);
        Console.WriteLine("| kernel | dovetail ms | node ms | ratio |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var kernel in kernels)
        {
            var (ours, theirs) = Compare(folder, kernel[0], kernel[1], rounds, reps, cpu);
            wrong += ours.Result == theirs.Result ? 0 : 1;
            logs += Math.Log(ours.Minimum / theirs.Minimum);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {kernel[0]} | {ours.Minimum:f1} | {theirs.Minimum:f1} | {ours.Minimum / theirs.Minimum:f2} |")
                + (ours.Result == theirs.Result ? "" : $" results differ: {ours.Result}, {theirs.Result}"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| **geometric mean of {kernels.Count}** | | | **{Math.Exp(logs / kernels.Count):f2}** |"));
        return wrong == 0 ? 0 : 1;
    }

    // The least of all repetitions and rounds: what else the machine does only adds.
    private static (Measurement Ours, Measurement Theirs) Compare(string folder, string name, string n, int rounds, int reps, bool cpu)
    {
        var file = Path.Combine(folder, "wasm", name + ".wasm");
        var count = reps.ToString(CultureInfo.InvariantCulture);
        var script = cpu ? Path.Combine(AppContext.BaseDirectory, "cpu.cjs") : Path.Combine(folder, "run.cjs");
        var (ours, theirs) = (default(Measurement), default(Measurement));
        for (var i = 0; i < rounds; i++)
        {
            ours = Better(ours, Measurement.Of(Environment.ProcessPath!, "--child", cpu ? "cpu" : "wall", file, n, count));
            theirs = Better(theirs, Measurement.Of("node", script, file, n, count));
        }
        return (ours, theirs);
    }

    private static Measurement Better(Measurement best, Measurement next) =>
        best == default || next.Minimum < best.Minimum ? next : best;

    private static string FindBench()
    {
        if (Environment.GetEnvironmentVariable("DOVETAIL_SHARED") is { Length: > 0 } named)
            return Path.Combine(named, "bench");
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dovetail.slnx")))
            folder = folder.Parent;
        var beside = Path.Combine(folder?.Parent?.FullName ?? "", "shared", "bench");
        return Directory.Exists(beside)
            ? beside
            : throw new DirectoryNotFoundException("set DOVETAIL_SHARED, or put the folder `shared` beside the repository");
    }
}
