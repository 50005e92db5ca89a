using System.Diagnostics;

namespace ColdStart;

/// <summary>A program and what its runs took, in milliseconds.</summary>
internal sealed class Contender(string name, string program, string[] arguments)
{
    private readonly List<double> _wall = [];
    private readonly List<double> _processor = [];

    public string Name => name;

    public double Wall => Median(_wall);

    public double LeastWall => _wall.Min();

    public double Processor => Median(_processor);

    /// <summary>Runs it once, from start to end.</summary>
    public void Run(bool counts)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var wall = Stopwatch.GetElapsedTime(start);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name}: exit code {process.ExitCode}");
        if (!counts)
            return;
        _wall.Add(wall.TotalMilliseconds);
        _processor.Add(process.TotalProcessorTime.TotalMilliseconds);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
