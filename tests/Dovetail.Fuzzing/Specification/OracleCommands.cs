using System.Diagnostics;
using System.Globalization;

namespace Dovetail.Fuzzing.Specification;

/// <summary>The commands of the comparison with the specification's definitions.py.</summary>
internal static class OracleCommands
{
    /// <summary>What the command line shows of them.</summary>
    public const string Usage = """
               Dovetail.Fuzzing oracle abi SEED CASES [--parallel N]
                                                              lifts and lowers in Dovetail and in the specification's definitions.py (DOVETAIL_SPEC)
               Dovetail.Fuzzing oracle resources SEED PROGRAMS [--parallel N]
                                                              runs programs of resource built-ins in both
               Dovetail.Fuzzing oracle all SEED CASES PROGRAMS [--parallel N]
                                                              both, and fails below 95 % of the synchronous branches of definitions.py
               Dovetail.Fuzzing oracle-shrink SEED SHAPE CALL | SEED PROGRAM
                                                              makes what differs smaller, and shows it
        """;

    private const double LeastPercent = 95;
    private const int MostShown = 20;

    // A run is cut into parts of this many shapes or programs, each with a process of Python of its own.
    private const int PartSize = 500;

    private static readonly ModelParts s_parts = ModelParts.Executed;

    /// <summary>Runs the command, if it is one of these; its exit code.</summary>
    public static int? Run(string[] arguments) => arguments switch
    {
        ["oracle", "abi", var seed, var cases, .. var options] => Judge(RunAbi(Seed(seed), Number(cases), Parallel(options)), 0),
        ["oracle", "resources", var seed, var programs, .. var options] => Judge(RunPrograms(Seed(seed), Number(programs), Parallel(options)), 0),
        ["oracle", "all", var seed, var cases, var programs, .. var options] => Judge(
            RunAbi(Seed(seed), Number(cases), Parallel(options)) + RunPrograms(Seed(seed), Number(programs), Parallel(options)), LeastPercent),
        ["oracle-shrink", var seed, var shape, var call] => Show(new AbiCampaign(Definitions(), Seed(seed), s_parts).Shrink(Number(shape), Number(call))),
        ["oracle-shrink", var seed, var program] => Show(new ProgramCampaign(Definitions(), Seed(seed), s_parts).Shrink(Number(program))),
        _ => null,
    };

    private static OracleReport RunAbi(ulong seed, int cases, int parallel) => RunParts(
        "cases", (cases + AbiCampaign.CasesPerShape - 1) / AbiCampaign.CasesPerShape, parallel, (first, count, progress) =>
        {
            using var campaign = new AbiCampaign(Definitions(), seed, s_parts);
            return campaign.Run(first, count, progress);
        });

    private static OracleReport RunPrograms(ulong seed, int programs, int parallel) => RunParts("programs", programs, parallel, (first, count, progress) =>
    {
        using var campaign = new ProgramCampaign(Definitions(), seed, s_parts);
        return campaign.Run(first, count, progress);
    });

    private static OracleReport RunParts(string what, int count, int parallel, Func<int, int, Action<OracleReport>, OracleReport> run)
    {
        var (clock, gate, shown) = (Stopwatch.StartNew(), new Lock(), 0);
        var report = OracleReport.Empty;
        System.Threading.Tasks.Parallel.For(0, (count + PartSize - 1) / PartSize, new ParallelOptions { MaxDegreeOfParallelism = parallel }, part =>
        {
            var first = part * PartSize;
            var made = run(first, Math.Min(PartSize, count - first), ShowDifferences);
            lock (gate) report += made;
        });
        Console.WriteLine(FormattableString.Invariant(
            $"{report.Cases} {what}, {report.Traps} traps, {report.Differences.Count} differences, {clock.Elapsed.TotalSeconds:F0} s"));
        return report;

        void ShowDifferences(OracleReport part)
        {
            lock (gate)
            {
                foreach (var difference in part.Differences)
                    if (shown++ < MostShown) Console.WriteLine(difference);
            }
        }
    }

    private static int Judge(OracleReport report, double leastPercent)
    {
        Console.WriteLine(report.Branches);
        return report.Differences.Count == 0 && report.Branches?.Percent >= leastPercent ? 0 : 1;
    }

    private static int Show(string finding)
    {
        Console.WriteLine(finding);
        return 0;
    }

    private static string Definitions() => DefinitionsProcess.Find(out var reason) ?? throw new InvalidOperationException(reason);

    private static int Parallel(string[] options) =>
        Array.IndexOf(options, "--parallel") is var at and >= 0 && at + 1 < options.Length ? Number(options[at + 1]) : 1;

    private static ulong Seed(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
