using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>Finds what names of core modules mean in a world.</summary>
internal sealed class WorldNames(WitWorld world)
{
    /// <summary>The import or export that goes by a name, or that has it in another version of the same track; null where there is none.</summary>
    public ItemScope? Find(string name, bool isExport)
    {
        var items = Items(isExport).OfType<WorldInterface>().ToList();
        var found = items.Find(item => item.Name == name);
        if (found is null && InterfaceName.OfAnyForm(name)?.TrackName is { } track)
        {
            found = items.Find(item => item.Label is null && item.Interface.FullName!.TrackName == track);
        }
        return found is null ? null : new ItemScope(found, isExport);
    }

    /// <summary>The import or export that has a name of the kind <c>cm32p2</c>.</summary>
    public ItemScope? FindStandard(string name, bool isExport) => name.Length == 0 ? new ItemScope(null, isExport)
        : Items(isExport).OfType<WorldInterface>().FirstOrDefault(item => StandardNames.IsCalled(item, name)) is { } found ? new ItemScope(found, isExport)
        : null;

    /// <summary>A function by its name in a component.</summary>
    public WitFunction? Function(ItemScope scope, string name) => Functions(scope).FirstOrDefault(function => function.Name == name);

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
}
