using System.Collections.Immutable;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>
/// Adds to a world what its imports and exports need (WIT.md, "Transitive imports and worlds"): an interface that a type comes from
/// is imported, unless the type is needed by an export and the interface is exported too.
/// </summary>
/// <remarks>
/// What an import needs is imported. So an interface that is exported can't also be needed by way of one that is not: the two
/// paths would lead to different types, and the world is refused.
/// </remarks>
internal sealed class WorldElaboration(PassContext context, ItemSymbol symbol, WorldDraft imports, WorldDraft exports)
{
    private readonly WitWorld _world = symbol.World!;
    // Where in the list each interface stands that is imported by its own name.
    private readonly Dictionary<WitInterface, int> _imported = [];
    private readonly ImmutableArray<WorldItem>.Builder _interfaces = ImmutableArray.CreateBuilder<WorldItem>();

    public void Elaborate()
    {
        // Interfaces that are named come before those that types need.
        foreach (var item in imports.Items.OrderBy(item => item is WorldInterface ? 0 : 1))
        {
            ElaborateImport(item);
        }
        var exported = ElaborateExports();
        _world.Imports =
        [
            .. _interfaces,
            .. imports.Items.Where(item => item is WorldType),
            .. imports.Items.Where(item => item is WorldFunction),
        ];
        _world.Exports = [.. exports.Items.Where(item => item is WorldFunction), .. exported];
    }

    private void ElaborateImport(WorldItem item)
    {
        switch (item)
        {
            case WorldInterface named:
                if (named.Label is null && _imported.TryGetValue(named.Interface, out var index))
                {
                    // It was needed before it was named; what is said where it is named counts.
                    _interfaces[index] = named with { Stability = named.Stability ?? _interfaces[index].Stability };
                    return;
                }
                ImportAll(named.Interface.Dependencies, named.Stability);
                Add(named);
                break;
            case WorldType { Definition.Used.Owner: WitInterface owner } type:
                ImportAll([owner], type.Stability);
                break;
            default:
                break;
        }
    }

    private void Add(WorldInterface item)
    {
        context.CountWorldItem(symbol.Scope.Source, symbol.Name.Span);
        if (item.Label is null)
        {
            _imported.Add(item.Interface, _interfaces.Count);
        }
        _interfaces.Add(item);
    }

    // Imports interfaces and all they need, that first.
    private void ImportAll(IEnumerable<WitInterface> interfaces, Stability? stability)
    {
        var order = DependencyOrder.Of<WitInterface, bool>(
            interfaces.Where(one => !_imported.ContainsKey(one)),
            one => [.. one.Dependencies.Where(needed => !_imported.ContainsKey(needed)).Select(needed => (needed, true))],
            (_, _) => { });
        foreach (var one in order)
        {
            Add(new WorldInterface(null, one, Stability: stability));
        }
    }

    private List<WorldItem> ElaborateExports()
    {
        var own = exports.Items.OfType<WorldInterface>().ToList();
        var exported = new Dictionary<WitInterface, WorldInterface>();
        foreach (var item in own.Where(item => item.Label is null))
        {
            exported[item.Interface] = item;
        }
        // Each exported interface stands behind those exported ones that it uses.
        var order = DependencyOrder.Of<WorldInterface, bool>(
            own,
            item => [.. item.Interface.Dependencies.Where(exported.ContainsKey).Select(needed => (exported[needed], true))],
            (_, _) => { });
        foreach (var item in order)
        {
            context.CountWorldItem(symbol.Scope.Source, symbol.Name.Span);
            var needed = item.Interface.Dependencies.Where(one => !exported.ContainsKey(one)).ToList();
            Refuse(item, needed, exported);
            ImportAll(needed, item.Stability);
        }
        return [.. order];
    }

    private readonly HashSet<WitInterface> _searched = [];

    private void Refuse(WorldInterface item, List<WitInterface> needed, Dictionary<WitInterface, WorldInterface> exported)
    {
        var order = DependencyOrder.Of<WitInterface, bool>(
            needed.Where(one => !_searched.Contains(one)),
            one => [.. one.Dependencies.Where(other => !_searched.Contains(other)).Select(other => (other, true))],
            (_, _) => { });
        _searched.UnionWith(order);
        if (order.Find(exported.ContainsKey) is { } both)
        {
            var through = string.Join(" or ", needed.Select(one => $"`{one}`"));
            context.Diagnostics.Add(
                $"export `{item.Name}` needs `{both}` by way of {through}, which is imported, but `{both}` is exported: export {through} too, or don't export `{both}`",
                symbol.Scope.Source, symbol.Name.Span);
        }
    }
}
