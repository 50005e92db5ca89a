using System.Diagnostics;

namespace ColdStart;

/// <summary>A program and what its runs took, in milliseconds.</summary>
internal sealed class Contender(string name, string program, string[] arguments)
{
    private readonly List<double> _times = [];

    public string Name => name;

    public double Median => _times.Order().ElementAt(_times.Count / 2);

    public double Least => _times.Min();

    /// <summary>Runs it once, from start to end.</summary>
    public void Run(bool counts)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var time = Stopwatch.GetElapsedTime(start);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name}: exit code {process.ExitCode}");
        if (counts)
            _times.Add(time.TotalMilliseconds);
    }
}
