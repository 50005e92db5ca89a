using System.Diagnostics;
using System.Text;

namespace Dovetail.Fuzzing.Processes;

/// <summary>What a child process may use.</summary>
/// <param name="Time">How long it may run.</param>
/// <param name="Memory">How much resident memory it may have, in bytes.</param>
internal sealed record ChildLimits(TimeSpan Time, long Memory)
{
    /// <summary>30 seconds and 1 GiB.</summary>
    public static readonly ChildLimits Default = new(TimeSpan.FromSeconds(30), 1L << 30);
}

/// <summary>How a child process ended.</summary>
internal enum ChildEnd
{
    /// <summary>By itself: its exit code says how.</summary>
    Exited,
    /// <summary>It was killed at its time limit.</summary>
    TimedOut,
    /// <summary>It was killed at its memory limit.</summary>
    OutOfMemory,
}

/// <summary>What became of a child process.</summary>
/// <param name="PeakMemory">The most resident memory seen, in bytes.</param>
internal sealed record ChildResult(
    ChildEnd End, int ExitCode, string Output, string Error, TimeSpan Elapsed, long PeakMemory)
{
    /// <summary>Whether it ended by itself, with exit code 0.</summary>
    public bool Lived => End == ChildEnd.Exited && ExitCode == 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{End}, exit code {ExitCode}, {Elapsed.TotalSeconds:F1} s, {PeakMemory >> 20} MB\n{Output}\n{Error}";
}

/// <summary>
/// Runs this program again as a child under limits, so that what a fatal error of the runtime would take down is the child and never
/// the test host.
/// </summary>
internal static class ChildProcess
{
    private const int PollMilliseconds = 20;

    /// <summary>Runs the program with <paramref name="arguments"/> to its end or its limits.</summary>
    /// <param name="environment">Variables of the child beside those of this process.</param>
    public static ChildResult Run(
        IEnumerable<string> arguments, ChildLimits? limits = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(arguments, environment);
        var output = new Capture();
        var error = new Capture();
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => error.Add(line.Data);
        var clock = Stopwatch.StartNew();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var (end, peak) = Watch(process, limits ?? ChildLimits.Default, clock);
        process.WaitForExit();
        return new ChildResult(end, process.ExitCode, output.Text, error.Text, clock.Elapsed, peak);
    }

    /// <summary>Starts the program with <paramref name="arguments"/>, and its outputs redirected.</summary>
    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool redirectInput = false)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static (ChildEnd End, long Peak) Watch(Process process, ChildLimits limits, Stopwatch clock)
    {
        var peak = 0L;
        while (!process.WaitForExit(PollMilliseconds))
        {
            peak = Math.Max(peak, ResidentMemory(process));
            if (peak <= limits.Memory && clock.Elapsed <= limits.Time) continue;
            process.Kill(entireProcessTree: true);
            return (peak > limits.Memory ? ChildEnd.OutOfMemory : ChildEnd.TimedOut, peak);
        }

        return (ChildEnd.Exited, peak);
    }

    private static long ResidentMemory(Process process)
    {
        try
        {
            process.Refresh();
            return process.HasExited ? 0 : process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // It ended between the two lines.
        }
    }

    /// <summary>Keeps the first lines of a stream, so that a child which writes without end costs nothing.</summary>
    private sealed class Capture
    {
        private const int MostCharacters = 1 << 20;
        private readonly StringBuilder text = new();

        public string Text
        {
            get
            {
                lock (text) return text.ToString();
            }
        }

        public void Add(string? line)
        {
            lock (text)
            {
                if (line is not null && text.Length < MostCharacters) text.AppendLine(line);
            }
        }
    }
}
