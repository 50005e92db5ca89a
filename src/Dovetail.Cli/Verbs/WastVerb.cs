using System.CommandLine;
using System.CommandLine.Parsing;
using Dovetail.Testing.Scripts;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail wast FILE…</c>: runs test scripts, and closes with <c>N passed, N failed, N skipped</c>.</summary>
internal static class WastVerb
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Test scripts (.wast).",
            Arity = ArgumentArity.OneOrMore,
        };
        var features = new Option<string?>("--features")
        {
            Description = "The features that are on besides those that are always, by the names of their proposals and with commas between, or `all`.",
            HelpName = "NAMES",
        };
        features.Validators.Add(result => AddUnknownFeature(result, result.GetValueOrDefault<string?>()));
        var strict = new Option<bool>("--strict-indices") { Description = "Refuses the older forms of indices in components." };
        var compile = new Option<CompileMode>("--compile") { Description = "When functions are compiled.", HelpName = "automatic|lazy|eager" };
        var fuel = new Option<bool>("--meter-fuel") { Description = "Compiles code so that it consumes fuel." };
        var coverage = new Option<string?>("--coverage") { Description = "Writes a table of the results to this file.", HelpName = "FILE" };
        var command = new Command("wast", "Runs test scripts. Example: dovetail wast suites/core/i32.wast")
        {
            files, features, strict, compile, fuel, coverage,
        };
        command.SetAction(arguments => ExitCode.Of(() => Run(
            arguments.GetRequiredValue(files),
            With(arguments.GetValue(features)) with
            {
                StrictIndices = arguments.GetValue(strict),
                CompileMode = arguments.GetValue(compile),
                MetersFuel = arguments.GetValue(fuel),
            },
            arguments.GetValue(coverage))));
        return command;
    }

    private static void AddUnknownFeature(OptionResult result, string? names)
    {
        if (names is not null && !ScriptOptions.Default.TryParseFeatures(names, out _))
        {
            result.AddError($"--features: no such feature in `{names}`; there are all, {string.Join(", ", ScriptOptions.FeatureNames)}");
        }
    }

    private static ScriptOptions With(string? names) =>
        names is not null && ScriptOptions.Default.TryParseFeatures(names, out var options) ? options : ScriptOptions.Default;

    private static int Run(string[] paths, ScriptOptions options, string? coverage)
    {
        var reports = new List<ScriptReport>();
        foreach (var path in paths)
        {
            var report = ScriptRunner.Run(InputFile.Read(path), path, options);
            reports.Add(report);
            Print(report);
        }
        if (coverage is not null)
        {
            File.WriteAllText(coverage, CoverageTable.Write(reports));
        }
        var failed = reports.Sum(report => report.Failed);
        Console.WriteLine(
            $"{reports.Sum(report => report.Passed)} passed, {failed} failed, {reports.Sum(report => report.Skipped)} skipped");
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Print(ScriptReport report)
    {
        foreach (var result in report.Results.Where(result => result.Verdict == Verdict.Failed))
        {
            Console.WriteLine($"{report.Name}:{result.Line}: {result.Directive}: {result.Reason}");
        }
    }
}
