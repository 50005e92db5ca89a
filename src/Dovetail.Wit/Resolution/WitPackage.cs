using System.Collections.Immutable;
using Dovetail.Wit.Names;

namespace Dovetail.Wit.Resolution;

/// <summary>A package: interfaces and worlds under one name. Immutable, compared by identity.</summary>
public sealed class WitPackage
{
    internal WitPackage(PackageName name) => Name = name;

    /// <summary>The name, with the version where there is one.</summary>
    public PackageName Name { get; }

    /// <summary>The interfaces, each behind those that it uses, else as written.</summary>
    public ImmutableArray<WitInterface> Interfaces { get; internal set; } = [];

    /// <summary>The worlds, each behind those that it includes, else as written.</summary>
    public ImmutableArray<WitWorld> Worlds { get; internal set; } = [];

    /// <summary>What the text says of it; null where that is nothing.</summary>
    public string? Docs { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}
