using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.Compose;
using Dovetail.Tooling.Compose.Scripts;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wit.Resolution;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail compose SOCKET --plug FILE…</c>, <c>dovetail compose SCRIPT.wac</c>: components put together to one.</summary>
internal static class ComposeVerb
{
    private sealed record Arguments(string Input, string[] Plugs, string? Deps, string[] Dep, string? Output, bool ImportPackages, bool OmitTypes, bool Json);

    public static Command Create()
    {
        var input = new Argument<string>("SOCKET|SCRIPT.wac")
        {
            Description = "The component whose imports are satisfied, text or binary, or a script in WAC; - for the standard input.",
        };
        var plugs = new Option<string[]>("--plug", "-p")
        {
            Description = "Components whose exports satisfy the socket, and one another, in any order.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var deps = new Option<string?>("--deps")
        {
            Description = "The folder with the packages of a script: a:b is a/b, as .wasm, .wat, .wit or a folder of WIT. By default `deps` beside the script.",
            HelpName = "DIR",
        };
        var dep = new Option<string[]>("--dep", "-d") { Description = "The file of a package of a script.", HelpName = "NAME=FILE" };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the component goes; as text if the name ends in .wat. Without it, the standard output.",
            HelpName = "FILE",
        };
        var importPackages = new Option<bool>("--import-dependencies") { Description = "Imports the components, rather than to nest them in the result." };
        var omitTypes = new Option<bool>("--omit-types")
        {
            Description = "Leaves out the types, interfaces and worlds that a script declares, which the language exports and few other tools understand.",
        };
        var json = new Option<bool>("--json") { Description = "Says what was given to whom, or what is wrong, as JSON on the standard output." };
        var command = new Command("compose", "Puts components together to one. Example: dovetail compose app.wasm --plug math.wasm format.wasm -o whole.wasm\n"
            + "dovetail compose whole.wac --deps deps -d shop:math=math.wasm -o whole.wasm")
        {
            input, plugs, deps, dep, output, importPackages, omitTypes, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(output) is null or "-")
            {
                result.AddError("--json writes to the standard output; name the component's file with -o");
            }
            if ((result.GetValue(dep) ?? []).FirstOrDefault(entry => !entry.Contains('=', StringComparison.Ordinal)) is { } wrong)
            {
                result.AddError($"--dep: expected NAME=FILE, as in a:b=b.wasm, found `{wrong}`");
            }
        });
        command.SetAction(parsed => ExitCode.Of(() => Run(new Arguments(
            parsed.GetRequiredValue(input), parsed.GetValue(plugs) ?? [], parsed.GetValue(deps), parsed.GetValue(dep) ?? [],
            parsed.GetValue(output), parsed.GetValue(importPackages), parsed.GetValue(omitTypes), parsed.GetValue(json)))));
        return command;
    }

    private static int Run(Arguments arguments)
    {
        try
        {
            var (component, report) = Compose(arguments);
            WasmFile.Write(arguments.Output, component);
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
        catch (CompositionException error)
        {
            Tell(error, arguments.Json);
            return ExitCode.Failed;
        }
        catch (WitException error) when (arguments.Json)
        {
            Console.Out.WriteLine(WitJson.Of(error));
            return ExitCode.Failed;
        }
    }

    private static (ComponentDefinition Component, CompositionReport Report) Compose(Arguments arguments)
    {
        var bytes = InputFile.Read(arguments.Input);
        if (!arguments.Input.EndsWith(".wac", StringComparison.Ordinal) && (bytes.Length == 0 || WasmInput.IsWebAssembly(bytes)))
        {
            var socket = InputFile.About(arguments.Input, () => CompositionPackage.Read(arguments.Input, bytes, arguments.Input));
            var plugs = arguments.Plugs.Select(path => InputFile.About(path, () => CompositionPackage.Read(path, InputFile.Read(path), path)));
            return PlugComposer.Compose(socket, [.. plugs], arguments.ImportPackages);
        }
        if (arguments.Plugs.Length > 0)
        {
            throw new CompositionException([new CompositionProblem
            {
                Rule = CompositionRule.Input,
                Path = arguments.Input,
                Message = $"`{arguments.Input}` is a script, which says itself what is put together; --plug is for a component",
            }]);
        }
        var beside = Path.Combine(Path.GetDirectoryName(arguments.Input) ?? "", "deps");
        var files = arguments.Dep.Select(entry => entry.Split('=', 2)).GroupBy(entry => entry[0]).ToDictionary(group => group.Key, group => group.Last()[1]);
        if (files.Values.FirstOrDefault(file => !Path.Exists(file)) is { } missing)
        {
            throw new IOException($"`{missing}` does not exist");
        }
        return ScriptComposer.Compose(WitFolder.Decode(bytes, arguments.Input), new ScriptPackages(arguments.Deps ?? beside, files),
            new ScriptOptions { ImportPackages = arguments.ImportPackages, OmitTypes = arguments.OmitTypes });
    }

    private static void Tell(CompositionException error, bool isJson)
    {
        if (isJson)
        {
            CompositionJson.Write(error);
            return;
        }
        foreach (var problem in error.Problems)
        {
            StandardError.WriteLine($"error: {problem.Message}");
        }
    }

    private static void Tell(CompositionReport report)
    {
        foreach (var (importer, import, provider, export) in report.Links)
        {
            var version = import == export ? "" : $" as `{export}`";
            StandardError.WriteLine(TerminalText.Of($"`{import}` of {importer} is from {provider}{version}"));
        }
        foreach (var import in report.Imports)
        {
            var importers = import.Importers.IsEmpty ? "" : $" of {string.Join(" and ", import.Importers)}";
            var note = import.Note is null ? "" : $"; {import.Note}";
            StandardError.WriteLine(TerminalText.Of($"import left: `{import.Name}`{importers}{note}"));
        }
        foreach (var name in report.Unused)
        {
            StandardError.WriteLine(TerminalText.Of($"warning: {name} is left out: nobody imports what it exports"));
        }
    }
}
