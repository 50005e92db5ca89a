using Dovetail.Wasm.Components.Types;

namespace Dovetail.Tooling.Compose;

/// <summary>
/// The types that imports and exports of a composition give a name outside. What an export refers to must be among them (Explainer.md,
/// "External Visibility of Types").
/// </summary>
internal sealed class NamedTypes(TypeBudget budget)
{
    private readonly HashSet<TypeNode> _named = [];
    private readonly HashSet<ValueNode> _anonymous = [];

    /// <summary>Takes in the names that an import or export gives.</summary>
    public void Add(ComponentExternType type) => _named.UnionWith(TypeReferences.NamedBy(type));

    /// <summary>The types that an export needs names for and that have none, in the order of need.</summary>
    public IReadOnlyList<TypeNode> MissingIn(ComponentExternType type)
    {
        var search = new Search(this);
        search.Visit(type);
        return search.Missing;
    }

    private sealed class Search(NamedTypes types)
    {
        // An instance gives names to what stands behind them in it.
        private readonly HashSet<TypeNode> _own = [];

        public List<TypeNode> Missing { get; } = [];

        public void Visit(ComponentExternType type)
        {
            switch (type)
            {
                case InstanceExtern instance:
                    foreach (var item in instance.Type.Exports.Items)
                    {
                        Visit(item.Type);
                    }
                    break;
                case TypeExtern { Type: var node }:
                    if (node is ValueNode value)
                    {
                        VisitParts(value);
                    }
                    _own.Add(node);
                    break;
                case FunctionExtern { Type.Parts: var parts }:
                    foreach (var part in parts)
                    {
                        Visit(part);
                    }
                    break;
                default:
                    break;
            }
        }

        private bool IsNamed(TypeNode node) => _own.Contains(node) || types._named.Contains(node);

        private void Visit(ValueNode? part)
        {
            types.Spend();
            if (part is null || IsNamed(part) || types._anonymous.Contains(part))
            {
                return;
            }
            if (part.NeedsName)
            {
                Missing.Add(part);
                return;
            }
            var missing = Missing.Count;
            VisitParts(part);
            if (Missing.Count == missing && _own.Count == 0)
            {
                types._anonymous.Add(part);
            }
        }

        private void VisitParts(ValueNode value)
        {
            foreach (var part in value.Parts)
            {
                Visit(part);
            }
            if (value.Resource is { } resource && !IsNamed(resource))
            {
                Missing.Add(resource);
            }
        }
    }

    private void Spend() => budget.Spend();
}
