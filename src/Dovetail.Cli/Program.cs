using System.CommandLine;
using System.CommandLine.Help;
using Dovetail.Cli;
using Dovetail.Cli.Verbs;

// Not a RootCommand: that one is called after the assembly, not after the tool.
var root = new Command("dovetail", "The WebAssembly Component Model for .NET.")
{
    new HelpOption(),
    new VersionOption(),
    RunVerb.Create(),
    ValidateVerb.Create(),
    WastVerb.Create(),
};
var arguments = root.Parse(args);
if (arguments.Errors.Count == 0)
{
    return arguments.Invoke();
}
foreach (var error in arguments.Errors)
{
    Console.Error.WriteLine($"error: {error.Message}");
}
var verb = arguments.CommandResult.Command == root ? "dovetail" : $"dovetail {arguments.CommandResult.Command.Name}";
Console.Error.WriteLine($"`{verb} --help` says how.");
return ExitCode.Usage;
