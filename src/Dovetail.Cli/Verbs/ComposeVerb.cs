using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.Compose;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail compose SOCKET --plug FILE…</c>: components put together to one.</summary>
internal static class ComposeVerb
{
    private sealed record Arguments(string Input, string[] Plugs, string? Output, bool ImportPackages, bool Json);

    public static Command Create()
    {
        var input = new Argument<string>("SOCKET") { Description = "The component whose imports are satisfied, text or binary; - for the standard input." };
        var plugs = new Option<string[]>("--plug", "-p")
        {
            Description = "Components whose exports satisfy the socket, and one another, in any order.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the component goes; as text if the name ends in .wat. Without it, the standard output.",
            HelpName = "FILE",
        };
        var importPackages = new Option<bool>("--import-dependencies") { Description = "Imports the components, rather than to nest them in the result." };
        var json = new Option<bool>("--json") { Description = "Says what was given to whom, or what is wrong, as JSON on the standard output." };
        var command = new Command("compose", "Puts components together to one. Example: dovetail compose app.wasm --plug math.wasm format.wasm -o whole.wasm")
        {
            input, plugs, output, importPackages, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(output) is null or "-")
            {
                result.AddError("--json writes to the standard output; name the component's file with -o");
            }
        });
        command.SetAction(parsed => ExitCode.Of(() => Run(new Arguments(
            parsed.GetRequiredValue(input), parsed.GetValue(plugs) ?? [], parsed.GetValue(output), parsed.GetValue(importPackages), parsed.GetValue(json)))));
        return command;
    }

    private static int Run(Arguments arguments)
    {
        try
        {
            var (component, report) = PlugComposer.Compose(Read(arguments.Input), [.. arguments.Plugs.Select(Read)], arguments.ImportPackages);
            Write(component, arguments.Output);
            if (arguments.Json)
            {
                CompositionJson.Write(report);
            }
            else
            {
                Tell(report);
            }
            return ExitCode.Done;
        }
        catch (CompositionException error) when (arguments.Json)
        {
            CompositionJson.Write(error);
            return ExitCode.Failed;
        }
    }

    private static CompositionPackage Read(string path) => CompositionPackage.Read(path, InputFile.Read(path), path);

    private static void Write(ComponentDefinition component, string? output)
    {
        if (output is not null && Path.GetExtension(output) == ".wat")
        {
            OutputFile.Write(output, writer => WasmOutput.Print(component, writer));
        }
        else if (OutputFile.IsTerminal(output))
        {
            OutputFile.Write(null, writer => WasmOutput.Print(component, writer));
        }
        else
        {
            OutputFile.Write(output, WasmOutput.Encode(component));
        }
    }

    private static void Tell(CompositionReport report)
    {
        foreach (var (importer, import, provider, export) in report.Links)
        {
            var version = import == export ? "" : $" as `{export}`";
            Console.Error.WriteLine(TerminalText.Of($"`{import}` of {importer} is from {provider}{version}"));
        }
        foreach (var import in report.Imports)
        {
            var note = import.Note is null ? "" : $"; {import.Note}";
            Console.Error.WriteLine(TerminalText.Of($"import left: `{import.Name}` of {string.Join(" and ", import.Importers)}{note}"));
        }
        foreach (var name in report.Unused)
        {
            Console.Error.WriteLine(TerminalText.Of($"warning: {name} is left out: nobody imports what it exports"));
        }
    }
}
