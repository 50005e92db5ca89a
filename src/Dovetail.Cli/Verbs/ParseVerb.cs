using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Wasm;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail parse FILE</c>: a module or component as binary.</summary>
internal static class ParseVerb
{
    public static Command Create()
    {
        var file = InputFile.Argument();
        var output = new Option<string?>("--output", "-o") { Description = "Where the binary goes; the standard output otherwise.", HelpName = "FILE" };
        var command = new Command("parse", "Writes a module or component as binary. Example: dovetail parse add.wat -o add.wasm") { file, output };
        command.SetAction(arguments => ExitCode.Of(() => Run(arguments.GetRequiredValue(file), arguments.GetValue(output))));
        return command;
    }

    private static int Run(string path, string? output)
    {
        if (OutputFile.RefusesBinary(output))
        {
            return ExitCode.Usage;
        }
        var bytes = InputFile.Read(path);
        var binary = WasmInput.KindOf(bytes, path) == WasmKind.Component
            ? WasmOutput.Encode(WasmInput.ReadComponent(bytes, path))
            : WasmOutput.Encode(WasmInput.ReadModule(bytes, path));
        OutputFile.Write(output, binary);
        return ExitCode.Done;
    }
}
