using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dovetail.Cli.Output;
using Dovetail.Wasm;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail adapters FILE</c>: the calls between the components of a composition, and what becomes of their values.</summary>
internal static class AdaptersVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A component, text or binary; - for the standard input." };
        var edge = new Option<string[]>("--edge") { Description = "Only these: by number, or by a part of the function's name.", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "Writes JSON." };
        var csharp = new Option<bool>("--csharp") { Description = "Shows the code that runs, as C#." };
        var command = new Command("adapters", "Shows the calls between components: signatures, what is copied, transcoded and allocated. "
            + "Example: dovetail adapters app.wasm --edge add --csharp") { file, edge, json, csharp };
        command.SetAction(arguments => ExitCode.Of(() => Run(arguments.GetRequiredValue(file), arguments.GetValue(edge) ?? [],
            arguments.GetValue(json), arguments.GetValue(csharp))));
        return command;
    }

    private static int Run(string path, string[] edges, bool json, bool csharp)
    {
        var bytes = InputFile.Read(path);
        if (WasmInput.KindOf(bytes, path) != WasmKind.Component)
        {
            StandardError.WriteLine($"error: `{path}` is a core module; adapters are between components");
            return ExitCode.Failed;
        }
        using var engine = new Engine();
        var chosen = Component.Load(engine, bytes).Adapters.Where(adapter => IsChosen(adapter, edges)).ToArray();
        if (chosen.Length == 0 && edges.Length > 0)
        {
            StandardError.WriteLine($"error: no call between components is `{string.Join("` or `", edges)}`; without --edge, all are listed");
            return ExitCode.Failed;
        }
        if (chosen.Length == 0)
        {
            StandardError.WriteLine("no calls between components");
        }
        if (json)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteStartArray();
                Array.ForEach(chosen, adapter => WriteJson(writer, adapter, csharp));
                writer.WriteEndArray();
            });
        }
        else
        {
            Array.ForEach(chosen, adapter => Write(adapter, csharp));
        }
        return ExitCode.Done;
    }

    private static bool IsChosen(Adapter adapter, string[] edges) => edges.Length == 0 || edges.Any(edge =>
        int.TryParse(edge, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? adapter.Index == index
            : adapter.Function.Contains(edge, StringComparison.Ordinal));

    private static void Write(Adapter adapter, bool csharp)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{adapter.Index}: {TerminalText.Of(adapter.ToString())}"));
        Console.WriteLine($"  caller {adapter.CallerSignature}");
        Console.WriteLine(adapter.IsFused
            ? $"  callee {adapter.CalleeSignature}{(adapter.CallsPostReturn ? ", then post-return" : "")}"
            : "  callee: what is linked for the import");
        foreach (var value in adapter.IsFused ? AdapterWords.Values(adapter) : [])
        {
            Console.WriteLine($"  {TerminalText.Of(value.Name)}: {string.Join(", ", AdapterWords.Of(value))}");
        }
        if (csharp && adapter.IsFused)
        {
            Console.WriteLine();
            Console.WriteLine(AdapterSource.Of(adapter));
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, Adapter adapter, bool csharp)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", adapter.Index);
        writer.WriteString("caller", adapter.Caller);
        writer.WriteString("callee", adapter.Callee);
        writer.WriteString("function", adapter.Function);
        writer.WriteString("type", adapter.Type.ToString());
        writer.WriteBoolean("fused", adapter.IsFused);
        writer.WriteString("callerSignature", adapter.CallerSignature);
        writer.WriteString("calleeSignature", adapter.CalleeSignature);
        writer.WriteBoolean("postReturn", adapter.CallsPostReturn);
        writer.WriteStartArray("values");
        foreach (var value in AdapterWords.Values(adapter))
        {
            writer.WriteStartObject();
            writer.WriteString("name", value.Name);
            writer.WriteString("type", value.Type.ToString());
            writer.WriteBoolean("inMemory", value.IsInMemory);
            writer.WriteTexts("moves", AdapterWords.Of(value).Skip(1));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (csharp && adapter.IsFused)
        {
            writer.WriteString("csharp", AdapterSource.Of(adapter));
        }
        writer.WriteEndObject();
    }
}
