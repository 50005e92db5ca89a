using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Types;

/// <summary>
/// Replaces abstract resource types, and the nodes of imported types, by what they stand for (Explainer.md, "Type
/// Checking": instantiation substitutes the types supplied for the imports in all that follows).
/// </summary>
/// <remarks>
/// A node in which nothing is replaced stays the very same node. Every node is visited once; what a node became is
/// remembered, so two uses of one name remain uses of one name. A mapping must therefore be added before anything that
/// mentions its source is applied, which the order of imports and exports ensures.
/// </remarks>
internal sealed class Substitution(TypeInterner interner, TypeBudget budget)
{
    private readonly Dictionary<TypeNode, TypeNode> _nodes = [];
    private readonly Dictionary<ResourceType, ResourceType> _resources = [];

    public bool TryGet(ResourceType resource, [NotNullWhen(true)] out ResourceType? mapped) =>
        _resources.TryGetValue(resource, out mapped);

    /// <summary>Replaces a resource type, under whatever name it occurs.</summary>
    public void Map(ResourceType from, ResourceType to) => _resources[from] = to;

    /// <summary>Replaces a node.</summary>
    public void Map(TypeNode from, TypeNode to) => _nodes[from] = to;

    /// <summary>
    /// The type of one instance of <paramref name="type"/>: with new resource types for those it binds, which
    /// <paramref name="opened"/> lists.
    /// </summary>
    public InstanceType Open(InstanceType type, out ImmutableArray<BoundResource> opened)
    {
        opened = Renew(type.Bound);
        return opened.IsEmpty ? type : new InstanceType(Apply(type.Exports.Items), []);
    }

    /// <summary>Maps each of <paramref name="bound"/> to a new resource type of its name.</summary>
    public ImmutableArray<BoundResource> Renew(ImmutableArray<BoundResource> bound)
    {
        var renewed = ImmutableArray.CreateBuilder<BoundResource>(bound.Length);
        foreach (var item in bound)
        {
            budget.Spend(1 + item.Path.Length);
            var fresh = new ResourceType(item.Resource.GivenName);
            Map(item.Resource, fresh);
            renewed.Add(item with { Resource = fresh });
        }
        return renewed.MoveToImmutable();
    }

    public ImmutableArray<NamedExtern> Apply(ImmutableArray<NamedExtern> items) => Convert(items, Apply);

    public ComponentExternType Apply(ComponentExternType type) => type switch
    {
        FunctionExtern function => Apply(function.Type) is var mapped && mapped == function.Type
            ? type
            : new FunctionExtern((FunctionNode)mapped),
        TypeExtern named => Apply(named.Type) is var mapped && mapped == named.Type ? type : new TypeExtern(mapped),
        ValueExtern value => Apply(value.Type) is var mapped && mapped == value.Type
            ? type : new ValueExtern((ValueNode)mapped, value.EqualTo),
        ComponentExtern component => Apply(component.Type) is var mapped && mapped == component.Type
            ? type : new ComponentExtern((ComponentType)mapped),
        InstanceExtern instance => Apply(instance.Type) is var mapped && mapped == instance.Type
            ? type : new InstanceExtern((InstanceType)mapped),
        _ => type,
    };

    public TypeNode Apply(TypeNode node)
    {
        if (_nodes.TryGetValue(node, out var known))
        {
            return known;
        }
        budget.Spend();
        TypeNode result = node switch
        {
            ValueNode value => ApplyValue(value),
            ResourceNode resource => ApplyResource(resource),
            FunctionNode function => Convert(function.Parts, ApplyPart) is var parts && parts == function.Parts
                ? function : new FunctionNode(interner.Rebuild(function.Type, parts), parts),
            InstanceType instance => Apply(instance.Exports.Items) is var exports && exports == instance.Exports.Items
                ? instance : new InstanceType(exports, instance.Bound),
            ComponentType component => ApplyComponent(component),
            _ => node,
        };
        _nodes.Add(node, result);
        return result;
    }

    private ResourceNode ApplyResource(ResourceNode resource)
    {
        var original = ApplyOriginal(resource);
        return _resources.TryGetValue(resource.Resource, out var to) ? new ResourceNode(to) { Original = original }
            : original == resource.Original ? resource
            : new ResourceNode(resource.Resource) { Original = original };
    }

    private TypeNode? ApplyOriginal(TypeNode node) => node.Original is null ? null : Apply(node.Original);

    private ValueNode ApplyValue(ValueNode value)
    {
        var original = ApplyOriginal(value);
        var parts = Convert(value.Parts, ApplyPart);
        var resource = value.Resource is null ? null : (ResourceNode)Apply(value.Resource);
        return parts == value.Parts && resource == value.Resource && original == value.Original
            ? value
            : new ValueNode(interner.Rebuild(value.Type, parts, resource), parts, resource) { Original = original };
    }

    private ValueNode? ApplyPart(ValueNode? part) => part is null ? null : (ValueNode)Apply(part);

    private ComponentType ApplyComponent(ComponentType component)
    {
        var imports = Apply(component.Imports.Items);
        var exports = Apply(component.Exports.Items);
        return imports == component.Imports.Items && exports == component.Exports.Items
            ? component
            : new ComponentType(imports, exports, component.BoundImports, component.BoundExports);
    }

    private NamedExtern Apply(NamedExtern item)
    {
        budget.Spend();
        var type = Apply(item.Type);
        return type == item.Type ? item : item with { Type = type };
    }

    // The very same array where nothing changed, so that the caller can keep what it has.
    private static ImmutableArray<T> Convert<T>(ImmutableArray<T> items, Func<T, T> convert)
    {
        ImmutableArray<T>.Builder? changed = null;
        for (var i = 0; i < items.Length; i++)
        {
            var item = convert(items[i]);
            if (changed is null && !EqualityComparer<T>.Default.Equals(item, items[i]))
            {
                changed = ImmutableArray.CreateBuilder<T>(items.Length);
                changed.AddRange(items, i);
            }
            changed?.Add(item);
        }
        return changed?.MoveToImmutable() ?? items;
    }
}
