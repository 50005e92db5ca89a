using System.Text.Encodings.Web;
using System.Text.Json;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>Writes the docs and gates of a package as the custom section <c>package-docs</c>: version 1, and JSON without spaces.</summary>
/// <remarks>
/// Other tools refuse the section if it has a member that they don't know, so there are none but those that all know; what has no docs
/// and no gate is left out.
/// </remarks>
internal sealed class PackageDocsWriter(Utf8JsonWriter json)
{
    private const byte Version = 1;

    public static byte[] Write(WitPackage package)
    {
        using var bytes = new MemoryStream();
        bytes.WriteByte(Version);
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            new PackageDocsWriter(json).Package(package);
        }
        return bytes.ToArray();
    }

    private void Package(WitPackage package)
    {
        json.WriteStartObject();
        Docs(package.Docs);
        List("worlds", package.Worlds.Where(HasDocs), world => world.Name, World);
        List("interfaces", package.Interfaces.Where(HasDocs), item => item.Name!, item => Interface(item, item.Docs, item.Stability));
        json.WriteEndObject();
    }

    private static bool HasDocs(WitInterface item) => item.Docs is not null || item.Stability is not null
        || item.Functions.Any(HasDocs) || item.Types.Any(HasDocs);

    private static bool HasDocs(WitWorld world) =>
        world.Docs is not null || world.Stability is not null || world.Imports.Concat(world.Exports).Any(HasDocs);

    private static bool HasDocs(WorldItem item) => item switch
    {
        WorldFunction { Function: var function } => HasDocs(function),
        WorldType { Definition: var type } => HasDocs(type),
        WorldInterface { Interface: { Name: null } inline } named => named.Docs is not null || named.Stability is not null || HasDocs(inline),
        _ => item.Docs is not null || item.Stability is not null,
    };

    private static bool HasDocs(WitFunction function) => function.Docs is not null || function.Stability is not null;

    private static bool HasDocs(WitTypeDefinition type) => type.Docs is not null || type.Stability is not null || Items(type).Any();

    private static IEnumerable<(string Name, string Docs)> Items(WitTypeDefinition type)
    {
        IEnumerable<(string Name, string? Docs)> items = type.Body switch
        {
            RecordBody record => record.Fields.Select(f => (f.Name, f.Docs)),
            VariantBody variant => variant.Cases.Select(c => (c.Name, c.Docs)),
            EnumBody @enum => @enum.Cases.Select(c => (c.Name, c.Docs)),
            FlagsBody flags => flags.Flags.Select(f => (f.Name, f.Docs)),
            _ => [],
        };
        return items.Where(item => item.Docs is not null).Select(item => (item.Name, item.Docs!));
    }

    private void World(WitWorld world)
    {
        json.WriteStartObject();
        Docs(world.Docs);
        Gate(world.Stability);
        Inline("interfaces", world.Imports);
        List("types", world.Imports.OfType<WorldType>().Where(HasDocs), item => item.Name, item => Type(item.Definition));
        List("funcs", world.Imports.OfType<WorldFunction>().Where(HasDocs), item => item.Name, item => Function(item.Function));
        Inline("interface_exports", world.Exports);
        List("func_exports", world.Exports.OfType<WorldFunction>().Where(HasDocs), item => item.Name, item => Function(item.Function));
        Named("interface_import_stability", world.Imports, item => item.Stability is not null, item => Stability(item.Stability!));
        Named("interface_export_stability", world.Exports, item => item.Stability is not null, item => Stability(item.Stability!));
        Named("interface_import_docs", world.Imports, item => item.Docs is not null, item => json.WriteStringValue(item.Docs));
        Named("interface_export_docs", world.Exports, item => item.Docs is not null, item => json.WriteStringValue(item.Docs));
        json.WriteEndObject();
    }

    private void Inline(string name, IEnumerable<WorldItem> items) => List(
        name,
        items.OfType<WorldInterface>().Where(item => item.Interface.Name is null && HasDocs(item)),
        item => item.Label!,
        item => Interface(item.Interface, item.Docs, item.Stability));

    private void Named(string name, IEnumerable<WorldItem> items, Func<WorldInterface, bool> has, Action<WorldInterface> write) =>
        List(name, items.OfType<WorldInterface>().Where(item => item.Interface.Name is not null && has(item)), item => item.Name, write);

    private void Interface(WitInterface item, string? docs, Stability? gate)
    {
        json.WriteStartObject();
        Docs(docs);
        Gate(gate);
        List("funcs", item.Functions.Where(HasDocs), function => function.Name, Function);
        List("types", item.Types.Where(HasDocs), type => type.Name, Type);
        json.WriteEndObject();
    }

    private void Function(WitFunction function)
    {
        json.WriteStartObject();
        Docs(function.Docs);
        Gate(function.Stability);
        json.WriteEndObject();
    }

    private void Type(WitTypeDefinition type)
    {
        json.WriteStartObject();
        Docs(type.Docs);
        Gate(type.Stability);
        List("items", Items(type), item => item.Name, item => json.WriteStringValue(item.Docs));
        json.WriteEndObject();
    }

    private void List<T>(string name, IEnumerable<T> items, Func<T, string> nameOf, Action<T> write)
    {
        var isOpen = false;
        foreach (var item in items)
        {
            if (!isOpen)
            {
                json.WriteStartObject(name);
                isOpen = true;
            }
            json.WritePropertyName(nameOf(item));
            write(item);
        }
        if (isOpen)
        {
            json.WriteEndObject();
        }
    }

    private void Docs(string? docs)
    {
        if (docs is not null)
        {
            json.WriteString("docs", docs);
        }
    }

    private void Gate(Stability? gate)
    {
        if (gate is not null)
        {
            json.WritePropertyName("stability");
            Stability(gate);
        }
    }

    private void Stability(Stability gate)
    {
        json.WriteStartObject();
        json.WriteStartObject(gate.Feature is null ? "stable" : "unstable");
        json.WriteString(gate.Feature is null ? "since" : "feature", gate.Feature ?? gate.Since!.ToString());
        if (gate.Deprecated is not null)
        {
            json.WriteString("deprecated", gate.Deprecated.ToString());
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
