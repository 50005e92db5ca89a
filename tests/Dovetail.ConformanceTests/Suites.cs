using Dovetail.Testing.Scripts;

namespace Dovetail.ConformanceTests;

/// <summary>The folders of the suites: their scripts by name, and what a script must come to.</summary>
internal static class Suites
{
    /// <summary>
    /// The only reasons for which directives may be skipped: what WebAssembly 3.0 does not have, what of components is validated but not executed
    /// yet, and what expects other than the specification says.
    /// </summary>
    private static readonly HashSet<string> s_laterFeatures =
    [
        "legacy-exceptions", "threads", "custom-page-sizes", "stack-switching",
        "async", "threading", "error-context", "map", "gc", "function-references", "differs-from-specification",
    ];

    // Of wasm-tools alone: its ABI of garbage-collected values is not in the specification.
    private const string GarbageCollected = "gc";

    public static TheoryData<string> ScriptsOf(params string[] folder) => SharedData.Exists
        ? [.. Directory.GetFiles(SharedData.PathOf(["suites", .. folder]), "*.wast").Select(path => Path.GetFileName(path)).Order()]
        : [];

    /// <summary>The scripts of a suite and its folders, as paths from the suites on.</summary>
    public static IEnumerable<string> ScriptsBelow(string suite) => SharedData.Exists
        ? Directory.GetFiles(SharedData.PathOf("suites", suite), "*.wast", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(SharedData.PathOf("suites"), path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
        : [];

    public static void Run(ScriptOptions options, params string[] path)
    {
        var report = ScriptRunner.Run(File.ReadAllBytes(SharedData.PathOf(["suites", .. path])), string.Join('/', path), options);
        var failures = report.Results.Where(result => result.Verdict == Verdict.Failed);
        Assert.Empty(failures.Select(result => $"line {result.Line}: {result.Directive}: {result.Reason}"));
        // Core WebAssembly is supported as a whole.
        var isCore = path is ["core", not "legacy", ..];
        Assert.Empty(report.SkippedFeatures.Except(
            isCore ? [] : path is ["wasm-tools-component", "gc", ..] ? [GarbageCollected] : s_laterFeatures));
    }
}
