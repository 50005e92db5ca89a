using System.Collections.Immutable;
using System.Text;

namespace Dovetail.Testing.Scripts;

/// <summary>What the comments at the beginning of a script say about how it is meant to be run.</summary>
/// <remarks>
/// Two families of suites have such lines. <c>;; RUN: wast % -f cm-async,-simd</c> switches features on and off, and means that nothing is
/// executed; <c>;;! component_model_async = true</c> switches one on. Only then does the script say which features are off, so that to
/// refuse them is what it expects. A script without such a line leaves that open.
/// </remarks>
/// <param name="Off">The features that are off, by the names with which they are refused.</param>
/// <param name="IsExecuted">Whether modules and components are instantiated.</param>
internal sealed record ScriptHeader(ImmutableHashSet<string> Off, bool IsExecuted)
{
    private const string RunLine = ";; RUN:";
    private const string SettingLine = ";;!";

    // Off unless a line switches them on, in both families.
    private static readonly ImmutableHashSet<string> s_gates =
    [
        "map", "implements", "external-id", "values", "nested-names", "threads", "fixed-length-lists", "error-context",
        "canonical-names", "cm64", "more-async-builtins", "async-stackful",
    ];

    private static readonly ScriptHeader s_none = new([], true);

    /// <summary>Reads the lines that start with a comment, up to the first that does not.</summary>
    public static ScriptHeader Read(ReadOnlySpan<byte> script)
    {
        var header = s_none;
        var continues = false;
        foreach (var line in Comments(script))
        {
            if (line.StartsWith(RunLine, StringComparison.Ordinal) || continues)
            {
                header = header with { Off = Switch(header.Off.IsEmpty ? s_gates : header.Off, line), IsExecuted = false };
                continues = line.EndsWith('\\');
            }
            else if (line.StartsWith(SettingLine, StringComparison.Ordinal))
            {
                header = header with { Off = Set(header == s_none ? s_gates.Add("async") : header.Off, line[SettingLine.Length..]) };
            }
        }
        return header;
    }

    private static List<string> Comments(ReadOnlySpan<byte> script)
    {
        var lines = new List<string>();
        foreach (var range in script.Split((byte)'\n'))
        {
            var line = Encoding.UTF8.GetString(script[range]).Trim();
            if (!line.StartsWith(";;", StringComparison.Ordinal))
            {
                break;
            }
            lines.Add(line);
        }
        return lines;
    }

    // `-f a,b`, `-f=-a` and `--features=a`; a minus switches off.
    private static ImmutableHashSet<string> Switch(ImmutableHashSet<string> off, string line)
    {
        var isList = false;
        foreach (var word in line.Split((char[])[' ', '='], StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var feature in isList ? word.Split(',') : [])
            {
                off = feature.StartsWith('-') ? off.Union(NamesOf(feature[1..])) : off.Except(NamesOf(feature));
            }
            isList = word is "-f" or "--features";
        }
        return off;
    }

    // `name = true`
    private static ImmutableHashSet<string> Set(ImmutableHashSet<string> off, string line) =>
        line.Split('=', StringSplitOptions.TrimEntries) is not [var feature, "true" or "false"] parts ? off
        : parts[1] == "true" ? off.Except(NamesOf(feature))
        : off.Union(NamesOf(feature));

    // The names here of a feature that the other projects call otherwise.
    private static string[] NamesOf(string feature)
    {
        var name = feature.Replace('_', '-').Replace("component-model-", "", StringComparison.Ordinal);
        name = name.StartsWith("cm-", StringComparison.Ordinal) ? name[3..] : name;
        return name switch
        {
            "canon-names" => ["canonical-names"],
            "threading" => ["threads"],
            "exceptions" => ["exception-handling"],
            "implements" => ["implements", "external-id"],
            _ => [name],
        };
    }
}
