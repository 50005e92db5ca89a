using Dovetail.Testing.Scripts;

namespace Dovetail.ConformanceTests;

/// <summary>The folders of the suites: their scripts by name, and what a script must come to.</summary>
internal static class Suites
{
    /// <summary>
    /// The only reasons for which directives may be skipped: features that components don't have unless the host says so, and those that neither
    /// WebAssembly 3.0 nor version 0.2 of the Component Model has.
    /// </summary>
    private static readonly HashSet<string> s_laterFeatures =
    [
        "gc", "memory64",
        "legacy-exceptions", "threads", "custom-page-sizes", "stack-switching", "async", "error-context",
        "external-id", "fixed-length-lists", "implements", "map",
    ];

    public static TheoryData<string> ScriptsOf(params string[] folder) => SharedData.Exists
        ? [.. Directory.GetFiles(SharedData.PathOf(["suites", .. folder]), "*.wast").Select(path => Path.GetFileName(path)).Order()]
        : [];

    public static void Run(ScriptOptions options, params string[] path)
    {
        var report = ScriptRunner.Run(File.ReadAllBytes(SharedData.PathOf(["suites", .. path])), path[^1], options);
        var failures = report.Results.Where(result => result.Verdict == Verdict.Failed);
        Assert.Empty(failures.Select(result => $"line {result.Line}: {result.Directive}: {result.Reason}"));
        // Core WebAssembly is supported as a whole.
        var isCore = path is ["core", not "legacy", ..];
        Assert.Empty(report.SkippedFeatures.Except(isCore ? [] : s_laterFeatures));
    }
}
