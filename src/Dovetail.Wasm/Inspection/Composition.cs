using System.Collections.Immutable;

namespace Dovetail.Wasm.Inspection;

/// <summary>What a part of a composition is.</summary>
public enum CompositionPartKind
{
    /// <summary>An import of the component around.</summary>
    Import,
    /// <summary>An instance of a component.</summary>
    Component,
    /// <summary>An instance of a core module.</summary>
    Module,
    /// <summary>An export of the component around.</summary>
    Export,
}

/// <summary>A part of a composition: an instance inside, or an import or export of what is around.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What it is called: by the file, or else by what it is an instance of.</param>
/// <param name="Path">Where the instance is, as <see cref="Composition.Path"/>; null for imports, exports and instances of core modules.</param>
/// <param name="Size">The bytes of what it is an instance of; null where that is not in the file, and for imports and exports.</param>
/// <param name="Interface">What goes in and out: of components as WIT, of core modules a line for each; may be empty, and is cut where it is very long.</param>
/// <param name="BuiltIns">The canonical built-ins that it is given, which come from no other part.</param>
/// <param name="Inside">What is inside of it; null where that is nothing, or not in the file.</param>
public sealed record CompositionPart(
    CompositionPartKind Kind,
    string Label,
    string? Path,
    int? Size,
    string Interface,
    ImmutableArray<string> BuiltIns,
    Composition? Inside);

/// <summary>A function or another thing that one part gives to another.</summary>
/// <param name="Under">The import, export or argument under which it is given.</param>
/// <param name="Name">Its name there; empty where it is given as a whole, and its parts are not known.</param>
/// <param name="Kind">The kind, in the words of the text format: <c>func</c>, <c>core func</c>, <c>type</c>, …</param>
/// <param name="Type">Its type, in WIT or as core types; may be empty.</param>
public readonly record struct CompositionItem(string Under, string Name, string Kind, string Type);

/// <summary>What one part gives to another.</summary>
/// <param name="From">The part that gives: an index into <see cref="Composition.Parts"/>.</param>
/// <param name="To">The part that takes, likewise; parts give to those that come into being after them.</param>
/// <param name="Items">What is given.</param>
public sealed record CompositionEdge(int From, int To, ImmutableArray<CompositionItem> Items);

/// <summary>What is inside of a component, and who gives what to whom: a graph without cycles. Immutable.</summary>
/// <param name="Path">Where the component's first instance is: empty for the outermost one, <c>instance 0/instance 1</c> for one inside another.</param>
/// <param name="Parts">Imports, then instances in the order in which they are made, then exports.</param>
/// <param name="Edges">Who gives what to whom, each pair of parts once.</param>
public sealed record Composition(string Path, ImmutableArray<CompositionPart> Parts, ImmutableArray<CompositionEdge> Edges);
