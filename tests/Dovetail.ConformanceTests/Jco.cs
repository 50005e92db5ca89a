using System.Diagnostics;
using System.Text;

namespace Dovetail.ConformanceTests;

/// <summary>
/// The tools of jco on Node, which other people's components are made and read with. <c>DOVETAIL_JCO</c> names the folder into which
/// <c>npm install @bytecodealliance/jco@1.35.0</c> put them.
/// </summary>
internal static class Jco
{
    public const string Missing = "needs jco: npm install @bytecodealliance/jco@1.35.0 in a folder, and name that in DOVETAIL_JCO";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>The folder; null where there is none.</summary>
    public static string? Root { get; } = Environment.GetEnvironmentVariable("DOVETAIL_JCO") is { Length: > 0 } folder
        && Directory.Exists(Path.Combine(folder, "node_modules", "@bytecodealliance", "jco")) ? folder : null;

    /// <summary>An adapter for WASI preview 1: <c>command</c> or <c>reactor</c>.</summary>
    public static string Adapter(string kind) =>
        Path.Combine(Root!, "node_modules", "@bytecodealliance", "jco", "lib", $"wasi_snapshot_preview1.{kind}.wasm");

    /// <summary>Runs a task of <c>jco.mjs</c> and gives what it wrote, by lines.</summary>
    public static string[] Run(string task, params string[] arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["DOVETAIL_JCO"] = Root },
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "jco.mjs"));
        start.ArgumentList.Add(task);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"jco took longer than {s_limit} for {task}");
        }
        Assert.True(process.ExitCode == 0, $"jco {task} ended with {process.ExitCode}: {errors.Result}");
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>A fact that is skipped, with the reason, where jco or the shared test data is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class JcoFactAttribute : FactAttribute
{
    public JcoFactAttribute() => Skip = Jco.Root is null ? Jco.Missing : SharedData.Exists ? null : SharedData.Missing;
}

/// <summary>A theory that is skipped, with the reason, where jco is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class JcoTheoryAttribute : TheoryAttribute
{
    public JcoTheoryAttribute() => Skip = Jco.Root is null ? Jco.Missing : null;
}
