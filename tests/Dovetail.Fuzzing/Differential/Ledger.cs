using System.Diagnostics;
using System.Globalization;
using Dovetail.Wasm;

namespace Dovetail.Fuzzing.Differential;

/// <summary>The file in which each long run leaves a row: what was run of which commit against which V8, and what it found.</summary>
internal static class Ledger
{
    private const string Heading = """
        # Differential runs

        What `Dovetail.Fuzzing differential SEED COUNT --ledger FILE` ran: generated modules, each in Dovetail and in V8.

        | date | commit | V8 | features | seed | modules | calls | differences | least executed instruction | trap codes | minutes |
        |---|---|---|---|---|---|---|---|---|---|---|

        """;

    /// <summary>Appends the row of a run.</summary>
    public static void Append(string path, string node, ulong seed, int first, WasmFeatures features, DifferentialReport report, TimeSpan elapsed)
    {
        if (!File.Exists(path)) File.WriteAllText(path, Heading);
        var least = report.Coverage(features).MinBy(item => item.Modules);
        var codes = TrapClass.CodesOf(features).ToArray();
        File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"""
            | {DateTime.UtcNow:yyyy-MM-dd} | {Output("git", "rev-parse", "--short", "HEAD")} | {Output(node, "-p", "process.versions.v8")} | {NameOf(features)} | {seed} | {first:N0}–{first + report.Modules - 1:N0} | {report.Calls:N0} | {report.Findings.Count} | {least.Row}: {least.Modules:N0} modules | {codes.Count(report.Traps.ContainsKey)} of {codes.Length} | {elapsed.TotalMinutes:F1} |
            """) + "\n");
    }

    private static string NameOf(WasmFeatures features) => features == WasmFeatures.WebAssembly3 ? "WebAssembly 3.0" : $"0x{(int)features:x}";

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true });
        return process?.StandardOutput.ReadToEnd().Trim() ?? "";
    }
}
