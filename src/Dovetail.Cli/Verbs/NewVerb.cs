using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.New;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail new CORE</c>: a component from a core module.</summary>
internal static class NewVerb
{
    private sealed record Arguments(
        string Core, ModuleWorld? World, bool KeepVersions, string? Output);

    public static Command Create()
    {
        var core = new Argument<string>("CORE") { Description = "A core module, text or binary; - for the standard input." };
        var keepVersions = new Option<bool>("--keep-versions") { Description = "Keeps imports apart that differ only in versions of one track." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the component goes, as text if the name ends in .wat; the standard output otherwise.",
            HelpName = "FILE",
        };
        var command = new Command("new", "Makes a component from a core module. Example: dovetail new core.wasm --wit wit/ --world calculator -o calculator.wasm")
        {
            core, keepVersions, output,
        };
        var world = new WorldOptions(command, "The WIT that CORE was made for, if it does not say so itself.", isRequired: false);
        command.SetAction(parsed => ExitCode.Of(() => Run(new Arguments(
            parsed.GetRequiredValue(core), world.Read(parsed), parsed.GetValue(keepVersions), parsed.GetValue(output)))));
        return command;
    }

    private static int Run(Arguments arguments)
    {
        if (WasmFile.IsRefused(arguments.Output))
        {
            return ExitCode.Usage;
        }
        var component = ComponentBuilder.Build(CoreInput.Read(arguments.Core), new ComponentOptions
        {
            Worlds = arguments.World is { } world ? [world] : [],
            KeepVersions = arguments.KeepVersions,
        });
        WasmFile.Write(arguments.Output, component.Definition);
        return ExitCode.Done;
    }
}
