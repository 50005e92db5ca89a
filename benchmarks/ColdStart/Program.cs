using System.Globalization;
using ColdStart;

// Usage: ColdStart [RUNS]    publishes an empty program and the tool alike, as ReadyToRun, and times both from start to end, in turn
var runs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
using var published = new Published();
Contender[] contenders =
[
    new("an empty program", published.Empty, []),
    new("dovetail run, a core module", published.Tool, ["run", published.Module, "--invoke", "add(42, 58)"]),
    new("dovetail run, a component", published.Tool, ["run", published.Component, "--invoke", "add(42, 58)"]),
];
for (var run = 0; run <= runs; run++)
{
    foreach (var contender in contenders)
    {
        // The first run warms the file system's cache.
        contender.Run(counts: run > 0);
    }
}
var empty = contenders[0];
Console.WriteLine("| | ms, median | more than the empty program | least | more |");
Console.WriteLine("|---|---|---|---|---|");
foreach (var each in contenders)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {each.Name} | {each.Median:F1} | {each.Median - empty.Median:F1} | {each.Least:F1} | {each.Least - empty.Least:F1} |"));
}
return 0;
