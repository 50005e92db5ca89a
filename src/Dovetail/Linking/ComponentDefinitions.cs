using System.Collections.Immutable;
using Dovetail.Wit.Names;

namespace Dovetail.Linking;

/// <summary>
/// What a linker offers to the imports of components: by name, where a version stands for its track and a name without one for all versions; and
/// behind that, the exports of whole components. Not changed any more after the first use.
/// </summary>
internal sealed class ComponentDefinitions
{
    private readonly NameMap<LinkOffer> _named;
    private readonly List<Component> _components;
    private readonly Lazy<ILookup<string, Exporter>> _exporters;
    private readonly Lazy<NameMap<Component?>> _all;

    public ComponentDefinitions(NameMatching matching)
        : this(new NameMap<LinkOffer>(matching), [])
    {
    }

    private ComponentDefinitions(NameMap<LinkOffer> named, List<Component> components)
    {
        (_named, _components) = (named, components);
        _exporters = new(() => Exporters().ToLookup(exporter => InterfaceName.PathOf(exporter.Name), StringComparer.Ordinal));
        _all = new(Collect);
    }

    /// <summary>Which names match.</summary>
    public NameMatching Matching => _named.Matching;

    /// <summary>All names that are offered, each with the component whose export it is; null where it is a definition of its own.</summary>
    public NameMap<Component?> All => _all.Value;

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, LinkOffer offer)
    {
        if (!_named.TryAdd(name, offer))
        {
            throw new ArgumentException($"`{name}` is already defined", nameof(name));
        }
    }

    /// <summary>Offers all exports of the component.</summary>
    /// <exception cref="ArgumentException">It is offered already.</exception>
    public void Add(Component component)
    {
        if (_components.Contains(component))
        {
            throw new ArgumentException("the component is already defined", nameof(component));
        }
        _components.Add(component);
    }

    /// <summary>These definitions and the exports of <paramref name="components"/>.</summary>
    public ComponentDefinitions With(IEnumerable<Component> components) => new(_named, [.. _components.Union(components)]);

    /// <summary>Finds what is offered for an import of <paramref name="asker"/>.</summary>
    public LinkChoice Find(string name, Component asker)
    {
        if (_named.TryGet(name, out var offer, out var chosen))
        {
            return new LinkChoice(offer, chosen, []);
        }
        var path = InterfaceName.PathOf(name);
        return Matching == NameMatching.Compatible && path != name && _named.TryGet(path, out var any)
            ? new LinkChoice(any, path, [])
            : FindExporter(name, path, asker);
    }

    // The very name first, then the highest of the track, as in a NameMap. A component never satisfies its own imports.
    private LinkChoice FindExporter(string name, string path, Component asker)
    {
        var candidates = _exporters.Value[path].Where(exporter => exporter.Component != asker).ToList();
        var names = new NameMap<Component>(Matching);
        candidates.ForEach(exporter => names.Set(exporter.Name, exporter.Component));
        if (!names.TryGet(name, out var component, out var chosen))
        {
            return default;
        }
        var rivals = candidates.Where(exporter => exporter.Name == chosen).Select(exporter => exporter.Component).ToImmutableArray();
        return new LinkChoice(rivals.Length == 1 ? new ComponentOffer(chosen, component, Sharing.Together) : null, chosen, rivals);
    }

    private IEnumerable<Exporter> Exporters() => _components.SelectMany(
        component => component.Type.Exports.Items, (component, export) => new Exporter(export.Name, component));

    private NameMap<Component?> Collect()
    {
        var names = new NameMap<Component?>(Matching);
        foreach (var exporter in Exporters())
        {
            names.Set(exporter.Name, exporter.Component);
        }
        foreach (var name in _named.Names)
        {
            names.Set(name, null);
        }
        return names;
    }

    private readonly record struct Exporter(string Name, Component Component);
}

/// <summary>What was found for a name.</summary>
/// <param name="Offer">The offer; null where there is none, or more than one.</param>
/// <param name="Name">The name that it is offered by; null where there is none.</param>
/// <param name="Exporters">The components that export it, where it is found among the exports of whole components.</param>
internal readonly record struct LinkChoice(LinkOffer? Offer, string? Name, ImmutableArray<Component> Exporters);
