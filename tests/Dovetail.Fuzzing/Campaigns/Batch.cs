using System.Diagnostics;
using Dovetail.Fuzzing.Targets;

namespace Dovetail.Fuzzing.Campaigns;

/// <summary>
/// The child's side of a campaign: gives mutants to a target one after another, and writes a line for each before and after, so that
/// its supervisor knows which one a death belongs to.
/// </summary>
internal sealed class Batch(Target target, ulong seed)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private readonly IReadOnlyList<byte[]> _corpus = target.Corpus();

    /// <summary>Gives the mutants from <paramref name="first"/> on.</summary>
    public void Run(int first, int count)
    {
        var clock = new Stopwatch();
        for (var index = first; index < first + count; index++)
        {
            Console.WriteLine($"start {index}");
            clock.Restart();
            var answer = Give(index);
            // The first cases pay for compiling the compiler; only what takes long again is a finding.
            if (clock.Elapsed > Longest && Repeat(index, clock) is { } slow) answer = slow;
            Console.WriteLine($"end {index} {answer}");
        }
    }

    private string? Repeat(int index, Stopwatch clock)
    {
        clock.Restart();
        Give(index);
        return clock.Elapsed > Longest ? $"finding took {clock.Elapsed.TotalSeconds:F1} s" : null;
    }

    private string Give(int index)
    {
        var random = new SeededRandom(SeededRandom.SeedOf(seed, index));
        try
        {
            return target.Answers(target.Mutate(_corpus, random.Next()), random).ToString();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"finding {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} {FirstFrame(exception)}";
        }
    }

    private static string FirstFrame(Exception exception) =>
        exception.StackTrace?.ReplaceLineEndings("\n").Split('\n').FirstOrDefault(line => line.Contains("Dovetail.", StringComparison.Ordinal))
            ?.Trim() ?? "";
}
