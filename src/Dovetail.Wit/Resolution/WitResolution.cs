using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution.Passes;

namespace Dovetail.Wit.Resolution;

/// <summary>Packages whose names are all resolved. Immutable, safe from many threads.</summary>
public sealed class WitResolution
{
    internal WitResolution(ImmutableArray<WitPackage> packages, ImmutableArray<WitPackage> roots) =>
        (Packages, Roots) = (packages, roots);

    /// <summary>All packages, each behind those that it refers to, else by name; however the input was ordered.</summary>
    public ImmutableArray<WitPackage> Packages { get; }

    /// <summary>The packages that were asked for, in the order of asking, so that the last is what was asked for where that can be but one; the others are there for them to refer to.</summary>
    public ImmutableArray<WitPackage> Roots { get; }

    /// <summary>Resolves packages from their text.</summary>
    /// <param name="groups">The packages, in any order. Two dependencies of one name must say the same.</param>
    /// <param name="options">The features that are on.</param>
    /// <exception cref="WitException">Something is wrong; the error has all of it.</exception>
    public static WitResolution Resolve(IEnumerable<WitSourceGroup> groups, WitOptions? options = null) =>
        Resolver.Resolve([.. groups], options ?? WitOptions.Default);

    /// <summary>
    /// Puts resolutions together, which gives the same packages in whatever order they come; roots follow each other in that order. Where several have an interface, it gets the members of all; what all have must
    /// be the same, and so must worlds.
    /// </summary>
    /// <exception cref="WitException">Two say different things of one name.</exception>
    public static WitResolution Merge(IEnumerable<WitResolution> resolutions) => new Merger([.. resolutions]).Merge();

    /// <summary>
    /// One world of several, <c>root</c> of package <c>root:component</c>, the only root: it imports and exports what any of them does.
    /// </summary>
    /// <param name="worlds">The worlds.</param>
    /// <param name="mergeVersions">Whether imports that differ only in versions of one track become one, of the highest version.</param>
    /// <exception cref="WitException">Two say different things of one name.</exception>
    internal static WitResolution Unite(IEnumerable<WitWorld> worlds, bool mergeVersions) =>
        new WorldUnion([.. worlds], new WitWorld("root", new PackageName("root", "component", null)), mergeVersions).Unite();

    /// <summary>The package of that name; null where there is none.</summary>
    public WitPackage? Find(PackageName name) => Packages.FirstOrDefault(package => package.Name == name);

    /// <summary>
    /// Selects a world (WIT.md, "Specifying a World"): without a name the one world of the last root, by a label one of that
    /// root, or of the others where that has none of the name, by a full name (<c>a:b/c@1.0.0</c>) any; the version may be left out where there is
    /// but one.
    /// </summary>
    /// <exception cref="WitException">There is no such world, or more than one.</exception>
    public WitWorld SelectWorld(string? name = null)
    {
        var root = Roots.LastOrDefault() ?? throw new WitException("there is no package to select a world from");
        var candidates = name is null ? root.Worlds
            : name.Contains(':') ? [.. Packages.SelectMany(p => p.Worlds).Where(w => IsCalled(w, name))]
            : root.Worlds.Any(w => w.Name == name) ? [.. root.Worlds.Where(w => w.Name == name)]
            : [.. Roots.SelectMany(p => p.Worlds).Where(w => w.Name == name)];
        return candidates.Length == 1 ? candidates[0] : throw new WitException(Explain(root, name, candidates));
    }

    /// <summary>
    /// What a world needs: its package with that world alone, and of all packages the interfaces that it refers to.
    /// </summary>
    public WitResolution Restrict(WitWorld world)
    {
        var named = world.Imports.Concat(world.Exports).OfType<WorldInterface>().Select(item => item.Interface).ToList();
        var needed = DependencyOrder.Of<WitInterface, bool>(
            named, item => [.. item.Dependencies.Select(dependency => (dependency, true))], (_, _) => { });
        var kept = needed.Where(item => item.Name is not null).ToImmutableHashSet();
        var packages = Packages.Select(package => new WitPackage(package.Name)
        {
            Docs = package.Docs,
            Interfaces = [.. package.Interfaces.Where(kept.Contains)],
            Worlds = [.. package.Worlds.Where(other => other == world)],
        }).Where(package => package.Interfaces.Length + package.Worlds.Length > 0).ToImmutableArray();
        return new WitResolution(PackageOrder.Of(packages), [.. packages.Where(package => package.Worlds.Contains(world))]);
    }

    private static bool IsCalled(WitWorld world, string name) => world.FullName.ToString() == name || world.FullName.Path == name;

    private string Explain(WitPackage root, string? name, ImmutableArray<WitWorld> candidates)
    {
        var wanted = name is null ? $"package `{root.Name}` has {candidates.Length} worlds; name one"
            : candidates.IsEmpty ? $"there is no world `{name}`" + (name.Contains(':') ? "" : $" in package `{root.Name}`")
            : $"world `{name}` is in several packages; name one with its version";
        var offered = candidates.IsEmpty ? Roots.SelectMany(package => package.Worlds) : candidates;
        var names = string.Join(", ", offered.Select(world => $"`{world.FullName}`").Distinct());
        return names.Length == 0 ? wanted : $"{wanted}: {names}";
    }
}
