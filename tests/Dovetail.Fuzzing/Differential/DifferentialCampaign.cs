using System.Globalization;
using Dovetail.Fuzzing.Processes;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Fuzzing.Differential;

/// <summary>
/// Runs generated modules in Dovetail and in V8, in child processes, a batch each, and goes on behind a module that kills its process.
/// </summary>
/// <param name="features">What the modules may use: what Dovetail supports.</param>
internal sealed class DifferentialCampaign(ulong seed, WasmFeatures features)
{
    private const int BatchSize = 1000;
    private static readonly ChildLimits s_limits = new(TimeSpan.FromMinutes(30), 1L << 30);

    /// <summary>How many batches run at a time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Runs the modules from <paramref name="first"/> on.</summary>
    /// <param name="progress">Is told after each batch.</param>
    public DifferentialReport Run(int first, int count, Action<DifferentialReport>? progress = null)
    {
        var report = DifferentialReport.Empty;
        var gate = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel };
        System.Threading.Tasks.Parallel.For(0, (count + BatchSize - 1) / BatchSize, options, batch =>
        {
            var start = first + (batch * BatchSize);
            var part = RunBatch(start, Math.Min(BatchSize, first + count - start));
            lock (gate)
            {
                report += part;
                progress?.Invoke(report);
            }
        });
        return report;
    }

    private DifferentialReport RunBatch(int first, int count)
    {
        var report = DifferentialReport.Empty;
        for (var next = first; next < first + count;)
        {
            string[] arguments = ["differential-batch", Text(seed), Text(next), Text(first + count - next), Text((int)features)];
            var child = ChildProcess.Run(arguments, s_limits);
            var (part, last) = Read(child, next);
            if (last < next) throw new InvalidOperationException($"a batch did not begin: {child}");
            report += part;
            next = last + 1;
        }

        return report;
    }

    private (DifferentialReport Report, int Last) Read(ChildResult child, int first)
    {
        var report = DifferentialReport.Empty;
        var (last, isOpen) = (first - 1, false);
        foreach (var line in child.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ', 3);
            switch (words)
            {
                case ["start", var index]:
                    (last, isOpen) = (Number(index), true);
                    break;
                case ["end", var index, var answer]:
                    isOpen = false;
                    report += Module(Number(index), answer == "same" ? null : answer);
                    break;
                case ["calls", var calls]:
                    report += DifferentialReport.Empty with { Calls = Number(calls) };
                    break;
                case ["functions", var compiled, var others]:
                    var (unoptimized, plain) = (others[..others.IndexOf(',')], others[(others.IndexOf(',') + 1)..]);
                    report += DifferentialReport.Empty with { Functions = new FunctionCounts(Number(compiled), Number(unoptimized), Number(plain)) };
                    break;
                case ["trap", var code, var traps]:
                    report += DifferentialReport.Empty with { Traps = new Dictionary<TrapCode, int> { [Enum.Parse<TrapCode>(code)] = Number(traps) } };
                    break;
                case ["executed", var opcode, var modules]:
                    report += DifferentialReport.Empty with { Executed = new Dictionary<Opcode, int> { [Enum.Parse<Opcode>(opcode)] = Number(modules) } };
                    break;
            }
        }

        if (isOpen) report += Module(last, $"the process died: {child.End}, exit code {child.ExitCode}: {FirstLine(child.Error)}");
        return (report, last);
    }

    private DifferentialReport Module(int index, string? finding) =>
        DifferentialReport.Empty with { Modules = 1, Findings = finding is null ? [] : [$"{Text(seed)} {Text(index)} {Text((int)features)}: {finding}"] };

    private static string FirstLine(string text) => text.Split('\n').FirstOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
