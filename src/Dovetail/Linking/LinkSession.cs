using System.Diagnostics.CodeAnalysis;
using Dovetail.Budgets;
using Dovetail.Instantiation;
using Dovetail.Isolation;
using Dovetail.Wasm.Components.Types;

namespace Dovetail.Linking;

/// <summary>One call of <see cref="Linker.Instantiate(Store, Component)"/>: the instances that it has made of components the linker defines.</summary>
[RequiresDynamicCode("Emits the edges of calls at run time.")]
internal sealed class LinkSession(
    Store store, ComponentDefinitions definitions, BudgetPlan? budgets = null, IEnumerable<Component>? outside = null)
{
    /// <summary>How many components may be linked in a row, each importing the next one; each takes a piece of the thread's stack.</summary>
    public const int MaxDepth = 100;

    private readonly Dictionary<Component, InstanceItems> shared = [];
    private readonly HashSet<Component> running = [.. outside ?? []];

    public ComponentDefinitions Definitions { get; } = definitions;

    /// <summary>An instance of <paramref name="component"/> with its imports linked, as a root of its own.</summary>
    /// <exception cref="LinkException">An import is not defined or not of its type, or components import each other in a circle.</exception>
    /// <exception cref="LimitException">The components in a row are more than <see cref="MaxDepth"/>.</exception>
    /// <param name="path">What messages call the instance, and budgets: what its component was defined as; empty for the one that was asked for.</param>
    public InstanceItems Instantiate(Component component, string path = "")
    {
        if (!running.Add(component))
        {
            throw new LinkException("components import each other in a circle");
        }
        if (running.Count > MaxDepth)
        {
            throw new LimitException("linked components", $"more than {MaxDepth} components import each other in a row");
        }
        var items = PlanRun.Run(store, component.Closure, ImportLink.Resolve(this, component), path, budgets);
        running.Remove(component);
        return items;
    }

    /// <summary>What the linker offers for an import; null for nothing.</summary>
    public object? Find(string name, ComponentExternType expected)
    {
        if (!Definitions.TryGet(name, out var found))
        {
            return null;
        }
        return found switch
        {
            LinkedComponent linked when expected is InstanceExtern => Exports(InstanceOf(linked), name),
            LinkedComponent linked => linked.Component,
            IsolatedComponent isolated when expected is InstanceExtern => Exports(Isolate(isolated), name),
            IsolatedComponent isolated => isolated.Component,
            ComponentInstance instance when instance.Store != store =>
                throw new ArgumentException($"`{name}` is defined as an instance of another store; link it in its own store, or define its component instead", nameof(name)),
            ComponentInstance instance => Exports(instance.Items, name),
            _ => found,
        };
    }

    private InstanceItems InstanceOf(LinkedComponent linked)
    {
        if (linked.IsFresh)
        {
            return Instantiate(linked.Component, linked.Name);
        }
        if (!shared.TryGetValue(linked.Component, out var items))
        {
            shared.Add(linked.Component, items = Instantiate(linked.Component, linked.Name));
        }
        return items;
    }

    // One for all who ask, as with what is defined.
    private InstanceItems Isolate(IsolatedComponent isolated)
    {
        if (!shared.TryGetValue(isolated.Component, out var items))
        {
            var limits = isolated.Options.Budgets;
            Component[] outside = [.. running];
            var instance = new IsolatedInstance(store, isolated.Name, isolated.Options, inside =>
            {
                var plan = limits.Count == 0 ? null : new BudgetPlan(limits, inside.Engine);
                var items = new LinkSession(inside, Definitions, plan, outside).Instantiate(isolated.Component);
                plan?.ThrowIfUnused();
                return items;
            });
            shared.Add(isolated.Component, items = instance.Exports);
        }
        return items;
    }

    // A component that exports the interface by its name offers that export; any other offers its exports as the interface.
    private static InstanceItems Exports(InstanceItems items, string name) =>
        ItemNames.Find<InstanceItems>(items, name) ?? items;
}
