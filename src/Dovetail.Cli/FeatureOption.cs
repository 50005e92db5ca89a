using System.CommandLine;
using System.CommandLine.Parsing;
using Dovetail.Testing.Scripts;

namespace Dovetail.Cli;

/// <summary>The option <c>--features</c> of the verbs that validate.</summary>
internal static class FeatureOption
{
    public static Option<string?> Create()
    {
        var features = new Option<string?>("--features")
        {
            Description = "The features that are on besides those that are always, by the names of their proposals and with commas between, or `all`.",
            HelpName = "NAMES",
        };
        features.Validators.Add(result => AddUnknownFeature(result, result.GetValueOrDefault<string?>()));
        return features;
    }

    /// <summary>The options with those features on that are named, besides what is on in <paramref name="always"/>.</summary>
    public static ScriptOptions With(string? names, ScriptOptions always) =>
        names is not null && always.TryParseFeatures(names, out var options) ? options : always;

    private static void AddUnknownFeature(OptionResult result, string? names)
    {
        if (names is not null && !ScriptOptions.Default.TryParseFeatures(names, out _))
        {
            result.AddError($"--features: no such feature in `{names}`; there are all, {string.Join(", ", ScriptOptions.FeatureNames)}");
        }
    }
}
