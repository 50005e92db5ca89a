using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Dovetail.Cli.Output;
using Dovetail.Cli.Verbs;

namespace Dovetail.Cli;

/// <summary>Every verb, its help and its errors.</summary>
internal static class VerbParser
{
    public static int Run(string[] arguments)
    {
        var root = CreateRoot();
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
        {
            return parsed.Invoke();
        }
        foreach (var error in parsed.Errors)
        {
            StandardError.WriteLine($"error: {error.Message}");
        }
        StandardError.WriteLine($"`{PathOf(parsed.CommandResult)} --help` says how.");
        return ExitCode.Usage;
    }

    /// <summary>The command line with all verbs.</summary>
    public static Command CreateRoot()
    {
        var (help, version) = (new HelpOption(), new VersionOption());
        // Not a RootCommand: that one is called after the assembly, not after the tool.
        var root = new Command("dovetail", "The WebAssembly Component Model for .NET.")
        {
            help,
            version,
            BindgenVerb.Create(),
            EmbedVerb.Create(),
            InspectVerb.Create(),
            MetadataVerb.Create(),
            NewVerb.Create(),
            ParseVerb.Create(),
            PrintVerb.Create(),
            AdaptersVerb.Create(),
            ComposeVerb.Create(),
            TargetsVerb.Create(),
            DiffVerb.Create(),
            RunVerb.Create(),
            ServeVerb.Create(),
            ValidateVerb.Create(),
            WastVerb.Create(),
            WitVerb.Create(),
        };
        help.Action = new ExampleHelp((HelpAction)help.Action!, root);
        version.Action = new VersionText((SynchronousCommandLineAction)version.Action!);
        return root;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult outer ? $"{PathOf(outer)} {command.Command.Name}" : command.Command.Name;
}
