using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Finds the interface or world that a path names.</summary>
/// <param name="diagnostics">Where errors go.</param>
/// <param name="packages">The packages.</param>
/// <param name="mayHaveOthers">Whether a package that is missing may be one that could not be read.</param>
internal sealed class PathResolver(
    DiagnosticBag diagnostics, Dictionary<PackageName, PackageSymbol> packages, bool mayHaveOthers)
{
    private readonly HashSet<(PackageSymbol, PackageName)> _missing = [];

    /// <summary>Finds an interface; anything else is reported.</summary>
    public ItemSymbol? ResolveInterface(Scope scope, UsePath path, bool isExcluded = false) =>
        Resolve(scope, path, wantsWorld: false, isExcluded);

    /// <summary>Finds a world; anything else is reported.</summary>
    public ItemSymbol? ResolveWorld(Scope scope, UsePath path, bool isExcluded = false) =>
        Resolve(scope, path, wantsWorld: true, isExcluded);

    // What is left out must name something, but may be wrong in what it makes of that.
    private ItemSymbol? Resolve(Scope scope, UsePath path, bool wantsWorld, bool isExcluded)
    {
        var item = path.Package is null && scope.Uses.TryGetValue(path.Name.Text, out var used)
            ? used
            : ResolvePackageItem(scope, path);
        if (item is not null && (item.World is not null) != wantsWorld)
        {
            if (isExcluded)
            {
                return null;
            }
            var (expected, found) = wantsWorld ? ("a world", "an interface") : ("an interface", "a world");
            diagnostics.Add($"expected {expected}; `{path}` is {found}", scope.Source, path.Name.Span);
            return null;
        }
        return item;
    }

    /// <summary>Finds an item of a package, past what <c>use</c> brings into the file.</summary>
    public ItemSymbol? ResolvePackageItem(Scope scope, UsePath path)
    {
        var package = path.Package is null ? scope.Package : FindPackage(scope, path);
        if (package is null)
        {
            return null;
        }
        if (package.Items.TryGetValue(path.Name.Text, out var item))
        {
            return item;
        }
        if (package.MayHave(path.Name.Text))
        {
            return null;
        }
        var where = package == scope.Package ? "" : $" in package `{package.Name}`";
        var similar = NearestName.Of(path.Name.Text, package.Items.Keys);
        var hint = similar is null ? "" : $"; is it `{similar}`?";
        diagnostics.Add($"there is no interface or world `{path.Name.Text}`{where}{hint}", scope.Source, path.Name.Span);
        return null;
    }

    private PackageSymbol? FindPackage(Scope scope, UsePath path)
    {
        var name = path.Package!;
        if (name == scope.Package.Name)
        {
            return scope.Package;
        }
        if (packages.TryGetValue(name, out var package))
        {
            if (!scope.Package.Dependencies.ContainsKey(package))
            {
                scope.Package.Dependencies.Add(package, (scope.Source, path.PackageSpan));
            }
            return package;
        }
        // A package may call itself by its name without the version.
        if (name.Version is null && name.Path == scope.Package.Name.Path)
        {
            return scope.Package;
        }
        if (!mayHaveOthers && _missing.Add((scope.Package, name)))
        {
            diagnostics.Add($"there is no package `{name}`{Explain(name)}", scope.Source, path.PackageSpan);
        }
        return null;
    }

    // The versions that are there, those on the track of the one asked for first.
    private string Explain(PackageName name)
    {
        var versions = packages.Keys.Where(other => other.Path == name.Path).ToList();
        if (versions.Count == 0)
        {
            var similar = NearestName.Of(name.Path, packages.Keys.Select(other => other.Path));
            return similar is null ? "; it must stand in `deps`, or in braces" : $"; is it `{similar}`?";
        }
        var track = name.Version is null ? null : VersionTrack.Of(name.Version);
        var compatible = track is null ? null
            : versions.Where(other => other.Version is { } version && VersionTrack.Of(version) == track)
                .OrderBy(other => other.Version).LastOrDefault();
        return compatible is not null
            ? $"; there is `{compatible}`, which is on the same track and may be what is meant"
            : $"; there is {string.Join(", ", versions.OrderBy(other => other.Version).Select(other => $"`{other}`"))}";
    }
}
