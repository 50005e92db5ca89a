using System.CommandLine;
using System.CommandLine.Help;
using Dovetail.Cli.Verbs;

namespace Dovetail.Cli;

/// <summary>Every verb, its help and its errors.</summary>
internal static class VerbParser
{
    public static int Run(string[] arguments)
    {
        // Not a RootCommand: that one is called after the assembly, not after the tool.
        var root = new Command("dovetail", "The WebAssembly Component Model for .NET.")
        {
            new HelpOption(),
            new VersionOption(),
            EmbedVerb.Create(),
            InspectVerb.Create(),
            MetadataVerb.Create(),
            NewVerb.Create(),
            ParseVerb.Create(),
            PrintVerb.Create(),
            AdaptersVerb.Create(),
            ComposeVerb.Create(),
            RunVerb.Create(),
            ValidateVerb.Create(),
            WastVerb.Create(),
            WitVerb.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
        {
            return parsed.Invoke();
        }
        foreach (var error in parsed.Errors)
        {
            Console.Error.WriteLine($"error: {error.Message}");
        }
        var verb = parsed.CommandResult.Command == root ? "dovetail" : $"dovetail {parsed.CommandResult.Command.Name}";
        Console.Error.WriteLine($"`{verb} --help` says how.");
        return ExitCode.Usage;
    }
}
