using System.CommandLine;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail validate FILE</c>: silent if the module or component is valid, else one error with its place.</summary>
internal static class ValidateVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A module or component, text or binary; - for the standard input." };
        var command = new Command("validate", "Checks that a module or component is valid. Example: dovetail validate add.wasm") { file };
        command.SetAction(arguments => ExitCode.Of(() => Run(arguments.GetRequiredValue(file))));
        return command;
    }

    private static int Run(string path)
    {
        var bytes = InputFile.Read(path);
        if (WasmInput.KindOf(bytes, path) == WasmKind.Component)
        {
            ComponentValidator.Validate(WasmInput.ReadComponent(bytes, path));
        }
        else
        {
            ModuleValidator.Validate(WasmInput.ReadModule(bytes, path));
        }
        return ExitCode.Done;
    }
}
