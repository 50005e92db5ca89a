using System.Globalization;
using Dovetail.Fuzzing.Processes;
using Dovetail.Fuzzing.Targets;

namespace Dovetail.Fuzzing.Campaigns;

/// <summary>Runs a campaign in child processes, a batch each, and goes on behind an input that kills its process.</summary>
internal sealed class Supervisor(Target target, ulong seed)
{
    private const int BatchSize = 1000;
    private static readonly ChildLimits Limits = new(TimeSpan.FromMinutes(4), 512L << 20);

    /// <summary>Gives the target <paramref name="count"/> mutants.</summary>
    public CampaignReport Run(int count)
    {
        var report = CampaignReport.Empty;
        for (var next = 0; next < count;)
        {
            var size = Math.Min(BatchSize, count - next);
            var child = ChildProcess.Run(["batch", target.Name, Text(seed), Text(next), Text(size)], Limits);
            var (part, last) = Read(child, next);
            if (last < next && !child.Lived)
                throw new InvalidOperationException($"a batch of `{target.Name}` did not begin: {child}");
            report += part;
            next = child.Lived ? next + size : last + 1;
        }

        return report;
    }

    /// <summary>What the lines of a child say, and the index of the last input that it began.</summary>
    private (CampaignReport Report, int Last) Read(ChildResult child, int first)
    {
        var report = CampaignReport.Empty;
        var (last, isOpen) = (first - 1, false);
        foreach (var line in child.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ', 3);
            if (words.Length < 2 || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)) continue;
            (last, isOpen) = (index, words[0] == "start");
            if (!isOpen) report += Count(words[2], index);
        }

        if (isOpen && !child.Lived) report += Finding(last, $"{child.End}, exit code {child.ExitCode}: {FirstLine(child.Error)}");
        return (report, last);
    }

    private CampaignReport Count(string answer, int index) => answer switch
    {
        nameof(Answer.Value) => new(1, 1, 0, 0, []),
        nameof(Answer.Trap) => new(1, 0, 1, 0, []),
        nameof(Answer.Error) => new(1, 0, 0, 1, []),
        _ => Finding(index, answer),
    };

    private CampaignReport Finding(int index, string what) => new(1, 0, 0, 0, [$"{target.Name} {Text(seed)} {index}: {what}"]);

    private static string FirstLine(string text) => text.Split('\n').FirstOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
