using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Dovetail.Tooling.AssemblyScript.Declarations;

/// <summary>
/// Reads the <c>.d.ts</c> that asc writes: functions with their types in comments, classes with their ids in names (<c>__Record5</c>,
/// <c>__Internref7</c>). It reads line by line what asc writes a line each, and passes over the rest.
/// </summary>
internal static partial class DeclarationReader
{
    public static void Read(string text, ScriptDeclarations into)
    {
        var comment = new List<string>();
        string? record = null;
        var fields = ImmutableArray.CreateBuilder<ScriptField>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (IsComment(line))
            {
                if (line.StartsWith("/**", StringComparison.Ordinal))
                {
                    comment.Clear();
                }
                comment.Add(line);
            }
            else if (FunctionLine().Match(line) is { Success: true } function)
            {
                into.Exports[function.Groups[1].Value] = Signature(comment);
                comment.Clear();
            }
            else if (ClassLine().Match(line) is { Success: true } @class && NameIn(comment) is { } name)
            {
                into.Ids[name] = uint.Parse(@class.Groups[2].Value, CultureInfo.InvariantCulture);
                record = @class.Groups[1].Value == "Record" ? name : null;
                fields.Clear();
            }
            else if (record is not null && line == "}")
            {
                into.Fields[record] = fields.ToImmutable();
                record = null;
            }
            else if (record is not null && FieldLine().Match(line) is { Success: true } field && TypeIn(comment, "type") is [{ } type, ..])
            {
                fields.Add(new ScriptField(field.Groups[1].Value, type, null));
            }
        }
    }

    private static bool IsComment(string line) => line.StartsWith("/**", StringComparison.Ordinal) || line.StartsWith('*');

    private static ScriptSignature Signature(List<string> comment) =>
        new([.. TypeIn(comment, "param")], TypeIn(comment, "returns") is [var result, ..] ? result : null);

    private static List<ScriptType> TypeIn(List<string> comment, string tag)
    {
        var types = new List<ScriptType>();
        foreach (var line in comment)
        {
            if (TagLine().Match(line) is { Success: true } match && match.Groups[1].Value == tag && TypeText.Read(match.Groups[2].Value) is { } type)
            {
                types.Add(type);
            }
        }
        return types;
    }

    private static string? NameIn(List<string> comment) =>
        comment is [var line] && NameLine().Match(line) is { Success: true } match ? Uri.UnescapeDataString(match.Groups[1].Value) : null;

    [GeneratedRegex(@"^export (?:declare )?function ([^(]+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionLine();

    [GeneratedRegex(@"^declare (?:class|interface) __(Record|Internref)(\d{1,9})\b", RegexOptions.CultureInvariant)]
    private static partial Regex ClassLine();

    [GeneratedRegex(@"^([\w$]+)\??:", RegexOptions.CultureInvariant)]
    private static partial Regex FieldLine();

    [GeneratedRegex(@"@(param|returns|type)\b[^`]*`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex TagLine();

    [GeneratedRegex(@"^/\*\* (\S.*\S) \*/$", RegexOptions.CultureInvariant)]
    private static partial Regex NameLine();
}
