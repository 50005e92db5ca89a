using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;

namespace Dovetail.Tooling.Compose;

/// <summary>Something that a composition has: an import, an instance, or an export of an instance. Immutable.</summary>
public abstract class CompositionNode
{
    private protected CompositionNode(ComponentExternType type) => Type = type;

    internal ComponentExternType Type { get; }

    /// <summary>Whether it is an instance, which has exports.</summary>
    public bool IsInstance => Type is InstanceExtern;

    /// <summary>The names of its exports, in order; none where it is no instance.</summary>
    public ImmutableArray<string> Exports => Type is InstanceExtern instance ? [.. instance.Type.Exports.Items.Select(item => item.Name)] : [];

    /// <summary>The interface that it is an instance of; null where that is not known.</summary>
    internal virtual string? Interface => null;

    /// <summary>What messages call it.</summary>
    internal abstract string Label { get; }
}

/// <summary>An import that was asked for.</summary>
internal sealed class ImportNode(string name, ComponentExternType type, string? interfaceName) : CompositionNode(type)
{
    internal override string? Interface => interfaceName ?? (InterfaceName.OfAnyForm(Name) is null ? null : Name);

    public string Name { get; } = name;

    internal override string Label => $"import `{Name}`";
}

/// <summary>An instance of a package.</summary>
internal sealed class InstanceNode(CompositionPackage package, ImmutableArray<NodeArgument> arguments, InstanceType type)
    : CompositionNode(new InstanceExtern(type))
{
    public CompositionPackage Package { get; } = package;

    public ImmutableArray<NodeArgument> Arguments { get; } = arguments;

    internal override string Label => $"`{Package.Name}`";
}

/// <summary>An export of an instance.</summary>
internal sealed class AliasNode(CompositionNode source, string name, ComponentExternType type) : CompositionNode(type)
{
    public CompositionNode Source { get; } = source;

    public string Name { get; } = name;

    internal override string? Interface => InterfaceName.OfAnyForm(Name) is null ? null : Name;

    internal override string Label => Source.Label;
}

/// <summary>A type that the composition itself defines, and exports where it does.</summary>
internal sealed class TypeNodeDefinition(string name, ComponentExternType type) : CompositionNode(type)
{
    internal override string Label => $"type `{name}`";
}

/// <summary>An interface or a world that the composition itself defines, and exports where it does.</summary>
internal sealed class DefinitionNode(string name, TypeDefinition definition)
    : CompositionNode(new TypeExtern(new ComponentType([], [], [], [])))
{
    public TypeDefinition Definition { get; } = definition;

    internal override string Label => $"type `{name}`";
}

/// <summary>An argument of an instantiation: one of three things.</summary>
/// <param name="Name">The import of the package that it is for.</param>
/// <param name="Node">What was given; null for the others.</param>
/// <param name="Import">An import of the composition that stands for it; null for the others.</param>
/// <param name="Type">A type that another argument has brought; null for the others.</param>
internal readonly record struct NodeArgument(string Name, CompositionNode? Node, MergedImport? Import, TypeNode? Type);
