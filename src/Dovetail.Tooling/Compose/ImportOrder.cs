using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Compose;

/// <summary>An import as it will stand in the component.</summary>
/// <param name="Key">What it stands for: an <see cref="ImportNode"/> or a <see cref="MergedImport"/>.</param>
internal sealed record OrderedImport(object Key, string Name, ComponentExternType Type, ImmutableArray<ExternAttribute> Attributes);

/// <summary>Puts imports behind those whose types they use; else they stay as they came.</summary>
internal sealed class ImportOrder
{
    private readonly Dictionary<TypeNode, OrderedImport> _nodes = [];
    private readonly Dictionary<ResourceType, OrderedImport> _resources = [];
    private readonly Dictionary<OrderedImport, bool> _isDone = [];
    private readonly List<OrderedImport> _running = [];
    private readonly ImmutableArray<OrderedImport>.Builder _order = ImmutableArray.CreateBuilder<OrderedImport>();
    private readonly TypeBudget _budget;

    private ImportOrder(TypeBudget budget) => _budget = budget;

    /// <exception cref="CompositionException">Imports use each other's types in a circle, or types that only an instance inside has.</exception>
    public static ImmutableArray<OrderedImport> Of(Composition composition)
    {
        var order = new ImportOrder(composition.Budget);
        var imports = composition.Implicit.All
            .Select(import => new OrderedImport(import, import.Name, import.Item!.Type, import.Attributes))
            .Concat(composition.Imports.Select(import => new OrderedImport(import, import.Name, import.Type, [])))
            .ToList();
        imports.ForEach(order.Enter);
        imports.ForEach(order.Visit);
        return order._order.ToImmutable();
    }

    private void Enter(OrderedImport import)
    {
        foreach (var node in TypeReferences.NamedBy(import.Type))
        {
            _nodes.TryAdd(node, import);
            if (node is ResourceNode { Original: null, Resource: var resource })
            {
                _resources.TryAdd(resource, import);
            }
        }
    }

    private void Visit(OrderedImport import)
    {
        if (_isDone.TryGetValue(import, out var isDone))
        {
            if (!isDone)
            {
                var circle = _running.SkipWhile(item => item != import).Append(import).Select(item => $"`{item.Name}`");
                throw new CompositionException($"imports use each other's types in a circle: {string.Join(" → ", circle)}", CompositionRule.Circle);
            }
            return;
        }
        _isDone.Add(import, false);
        _running.Add(import);
        var references = new TypeReferences(_budget);
        references.Visit(import.Type);
        foreach (var needed in references.Nodes.Select(node => OwnerOf(node, import)).OfType<OrderedImport>().Where(needed => needed != import).Distinct().ToList())
        {
            Visit(needed);
        }
        _running.RemoveAt(_running.Count - 1);
        _isDone[import] = true;
        _order.Add(import);
    }

    private OrderedImport? OwnerOf(TypeNode node, OrderedImport user) =>
        node is ResourceNode { Resource: var resource }
            ? _resources.TryGetValue(resource, out var owner) ? owner : IsBound(resource, user) ? null : throw Unknown(user, resource)
            : _nodes.GetValueOrDefault(node);

    // Types of components and instances have resource types of their own.
    private static bool IsBound(ResourceType resource, OrderedImport user) => user.Type switch
    {
        ComponentExtern { Type: var type } => Binds(type, resource),
        InstanceExtern { Type: var type } => type.Exports.Items.Any(item => item.Type is ComponentExtern { Type: var inner } && Binds(inner, resource)),
        _ => false,
    };

    private static bool Binds(ComponentType type, ResourceType resource) =>
        type.BoundImports.Concat(type.BoundExports).Any(bound => bound.Resource == resource);

    private static CompositionException Unknown(OrderedImport user, ResourceType resource)
    {
        var importers = user.Key is MergedImport merged ? string.Join(" and ", merged.Importers.Distinct().Take(3)) : "the composition";
        return new CompositionException(
        [
            new CompositionProblem
            {
                Rule = CompositionRule.Resource,
                Path = user.Name,
                Importer = importers,
                Message = $"import `{user.Name}` of {importers} cannot come from outside: it uses the resource type `{resource.Name}` of a component inside; "
                    + "let it come from a component too",
            },
        ]);
    }
}
