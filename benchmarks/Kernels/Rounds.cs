namespace Kernels;

/// <summary>Lets the contenders take turns: each runs each kernel once a round, in a process of its own, and another begins each time.</summary>
internal static class Rounds
{
    /// <summary>The exit code: 0, or 1 when a result differs.</summary>
    public static int Run(IReadOnlyList<Contender> contenders, IReadOnlyList<Kernel> kernels, int rounds, string json)
    {
        var samples = kernels.ToDictionary(kernel => kernel, _ => contenders.Select(_ => new Sample[rounds]).ToArray());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (kernel, of) in samples)
            {
                for (var i = 0; i < contenders.Count; i++)
                {
                    var turn = (i + round) % contenders.Count;
                    of[turn][round] = contenders[turn].Time(kernel);
                }
            }
        }
        var report = new Report(contenders, samples);
        report.Print("processor time", sample => sample.Processor);
        report.Print("wall time", sample => sample.Wall);
        if (json.Length > 0)
            File.WriteAllText(json, report.ToJson().ToJsonString());
        var differing = samples.Where(each => ResultsDiffer(each.Value)).Select(each => each.Key.Name).ToList();
        if (differing.Count > 0)
            Console.WriteLine($"results differ: {string.Join(", ", differing)}");
        return differing.Count == 0 ? 0 : 1;
    }

    private static bool ResultsDiffer(Sample[][] samples) =>
        samples.SelectMany(each => each).Where(sample => sample.Result is not null).Select(sample => sample.Result).Distinct().Count() > 1;
}
