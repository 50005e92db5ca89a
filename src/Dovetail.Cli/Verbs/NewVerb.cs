using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.New;
using Dovetail.Wasm.Modules;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail new CORE</c>: a component from a core module.</summary>
internal static class NewVerb
{
    private sealed record Arguments(
        string Core, ModuleWorld? World, AssemblyScriptOptions.Values Script, string[] Adapters, bool Infer, bool KeepVersions,
        bool ReallocByMemoryGrow, string? Output);

    public static Command Create()
    {
        var core = new Argument<string>("CORE") { Description = "A core module, text or binary; - for the standard input." };
        var adapters = new Option<string[]>("--adapt")
        {
            Description = "A module with the functions that CORE imports from NAME (without it, what stands before the first dot of FILE). May be repeated.",
            HelpName = "[NAME=]FILE",
        };
        var infer = new Option<bool>("--infer") { Description = "Reads the world off what CORE exports, if these are functions of numbers." };
        var keepVersions = new Option<bool>("--keep-versions") { Description = "Keeps imports apart that differ only in versions of one track." };
        var memoryGrow = new Option<bool>("--realloc-via-memory-grow") { Description = "Gives adapters pages of their own, even if CORE has a `cabi_realloc`." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the component goes, as text if the name ends in .wat; the standard output otherwise.",
            HelpName = "FILE",
        };
        var command = new Command("new", "Makes a component from a core module. Example: dovetail new core.wasm --wit wit/ --world calculator -o calculator.wasm")
        {
            core, adapters, infer, keepVersions, memoryGrow, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(infer) && result.GetResult("--wit") is not null)
            {
                result.AddError("--infer reads the world off the module, and --wit gives it: either will do");
            }
        });
        var world = new WorldOptions(command, "The WIT that CORE was made for, if it does not say so itself.", isRequired: false);
        var script = new AssemblyScriptOptions(command);
        command.SetAction(parsed => ExitCode.Of(() => Run(new Arguments(
            parsed.GetRequiredValue(core), world.Read(parsed), script.Read(parsed), parsed.GetValue(adapters) ?? [], parsed.GetValue(infer), parsed.GetValue(keepVersions),
            parsed.GetValue(memoryGrow), parsed.GetValue(output)))));
        return command;
    }

    private static int Run(Arguments arguments)
    {
        if (WasmFile.IsRefused(arguments.Output))
        {
            return ExitCode.Usage;
        }
        var core = CoreInput.Read(arguments.Core);
        var named = arguments.World;
        if (arguments.Infer)
        {
            (core, named) = Infer(core);
        }
        var component = arguments.Script.TryBuild(core, named) ?? ComponentBuilder.Build(core, new ComponentOptions
        {
            Worlds = named is { } world ? [world] : [],
            Adapters = [.. arguments.Adapters.Select(ReadAdapter)],
            KeepVersions = arguments.KeepVersions,
            ReallocByMemoryGrow = arguments.ReallocByMemoryGrow,
        });
        WasmFile.Write(arguments.Output, component.Definition);
        return ExitCode.Done;
    }

    private static (ModuleDefinition Module, ModuleWorld World) Infer(ModuleDefinition core)
    {
        var inferred = WorldInference.Infer(core);
        foreach (var left in inferred.LeftOut)
        {
            StandardError.WriteLine($"left out: {TerminalText.Of(left)}");
        }
        return (inferred.Module, inferred.World);
    }

    private static AdapterModule ReadAdapter(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var path = argument[(equals + 1)..];
        return new AdapterModule(equals > 0 ? argument[..equals] : Path.GetFileName(path).Split('.')[0], CoreInput.Read(path));
    }
}
