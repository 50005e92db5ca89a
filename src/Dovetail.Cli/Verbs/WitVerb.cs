using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail wit FILE|DIR</c>: the interface of what is there, as WIT; or what is wrong with it, and how that is put right.</summary>
internal static class WitVerb
{
    private sealed record Arguments(
        string[] Paths, string? Output, string? OutDir, string? World, WitOptions Options, bool Json, bool Fix);

    public static Command Create()
    {
        var path = new Argument<string[]>("FILE|DIR")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "WIT, or a folder of it with its deps; a component, a package of WIT, a module made for a world; - for the standard input. Several are put together.",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the WIT goes; as a binary package if the name ends in .wasm, as the text of one if it ends in .wat.",
            HelpName = "FILE",
        };
        var outDir = new Option<string?>("--out-dir") { Description = "Writes a file for each package, in DIR and DIR/deps.", HelpName = "DIR" };
        var world = new Option<string?>("--world") { Description = "Shows one world, and what it needs.", HelpName = "WORLD" };
        var json = new Option<bool>("--json") { Description = "Shows packages, or errors, as JSON." };
        var fix = new Option<bool>("--fix") { Description = "Puts right what is known how, in the files themselves." };
        var command = new Command("wit", "Shows the interface of a component, or of WIT, as WIT. Example: dovetail wit wit/ --world command")
        {
            path, output, outDir, world, json, fix,
        };
        var features = new WitFeatureOptions(command);
        command.SetAction(parsed => ExitCode.Of(() => Run(new Arguments(
            parsed.GetRequiredValue(path), parsed.GetValue(output), parsed.GetValue(outDir), parsed.GetValue(world), features.Read(parsed),
            parsed.GetValue(json), parsed.GetValue(fix)))));
        return command;
    }

    private static int Run(Arguments arguments)
    {
        try
        {
            return Show(arguments);
        }
        catch (WitException error) when (arguments.Json)
        {
            Console.Out.WriteLine(WitJson.Of(error));
            return ExitCode.Failed;
        }
    }

    private static int Show(Arguments arguments)
    {
        var options = arguments.Options;
        if (arguments.Fix)
        {
            return arguments.Paths.Max(path => Fix(path, options));
        }
        var inputs = arguments.Paths.Select(path => WitInput.Read(path, options)).ToList();
        var resolution = inputs.Count == 1 ? inputs[0] : WitResolution.Merge(inputs);
        if (arguments.World is not null)
        {
            resolution = resolution.Restrict(resolution.SelectWorld(arguments.World));
        }
        if (arguments.OutDir is not null)
        {
            WriteFiles(arguments.OutDir, resolution);
        }
        else if (arguments.Output is { } file && Path.GetExtension(file) is ".wasm" or ".wat")
        {
            WritePackage(file, resolution.Roots[^1]);
        }
        else
        {
            OutputFile.Write(arguments.Output, writer => writer.Write(arguments.Json ? WitJson.Of(resolution) + "\n" : WitPrinter.Print(resolution)));
        }
        return ExitCode.Done;
    }

    private static int Fix(string path, WitOptions options)
    {
        if (path != "-" && !Directory.Exists(path) && !path.EndsWith(".wit", StringComparison.Ordinal))
        {
            throw new WitException($"`{path}` is no file *.wit; --fix writes into no other");
        }
        var groups = WitInput.ReadText(path);
        var fixes = WitFixes.Apply(groups, options);
        foreach (var diagnostic in fixes.Fixed)
        {
            var (line, column) = diagnostic.Source.Locate(diagnostic.Span.Start);
            StandardError.WriteLine($"fixed: {diagnostic.Source.Name}:{line}:{column}: {diagnostic.Message}");
        }
        var before = groups.SelectMany(group => group.Files);
        foreach (var (old, file) in before.Zip(fixes.Groups.SelectMany(group => group.Files)))
        {
            if (path == "-")
            {
                Console.Out.Write(file.Content);
            }
            else if (file.Content != old.Content && file.Name!.EndsWith(".wit", StringComparison.Ordinal))
            {
                OutputFile.Write(file.Name!, file.Content);
            }
        }
        return fixes.Remaining is null ? ExitCode.Done : throw fixes.Remaining;
    }

    // Validated first: WIT may say what no component can have, as a record without fields.
    private static void WritePackage(string file, WitPackage package)
    {
        var component = InterfaceEncoder.Encode(package);
        ComponentValidator.Validate(component, gates: ComponentFeatures.All);
        if (Path.GetExtension(file) == ".wasm")
        {
            OutputFile.Write(file, WasmOutput.Encode(component));
            return;
        }
        OutputFile.Write(file, writer => WasmOutput.Print(component, writer));
    }

    // The files of a folder are one package, so all but one are dependencies. Some systems take names for one that differ in case alone.
    private static void WriteFiles(string folder, WitResolution resolution)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var package in resolution.Packages)
        {
            var file = package == resolution.Roots[^1]
                ? Path.Combine(folder, $"{FileName(package.Name.Name)}.wit")
                : Path.Combine(folder, "deps", $"{Unique(FileName(package.Name.ToString()), taken)}.wit");
            OutputFile.MakeFolder(Path.GetDirectoryName(file)!);
            OutputFile.Write(file, WitPrinter.Print(package));
            StandardError.WriteLine($"wrote {file}");
        }
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var count = 2; !taken.Add(unique); count++)
        {
            unique = $"{name}-{count}";
        }
        return unique;
    }

    private static string FileName(string package) => package.Replace(':', '-').Replace('/', '-');
}
