using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Wasm;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail print FILE</c>: a module or component as text.</summary>
internal static class PrintVerb
{
    public static Command Create()
    {
        var file = InputFile.Argument();
        var output = new Option<string?>("--output", "-o") { Description = "Where the text goes; the standard output otherwise.", HelpName = "FILE" };
        var skeleton = new Option<bool>("--skeleton") { Description = "Leaves out function bodies and the bytes of data and custom sections." };
        var command = new Command("print", "Writes a module or component as text. Example: dovetail print add.wasm --skeleton")
        {
            file, output, skeleton,
        };
        command.SetAction(arguments => ExitCode.Of(() => Run(
            arguments.GetRequiredValue(file),
            arguments.GetValue(output),
            new PrintOptions { IsSkeleton = arguments.GetValue(skeleton) })));
        return command;
    }

    private static int Run(string path, string? output, PrintOptions options)
    {
        var bytes = InputFile.Read(path);
        if (WasmInput.KindOf(bytes, path) == WasmKind.Component)
        {
            var component = WasmInput.ReadComponent(bytes, path);
            OutputFile.Write(output, writer => WasmOutput.Print(component, writer, options));
        }
        else
        {
            var module = WasmInput.ReadModule(bytes, path);
            OutputFile.Write(output, writer => WasmOutput.Print(module, writer, options));
        }
        return ExitCode.Done;
    }
}
