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

    /// <summary>Defines the exports of <paramref name="instance"/> for the imports of <paramref name="module"/>, in its own store.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public Linker Define(string module, ModuleInstance instance)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(instance);
        ThrowIfFrozen();
        if (instance.Store.Engine != Engine)
            throw new ArgumentException("the instance belongs to another engine", nameof(instance));
        _core.Add(module, instance);
        return this;
    }

    /// <summary>Makes an instance of <paramref name="module"/> in <paramref name="store"/>, and calls its start function.</summary>
    /// <exception cref="LinkException">An import is not defined, or not of its type.</exception>
    /// <exception cref="ArgumentException">Store, module and linker are not of one engine, or a definition is of another store.</exception>
    /// <exception cref="LimitException">The store or the process has no room.</exception>
    /// <exception cref="TrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="HostException">A function of the host threw, called by the start function.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public ModuleInstance Instantiate(Store store, Module module)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        if (store.Engine != Engine)
            throw new ArgumentException("the store belongs to another engine", nameof(store));
        if (module.Engine != Engine)
            throw new ArgumentException("the module belongs to another engine", nameof(module));
        _frozen = true;
        return ModuleInstantiation.Run(store, module, _core.Resolve(store, module));
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
