using System.Text;
using Dovetail.Wasm;

namespace Dovetail.Testing.Scripts;

/// <summary>What the comments at the beginning of a script say about how it is meant to be run.</summary>
/// <remarks>
/// Two families of suites have such lines. <c>;; RUN: wast % -f cm-async,-simd</c> switches features on and off, and means that nothing is
/// executed; <c>;;! component_model_async = true</c> switches one on. Only then does the script say which features are off, so that to
/// refuse them is what it expects. A script without such a line leaves that open, and the options decide.
/// </remarks>
/// <param name="Decides">Whether the script says which features are on.</param>
/// <param name="Features">The features of core modules that are on.</param>
/// <param name="ComponentFeatures">The gated features of components that are on.</param>
/// <param name="IsExecuted">Whether modules and components are instantiated.</param>
internal sealed record ScriptHeader(bool Decides, WasmFeatures Features, ComponentFeatures ComponentFeatures, bool IsExecuted)
{
    private const string RunLine = ";; RUN:";
    private const string SettingLine = ";;!";

    // What is on unless a line switches it off; in the second family only what a line switches on.
    private static readonly ScriptHeader s_run = new(true, WasmFeatures.WebAssembly3, ComponentFeatures.Async, false);
    private static readonly ScriptHeader s_settings = new(true, WasmFeatures.WebAssembly3, ComponentFeatures.None, true);
    private static readonly ScriptHeader s_none = new(false, WasmFeatures.Mvp, ComponentFeatures.None, true);

    /// <summary>Whether a refusal for a feature is what the script expects.</summary>
    public bool IsOff(string feature) => Decides && (
        ComponentFeatureNames.TryParse(feature, out var gate) ? (ComponentFeatures & gate) == 0
        : TryParse(feature, out var core) && (Features & core) == 0);

    /// <summary>Reads the lines that start with a comment, up to the first that does not.</summary>
    public static ScriptHeader Read(ReadOnlySpan<byte> script)
    {
        var header = s_none;
        var continues = false;
        foreach (var line in Comments(script))
        {
            if (line.StartsWith(RunLine, StringComparison.Ordinal) || continues)
            {
                header = (header.Decides ? header : s_run).Switch(line);
                continues = line.EndsWith('\\');
            }
            else if (line.StartsWith(SettingLine, StringComparison.Ordinal))
            {
                header = (header.Decides ? header : s_settings).Set(line[SettingLine.Length..]);
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
    private ScriptHeader Switch(string line)
    {
        var (header, isList) = (this, false);
        foreach (var word in line.Split((char[])[' ', '='], StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var feature in isList ? word.Split(',') : [])
            {
                header = feature.StartsWith('-') ? header.With(feature[1..], false) : header.With(feature, true);
            }
            isList = word is "-f" or "--features";
        }
        return header;
    }

    // `name = true`
    private ScriptHeader Set(string line) =>
        line.Split('=', StringSplitOptions.TrimEntries) is [var feature, "true" or "false"] parts
            ? With(feature, parts[1] == "true")
            : this;

    private ScriptHeader With(string feature, bool isOn)
    {
        var name = NameOf(feature);
        return ComponentFeatureNames.TryParse(name, out var gate)
            ? this with { ComponentFeatures = isOn ? ComponentFeatures | gate : ComponentFeatures & ~gate }
            : TryParse(name, out var core) ? this with { Features = isOn ? Features | core : Features & ~core }
            : this;
    }

    private static bool TryParse(string name, out WasmFeatures feature)
    {
        feature = Enum.GetValues<WasmFeatures>().FirstOrDefault(
            known => int.IsPow2((int)known) && WasmFeatureNames.NameOf(known) == name);
        return feature != WasmFeatures.Mvp;
    }

    // The name here of a feature that the other projects call otherwise. Those of components have a prefix there, which tells
    // them from those of core modules.
    private static string NameOf(string feature)
    {
        var name = feature.Replace('_', '-').Replace("component-model-", "cm-", StringComparison.Ordinal);
        return name switch
        {
            "cm-canon-names" => "canonical-names",
            "cm-memory64" => "cm64",
            "exceptions" => "exception-handling",
            _ => name.StartsWith("cm-", StringComparison.Ordinal) ? name[3..] : name,
        };
    }
}
