using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Cli.Output.Html;
using Dovetail.Wasm;
using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail inspect FILE</c>: what a module or component is made of, how large its parts are, and what it can touch.</summary>
internal static class InspectVerb
{
    public static Command Create()
    {
        var file = InputFile.Argument();
        var json = new Option<bool>("--json") { Description = "Writes JSON." };
        var html = new Option<string?>("--html")
        {
            Description = "Writes a page for a browser, with the composition as a graph; - for the standard output.",
            HelpName = "FILE",
        };
        var command = new Command(
            "inspect", "Shows what a module or component is made of, and what it can touch. Example: dovetail inspect app.wasm --html app.html")
        {
            file, json, html,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(html) is not null)
            {
                result.AddError("--json and --html: choose one of them");
            }
        });
        command.SetAction(arguments => ExitCode.Of(() => arguments.GetValue(html) is { } page
            ? WritePage(arguments.GetRequiredValue(file), page)
            : Run(arguments.GetRequiredValue(file), arguments.GetValue(json))));
        return command;
    }

    private static int Run(string path, bool isJson)
    {
        var (kind, binary) = InputFile.ReadBinary(path);
        if (kind == WasmKind.Component)
        {
            var component = Outliner.ReadComponent(binary);
            Write(isJson, json => json.Write(component, Capabilities.Of(component)), text =>
            {
                text.Write(component);
                text.Write(Capabilities.Of(component));
            });
        }
        else
        {
            var module = Outliner.ReadModule(binary);
            Write(isJson, json => json.Write(module, Capabilities.Of(module)), text =>
            {
                text.Write(module);
                text.Write(Capabilities.Of(module));
            });
        }
        return ExitCode.Done;
    }

    private static int WritePage(string path, string page)
    {
        var (kind, binary) = InputFile.ReadBinary(path);
        var name = InputFile.NameOf(path);
        OutputFile.Write(page, kind == WasmKind.Component
            ? InspectionPage.Of(name, Outliner.ReadComponent(binary), Outliner.ReadComposition(binary), EdgeCalls.Of(binary))
            : InspectionPage.Of(name, Outliner.ReadModule(binary)));
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
