using System.CommandLine;
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
        var features = FeatureOption.Create();
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
            FeatureOption.With(arguments.GetValue(features), ScriptOptions.Default) with
            {
                StrictIndices = arguments.GetValue(strict),
                CompileMode = arguments.GetValue(compile),
                MetersFuel = arguments.GetValue(fuel),
            },
            arguments.GetValue(coverage))));
        return command;
    }

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
