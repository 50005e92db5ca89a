using Dovetail.Linking;
using Dovetail.Resources;

namespace Dovetail;

/// <summary>Says what the host offers for an imported interface: functions, resource types, modules, components and interfaces inside. For one thread at a time.</summary>
public sealed class InterfaceBuilder
{
    private readonly Dictionary<string, LinkOffer> items = new(StringComparer.Ordinal);
    private bool closed;

    internal InterfaceBuilder()
    {
    }

    /// <summary>Offers a function.</summary>
    /// <param name="name">Its name in WIT: <c>format-currency</c>; of resources <c>[constructor]db</c>, <c>[method]db.query</c>, <c>[static]db.open</c>.</param>
    /// <param name="function">
    /// Its parameters and result must fit the WIT type, which is found out when an import is linked to it; or a
    /// <c>Func&lt;WitValue[], WitValue&gt;</c>, which fits any. A parameter of type <see cref="Store"/> before those of the WIT type is given the store that calls.
    /// </param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public InterfaceBuilder Function(string name, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, new FunctionOffer(function));
    }

    /// <summary>Offers a resource type whose resources are objects of <typeparamref name="T"/>.</summary>
    /// <param name="name">Its name in WIT.</param>
    /// <param name="drop">
    /// Called with an object that a guest owned and dropped. Without it nothing happens to the object, whose lifetime is then the host's affair alone.
    /// </param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public InterfaceBuilder Resource<T>(string name, Action<T>? drop = null)
        where T : class =>
        Add(name, new ResourceOffer(RuntimeResourceType.OfHost(name ?? "", typeof(T), drop is null ? null : resource => drop((T)resource))));

    /// <summary>Offers a resource type that is offered already, by another name.</summary>
    internal InterfaceBuilder Again(string name, string known) => Add(name, items[known]);

    /// <summary>Offers a core module.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public InterfaceBuilder Module(string name, Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Add(name, new ModuleOffer(module));
    }

    /// <summary>Offers a component: itself where the import wants one, and otherwise what an instance of it exports. See <see cref="Linker.Define(string, Dovetail.Component)"/>.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public InterfaceBuilder Component(string name, Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return Add(name, new ComponentOffer(name, component, Sharing.Together));
    }

    /// <summary>Offers an interface inside of this one.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public InterfaceBuilder Interface(string name, Action<InterfaceBuilder> build) => Add(name, Build(build));

    internal static InterfaceOffer Build(Action<InterfaceBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var builder = new InterfaceBuilder();
        build(builder);
        builder.closed = true;
        return new InterfaceOffer(builder.items);
    }

    private InterfaceBuilder Add(string name, LinkOffer item)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (closed)
        {
            throw new InvalidOperationException("the interface is complete and cannot be changed any more");
        }
        return items.TryAdd(name, item) ? this : throw new ArgumentException($"`{name}` is already defined", nameof(name));
    }
}
