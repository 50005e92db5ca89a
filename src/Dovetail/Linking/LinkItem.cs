using System.Collections.Immutable;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

/// <summary>Where an argument of an instantiation comes from. Derived types form a closed hierarchy; <see cref="LinkRun"/> evaluates them. Immutable.</summary>
internal abstract record LinkItem
{
    /// <summary>An export of the instance that this is.</summary>
    public virtual LinkItem Export(string name) => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Something that is the same for every instance.</summary>
internal sealed record ConstantItem(object Value) : LinkItem
{
    public override LinkItem Export(string name) => new ConstantItem(((Instantiation.InstanceItems)Value).Items[name]);
}

/// <summary>What an instance made before exports: the instance itself where there are no names to follow.</summary>
internal sealed record ExportItem(LinkNode Node, ImmutableArray<string> Path) : LinkItem
{
    public override LinkItem Export(string name) => new ExportItem(Node, Path.Add(name));
}

/// <summary>An instance put together for one import: no more than the import's type names.</summary>
internal sealed record InstanceItem(ImmutableArray<(string Name, LinkItem Item)> Exports) : LinkItem;

/// <summary>A resource type; from here on the one that the importer's abstract type stands for.</summary>
internal sealed record ResourceItem(ResourceType Expected, LinkItem Item) : LinkItem;

/// <summary>A resource type that an import before has brought.</summary>
internal sealed record KnownResourceItem(ResourceType Expected) : LinkItem;

/// <summary>A function of the host that passes resources of guests, and so is another one for each instance.</summary>
internal sealed record HostFunctionItem(string Path, WitFunctionType Type, Delegate Target) : LinkItem;
