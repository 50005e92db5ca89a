using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Dovetail.Cli.Output;
using Dovetail.Wasm;
using Dovetail.Wasm.Metadata;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail metadata show FILE</c> and <c>dovetail metadata add FILE</c>: who made a module or component, with what, and from where.</summary>
internal static class MetadataVerb
{
    private static readonly (string Name, string Description)[] s_texts =
    [
        ("authors", "Who made it."),
        ("description", "What it does."),
        ("licenses", "Its licences, an SPDX expression: MIT OR Apache-2.0"),
        ("source", "The URL of its source code."),
        ("homepage", "The URL of a page about it."),
        ("revision", "The commit it was made from."),
        ("version", "Its version."),
    ];

    private static readonly (string Name, string Field, string Description)[] s_producers =
    [
        ("language", "language", "A language it was written in, as Rust=1.80"),
        ("processed-by", "processed-by", "A tool that made it, as rustc=1.80.0"),
        ("sdk", "sdk", "A kit it was made with, as Emscripten=3.1"),
    ];

    public static Command Create() => new("metadata", "Shows or sets who made a module or component. Example: dovetail metadata show add.wasm")
    {
        Show(),
        Add(),
    };

    private static Command Show()
    {
        var file = InputFile.Argument();
        var json = new Option<bool>("--json") { Description = "Writes JSON." };
        var command = new Command("show", "Shows the metadata, of parts as well. Example: dovetail metadata show add.wasm --json") { file, json };
        command.SetAction(arguments => ExitCode.Of(() => RunShow(arguments.GetRequiredValue(file), arguments.GetValue(json))));
        return command;
    }

    private static Command Add()
    {
        var file = InputFile.Argument();
        var output = new Option<string?>("--output", "-o") { Description = "Where the binary goes; the standard output otherwise.", HelpName = "FILE" };
        var command = new Command(
            "add", "Sets metadata; what is set replaces what was there. Example: dovetail metadata add add.wasm -o add.wasm --licenses MIT") { file, output };
        var name = new Option<string?>("--name") { Description = "Its name.", HelpName = "NAME" };
        command.Add(name);
        var texts = s_texts.Select(text => new Option<string?>($"--{text.Name}") { Description = text.Description, HelpName = "TEXT" }).ToArray();
        var producers = s_producers
            .Select(field => new Option<string[]>($"--{field.Name}") { Description = field.Description, HelpName = "NAME=VERSION" }).ToArray();
        var clear = new Option<string[]>("--clear") { Description = "Takes a field away: name, producers, authors, …", HelpName = "FIELD" };
        foreach (var option in (Option[])[.. texts, .. producers, clear])
        {
            command.Add(option);
        }
        AddChecks(texts, producers, clear);
        command.SetAction(arguments => ExitCode.Of(() => RunAdd(arguments.GetRequiredValue(file), arguments.GetValue(output), metadata =>
        {
            foreach (var field in arguments.GetValue(clear) ?? [])
            {
                metadata = Set(metadata, field, null);
            }
            metadata = arguments.GetValue(name) is { } newName ? metadata with { Name = newName } : metadata;
            for (var i = 0; i < texts.Length; i++)
            {
                metadata = arguments.GetValue(texts[i]) is { } text ? Set(metadata, s_texts[i].Name, text) : metadata;
            }
            for (var i = 0; i < producers.Length; i++)
            {
                foreach (var entry in arguments.GetValue(producers[i]) ?? [])
                {
                    metadata = metadata with { Producers = (metadata.Producers ?? new Producers([])).With(s_producers[i].Field, Value(entry)) };
                }
            }
            return metadata;
        })));
        return command;
    }

    private static void AddChecks(Option<string?>[] texts, Option<string[]>[] producers, Option<string[]> clear)
    {
        texts[2].Validators.Add(result => Check(result, SpdxExpression.FindProblem));
        texts[3].Validators.Add(result => Check(result, UrlProblem));
        texts[4].Validators.Add(result => Check(result, UrlProblem));
        foreach (var option in producers)
        {
            option.Validators.Add(result => CheckEach(result, entry =>
                entry.IndexOf('=', StringComparison.Ordinal) > 0 ? null : "expected NAME=VERSION"));
        }
        clear.Validators.Add(result => CheckEach(result, field =>
            field is "name" or "producers" || s_texts.Any(text => text.Name == field) ? null : $"no field is called `{field}`"));
    }

    private static string? UrlProblem(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out _) ? null : "expected a URL with its scheme, as https://example.org/";

    private static void Check(OptionResult result, Func<string, string?> problemOf)
    {
        if (result.GetValueOrDefault<string?>() is { } value && problemOf(value) is { } problem)
        {
            result.AddError($"{result.Option.Name}: {problem}");
        }
    }

    private static void CheckEach(OptionResult result, Func<string, string?> problemOf)
    {
        foreach (var value in result.GetValueOrDefault<string[]>() ?? [])
        {
            if (problemOf(value) is { } problem)
            {
                result.AddError($"{result.Option.Name}: {problem}");
            }
        }
    }

    private static WasmMetadata Set(WasmMetadata metadata, string field, string? text) => field switch
    {
        "name" => metadata with { Name = text },
        "producers" => metadata with { Producers = null },
        _ => metadata.With(field, text),
    };

    private static ProducersValue Value(string entry)
    {
        var parts = entry.Split('=', 2);
        return new ProducersValue(parts[0], parts[1]);
    }

    private static int RunAdd(string path, string? output, Func<WasmMetadata, WasmMetadata> change)
    {
        if (OutputFile.RefusesBinary(output))
        {
            return ExitCode.Usage;
        }
        var binary = InputFile.ReadBinary(path).Binary;
        OutputFile.Write(output, MetadataEditor.Write(binary, change(MetadataEditor.Read(binary))));
        return ExitCode.Done;
    }

    private static int RunShow(string path, bool isJson)
    {
        var parts = MetadataEditor.ReadAll(InputFile.ReadBinary(path).Binary);
        if (isJson)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (var part in parts)
                {
                    Write(writer, part);
                }
                writer.WriteEndArray();
            });
        }
        else
        {
            OutputFile.Write(null, writer =>
            {
                foreach (var part in parts)
                {
                    Write(writer, part);
                }
            });
        }
        return ExitCode.Done;
    }

    private static void Write(TextWriter writer, MetadataPart part)
    {
        Line($"{part.Path}", FormattableString.Invariant($"{part.Size:#,0} bytes"));
        foreach (var (name, value) in FieldsOf(part.Metadata))
        {
            Line($"  {name}", value);
        }

        void Line(string name, string value)
        {
            writer.Write($"{TerminalText.Of(name),-20}  {TerminalText.Of(value)}".TrimEnd());
            writer.Write('\n');
        }
    }

    private static void Write(Utf8JsonWriter writer, MetadataPart part)
    {
        writer.WriteStartObject();
        writer.WriteString("path", part.Path);
        writer.WriteString("kind", part.Kind == WasmKind.Component ? "component" : "module");
        writer.WriteNumber("size", part.Size);
        writer.WriteString("name", part.Metadata.Name);
        writer.WriteStartArray("producers");
        foreach (var field in part.Metadata.Producers?.Fields ?? [])
        {
            foreach (var value in field.Values)
            {
                writer.WriteStartObject();
                writer.WriteString("field", field.Name);
                writer.WriteString("name", value.Name);
                writer.WriteString("version", value.Version);
                writer.WriteEndObject();
            }
        }
        writer.WriteEndArray();
        foreach (var (name, text) in part.Metadata.Texts)
        {
            writer.WriteString(name, text);
        }
        writer.WriteEndObject();
    }

    private static IEnumerable<(string Name, string Value)> FieldsOf(WasmMetadata metadata)
    {
        if (metadata.Name is { } name)
        {
            yield return ("name", name);
        }
        foreach (var field in metadata.Producers?.Fields ?? [])
        {
            foreach (var value in field.Values)
            {
                yield return (field.Name, $"{value.Name} {value.Version}");
            }
        }
        foreach (var (section, text) in metadata.Texts)
        {
            if (text is not null)
            {
                yield return (section, text);
            }
        }
    }
}
