using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Resolution.Passes;

namespace Dovetail.Wasm.Interfaces;

/// <summary>
/// An interface as far as it is known: a binary may show parts of it in several places, which together make it.
/// </summary>
internal sealed class InterfaceDraft(WitInterface item)
{
    private readonly Dictionary<string, WitTypeDefinition> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WitFunction> _functions = new(StringComparer.Ordinal);
    private readonly List<WitTypeDefinition> _typeOrder = [];
    private readonly List<WitFunction> _functionOrder = [];

    public WitInterface Interface { get; } = item;

    public WitTypeDefinition? FindType(string name) => _types.GetValueOrDefault(name);

    public bool HasFunction(string name) => _functions.ContainsKey(name);

    public void Add(WitTypeDefinition type)
    {
        _types.Add(type.Name, type);
        _typeOrder.Add(type);
    }

    public void Add(WitFunction function)
    {
        _functions.Add(function.Name, function);
        _functionOrder.Add(function);
    }

    public void Finish() => (Interface.Types, Interface.Functions) = ([.. _typeOrder], [.. _functionOrder]);
}

/// <summary>The packages that are found in a binary, while it is read.</summary>
internal sealed class PackageDrafts
{
    private readonly Dictionary<PackageName, (WitPackage Package, Dictionary<string, InterfaceDraft> Interfaces, List<WitWorld> Worlds)> _packages = [];
    private readonly List<InterfaceDraft> _drafts = [];

    /// <summary>The interface of that name, which may be known in part.</summary>
    public InterfaceDraft Interface(PackageName package, string name)
    {
        var interfaces = Package(package).Interfaces;
        if (!interfaces.TryGetValue(name, out var draft))
        {
            interfaces.Add(name, draft = Track(new WitInterface(name, package)));
        }
        return draft;
    }

    /// <summary>An interface that a world has in braces.</summary>
    public InterfaceDraft Inline(PackageName package) => Track(new WitInterface(null, package));

    public void Add(WitWorld world) => Package(world.Package).Worlds.Add(world);

    /// <summary>The packages, complete.</summary>
    public WitResolution Finish(PackageName main, string? docs)
    {
        foreach (var draft in _drafts)
        {
            draft.Finish();
        }
        Package(main).Package.Docs = docs;
        foreach (var (package, interfaces, worlds) in _packages.Values)
        {
            var order = DependencyOrder.Of<WitInterface, bool>(
                interfaces.Values.Select(draft => draft.Interface),
                item => [.. item.Dependencies.Where(needed => needed.Package == package.Name && needed.Name is not null).Select(needed => (needed, true))],
                (_, _) => { });
            package.Interfaces = [.. order];
            package.Worlds = [.. worlds];
        }
        return new WitResolution(PackageOrder.Of(_packages.Values.Select(entry => entry.Package)), [Package(main).Package]);
    }

    private (WitPackage Package, Dictionary<string, InterfaceDraft> Interfaces, List<WitWorld> Worlds) Package(PackageName name)
    {
        if (!_packages.TryGetValue(name, out var entry))
        {
            _packages.Add(name, entry = (new WitPackage(name), new Dictionary<string, InterfaceDraft>(StringComparer.Ordinal), []));
        }
        return entry;
    }

    private InterfaceDraft Track(WitInterface item)
    {
        var draft = new InterfaceDraft(item);
        _drafts.Add(draft);
        return draft;
    }
}
