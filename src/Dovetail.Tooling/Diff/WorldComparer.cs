using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Diff;

/// <summary>Compares what two worlds import and export, or what two packages of WIT have.</summary>
internal sealed class WorldComparer
{
    private readonly TypeAlignment _alignment = new();
    private readonly ImmutableArray<InterfaceChange>.Builder _changes = ImmutableArray.CreateBuilder<InterfaceChange>();
    private readonly Func<WitInterface, bool> _isCompared;

    private WorldComparer(WitResolution old, WitResolution @new, Func<WitInterface, bool> isCompared)
    {
        _isCompared = isCompared;
        foreach (var package in old.Packages.Concat(@new.Packages))
        {
            foreach (var item in package.Interfaces)
            {
                _alignment.Enter(PathOf(item), item.Types);
            }
            foreach (var world in package.Worlds)
            {
                Enter(world);
            }
        }
    }

    /// <summary>Compares the worlds of two components.</summary>
    public static ImmutableArray<InterfaceChange> CompareWorlds(WitResolution old, WitWorld oldWorld, WitResolution @new, WitWorld newWorld)
    {
        var comparer = new WorldComparer(old, @new, item => item.Name is not null);
        comparer.Compare("", oldWorld, newWorld, hasInterfaces: true);
        return comparer._changes.ToImmutable();
    }

    /// <summary>Compares the packages that were asked for, by their names without versions.</summary>
    public static ImmutableArray<InterfaceChange> ComparePackages(WitResolution old, WitResolution @new)
    {
        var roots = old.Roots.Concat(@new.Roots).Select(package => package.Name).ToHashSet();
        var comparer = new WorldComparer(old, @new, item => item.Name is not null && roots.Contains(item.Package));
        var packages = comparer.On(ChangeSide.Package);
        Pair(packages, "", "package", old.Roots, @new.Roots, package => package.Name.ToString(), package => package.Name.Path, comparer.Compare);
        return comparer._changes.ToImmutable();
    }

    private InterfaceComparer On(ChangeSide side) => new(_alignment, side, _isCompared, _changes);

    private void Enter(WitWorld world)
    {
        _alignment.Enter($"{world.FullName.Path} world", world.Imports.OfType<WorldType>().Select(type => type.Definition));
        foreach (var (direction, items) in new[] { ("import", world.Imports), ("export", world.Exports) })
        {
            foreach (var item in items.OfType<WorldInterface>().Where(item => item.Interface.Name is null))
            {
                _alignment.Enter($"{world.FullName.Path} {direction} {item.Label}", item.Interface.Types);
            }
        }
    }

    private void Compare(string _, WitPackage old, WitPackage @new)
    {
        var comparer = On(ChangeSide.Package);
        NoteVersion(comparer, @new.Name.Path, "package", old.Name.Version, @new.Name.Version);
        Pair(comparer, @new.Name.Path + "/", "interface", old.Interfaces, @new.Interfaces, item => item.Name!, item => item.Name!,
            (inner, before, after) => comparer.Compare(inner, before, after));
        Pair(comparer, @new.Name.Path + "/", "world", old.Worlds, @new.Worlds, world => world.Name, world => world.Name,
            (inner, before, after) => Compare(inner + " ", before, after, hasInterfaces: false));
    }

    /// <param name="hasInterfaces">Whether interfaces are compared by what they have, too; else their packages' comparison has done it.</param>
    private void Compare(string path, WitWorld old, WitWorld @new, bool hasInterfaces)
    {
        foreach (var (side, before, after) in new[] { (ChangeSide.Import, old.Imports, @new.Imports), (ChangeSide.Export, old.Exports, @new.Exports) })
        {
            var comparer = On(side);
            var word = side == ChangeSide.Import ? "import " : "export ";
            var prefix = path.Length == 0 ? "" : path + word;
            Pair(comparer, prefix, "interface", before.OfType<WorldInterface>(), after.OfType<WorldInterface>(), item => item.Name, KeyOf, (inner, a, b) =>
            {
                NoteVersion(comparer, inner, "version", InterfaceName.OfAnyForm(a.Name)?.Version, InterfaceName.OfAnyForm(b.Name)?.Version);
                if (hasInterfaces || a.Label is not null)
                {
                    comparer.Compare(inner, a.Interface, b.Interface);
                }
            });
            comparer.CompareTypes(prefix.TrimEnd(), before.OfType<WorldType>().Select(type => type.Definition), after.OfType<WorldType>().Select(type => type.Definition));
            comparer.CompareFunctions(prefix.TrimEnd(), before.OfType<WorldFunction>().Select(item => item.Function), after.OfType<WorldFunction>().Select(item => item.Function));
        }
    }

    // The very name first, then a version of the same track, then any other version.
    private static void Pair<T>(
        InterfaceComparer comparer, string prefix, string what, IEnumerable<T> old, IEnumerable<T> @new, Func<T, string> name, Func<T, string> path, Action<string, T, T> compare)
        where T : class
    {
        List<T> before = [.. old], after = [.. @new];
        var pairs = new Dictionary<T, T>();
        foreach (var key in new[] { name, item => InterfaceName.OfAnyForm(name(item))?.TrackName ?? name(item), path })
        {
            foreach (var item in before.Where(item => !pairs.ContainsKey(item)).ToList())
            {
                if (after.Find(other => key(other) == key(item)) is { } found)
                {
                    pairs.Add(item, found);
                    after.Remove(found);
                }
            }
        }
        foreach (var item in before)
        {
            if (pairs.TryGetValue(item, out var other))
            {
                compare(prefix + path(other), item, other);
            }
            else
            {
                comparer.Add(ChangeKind.Removed, prefix + name(item), what, what, null);
            }
        }
        foreach (var item in after)
        {
            comparer.Add(ChangeKind.Added, prefix + name(item), what, null, what);
        }
    }

    // Versions of a track are compatible; another track is another interface, for whoever calls or implements it.
    private static void NoteVersion(InterfaceComparer comparer, string path, string what, SemanticVersion? old, SemanticVersion? @new)
    {
        if (old == @new)
        {
            return;
        }
        var isSameTrack = old is not null && @new is not null && VersionTrack.Of(old) is { } track && track == VersionTrack.Of(@new);
        if (isSameTrack || what == "package")
        {
            comparer.Note(path, "version", old?.ToString() ?? "no version", @new?.ToString() ?? "no version");
        }
        else
        {
            comparer.Add(ChangeKind.Changed, path, "version", old?.ToString() ?? "no version", @new?.ToString() ?? "no version");
        }
    }

    private static string KeyOf(WorldInterface item) => item.Label ?? PathOf(item.Interface);

    private static string PathOf(WitInterface item) => item.FullName!.Path;
}
