using System.Collections.Immutable;

namespace Dovetail.Wasm.Inspection;

/// <summary>An import, an export or an argument: its name, what kind of thing it is, and what it stands for.</summary>
/// <param name="Name">The name; of an import of a core module both parts, with a dot between.</param>
/// <param name="Kind">The kind, in the words of the text format: <c>func</c>, <c>instance</c>, <c>core module</c>, …</param>
/// <param name="Detail">What an import of an instance has, or what an export or argument is; may be empty.</param>
public sealed record OutlineItem(string Name, string Kind, string Detail = "");

/// <summary>A section and the bytes of its content.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
public readonly record struct SectionSize(string Name, int Size);

/// <summary>What a core module is made of. Immutable.</summary>
/// <param name="Name">The name that it has in its component, or else its own; null where it has none.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Functions">How many functions it defines.</param>
/// <param name="Imports">What it imports.</param>
/// <param name="Exports">What it exports.</param>
/// <param name="Sections">Its sections, in order.</param>
public sealed record ModuleOutline(
    string? Name,
    int Size,
    int Functions,
    ImmutableArray<OutlineItem> Imports,
    ImmutableArray<OutlineItem> Exports,
    ImmutableArray<SectionSize> Sections);

/// <summary>An instance of a core module or a component, or one put together from definitions.</summary>
/// <param name="Of">What it is an instance of; null where it is put together.</param>
/// <param name="Name">The name that it has in its component; null where it has none.</param>
/// <param name="Arguments">What it is given, or what it is put together from.</param>
public sealed record InstanceOutline(string? Of, string? Name, ImmutableArray<OutlineItem> Arguments);

/// <summary>A function that a component makes of another one (<c>canon lift</c>, <c>canon lower</c>), or of nothing (a built-in).</summary>
/// <param name="Kind"><c>lift</c>, <c>lower</c>, or the name of the built-in.</param>
/// <param name="Function">What is lifted or lowered; empty for a built-in.</param>
/// <param name="Options">The canonical options, in the words of the text format; may be empty.</param>
public sealed record AdapterOutline(string Kind, string Function, string Options);

/// <summary>What a component is made of. Immutable.</summary>
/// <param name="Name">The name that it has in the component around it, or else its own; null where it has none.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Imports">What it imports.</param>
/// <param name="Exports">What it exports.</param>
/// <param name="Modules">The core modules that it contains.</param>
/// <param name="Components">The components that it contains.</param>
/// <param name="CoreInstances">Its core instances.</param>
/// <param name="Instances">Its component instances.</param>
/// <param name="Adapters">Its canonical definitions.</param>
/// <param name="Sections">Its custom sections, in order.</param>
public sealed record ComponentOutline(
    string? Name,
    int Size,
    ImmutableArray<OutlineItem> Imports,
    ImmutableArray<OutlineItem> Exports,
    ImmutableArray<ModuleOutline> Modules,
    ImmutableArray<ComponentOutline> Components,
    ImmutableArray<InstanceOutline> CoreInstances,
    ImmutableArray<InstanceOutline> Instances,
    ImmutableArray<AdapterOutline> Adapters,
    ImmutableArray<SectionSize> Sections);
