using System.Text.Json;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>The docs and gates of a package, as the custom section <c>package-docs</c> has them. What is unknown or malformed is passed over.</summary>
internal sealed class PackageDocs
{
    public const string SectionName = "package-docs";

    private readonly JsonElement? _root;

    private PackageDocs(JsonElement? root) => _root = root;

    public static PackageDocs None { get; } = new(null);

    /// <summary>Reads a section: a version of 0 or more, then JSON. Docs are no reason to refuse what has them.</summary>
    public static PackageDocs Read(ReadOnlySpan<byte> section)
    {
        try
        {
            return section.Length < 2 ? None : new PackageDocs(JsonDocument.Parse(section[1..].ToArray()).RootElement);
        }
        catch (JsonException)
        {
            return None;
        }
    }

    public string? Package => ItemDocs.Text(_root, "docs");

    public ItemDocs? Interface(string name) => ItemDocs.Find(_root, "interfaces", name);

    public ItemDocs? World(string name) => ItemDocs.Find(_root, "worlds", name);
}

/// <summary>What is said of an item, and of those in it.</summary>
internal sealed class ItemDocs
{
    private readonly JsonElement _element;

    private ItemDocs(JsonElement element) => _element = element;

    /// <summary>The docs of the item itself.</summary>
    public string? Docs => _element.ValueKind == JsonValueKind.String ? _element.GetString() : Text(_element, "docs");

    /// <summary>The gates of the item itself.</summary>
    public Stability? Stability => ReadStability(_element.ValueKind == JsonValueKind.Object && _element.TryGetProperty("stability", out var gate) ? gate : null);

    /// <summary>What is said of a field, case or flag.</summary>
    public string? Item(string name) => Find(_element, "items", name)?.Docs;

    public ItemDocs? Type(string name) => Find(_element, "types", name);

    public ItemDocs? Function(string name) => Find(_element, "funcs", name);

    /// <summary>What is said of a function that a world exports.</summary>
    public ItemDocs? FunctionExport(string name) => Find(_element, "func_exports", name);

    /// <summary>What is said of an interface that a world has in braces.</summary>
    public ItemDocs? Inline(string name, bool isExport) => Find(_element, isExport ? "interface_exports" : "interfaces", name);

    /// <summary>What a world says of an interface that it imports or exports by name.</summary>
    public string? Extern(string name, bool isExport) =>
        Find(_element, isExport ? "interface_export_docs" : "interface_import_docs", name)?.Docs;

    /// <summary>The gates of an interface that a world imports or exports by name.</summary>
    public Stability? ExternStability(string name, bool isExport) =>
        ReadStability(Find(_element, isExport ? "interface_export_stability" : "interface_import_stability", name)?._element);

    private static Stability? ReadStability(JsonElement? gate)
    {
        var stable = Find(gate, "stable");
        var unstable = Find(gate, "unstable");
        var since = Version(stable, "since");
        var deprecated = Version(stable, "deprecated") ?? Version(unstable, "deprecated");
        var feature = Text(unstable, "feature");
        return since is null && feature is null ? null : new Stability(feature is null ? since : null, feature, deprecated);
    }

    private static JsonElement? Find(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var found) ? found : null;

    private static SemanticVersion? Version(JsonElement? parent, string name) =>
        Text(parent, name) is { } text && SemanticVersion.TryParse(text, out var version, out _) ? version : null;

    public static ItemDocs? Find(JsonElement? parent, string list, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(list, out var items)
            && items.ValueKind == JsonValueKind.Object && items.TryGetProperty(name, out var item)
            ? new ItemDocs(item) : null;

    public static string? Text(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var text)
            && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
