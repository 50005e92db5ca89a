using System.Text.Json;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>The docs and gates of a package, as the custom section <c>package-docs</c> has them. What is unknown or malformed is passed over.</summary>
internal sealed class PackageDocs
{
    public const string SectionName = "package-docs";

    private readonly ItemDocs? _root;

    private PackageDocs(ItemDocs? root) => _root = root;

    public static PackageDocs None { get; } = new(null);

    /// <summary>Reads a section: a version of 0 or more, then JSON. Docs are no reason to refuse what has them.</summary>
    public static PackageDocs Read(ReadOnlySpan<byte> section)
    {
        try
        {
            using var json = section.Length < 2 ? null : JsonDocument.Parse(section[1..].ToArray());
            return json is null ? None : new PackageDocs(ItemDocs.Of(json.RootElement));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // What is not UTF-8, and half a surrogate pair behind an escape, are found when strings are read.
            return None;
        }
    }

    public string? Package => _root?.Docs;

    public ItemDocs? Interface(string name) => _root?.Find("interfaces", name);

    public ItemDocs? World(string name) => _root?.Find("worlds", name);
}

/// <summary>What is said of an item, and of those in it.</summary>
internal sealed class ItemDocs
{
    private readonly string? _text;
    private readonly Dictionary<string, ItemDocs> _members = [];

    private ItemDocs(JsonElement element)
    {
        _text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                _members[member.Name] = Of(member.Value);
            }
        }
    }

    /// <summary>Reads all at once, for items are looked for by name and an element of JSON would compare all of its names each time.</summary>
    /// <exception cref="InvalidOperationException">A string is not Unicode.</exception>
    public static ItemDocs Of(JsonElement element) => new(element);

    /// <summary>The docs of the item itself.</summary>
    public string? Docs => _text ?? Text("docs");

    /// <summary>The gates of the item itself.</summary>
    public Stability? Stability => Member("stability")?.ReadStability();

    /// <summary>What is said of a field, case or flag.</summary>
    public string? Item(string name) => Find("items", name)?.Docs;

    public ItemDocs? Type(string name) => Find("types", name);

    public ItemDocs? Function(string name) => Find("funcs", name);

    /// <summary>What is said of a function that a world exports.</summary>
    public ItemDocs? FunctionExport(string name) => Find("func_exports", name);

    /// <summary>What is said of an interface that a world has in braces.</summary>
    public ItemDocs? Inline(string name, bool isExport) => Find(isExport ? "interface_exports" : "interfaces", name);

    /// <summary>What a world says of an interface that it imports or exports by name.</summary>
    public string? Extern(string name, bool isExport) => Find(isExport ? "interface_export_docs" : "interface_import_docs", name)?.Docs;

    /// <summary>The gates of an interface that a world imports or exports by name.</summary>
    public Stability? ExternStability(string name, bool isExport) =>
        Find(isExport ? "interface_export_stability" : "interface_import_stability", name)?.ReadStability();

    public ItemDocs? Find(string list, string name) => Member(list)?.Member(name);

    private ItemDocs? Member(string name) => _members.GetValueOrDefault(name);

    private string? Text(string name) => Member(name)?._text;

    private Stability? ReadStability()
    {
        var (stable, unstable) = (Member("stable"), Member("unstable"));
        var since = stable?.Version("since");
        var deprecated = stable?.Version("deprecated") ?? unstable?.Version("deprecated");
        var feature = unstable?.Text("feature") is { } label && Kebab.IsLabel(label) ? label : null;
        return since is null && feature is null ? null : new Stability(feature is null ? since : null, feature, deprecated);
    }

    private SemanticVersion? Version(string name) =>
        Text(name) is { } text && SemanticVersion.TryParse(text, out var version, out _) ? version : null;
}
