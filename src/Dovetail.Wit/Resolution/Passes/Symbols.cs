using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>A package while it is resolved: its items by name.</summary>
internal sealed class PackageSymbol(PackageName name, SourceText source, SourceSpan span)
{
    public PackageName Name { get; } = name;

    /// <summary>Where it is named.</summary>
    public SourceText Source { get; } = source;

    public SourceSpan Span { get; } = span;

    public WitPackage Package { get; } = new(name);

    public bool IsRoot { get; set; }

    /// <summary>The files, or blocks in braces, that make it.</summary>
    public List<WitDocument> Documents { get; } = [];

    public Dictionary<string, ItemSymbol> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether an item that is not in <see cref="Items"/> may be one that could not be read.</summary>
    public bool MayHave(string item) => Documents.Any(document => document.Broken.Any(name => name is null || name.Value.Text == item));

    /// <summary>Packages that this one refers to, with the first place where it does.</summary>
    public Dictionary<PackageSymbol, (SourceText Source, SourceSpan Span)> Dependencies { get; } = [];
}

/// <summary>A file, or a block in braces: its own names, before those of the package.</summary>
internal sealed class Scope(PackageSymbol package, SourceText source)
{
    public PackageSymbol Package { get; } = package;

    public SourceText Source { get; } = source;

    /// <summary>What <c>use</c> at the top has brought here; null where that was an error, already reported.</summary>
    public Dictionary<string, ItemSymbol?> Uses { get; } = new(StringComparer.Ordinal);
}

/// <summary>An interface or a world while it is resolved.</summary>
internal sealed class ItemSymbol(PackageSymbol package, Scope scope, Identifier name, Preamble preamble)
{
    public PackageSymbol Package { get; } = package;

    /// <summary>The file.</summary>
    public Scope Scope { get; } = scope;

    public Identifier Name { get; } = name;

    public Preamble Preamble { get; } = preamble;

    public InterfaceItem? InterfaceSyntax { get; init; }

    public WorldItemSyntax? WorldSyntax { get; init; }

    /// <summary>What it becomes, if it is an interface.</summary>
    public WitInterface? Interface { get; init; }

    /// <summary>What it becomes, if it is a world.</summary>
    public WitWorld? World { get; init; }

    /// <summary>Whether a feature that is off leaves it out.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>The types and functions by name, those that are left out too; set when an interface is built.</summary>
    public MemberScope? Members { get; set; }

    /// <summary>Items that must be built first, with the place that says so.</summary>
    public List<(ItemSymbol Item, SourceSpan Span)> Dependencies { get; } = [];

    public string Kind => Interface is null ? "world" : "interface";

    public List<Member> Syntax => InterfaceSyntax?.Members ?? WorldSyntax?.Members ?? [];
}
