using Dovetail.Wasm.Components.Types;

namespace Dovetail.Tooling.Compose;

/// <summary>Walks over all types that a type refers to, each once, those that it was named after among them.</summary>
internal sealed class TypeReferences(TypeBudget budget)
{
    /// <summary>What was met, in no particular order.</summary>
    public HashSet<TypeNode> Nodes { get; } = [];

    /// <summary>The types that the exports of an instance, or a type by itself, give a name to.</summary>
    public static IEnumerable<TypeNode> NamedBy(ComponentExternType type) => type switch
    {
        TypeExtern { Type: var node } => [node],
        InstanceExtern { Type.Exports.Items: var items } => items.SelectMany(item => NamedBy(item.Type)),
        _ => [],
    };

    public void Visit(ComponentExternType type)
    {
        switch (type)
        {
            case FunctionExtern function: Visit(function.Type); break;
            case TypeExtern named: Visit(named.Type); break;
            case ValueExtern value: Visit(value.Type); break;
            case ComponentExtern component: Visit(component.Type); break;
            case InstanceExtern instance: Visit(instance.Type); break;
            default: break;
        }
    }

    private void Visit(TypeNode? node)
    {
        if (node is null || !Nodes.Add(node))
        {
            return;
        }
        budget.Spend();
        Visit(node.Original);
        switch (node)
        {
            case ValueNode value:
                Visit(value.Resource);
                VisitAll(value.Parts);
                break;
            case FunctionNode function:
                VisitAll(function.Parts);
                break;
            case InstanceType instance:
                VisitAll(instance.Exports);
                break;
            case ComponentType component:
                VisitAll(component.Imports);
                VisitAll(component.Exports);
                break;
            default:
                break;
        }
    }

    private void VisitAll(IEnumerable<TypeNode?> nodes)
    {
        foreach (var node in nodes)
        {
            Visit(node);
        }
    }

    private void VisitAll(ExternList items)
    {
        foreach (var item in items.Items)
        {
            Visit(item.Type);
        }
    }
}
