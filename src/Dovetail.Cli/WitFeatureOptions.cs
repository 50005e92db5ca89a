using System.CommandLine;
using Dovetail.Wit.Resolution;

namespace Dovetail.Cli;

/// <summary>The options that say which unstable items of WIT are taken in: <c>--features</c> and <c>--all-features</c>.</summary>
internal sealed class WitFeatureOptions
{
    private readonly Option<string?> _features = new("--features") { Description = "Takes in the unstable items of these features of the WIT.", HelpName = "A,B" };
    private readonly Option<bool> _allFeatures = new("--all-features") { Description = "Takes in all unstable items of the WIT." };

    public WitFeatureOptions(Command command)
    {
        command.Add(_features);
        command.Add(_allFeatures);
    }

    public WitOptions Read(ParseResult arguments) => new()
    {
        AllFeatures = arguments.GetValue(_allFeatures),
        Features = [.. arguments.GetValue(_features)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []],
    };
}
