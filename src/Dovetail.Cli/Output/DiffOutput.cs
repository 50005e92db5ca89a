using System.Globalization;
using Dovetail.Tooling.Diff;

namespace Dovetail.Cli.Output;

/// <summary>Differences, as text and as JSON.</summary>
internal static class DiffOutput
{
    public static void Write(ComponentDiff diff, TextWriter to)
    {
        foreach (var change in diff.Interfaces)
        {
            to.Write(TerminalText.Of($"{Sign(change.Kind)} {Side(change.Side)}{change.Path}: {Tell(change)}{Breaks(change)}") + "\n");
        }
        foreach (var (kind, capability) in diff.Capabilities)
        {
            to.Write(TerminalText.Of($"{Sign(kind)} can touch {capability.Area}: {capability.Import}") + "\n");
        }
        foreach (var (what, old, @new) in diff.Sizes)
        {
            to.Write(string.Create(CultureInfo.InvariantCulture, $"size of {what}: {old} → {@new} ({@new - old:+0;-0;0})\n"));
        }
        to.Write(TerminalText.Of($"verdict: {JsonOutput.Word(diff.Verdict.Change)}: {diff.Verdict.Reason}") + "\n");
    }

    public static void WriteJson(ComponentDiff diff) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("verdict", JsonOutput.Word(diff.Verdict.Change));
        json.WriteString("reason", diff.Verdict.Reason);
        json.WriteObjects("interfaces", diff.Interfaces, change =>
        {
            json.WriteString("kind", JsonOutput.Word(change.Kind));
            json.WriteString("side", JsonOutput.Word(change.Side));
            json.WriteString("path", change.Path);
            json.WriteString("what", change.What);
            json.WriteString("old", change.Old);
            json.WriteString("new", change.New);
            json.WriteBoolean("breaksCallers", change.BreaksCallers);
            json.WriteBoolean("breaksImplementers", change.BreaksImplementers);
        });
        json.WriteObjects("capabilities", diff.Capabilities, change =>
        {
            json.WriteString("kind", JsonOutput.Word(change.Kind));
            json.WriteString("area", change.Capability.Area);
            json.WriteString("import", change.Capability.Import);
        });
        json.WriteObjects("sizes", diff.Sizes, change =>
        {
            json.WriteString("what", change.What);
            json.WriteNumber("old", change.Old);
            json.WriteNumber("new", change.New);
        });
        json.WriteEndObject();
    });

    private static char Sign(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => '+',
        ChangeKind.Removed => '-',
        _ => '~',
    };

    private static string Side(ChangeSide side) => side switch
    {
        ChangeSide.Import => "import ",
        ChangeSide.Export => "export ",
        _ => "",
    };

    private static string Tell(InterfaceChange change) => change switch
    {
        { Old: null, New: null } => change.What,
        { Old: null } => change.New == change.What ? change.What : $"{change.What} {change.New}",
        { New: null } => change.Old == change.What ? change.What : $"{change.What} {change.Old}",
        _ => $"{change.What} {change.Old} → {change.New}",
    };

    private static string Breaks(InterfaceChange change) => change switch
    {
        { BreaksCallers: true, BreaksImplementers: true } => " (breaks callers and implementers)",
        { BreaksCallers: true } => " (breaks callers)",
        { BreaksImplementers: true } => " (breaks implementers)",
        _ => "",
    };
}
