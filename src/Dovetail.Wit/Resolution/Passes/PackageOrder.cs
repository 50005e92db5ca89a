using System.Collections.Immutable;
using Dovetail.Wit.Names;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Puts packages in the one order that their contents give them, whatever order they came in.</summary>
internal static class PackageOrder
{
    /// <summary>The packages, each behind those that it refers to, else by name.</summary>
    public static ImmutableArray<WitPackage> Of(IEnumerable<WitPackage> packages)
    {
        var byName = packages.ToDictionary(package => package.Name);
        var order = DependencyOrder.Of<WitPackage, bool>(
            Sort(byName.Values),
            package => [.. Sort(Dependencies(package).Where(byName.ContainsKey).Select(name => byName[name])).Select(needed => (needed, true))],
            (_, _) => { });
        return [.. order];
    }

    private static IEnumerable<PackageName> Dependencies(WitPackage package)
    {
        var named = package.Worlds.SelectMany(world => world.Imports.Concat(world.Exports)).OfType<WorldInterface>()
            .Select(item => item.Interface).ToList();
        var used = package.Interfaces.Concat(named.Where(item => item.Name is null)).SelectMany(item => item.Dependencies);
        return named.Concat(used).Select(item => item.Package).Where(name => name != package.Name).Distinct();
    }

    private static IEnumerable<WitPackage> Sort(IEnumerable<WitPackage> packages) => packages
        .OrderBy(package => package.Name.Path, StringComparer.Ordinal)
        .ThenBy(package => package.Name.Version)
        .ThenBy(package => package.Name.ToString(), StringComparer.Ordinal);
}
