using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.Budgets;
using Dovetail.Compilation.Delegates;
using Dovetail.Instantiation;
using Dovetail.Linking;
using Dovetail.Wit.Names;

namespace Dovetail;

/// <summary>
/// Names what imports are linked to, and makes instances. It is frozen by its first use; from then on it is safe from many threads.
/// </summary>
public sealed class Linker
{
    private readonly CoreDefinitions _core = new();
    private readonly NameMatching _matching;

    // A linker of core modules alone makes neither.
    private ComponentDefinitions? _components;
    private ConditionalWeakTable<Component, LinkPlan>? _plans;
    private volatile bool _frozen;

    /// <summary>Makes a linker for modules and stores of <paramref name="engine"/>.</summary>
    /// <param name="matching">
    /// Which versions of interfaces match: all of a track unless set, so that <c>0.2.1</c> also satisfies an import of <c>0.2.6</c>. A pre-release matches itself alone.
    /// </param>
    /// <exception cref="ObjectDisposedException">The engine is disposed.</exception>
    public Linker(Engine engine, NameMatching matching = NameMatching.Compatible)
    {
        _matching = matching;
        ArgumentNullException.ThrowIfNull(engine);
        engine.ThrowIfDisposed();
        Engine = engine;
    }

    /// <summary>The engine whose modules the linker links.</summary>
    public Engine Engine { get; }

    /// <summary>Defines a function of the host for the import <paramref name="name"/> of <paramref name="module"/>, in every store.</summary>
    /// <param name="function">A delegate, with the types that <see cref="Function.FromDelegate"/> names.</param>
    /// <exception cref="ArgumentException">The name is taken, or a type has no counterpart.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, string name, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _ = DelegateShape.Of(function.GetType());
        return Add(module, name, function);
    }

    /// <summary>
    /// Defines a function of the host for the import <paramref name="name"/> of <paramref name="module"/>, in every store, that is made anew for each instance: one that reads the
    /// memory of who calls it.
    /// </summary>
    /// <param name="function">
    /// Called with the store when an instance is about to be made in it, and gives the function for it, with the types that <see cref="Function.FromDelegate"/> names. The
    /// instance has no exports yet; it has when it first calls the function. What the parameter throws ends <see cref="Instantiate(Store, Module)"/>.
    /// </param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, string name, Func<Store, ModuleInstance, Delegate> function) => Add(module, name, function);

    /// <summary>Defines a function for the import <paramref name="name"/> of <paramref name="module"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, string name, Function function) => Add(module, name, function);

    /// <summary>Defines a memory for the import <paramref name="name"/> of <paramref name="module"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, string name, Memory memory) => Add(module, name, memory);

    /// <summary>Defines a table for the import <paramref name="name"/> of <paramref name="module"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, string name, Table table) => Add(module, name, table);

    /// <summary>Defines a global for the import <paramref name="name"/> of <paramref name="module"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, string name, Global global) => Add(module, name, global);

    /// <summary>Defines a tag for the import <paramref name="name"/> of <paramref name="module"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, string name, Tag tag) => Add(module, name, tag);

    /// <summary>Defines the exports of <paramref name="instance"/> for the imports of <paramref name="module"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, ModuleInstance instance)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(instance);
        ThrowIfFrozen();
        ThrowIfForeign(instance.Store.Engine, "instance");
        _core.Add(module, instance);
        return this;
    }

    /// <summary>Makes an instance of <paramref name="module"/> in <paramref name="store"/>, and calls its start function.</summary>
    /// <exception cref="LinkException">An import is not defined, or not of its type.</exception>
    /// <exception cref="ArgumentException">Store, module and linker are not of one engine, or a definition is of another store.</exception>
    /// <exception cref="LimitException">The store or the process has no room.</exception>
    /// <exception cref="TrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="WasmException">The start function threw an exception of WebAssembly.</exception>
    /// <exception cref="HostException">A function of the host threw, called by the start function.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public ModuleInstance Instantiate(Store store, Module module)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        ThrowIfForeign(store.Engine, "store");
        ThrowIfForeign(module.Engine, "module");
        _frozen = true;
        var instance = new ModuleInstance(store, module);
        return ModuleInstantiation.Run(instance, _core.Resolve(instance));
    }

    /// <summary>Defines an interface of the host for the imports of components by <paramref name="name"/>.</summary>
    /// <remarks>A version stands for its track (<c>0.2.1</c> also satisfies an import of <c>0.2.6</c>), a name without one for every version.</remarks>
    /// <param name="build">Says what the interface has, at once.</param>
    /// <exception cref="ArgumentException">The name is taken, or a module or component in the interface is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, Action<InterfaceBuilder> build)
    {
        var offer = InterfaceBuilder.Build(build);
        ThrowIfForeign(offer);
        return Add(name, offer);
    }

    /// <summary>Defines a function of the host for the imports of components by <paramref name="name"/>.</summary>
    /// <param name="function">See <see cref="InterfaceBuilder.Function"/>.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, new FunctionOffer(function));
    }

    /// <summary>
    /// Lets a component satisfy the imports of others by <paramref name="name"/>. An instance import gets an instance of it, the same one for
    /// all who ask within one <see cref="Instantiate(Store, Component)"/>: its export of that name, or all its exports. A component import gets the component.
    /// </summary>
    /// <remarks>What the component imports is found in the linker too. A definition that nobody asks for costs nothing.</remarks>
    /// <exception cref="ArgumentException">The name is taken, or the component is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, Component component) => Add(name, new ComponentOffer(name, Own(component), Sharing.Together));

    /// <summary>As <see cref="Define(string, Component)"/>, with an instance of its own for each import.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the component is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker DefineFresh(string name, Component component) => Add(name, new ComponentOffer(name, Own(component), Sharing.Fresh));

    /// <summary>
    /// Lets a component satisfy the imports of others by the names of all its exports, with one instance within one <see cref="Instantiate(Store, Component)"/>.
    /// </summary>
    /// <remarks>
    /// A definition by name goes before. Of several versions on a track the very one is taken, or else the highest; where several components
    /// export the one that is taken, an import of it is refused. The order of definitions does not matter.
    /// </remarks>
    /// <exception cref="ArgumentException">The component is of another engine, or defined already.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(Component component)
    {
        _ = Own(component);
        ThrowIfFrozen();
        Components.Add(component);
        return this;
    }

    /// <summary>
    /// As <see cref="Define(string, Component)"/>, with the component as a root of its own, in a store of its own: what goes wrong inside, or takes too
    /// long, is an error of that call, and those who import it go on. The next call finds a new instance.
    /// </summary>
    /// <remarks>
    /// The error of a call is the error case of its result where that is <c>result&lt;T&gt;</c> or <c>result&lt;T, string&gt;</c>; a function whose result has no
    /// such case traps for its caller too, with <see cref="TrapCode.IsolatedFault"/>. Values are copied, and resources of the component stand behind handles
    /// that end with the instance; resources of its importers cannot be passed in.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is taken, or the component is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Isolate(string name, Component component, IsolationOptions? options = null) =>
        Add(name, new ComponentOffer(name, Own(component), Sharing.Together, options ?? IsolationOptions.Default));

    /// <summary>Lets an instance satisfy the imports of components by <paramref name="name"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the instance is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, ComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ThrowIfForeign(instance.Store.Engine, "instance");
        return Add(name, new InstanceOffer(instance));
    }

    /// <summary>Defines a core module for the imports of components by <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the module is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        ThrowIfForeign(module.Engine, "module");
        return Add(name, new ModuleOffer(module));
    }

    /// <summary>Makes an instance of <paramref name="component"/> in <paramref name="store"/>, and of the components that it imports.</summary>
    /// <remarks>All imports are checked before any code of a guest runs.</remarks>
    /// <exception cref="LinkException">Imports are not defined or not of their types, or components import each other in a circle: all that is wrong, up to a hundred problems.</exception>
    /// <exception cref="ArgumentException">Store, component and linker are not of one engine, or a definition is of another store.</exception>
    /// <exception cref="LimitException">The store or the process has no room, or more than 100 components import each other in a row.</exception>
    /// <exception cref="TrapException">A start function trapped, or a segment does not fit.</exception>
    /// <exception cref="HostException">A function of the host threw, called by a start function.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public ComponentInstance Instantiate(Store store, Component component) => Instantiate(store, component, ComponentBudget.None);

    /// <summary>
    /// As <see cref="Instantiate(Store, Component)"/>, with a budget for each instance at a path of <paramref name="budgets"/>, see <see cref="ComponentBudget"/>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A budget is out of its range or for a path at which there is no instance, or as <see cref="Instantiate(Store, Component)"/> says.
    /// </exception>
    /// <inheritdoc cref="Instantiate(Store, Component)"/>
    public ComponentInstance Instantiate(Store store, Component component, IReadOnlyDictionary<string, ComponentBudget> budgets)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(store);
        ThrowIfForeign(store.Engine, "store");
        _ = Own(component);
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw Function.NotWithoutDynamicCode();
        _frozen = true;
        if (budgets.Count == 0)
            return LinkRun.Run(store, PlanOf(component))[0];
        var plan = new BudgetPlan(budgets, Engine);
        var instance = LinkRun.Run(store, PlanOf(component), plan)[0];
        plan.ThrowIfUnused();
        return instance;
    }

    /// <summary>
    /// Makes an instance of each of <paramref name="components"/> in <paramref name="store"/>, in whatever order they are given: what one imports and another exports is
    /// linked, as if each were defined (<see cref="Define(Component)"/>); all else comes from the linker.
    /// </summary>
    /// <returns>The instances, in the order of the components.</returns>
    /// <inheritdoc cref="Instantiate(Store, Component)"/>
    public IReadOnlyList<ComponentInstance> InstantiateAll(Store store, params IEnumerable<Component> components) =>
        InstantiateAll(store, ImmutableDictionary<Component, IReadOnlyDictionary<string, ComponentBudget>>.Empty, components);

    /// <summary>
    /// As <see cref="InstantiateAll(Store, IEnumerable{Component})"/>, with budgets for the instances of each component that <paramref name="budgets"/> has, which may be one
    /// that the linker defines: by the path from the component's own instance on, which is the empty one. See <see cref="ComponentBudget"/>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A budget is out of its range, for a path at which there is no instance or for a component of which there is none, or as
    /// <see cref="Instantiate(Store, Component)"/> says.
    /// </exception>
    /// <inheritdoc cref="InstantiateAll(Store, IEnumerable{Component})"/>
    public IReadOnlyList<ComponentInstance> InstantiateAll(
        Store store, IReadOnlyDictionary<Component, IReadOnlyDictionary<string, ComponentBudget>> budgets, params IEnumerable<Component> components)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(components);
        ThrowIfForeign(store.Engine, "store");
        Component[] all = [.. components.Select(Own)];
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw Function.NotWithoutDynamicCode();
        _frozen = true;
        var plan = LinkPlanner.Plan(Components.With(all), all);
        var parts = plan.Nodes.Where(node => budgets.ContainsKey(node.Component))
            .ToDictionary(node => node, node => new BudgetPlan(budgets[node.Component], Engine, node.Path));
        if (budgets.Keys.FirstOrDefault(component => !plan.Nodes.Any(node => node.Component == component)) is { } missing)
            throw new ArgumentException($"there is no instance of {Explanations.Label(missing)} that budgets are for", nameof(budgets));
        var instances = LinkRun.Run(store, plan, parts.GetValueOrDefault);
        foreach (var part in parts.Values)
            part.ThrowIfUnused();
        return instances;
    }

    private ComponentDefinitions Components => LazyInitializer.EnsureInitialized(ref _components, () => new ComponentDefinitions(_matching));

    // Two threads may plan the same component at a time; either plan is right.
    [RequiresDynamicCode("Looks at the types of the host's delegates.")]
    private LinkPlan PlanOf(Component component)
    {
        var plans = LazyInitializer.EnsureInitialized(ref _plans, () => []);
        if (!plans.TryGetValue(component, out var plan))
        {
            plan = LinkPlanner.Plan(Components, component);
            plans.AddOrUpdate(component, plan);
        }
        return plan;
    }

    private Linker Add(string name, LinkOffer offer)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowIfFrozen();
        Components.Add(name, offer);
        return this;
    }

    private Component Own(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        ThrowIfForeign(component.Engine, "component");
        return component;
    }

    private void ThrowIfForeign(InterfaceOffer offer)
    {
        foreach (var item in offer.Items.Values)
        {
            if (item is InterfaceOffer inner)
                ThrowIfForeign(inner);
            else if (item is ModuleOffer { Module: var module })
                ThrowIfForeign(module.Engine, "module");
            else if (item is ComponentOffer { Component: var component })
                ThrowIfForeign(component.Engine, "component");
        }
    }

    private void ThrowIfForeign(Engine engine, string what)
    {
        if (engine != Engine)
            throw new ArgumentException($"the {what} belongs to another engine; make store, linker and all that is linked with one engine", what);
    }

    private Linker Add(string module, string name, object item)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfFrozen();
        _core.Add(module, name, item);
        return this;
    }

    private void ThrowIfFrozen()
    {
        if (_frozen)
            throw new InvalidOperationException("the linker has been used and cannot be changed any more; make another one");
    }
}
