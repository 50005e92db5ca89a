using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Cli.Output;

/// <summary>
/// WIT as JSON: packages with their interfaces and worlds, everything by name. A type is a string of WIT where it is used; what it refers
/// to is in <c>types</c> of the same interface or world.
/// </summary>
internal sealed class WitJson(Utf8JsonWriter json)
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(WitResolution resolution) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("packages");
        foreach (var package in resolution.Packages)
        {
            new WitJson(json).Package(package, resolution.Roots.Contains(package));
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>What is wrong, by file, line and column, with the fix where one is known.</summary>
    public static string Of(WitException error) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("errors");
        foreach (var diagnostic in error.Diagnostics)
        {
            Diagnostic(json, diagnostic);
        }
        if (error.Diagnostics.IsEmpty)
        {
            json.WriteStartObject();
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_options))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(bytes.ToArray()).ReplaceLineEndings("\n");
    }

    private static void Diagnostic(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        var (line, column) = diagnostic.Source.Locate(diagnostic.Span.Start);
        json.WriteStartObject();
        json.WriteString("message", diagnostic.Message);
        json.WriteString("file", diagnostic.Source.Name);
        json.WriteNumber("line", line);
        json.WriteNumber("column", column);
        json.WriteNumber("length", diagnostic.Span.Length);
        if (diagnostic.Fix is { } fix)
        {
            json.WriteStartObject("fix");
            json.WriteNumber("offset", fix.Span.Start);
            json.WriteNumber("length", fix.Span.Length);
            json.WriteString("replacement", fix.Replacement);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void Package(WitPackage package, bool isRoot)
    {
        json.WriteStartObject();
        json.WriteString("name", package.Name.ToString());
        json.WriteBoolean("root", isRoot);
        Docs(package.Docs);
        json.WriteStartArray("interfaces");
        foreach (var item in package.Interfaces)
        {
            json.WriteStartObject();
            json.WriteString("name", item.Name);
            Docs(item.Docs);
            Gate(item.Stability);
            Interface(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("worlds");
        foreach (var world in package.Worlds)
        {
            World(world);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Interface(WitInterface item)
    {
        List("types", item.Types, Type);
        List("functions", item.Functions, Function);
    }

    private void World(WitWorld world)
    {
        json.WriteStartObject();
        json.WriteString("name", world.Name);
        Docs(world.Docs);
        Gate(world.Stability);
        List("imports", world.Imports, Item);
        List("exports", world.Exports, Item);
        json.WriteEndObject();
    }

    private void Item(WorldItem item)
    {
        switch (item)
        {
            case WorldFunction function:
                Function(function.Function);
                break;
            case WorldType type:
                Type(type.Definition);
                break;
            case WorldInterface named:
                json.WriteStartObject();
                json.WriteString("kind", "interface");
                json.WriteString("name", named.Name);
                Docs(named.Docs);
                Gate(named.Stability);
                ExternalId(named.ExternalId);
                if (named.Interface.FullName is { } name)
                {
                    json.WriteString("interface", name.ToString());
                }
                else
                {
                    Interface(named.Interface);
                }
                json.WriteEndObject();
                break;
            default:
                break;
        }
    }

    private void Type(WitTypeDefinition type)
    {
        json.WriteStartObject();
        json.WriteString("kind", Kind(type));
        json.WriteString("name", type.Name);
        Docs(type.Docs);
        Gate(type.Stability);
        ExternalId(type.ExternalId);
        if (type.Used is { } used)
        {
            json.WriteString("from", used.Owner.ToString());
            json.WriteString("type", used.Name);
            json.WriteEndObject();
            return;
        }
        switch (type.Body)
        {
            case AliasBody alias:
                json.WriteString("type", alias.Target.ToString());
                break;
            case RecordBody record:
                List("fields", record.Fields, field => Part(field.Name, field.Type, field.Docs));
                break;
            case VariantBody variant:
                List("cases", variant.Cases, item => Part(item.Name, item.Type, item.Docs));
                break;
            case EnumBody @enum:
                List("cases", @enum.Cases, item => Part(item.Name, null, item.Docs));
                break;
            case FlagsBody flags:
                List("flags", flags.Flags, item => Part(item.Name, null, item.Docs));
                break;
            default:
                break;
        }
        json.WriteEndObject();
    }

    private static string Kind(WitTypeDefinition type) => type switch
    {
        { Used: not null } => "use",
        { Body: AliasBody } => "type",
        { Body: RecordBody } => "record",
        { Body: VariantBody } => "variant",
        { Body: EnumBody } => "enum",
        { Body: FlagsBody } => "flags",
        _ => "resource",
    };

    private void Function(WitFunction function)
    {
        json.WriteStartObject();
        json.WriteString("kind", "function");
        json.WriteString("name", function.Name);
        Docs(function.Docs);
        Gate(function.Stability);
        ExternalId(function.ExternalId);
        if (function.IsAsync)
        {
            json.WriteBoolean("async", true);
        }
        List("parameters", function.Parameters, parameter => Part(parameter.Name, parameter.Type, null));
        if (function.Result is not null)
        {
            json.WriteString("result", function.Result.ToString());
        }
        json.WriteEndObject();
    }

    private void Part(string name, TypeUse? type, string? docs)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        if (type is not null)
        {
            json.WriteString("type", type.ToString());
        }
        Docs(docs);
        json.WriteEndObject();
    }

    private void List<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }
        json.WriteEndArray();
    }

    private void Docs(string? docs)
    {
        if (docs is not null)
        {
            json.WriteString("docs", docs);
        }
    }

    private void ExternalId(string? id)
    {
        if (id is not null)
        {
            json.WriteString("external-id", id);
        }
    }

    private void Gate(Stability? gate)
    {
        if (gate is null)
        {
            return;
        }
        json.WriteStartObject("stability");
        foreach (var (name, value) in new[]
        {
            ("since", gate.Since?.ToString()), ("unstable", gate.Feature), ("deprecated", gate.Deprecated?.ToString()),
        })
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
        json.WriteEndObject();
    }
}
