using System.Diagnostics;
using System.Globalization;
using Components;

// Usage: Components [FOLDER]    times calls of components; with what jco.sh prepared in FOLDER, beside jco on Node, and prints ratios
string[] versions = args is [var folder] ? ["1.8.1", "1.35.0"] : [];
var theirs = Array.ConvertAll(versions, version => RunNode(Path.Combine(args[0], $"jco-{version}")));
var ours = Calls.Run(FindBench());
Console.WriteLine($"| call | dovetail ns | allocated B | goal |{string.Concat(versions.Select(version => $" jco {version} ns | ratio |"))}");
Console.WriteLine($"|---|---|---|---|{string.Concat(versions.Select(_ => "---|---|"))}");
foreach (var (name, time, goal) in ours)
{
    var limit = goal is null ? "" : Text($"{goal:f0} {(time.Nanoseconds <= goal ? "met" : "missed")}");
    var beside = theirs.Select(times => times.TryGetValue(name, out var other) ? Text($" {other:f1} | {time.Nanoseconds / other:f3} |") : " | |");
    Console.WriteLine(Text($"| {name} | {time.Nanoseconds:f1} | {time.Bytes:f0} | {limit} |{string.Concat(beside)}"));
}

static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

static string FindBench()
{
    var shared = Environment.GetEnvironmentVariable("DOVETAIL_SHARED");
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); shared is null && folder is not null; folder = folder.Parent)
    {
        var candidate = Path.Combine(folder.FullName, "shared");
        shared = Directory.Exists(Path.Combine(candidate, "bench")) ? candidate : null;
    }
    return Path.Combine(
        shared ?? throw new DirectoryNotFoundException("no folder `shared` with the benchmarks' components; name it in DOVETAIL_SHARED"),
        "bench", "components");
}

// Lines of the form `name   12.3 ns/op  min 11.9`: the median, and the least.
static Dictionary<string, double> RunNode(string folder)
{
    using var process = Process.Start(new ProcessStartInfo("node", ["bench.mjs"])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
    })!;
    var times = new Dictionary<string, double>();
    while (process.StandardOutput.ReadLine() is { } line)
    {
        if (line.Split(" ns/op") is [var left, _])
            times[left[..44].Trim()] = double.Parse(left[44..].Trim(), CultureInfo.InvariantCulture);
    }
    process.WaitForExit();
    return process.ExitCode == 0 ? times : throw new InvalidOperationException($"bench.mjs ended with {process.ExitCode}");
}
