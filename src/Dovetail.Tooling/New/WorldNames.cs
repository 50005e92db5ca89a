using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>Finds what names of core modules mean in a world.</summary>
internal sealed class WorldNames(WitWorld world)
{
    private readonly Side _imports = new(world.Imports);
    private readonly Side _exports = new(world.Exports);
    private readonly Dictionary<ItemScope, ILookup<string, WitFunction>> _functions = [];

    /// <summary>The import or export that goes by a name, or that has it in another version of the same track; null where there is none.</summary>
    public ItemScope? Find(string name, bool isExport)
    {
        var side = isExport ? _exports : _imports;
        if (!side.ByName.TryGetValue(name, out var found) && InterfaceName.OfAnyForm(name)?.TrackName is { } track)
        {
            found = side.ByTrack.GetValueOrDefault(track);
        }
        return found is null ? null : new ItemScope(found, isExport);
    }

    /// <summary>The import or export that has a name of the kind <c>cm32p2</c>.</summary>
    public ItemScope? FindStandard(string name, bool isExport) => name.Length == 0 ? new ItemScope(null, isExport)
        : (isExport ? _exports : _imports).ByStandardName.TryGetValue(name, out var found) ? new ItemScope(found, isExport)
        : null;

    /// <summary>A function by its name in a component.</summary>
    public WitFunction? Function(ItemScope scope, string name)
    {
        if (!_functions.TryGetValue(scope, out var functions))
        {
            _functions.Add(scope, functions = Functions(scope).ToLookup(function => function.Name, StringComparer.Ordinal));
        }
        return functions[name].FirstOrDefault();
    }

    public IEnumerable<WitFunction> Functions(ItemScope scope) => scope.Item is { } item
        ? item.Interface.Functions
        : Items(scope.IsExport).OfType<WorldFunction>().Select(function => function.Function);

    /// <summary>A resource by its label; those of the world itself are imports.</summary>
    public WitTypeDefinition? Resource(ItemScope scope, string label) => Types(scope).FirstOrDefault(type => type.Name == label && type.Resource is not null);

    public IEnumerable<string> Names(bool isExport) => Items(isExport).OfType<WorldInterface>().Select(item => item.Name);

    private IEnumerable<WitTypeDefinition> Types(ItemScope scope) => scope.Item is { } item
        ? item.Interface.Types
        : world.Imports.OfType<WorldType>().Select(type => type.Definition);

    private ImmutableArray<WorldItem> Items(bool isExport) => isExport ? world.Exports : world.Imports;

    /// <summary>What is imported, or exported, by each kind of name; of several the first.</summary>
    private sealed class Side
    {
        public Side(ImmutableArray<WorldItem> items)
        {
            foreach (var item in items.OfType<WorldInterface>())
            {
                ByName.TryAdd(item.Name, item);
                ByStandardName.TryAdd(StandardNames.NameOf(item), item);
                ByStandardName.TryAdd(item.Name, item);
                if (item is { Label: null, Interface.FullName.TrackName: { } track })
                {
                    ByTrack.TryAdd(track, item);
                }
            }
        }

        public Dictionary<string, WorldInterface> ByName { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, WorldInterface> ByTrack { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, WorldInterface> ByStandardName { get; } = new(StringComparer.Ordinal);
    }
}
