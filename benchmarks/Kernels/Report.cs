using System.Globalization;
using System.Text.Json.Nodes;

namespace Kernels;

/// <summary>What the rounds gave: for each kernel and contender, a sample a round.</summary>
/// <param name="contenders">Dovetail first.</param>
internal sealed class Report(IReadOnlyList<Contender> contenders, IReadOnlyDictionary<Kernel, Sample[][]> samples)
{
    /// <summary>Prints medians with the least and the largest, and the ratio of the first contender to each other one.</summary>
    public void Print(string clock, Func<Sample, double> time)
    {
        var rivals = contenders.Skip(1).ToList();
        Console.WriteLine();
        Console.WriteLine($"| {clock}, ms | {string.Join(" | ", contenders.Select(each => each.Name).Concat(rivals.Select(each => "/ " + each.Name)))} |");
        Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("---|", contenders.Count + rivals.Count)));
        var logs = new double[contenders.Count];
        foreach (var (kernel, of) in samples)
        {
            var medians = of.Select(each => Median(each, time)).ToArray();
            for (var i = 1; i < logs.Length; i++)
                logs[i] += Math.Log(medians[0] / medians[i]);
            var ratios = medians.Skip(1).Select(median => Format($"{medians[0] / median:f2}"));
            Console.WriteLine($"| {kernel.Name} | {string.Join(" | ", of.Select((each, i) => Spread(each, time, medians[i])).Concat(ratios))} |");
        }
        var means = logs.Skip(1).Select(sum => Format($"**{Math.Exp(sum / samples.Count):f3}**"));
        Console.WriteLine($"| **geometric mean of {samples.Count}** | {string.Concat(contenders.Select(_ => "| "))}{string.Join(" | ", means)} |");
    }

    /// <summary>All samples, for machines.</summary>
    public JsonNode ToJson() => new JsonArray([.. samples.Select(each => new JsonObject
    {
        ["kernel"] = each.Key.Name,
        ["n"] = each.Key.N,
        ["samples"] = new JsonObject(contenders.Select((contender, i) => KeyValuePair.Create<string, JsonNode?>(contender.Name, ToJson(each.Value[i])))),
    })]);

    private static JsonArray ToJson(Sample[] rounds) => new JsonArray([.. rounds.Select(sample =>
        new JsonObject { ["wall"] = sample.Wall, ["processor"] = sample.Processor, ["result"] = sample.Result })]);

    private static double Median(Sample[] rounds, Func<Sample, double> time)
    {
        var sorted = rounds.Select(time).Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private static string Spread(Sample[] rounds, Func<Sample, double> time, double median) =>
        Format($"{median:f0} ({rounds.Min(time):f0}–{rounds.Max(time):f0})");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
