using Dovetail.Wit.Names;

namespace Dovetail.Linking;

/// <summary>An interface of the host: its items by name, each a delegate, a resource type, a module or another interface. Immutable.</summary>
internal sealed record HostInterface(IReadOnlyDictionary<string, object> Items);

/// <summary>
/// What a linker offers to the imports of components, by name: a delegate, a <see cref="HostInterface"/>, a
/// <see cref="Component"/> with how it is shared, a <see cref="ComponentInstance"/> or a <see cref="Module"/>. A version stands for its track, a name without
/// one for all versions.
/// </summary>
internal sealed class ComponentDefinitions
{
    private readonly NameMap<object> items = new(NameMatching.Compatible);

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, object item)
    {
        if (!items.TryAdd(name, item))
        {
            throw new ArgumentException($"`{name}` is already defined", nameof(name));
        }
    }

    /// <summary>Finds the definition of the name, of its track, or of the interface whatever its version.</summary>
    public bool TryGet(string name, out object item) =>
        items.TryGet(name, out item!)
        || (InterfaceName.TryParse(name, NameForms.Canonical | NameForms.Nested, out var parsed, out _) && items.TryGet(parsed.Path, out item!));

    /// <summary>Why there is nothing for <paramref name="path"/>.</summary>
    public LinkException Unknown(string path, string kind)
    {
        var match = items.Explain(path);
        var offered = match.Offered.IsEmpty ? items.Names.Order(StringComparer.Ordinal).ToArray() : [.. match.Offered];
        return new LinkException($"unknown import `{path}`: expected {kind}" + (offered.Length == 0
            ? "; the linker defines nothing for components"
            : $"; the linker has {string.Join(", ", offered.Take(20).Select(name => $"`{name}`"))}{(offered.Length > 20 ? ", …" : "")}"));
    }
}

/// <summary>A component that is a root of its own, in a store of its own.</summary>
internal sealed record IsolatedComponent(string Name, Component Component, IsolationOptions Options);

/// <summary>A component that is defined for instance imports.</summary>
/// <param name="Name">What it is defined as.</param>
/// <param name="IsFresh">Whether each import gets an instance of its own.</param>
internal sealed record LinkedComponent(string Name, Component Component, bool IsFresh);
