using System.Diagnostics;
using System.Globalization;
using Components;

// Usage: Components [FOLDER]    times calls of components; with what jco.sh prepared in FOLDER, beside jco on Node, and prints ratios
var ours = Calls.Run(FindBench());
var theirs = args is [var folder] ? RunNode(folder) : [];
Console.WriteLine("| call | dovetail ns | allocated B | jco on node ns | ratio |");
Console.WriteLine("|---|---|---|---|---|");
foreach (var (name, nanoseconds, bytes) in ours)
{
    var beside = theirs.TryGetValue(name, out var other)
        ? string.Create(CultureInfo.InvariantCulture, $"{other:f1} | {nanoseconds / other:f2}")
        : " | ";
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {nanoseconds:f1} | {bytes:f0} | {beside} |"));
}

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

// Lines of the form `name   12.3 ns/op  min 11.9`.
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
        if (line.Split(" ns/op") is [var left, var right])
        {
            times[left[..44].Trim()] = double.Parse(right.Replace("min", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }
    }
    process.WaitForExit();
    return process.ExitCode == 0 ? times : throw new InvalidOperationException($"bench.mjs ended with {process.ExitCode}");
}
