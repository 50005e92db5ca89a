using System.Collections.Immutable;

namespace Dovetail.Tooling.Compose;

/// <summary>An import that a component was given for.</summary>
/// <param name="Importer">Who asks.</param>
/// <param name="Import">What for.</param>
/// <param name="Provider">Who offers.</param>
/// <param name="Export">As what: the same name, or one of the same version track.</param>
public sealed record CompositionLink(string Importer, string Import, string Provider, string Export);

/// <summary>An import that the composition has itself.</summary>
/// <param name="Name">The name, with the highest version that was asked for.</param>
/// <param name="Importers">Who asks for it.</param>
/// <param name="Names">The names that were asked for, sorted; more than one where versions of a track became one import.</param>
/// <param name="Note">Why nobody inside was given for it, where it looks as if somebody could; null otherwise.</param>
public sealed record CompositionImport(string Name, ImmutableArray<string> Importers, ImmutableArray<string> Names, string? Note = null);

/// <summary>What became of a composition. Immutable.</summary>
public sealed record CompositionReport
{
    /// <summary>What was given to whom, in the order of instantiation.</summary>
    public ImmutableArray<CompositionLink> Links { get; init; } = [];

    /// <summary>What it imports.</summary>
    public ImmutableArray<CompositionImport> Imports { get; init; } = [];

    /// <summary>What it exports.</summary>
    public ImmutableArray<string> Exports { get; init; } = [];

    /// <summary>Components that nobody needed, which are left out.</summary>
    public ImmutableArray<string> Unused { get; init; } = [];
}
