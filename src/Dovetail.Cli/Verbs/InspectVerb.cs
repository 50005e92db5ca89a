using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Wasm;
using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail inspect FILE</c>: what a module or component is made of, how large its parts are, and what it can touch.</summary>
internal static class InspectVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A module or component, text or binary; - for the standard input." };
        var json = new Option<bool>("--json") { Description = "Writes JSON." };
        var command = new Command(
            "inspect", "Shows what a module or component is made of, and what it can touch. Example: dovetail inspect add.wasm") { file, json };
        command.SetAction(arguments => ExitCode.Of(() => Run(arguments.GetRequiredValue(file), arguments.GetValue(json))));
        return command;
    }

    private static int Run(string path, bool isJson)
    {
        var bytes = InputFile.Read(path);
        if (WasmInput.KindOf(bytes, path) == WasmKind.Component)
        {
            var component = Outliner.ReadComponent(WasmInput.IsBinary(bytes) ? bytes : WasmOutput.Encode(WasmInput.ReadComponent(bytes, path)));
            Write(isJson, json => json.Write(component, Capabilities.Of(component)), text =>
            {
                text.Write(component);
                text.Write(Capabilities.Of(component));
            });
        }
        else
        {
            var module = Outliner.ReadModule(WasmInput.IsBinary(bytes) ? bytes : WasmOutput.Encode(WasmInput.ReadModule(bytes, path)));
            Write(isJson, json => json.Write(module, Capabilities.Of(module)), text =>
            {
                text.Write(module);
                text.Write(Capabilities.Of(module));
            });
        }
        return ExitCode.Done;
    }

    private static void Write(bool isJson, Action<OutlineJson> asJson, Action<OutlineText> asText)
    {
        if (isJson)
        {
            JsonOutput.Write(writer => asJson(new OutlineJson(writer)));
        }
        else
        {
            OutputFile.Write(null, writer => asText(new OutlineText(writer)));
        }
    }
}
