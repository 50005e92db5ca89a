using System.Text;

namespace Dovetail.Testing.Scripts;

/// <summary>The results of scripts as a table in Markdown, a row for each file, the folders in the order of their names.</summary>
public static class CoverageTable
{
    /// <summary>Writes the table; the same reports always give the same text, wherever the suites lie.</summary>
    public static string Write(IEnumerable<ScriptReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var text = new StringBuilder("""
            # Specification coverage

            Written by `dovetail wast --coverage`. Directives are counted. What is skipped stands on a module or component that uses a
            feature which is not supported, or calls what is not executed yet, named in the last column;
            `differs-from-specification` is what `Exclusions` lists.

            The Component Model followed is commit 6d281648bd89caf885a7adcc412962dbd2425ab7 (2026-08-21) of WebAssembly/component-model,
            `design/mvp`. To move it: read what changed there since (`git log -p 6d281648.. -- design/mvp test`), change readers, validation
            and ABI after it, run the suites of the new commit, and enter the commit in `CoverageTable`.

            """);
        foreach (var folder in reports.GroupBy(FolderOf).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            WriteFolder(text, folder.Key, [.. folder.OrderBy(FileOf, StringComparer.Ordinal)]);
        }
        return text.Replace("\r\n", "\n").ToString();
    }

    private static void WriteFolder(StringBuilder text, string folder, ScriptReport[] reports)
    {
        text.Append("\n## ").Append(folder).Append("\n\n| file | passed | failed | skipped | for |\n|---|---:|---:|---:|---|\n");
        foreach (var report in reports)
        {
            WriteRow(text, FileOf(report), [report], string.Join(", ", report.SkippedFeatures));
        }
        WriteRow(text, "**all**", reports, "");
    }

    private static void WriteRow(StringBuilder text, string name, ScriptReport[] reports, string features) => text.Append(
        FormattableString.Invariant($"| {name} | {reports.Sum(r => r.Passed)} | {reports.Sum(r => r.Failed)} |")
        + FormattableString.Invariant($" {reports.Sum(r => r.Skipped)} | {features} |\n"));

    private static string FileOf(ScriptReport report) => Path.GetFileName(report.Name);

    // `…/suites/component-model/values/x.wast` is of `component-model/values`.
    private static string FolderOf(ScriptReport report)
    {
        var parts = Path.GetDirectoryName(report.Name)!.Split(Path.DirectorySeparatorChar, '/');
        var suites = Array.LastIndexOf(parts, "suites");
        return string.Join('/', suites < 0 ? parts[^1..] : parts[(suites + 1)..]);
    }
}
