using System.Collections.Immutable;
using Dovetail.Wit.Names;

namespace Dovetail.Wit.Resolution;

/// <summary>An interface: types and functions. Immutable, compared by identity.</summary>
public sealed class WitInterface : WitTypeOwner
{
    internal WitInterface(string? name, PackageName package) => (Name, Package) = (name, package);

    /// <summary>The label; null for one that a world has in braces.</summary>
    public string? Name { get; }

    /// <summary>The package that it is a part of.</summary>
    public PackageName Package { get; }

    /// <summary>The name in a component, <c>wasi:io/streams@0.2.0</c>; null for one that a world has in braces.</summary>
    public InterfaceName? FullName =>
        Name is null ? null : new InterfaceName(Package.Namespace, Package.Name, Name, Package.Version);

    /// <summary>The types, each behind those that it refers to, else as written.</summary>
    public ImmutableArray<WitTypeDefinition> Types
    {
        get;
        internal set
        {
            field = value;
            Dependencies = [.. value.Select(type => type.Used?.Owner).OfType<WitInterface>().Distinct()];
        }
    } = [];

    /// <summary>The functions, as written; those of a resource stand where the resource does.</summary>
    public ImmutableArray<WitFunction> Functions { get; internal set; } = [];

    /// <summary>What the text says of it; null where that is nothing.</summary>
    public string? Docs { get; internal set; }

    /// <summary>The feature gates; null where there is none.</summary>
    public Stability? Stability { get; internal set; }

    /// <summary>The interfaces whose types this one uses, each once, in the order of use.</summary>
    public ImmutableArray<WitInterface> Dependencies { get; private set; } = [];

    /// <inheritdoc/>
    public override string ToString() => FullName?.ToString() ?? "interface";
}
