using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// The types that have a name outside a component (Explainer.md, "External Visibility of Types"): what a function that
/// is imported or exported uses must be among them.
/// </summary>
/// <remarks>
/// An imported name may be used by imports and exports, an exported one by exports alone. Nodes are what is named; so
/// the type that an export refers to is not named by it, only the node that the export introduces is. Instance types
/// are not checked by themselves, but with the import or export that they are attached to.
/// </remarks>
/// <param name="isType">
/// Whether this is of a component's type, whose free resource types are a matter of those around it.
/// </param>
internal sealed class Visibility(bool isType, ValidationContext context)
{
    private readonly Names _imported = new();
    private readonly Names _exported = new();
    private readonly HashSet<ResourceType> _importedResources = [];
    private readonly HashSet<ResourceType> _exportedResources = [];

    /// <summary>Makes known what an import introduces, before <see cref="AddImport"/> sees it.</summary>
    public void AddImportedResources(ImmutableArray<BoundResource> resources) =>
        _importedResources.UnionWith(resources.Select(r => r.Resource));

    public bool IsImported(ResourceType resource) => _importedResources.Contains(resource);

    public void AddImport(string name, ComponentExternType type)
    {
        if (!TryAdd(type, isImport: true))
        {
            context.Fail(
                $"{type.Sort.Text()} not valid to be used as import: " +
                $"`{name}` refers to a type that is not imported by name");
        }
    }

    public void AddExport(string name, ComponentExternType type)
    {
        if (!TryAdd(type, isImport: false))
        {
            context.Fail(
                $"{type.Sort.Text()} not valid to be used as export: " +
                $"`{name}` refers to a type that is not imported or exported by name");
        }
    }

    private bool TryAdd(ComponentExternType type, bool isImport)
    {
        context.Budget.Spend();
        var named = isImport ? _imported : _exported;
        switch (type)
        {
            case TypeExtern { Type: ResourceNode resource }:
                return TryAddResource(resource, isImport);
            case TypeExtern { Type: var node }:
                if (!IsNamed(node, named, isImport))
                {
                    return false;
                }
                Register(node, isImport);
                return true;
            case InstanceExtern instance:
                return instance.Type.Exports.Items.All(export => TryAdd(export.Type, isImport));
            case FunctionExtern function:
                return IsNamed(function.Type, named, isImport);
            case ValueExtern value:
                return IsPartNamed(value.Type, named);
            case ComponentExtern component:
                return HasVisibleResources(component.Type, isImport);
            default:
                return true;
        }
    }

    private bool TryAddResource(ResourceNode node, bool isImport)
    {
        var isForeign = isType
            ? _exportedResources.Contains(node.Resource)
            : !_importedResources.Contains(node.Resource);
        if (isImport && isForeign)
        {
            return false;
        }
        Register(node, isImport);
        (isImport ? _importedResources : _exportedResources).Add(node.Resource);
        return true;
    }

    private void Register(TypeNode node, bool isImport)
    {
        _exported.Types.Add(node);
        if (isImport)
        {
            _imported.Types.Add(node);
        }
    }

    /// <summary>Whether what the outermost layer of a type refers to is named. The type itself need not be.</summary>
    private bool IsNamed(TypeNode node, Names named, bool isImport) => node switch
    {
        ValueNode value => value.Parts.All(part => IsPartNamed(part, named))
            && (value.Resource is null || named.Types.Contains(value.Resource)),
        FunctionNode function => function.Parts.All(part => IsPartNamed(part, named)),
        InstanceType instance => instance.Exports.Items.All(export => IsExportNamed(export.Type, named, isImport)),
        ComponentType component => HasVisibleResources(component, isImport),
        _ => true,
    };

    private bool IsExportNamed(ComponentExternType type, Names named, bool isImport)
    {
        context.Budget.Spend();
        return type switch
        {
            FunctionExtern function => IsNamed(function.Type, named, isImport),
            TypeExtern node => IsNamed(node.Type, named, isImport),
            ValueExtern value => IsPartNamed(value.Type, named),
            InstanceExtern instance => IsNamed(instance.Type, named, isImport),
            _ => true,
        };
    }

    private bool IsPartNamed(ValueNode? part, Names named)
    {
        context.Budget.Spend();
        if (part is null || named.Types.Contains(part) || named.Anonymous.Contains(part))
        {
            return true;
        }
        var isNamed = !part.NeedsName
            && part.Parts.All(inner => IsPartNamed(inner, named))
            && (part.Resource is null || named.Types.Contains(part.Resource));
        return isNamed && named.Anonymous.Add(part);
    }

    private bool HasVisibleResources(ComponentType type, bool isImport) => isType || FreeResources.Find(
        type,
        resource => _importedResources.Contains(resource) || (!isImport && _exportedResources.Contains(resource)),
        context.Budget) is null;

    /// <summary>The nodes that are named, and those found to need no name, so that none is looked into twice.</summary>
    private sealed class Names
    {
        public HashSet<TypeNode> Types { get; } = [];

        public HashSet<ValueNode> Anonymous { get; } = [];
    }
}
