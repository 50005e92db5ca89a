using System.Globalization;

namespace Dovetail.Fuzzing.Specification;

/// <summary>Compares programs of resource built-ins, each of which follows from the seed and its number.</summary>
internal sealed class ProgramCampaign(string definitions, ulong seed, ModelParts parts) : IDisposable
{
    private const int BatchSize = 50;
    private readonly DefinitionsProcess _python = new(definitions);
    private readonly Engine _engine = new(new EngineOptions { MaxMemoryReservation = ReallocScript.Page });

    /// <summary>Compares programs.</summary>
    /// <param name="progress">Is told after each batch.</param>
    public OracleReport Run(int first, int count, Action<OracleReport>? progress = null)
    {
        var report = OracleReport.Empty;
        for (var start = first; start < first + count; start += BatchSize)
        {
            var programs = Enumerable.Range(start, Math.Min(BatchSize, first + count - start)).Select(Make).ToArray();
            _python.Send($"{{\"op\":\"programs\",\"programs\":[{string.Join<GuestProgram>(',', programs)}]}}");
            var ours = Array.ConvertAll(programs, RunOurs);
            using var answer = _python.Receive();
            var (traps, differences) = (0, new List<string>());
            for (var i = 0; i < programs.Length; i++)
            {
                var theirs = answer.RootElement[i].GetString()!;
                traps += theirs.Split('\n').Count(line => line == "trap");
                if (ours[i] != theirs) differences.Add(string.Create(CultureInfo.InvariantCulture, $"{seed} {start + i}: {programs[i]}\n{Comparison(ours[i], theirs)}"));
            }

            var part = new OracleReport(programs.Length, traps, differences);
            report += part;
            progress?.Invoke(part);
        }

        return report with { Branches = BranchCoverage.Of(_python) };
    }

    /// <summary>The smallest program that differs as one does, and how.</summary>
    public string Shrink(int index)
    {
        var choices = new Choices(SeededRandom.SeedOf(seed, index));
        new ProgramMaker(choices, parts).Make();
        return Difference(ChoiceShrinker.Shrink(choices.Made, fewer => Difference(fewer) is not null)) ?? "both agree";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _python.Dispose();
        _engine.Dispose();
    }

    private GuestProgram Make(int index) => new ProgramMaker(new Choices(SeededRandom.SeedOf(seed, index)), parts).Make();

    private string? Difference(int[] choices)
    {
        var program = new ProgramMaker(new Choices(choices), parts).Make();
        _python.Send($"{{\"op\":\"programs\",\"programs\":[{program}]}}");
        var ours = RunOurs(program);
        using var answer = _python.Receive();
        var theirs = answer.RootElement[0].GetString()!;
        return ours == theirs ? null : $"{program}\n{Comparison(ours, theirs)}";
    }

    private string RunOurs(GuestProgram program)
    {
        using var subject = new ProgramSubject(_engine, program);
        return subject.Run();
    }

    // All that both say alike, and the first line that differs.
    private static string Comparison(string ours, string theirs)
    {
        var (a, b) = (ours.Split('\n'), theirs.Split('\n'));
        var same = a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{string.Join('\n', a[..same])}\nDovetail:      {a.ElementAtOrDefault(same)}\nspecification: {b.ElementAtOrDefault(same)}\n";
    }
}
