using System.CommandLine;
using Dovetail.Tooling.New;
using Dovetail.Wit.Abi;

namespace Dovetail.Cli;

/// <summary>The options that name a world for a core module: <c>--wit</c>, <c>--world</c>, <c>--encoding</c>, <c>--features</c>.</summary>
internal sealed class WorldOptions
{
    private static readonly Dictionary<string, StringEncoding> s_encodings = new(StringComparer.Ordinal)
    {
        ["utf8"] = StringEncoding.Utf8,
        ["utf16"] = StringEncoding.Utf16,
        ["compact-utf16"] = StringEncoding.CompactUtf16,
    };

    private readonly Option<string?> _wit;
    private readonly Option<string?> _world = new("--world") { Description = "Which world of it, where there are several.", HelpName = "WORLD" };
    private readonly Option<string> _encoding = new("--encoding")
    {
        Description = "How the module has strings: utf8, utf16 or compact-utf16.",
        DefaultValueFactory = _ => "utf8",
        HelpName = "ENCODING",
    };
    private readonly WitFeatureOptions _features;

    public WorldOptions(Command command, string description, bool isRequired)
    {
        _wit = new Option<string?>("--wit") { Description = description, HelpName = "PATH", Required = isRequired };
        _encoding.AcceptOnlyFromAmong([.. s_encodings.Keys]);
        command.Add(_wit);
        command.Add(_world);
        command.Add(_encoding);
        _features = new WitFeatureOptions(command);
    }

    /// <summary>The world that is named; null where none is.</summary>
    /// <exception cref="DovetailException">There is no such world, or the WIT is wrong.</exception>
    public ModuleWorld? Read(ParseResult arguments)
    {
        if (arguments.GetValue(_wit) is not { } path)
        {
            return arguments.GetValue(_world) is null ? null : throw new WitException("--world says which world of --wit: give that too");
        }
        var world = WitInput.Read(path, _features.Read(arguments)).SelectWorld(arguments.GetValue(_world));
        return new ModuleWorld(world, s_encodings[arguments.GetValue(_encoding)!]);
    }
}
