using Dovetail.Wit.Names;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>
/// An interface as far as it is known: what several places show of it makes it together.
/// </summary>
internal sealed class InterfaceDraft(WitInterface item)
{
    private readonly Dictionary<string, WitTypeDefinition> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WitFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<WitTypeDefinition, WitTypeDefinition> _used = [];
    private readonly List<WitTypeDefinition> _typeOrder = [];
    private readonly List<WitFunction> _functionOrder = [];

    public WitInterface Interface { get; } = item;

    public WitTypeDefinition? FindType(string name) => _types.TryGetValue(name, out var type) ? type : null;

    /// <summary>The name that a <c>use</c> gave to a type of another interface; null where none did.</summary>
    public WitTypeDefinition? FindUsed(WitTypeDefinition type) => _used.TryGetValue(type, out var name) ? name : null;

    public WitFunction? FindFunction(string name) => _functions.TryGetValue(name, out var function) ? function : null;

    public void Add(WitTypeDefinition type)
    {
        _types.Add(type.Name, type);
        if (type.Used is { } used && !_used.ContainsKey(used))
        {
            _used.Add(used, type);
        }
        _typeOrder.Add(type);
    }

    public void Add(WitFunction function)
    {
        _functions.Add(function.Name, function);
        _functionOrder.Add(function);
    }

    /// <summary>Puts members in an order that does not depend on which came first: by what they refer to, and else by name.</summary>
    public void Sort()
    {
        var byName = _typeOrder.OrderBy(type => type.Name, StringComparer.Ordinal).ToList();
        _typeOrder.Clear();
        _typeOrder.AddRange(DependencyOrder.Of<WitTypeDefinition, bool>(
            byName, type => [.. TypeReferences.Of(type.Body).Where(needed => FindType(needed.Name) == needed).Select(needed => (needed, true))], (_, _) => { }));
        _functionOrder.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
    }

    public void Finish() => (Interface.Types, Interface.Functions) = ([.. _typeOrder], [.. _functionOrder]);
}

/// <summary>Packages that are put together from parts.</summary>
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

    /// <summary>Says what is said of a package as a whole.</summary>
    public void Document(PackageName package, string? docs) => Package(package).Package.Docs = docs;

    /// <summary>The packages, complete.</summary>
    public WitResolution Finish(IEnumerable<PackageName> roots)
    {
        foreach (var draft in _drafts)
        {
            draft.Finish();
        }
        foreach (var (package, interfaces, worlds) in _packages.Values)
        {
            var order = DependencyOrder.Of<WitInterface, bool>(
                interfaces.Values.Select(draft => draft.Interface),
                item => [.. item.Dependencies.Where(needed => needed.Package == package.Name && needed.Name is not null).Select(needed => (needed, true))],
                (_, _) => { });
            package.Interfaces = [.. order];
            package.Worlds = [.. worlds];
        }
        return new WitResolution(PackageOrder.Of(_packages.Values.Select(entry => entry.Package)), [.. roots.Select(name => Package(name).Package)]);
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
