using System.Collections.Immutable;
using Dovetail.Wit.Names;

namespace Dovetail.Wit.Resolution;

/// <summary>
/// A world: what a component imports and exports, with all that these need and all that the world includes. Immutable,
/// compared by identity.
/// </summary>
public sealed class WitWorld : WitTypeOwner
{
    internal WitWorld(string name, PackageName package) => (Name, Package) = (name, package);

    /// <summary>The label.</summary>
    public string Name { get; }

    /// <summary>The package that it is a part of.</summary>
    public PackageName Package { get; }

    /// <summary>The name in a component: <c>wasi:cli/command@0.2.0</c>.</summary>
    public InterfaceName FullName => new(Package.Namespace, Package.Name, Name, Package.Version);

    /// <summary>
    /// The imports: interfaces, each behind those whose types it uses, then the types of the world, then functions.
    /// </summary>
    public ImmutableArray<WorldItem> Imports { get; internal set; } = [];

    /// <summary>The exports; an interface stands behind those exported ones whose types it uses.</summary>
    public ImmutableArray<WorldItem> Exports { get; internal set; } = [];

    /// <summary>What the text says of it; null where that is nothing.</summary>
    public string? Docs { get; internal set; }

    /// <summary>The feature gates; null where there is none.</summary>
    public Stability? Stability { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => FullName.ToString();
}

/// <summary>An import or export of a world. Derived types form a closed hierarchy.</summary>
/// <param name="Docs">What the text says of it; null where that is nothing.</param>
/// <param name="Stability">The feature gates; null where there is none.</param>
/// <param name="ExternalId">The external id, any text; null where there is none.</param>
public abstract record WorldItem(string? Docs, Stability? Stability, string? ExternalId)
{
    /// <summary>The name in a component: an interface's full name, or a plain name.</summary>
    public abstract string Name { get; }
}

/// <summary>An interface.</summary>
/// <param name="Label">
/// The plain name, of an interface in braces or of one more that is like <paramref name="Interface"/>; null where the interface
/// goes by its own name.
/// </param>
/// <param name="Interface">The interface.</param>
/// <param name="Docs">What the text says of it; null where that is nothing.</param>
/// <param name="Stability">The feature gates; null where there is none.</param>
/// <param name="ExternalId">The external id, any text; null where there is none.</param>
public sealed record WorldInterface(
    string? Label, WitInterface Interface, string? Docs = null, Stability? Stability = null, string? ExternalId = null)
    : WorldItem(Docs, Stability, ExternalId)
{
    /// <inheritdoc/>
    public override string Name => Label ?? Interface.FullName!.ToString();
}

/// <summary>A function.</summary>
/// <param name="Function">The function.</param>
public sealed record WorldFunction(WitFunction Function) : WorldItem(Function.Docs, Function.Stability, Function.ExternalId)
{
    /// <inheritdoc/>
    public override string Name => Function.Name;
}

/// <summary>A type; it is among the imports.</summary>
/// <param name="Definition">The type.</param>
public sealed record WorldType(WitTypeDefinition Definition)
    : WorldItem(Definition.Docs, Definition.Stability, Definition.ExternalId)
{
    /// <inheritdoc/>
    public override string Name => Definition.Name;
}
