using System.CommandLine;
using Dovetail.Cli;
using Dovetail.Cli.Verbs;

var root = new RootCommand("The WebAssembly Component Model for .NET.")
{
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
Console.Error.WriteLine($"`dovetail {arguments.CommandResult.Command.Name} --help` says how.");
return ExitCode.Usage;
