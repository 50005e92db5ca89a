using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.Embed;
using Dovetail.Tooling.New;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail embed CORE</c>: says in a core module what world it was made for.</summary>
internal static class EmbedVerb
{
    public static Command Create()
    {
        var core = new Argument<string>("CORE") { Description = "A core module, text or binary; - for the standard input." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the module goes, as text if the name ends in .wat; the standard output otherwise.",
            HelpName = "FILE",
        };
        var command = new Command(
            "embed", "Puts the world that a core module was made for into it, for `new`. Example: dovetail embed core.wasm --wit wit/ --world calculator -o embedded.wasm")
        {
            core, output,
        };
        var world = new WorldOptions(command, "The WIT that CORE was made for.", isRequired: true);
        command.SetAction(parsed => ExitCode.Of(() => Run(parsed.GetRequiredValue(core), world.Read(parsed)!, parsed.GetValue(output))));
        return command;
    }

    private static int Run(string core, ModuleWorld world, string? output)
    {
        if (WasmFile.IsRefused(output))
        {
            return ExitCode.Usage;
        }
        WasmFile.Write(output, WorldEmbedder.Embed(CoreInput.Read(core), world));
        return ExitCode.Done;
    }
}
