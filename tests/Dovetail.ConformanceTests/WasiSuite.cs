using System.Text.Json;

namespace Dovetail.ConformanceTests;

/// <summary>
/// The programs for preview 1 of WebAssembly/wasi-testsuite, as its branch <c>prod/testsuite-base</c> has them. <c>DOVETAIL_WASI_TESTSUITE</c> names a checkout, which is only
/// read: each program works on a copy of the directory that it is given.
/// </summary>
internal static class WasiSuite
{
    public const string Missing = "needs a checkout of WebAssembly/wasi-testsuite, branch prod/testsuite-base: name it in DOVETAIL_WASI_TESTSUITE";

    private const string Target = "wasm32-wasip1";
    private const string Artifact = ".cleanup";

    public static string? Root { get; } = Environment.GetEnvironmentVariable("DOVETAIL_WASI_TESTSUITE") is not { Length: > 0 } folder ? null
        : Directory.Exists(Path.Combine(folder, "tests")) ? folder
        : throw new DirectoryNotFoundException($"DOVETAIL_WASI_TESTSUITE names `{folder}`, which has no `tests`");

    /// <summary>The programs, as paths from the suite's <c>tests</c> on.</summary>
    public static IReadOnlyList<string> Programs { get; } = Root is null ? [] :
    [
        .. Directory.GetDirectories(Path.Combine(Root, "tests"))
            .Select(language => Path.Combine(language, "testsuite", Target)).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.wasm"))
            .Select(path => Path.GetRelativePath(Path.Combine(Root, "tests"), path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What a program is given, and must come to (the suite's doc/specification.md).</summary>
    public static Specification SpecificationOf(string program)
    {
        var path = Path.ChangeExtension(PathOf(program), ".json");
        return File.Exists(path)
            ? JsonSerializer.Deserialize<Specification>(File.ReadAllText(path), s_json)!
            : new Specification();
    }

    public static string PathOf(string program) => Path.Combine(Root!, "tests", program);

    /// <summary>Copies the directory of a program to <paramref name="to"/>, without what earlier programs left in it.</summary>
    public static void CopyRoot(string program, string root, string to)
    {
        var from = Path.Combine(Path.GetDirectoryName(PathOf(program))!, root);
        Directory.CreateDirectory(to);
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(Artifact, StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="Stdout">Null where it does not matter.</param>
    internal sealed record Specification(
        string[]? Args = null, Dictionary<string, string>? Env = null, string? Root = null, int ExitCode = 0, string? Stdout = null, string? Stderr = null);
}

/// <summary>A theory that is skipped, with the reason, where the suite is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WasiSuiteTheoryAttribute : TheoryAttribute
{
    public WasiSuiteTheoryAttribute() => Skip = WasiSuite.Root is null ? WasiSuite.Missing : null;
}

/// <summary>A fact that is skipped, with the reason, where the suite is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WasiSuiteFactAttribute : FactAttribute
{
    public WasiSuiteFactAttribute() => Skip = WasiSuite.Root is null ? WasiSuite.Missing : null;
}
