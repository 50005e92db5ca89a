using System.Runtime.CompilerServices;
using Dovetail.Budgets;
using Dovetail.Compilation.Delegates;
using Dovetail.Instantiation;
using Dovetail.Linking;

namespace Dovetail;

/// <summary>
/// Names what imports are linked to, and makes instances. It is frozen by its first use; from then on it is safe from many threads.
/// </summary>
public sealed class Linker
{
    private readonly CoreDefinitions _core = new();
    private readonly ComponentDefinitions _components = new();
    private volatile bool _frozen;

    /// <summary>Makes a linker for modules and stores of <paramref name="engine"/>.</summary>
    /// <exception cref="ObjectDisposedException">The engine is disposed.</exception>
    public Linker(Engine engine)
    {
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
        return ModuleInstantiation.Run(store, module, _core.Resolve(store, module));
    }

    /// <summary>Defines an interface of the host for the imports of components by <paramref name="name"/>.</summary>
    /// <remarks>A version stands for its track (<c>0.2.1</c> also satisfies an import of <c>0.2.6</c>), a name without one for every version.</remarks>
    /// <param name="build">Says what the interface has, at once.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, Action<InterfaceBuilder> build) => Add(name, InterfaceBuilder.Build(build));

    /// <summary>Defines a function of the host for the imports of components by <paramref name="name"/>.</summary>
    /// <param name="function">See <see cref="InterfaceBuilder.Function"/>.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, Delegate function) => Add(name, function);

    /// <summary>
    /// Lets a component satisfy the imports of others by <paramref name="name"/>. An instance import gets an instance of it, the same one for
    /// all who ask within one <see cref="Instantiate(Store, Component)"/>: its export of that name, or all its exports. A component import gets the component.
    /// </summary>
    /// <exception cref="ArgumentException">The name is taken, or the component is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, Component component) => Add(name, Own(component), isFresh: false);

    /// <summary>As <see cref="Define(string, Component)"/>, with an instance of its own for each import.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the component is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker DefineFresh(string name, Component component) => Add(name, Own(component), isFresh: true);

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
        Add(name, new IsolatedComponent(name, Own(component), options ?? IsolationOptions.Default));

    /// <summary>Lets an instance satisfy the imports of components by <paramref name="name"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the instance is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, ComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ThrowIfForeign(instance.Store.Engine, "instance");
        return Add(name, (object)instance);
    }

    /// <summary>Defines a core module for the imports of components by <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the module is of another engine.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string name, Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        ThrowIfForeign(module.Engine, "module");
        return Add(name, (object)module);
    }

    /// <summary>Makes an instance of <paramref name="component"/> in <paramref name="store"/>, and of the components that it imports.</summary>
    /// <exception cref="LinkException">An import is not defined, or not of its type.</exception>
    /// <exception cref="ArgumentException">Store, component and linker are not of one engine, or a definition is of another store.</exception>
    /// <exception cref="LimitException">The store or the process has no room.</exception>
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
        ArgumentNullException.ThrowIfNull(component);
        ThrowIfForeign(store.Engine, "store");
        ThrowIfForeign(component.Engine, "component");
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw Function.NotWithoutDynamicCode();
        _frozen = true;
        if (budgets.Count == 0)
            return new ComponentInstance(store, new LinkSession(store, _components).Instantiate(component));
        var plan = new BudgetPlan(budgets, Engine);
        var items = new LinkSession(store, _components, plan).Instantiate(component);
        plan.ThrowIfUnused();
        return new ComponentInstance(store, items);
    }

    private Linker Add(string name, object item)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfFrozen();
        _components.Add(name, item);
        return this;
    }

    private Linker Add(string name, Component component, bool isFresh) => Add(name, new LinkedComponent(name, component, isFresh));

    private Component Own(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        ThrowIfForeign(component.Engine, "component");
        return component;
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
