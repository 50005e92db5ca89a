using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.Embed;
using Dovetail.Tooling.New;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail embed CORE</c>: says in a core module what world it was made for; or makes one that satisfies the world and does nothing.</summary>
internal static class EmbedVerb
{
    public static Command Create()
    {
        var core = new Argument<string?>("CORE")
        {
            Description = "A core module, text or binary; - for the standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var dummy = new Option<bool>("--dummy")
        {
            Description = "Takes, in place of CORE, a module that imports all that the world offers, and each of whose exports traps.",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the module goes, as text if the name ends in .wat; the standard output otherwise.",
            HelpName = "FILE",
        };
        var command = new Command(
            "embed", "Puts the world that a core module was made for into it, for `new`. Example: dovetail embed core.wasm --wit wit/ --world calculator -o embedded.wasm")
        {
            core, dummy, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(dummy) == (result.GetValue(core) is not null))
            {
                result.AddError("name a core module, or give --dummy for one that does nothing: one of the two");
            }
        });
        var world = new WorldOptions(command, "The WIT that CORE was made for.", isRequired: true);
        command.SetAction(parsed => ExitCode.Of(() => Run(parsed.GetValue(core), world.Read(parsed)!, parsed.GetValue(output))));
        return command;
    }

    private static int Run(string? core, ModuleWorld world, string? output)
    {
        if (WasmFile.IsRefused(output))
        {
            return ExitCode.Usage;
        }
        WasmFile.Write(output, core is null ? DummyModule.Make(world) : WorldEmbedder.Embed(CoreInput.Read(core), world));
        return ExitCode.Done;
    }
}
