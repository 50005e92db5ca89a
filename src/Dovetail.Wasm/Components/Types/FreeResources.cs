using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Types;

/// <summary>Finds resource types that a type refers to without binding them itself.</summary>
internal static class FreeResources
{
    /// <summary>
    /// The first free resource type of <paramref name="type"/> that is not <paramref name="allowed"/>; null if there is
    /// none.
    /// </summary>
    public static ResourceType? Find(TypeNode type, Func<ResourceType, bool> allowed, TypeBudget budget) =>
        new Search(allowed, budget).Visit(type);

    private sealed class Search(Func<ResourceType, bool> allowed, TypeBudget budget)
    {
        private readonly HashSet<TypeNode> _visited = [];
        // An abstract resource type occurs nowhere but in the type that binds it, so what is bound need never be
        // forgotten again.
        private readonly HashSet<ResourceType> _bound = [];

        public ResourceType? Visit(TypeNode? node)
        {
            if (node is null || !_visited.Add(node))
            {
                return null;
            }
            budget.Spend();
            switch (node)
            {
                case ResourceNode { Resource: var resource }:
                    return _bound.Contains(resource) || allowed(resource) ? null : resource;
                case ValueNode value:
                    return value.Type.Facts.ContainsResource ? Visit(value.Resource) ?? First(value.Parts) : null;
                case FunctionNode function:
                    return First(function.Parts);
                case InstanceType instance:
                    _bound.UnionWith(instance.Bound.Select(b => b.Resource));
                    return First(instance.Exports);
                case ComponentType component:
                    _bound.UnionWith(component.BoundImports.Concat(component.BoundExports).Select(b => b.Resource));
                    return First(component.Imports) ?? First(component.Exports);
                default:
                    return null;
            }
        }

        private ResourceType? First(IEnumerable<TypeNode?> nodes)
        {
            foreach (var node in nodes)
            {
                if (Visit(node) is { } found)
                {
                    return found;
                }
            }
            return null;
        }

        private ResourceType? First(ExternList items) => First(items.Items.Select(item => item.Type switch
        {
            FunctionExtern function => function.Type,
            TypeExtern type => type.Type,
            ValueExtern value => value.Type,
            ComponentExtern component => component.Type,
            InstanceExtern instance => instance.Type,
            _ => (TypeNode?)null,
        }));
    }
}
