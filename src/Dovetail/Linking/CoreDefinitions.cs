using System.Runtime.CompilerServices;
using Dovetail.Compilation.Delegates;
using Dovetail.Instantiation;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Linking;

/// <summary>What a linker offers to the imports of core modules, by their two names. Not changed any more after the first use.</summary>
internal sealed class CoreDefinitions
{
    // By module and name: a Function, Memory, Table, Global, Tag or Delegate, or a Func that gives the Delegate for an instance. By module: an instance, whose exports come second.
    private readonly Dictionary<string, Dictionary<string, object>> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModuleInstance> _instances = new(StringComparer.Ordinal);

    /// <summary>Enters <paramref name="item"/>.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    internal void Add(string module, string name, object item)
    {
        if (!_items.TryGetValue(module, out var names))
            _items.Add(module, names = new Dictionary<string, object>(StringComparer.Ordinal));
        if (!names.TryAdd(name, item))
            throw new ArgumentException($"`{module}.{name}` is already defined", nameof(name));
    }

    /// <summary>Enters the exports of <paramref name="instance"/>.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    internal void Add(string module, ModuleInstance instance)
    {
        if (!_instances.TryAdd(module, instance))
            throw new ArgumentException($"an instance is already defined as `{module}`", nameof(module));
    }

    /// <summary>What the linker offers for the imports of <paramref name="instance"/>, in their order, as objects of its store.</summary>
    /// <param name="instance">It need have nothing yet.</param>
    /// <exception cref="LinkException">For some imports there is nothing: the message has them all, up to a hundred.</exception>
    /// <exception cref="ArgumentException">What there is belongs to another store.</exception>
    internal object[] Resolve(ModuleInstance instance)
    {
        var module = instance.Module;
        var imports = module.Definition.Imports;
        var found = new object[imports.Length];
        List<string> unknown = [];
        for (var i = 0; i < found.Length && unknown.Count < LinkException.MostProblems; i++)
        {
            if (Resolve(instance, imports[i]) is { } item)
                found[i] = item;
            else
                unknown.Add(ImportMatching.Unknown(imports[i], module, NamesIn(imports[i].Module)));
        }
        return unknown.Count == 0 ? found : throw new LinkException(string.Join('\n', unknown));
    }

    private object? Resolve(ModuleInstance importer, Import import)
    {
        var store = importer.Store;
        if (_items.TryGetValue(import.Module, out var names) && names.TryGetValue(import.Name, out var item))
        {
            var found = item is Func<Store, ModuleInstance, Delegate> make
                ? make(store, importer) ?? throw new InvalidOperationException($"`{ImportMatching.Name(import)}` is defined by a function that gave none for this instance")
                : item;
            return found is Delegate handler ? CreateFunction(store, handler, importer.Module, import) : InStore(store, found, import);
        }
        return _instances.TryGetValue(import.Module, out var instance) && instance.TryGetExport(import.Name, out var export)
            ? InStore(store, export, import)
            : null;
    }

    private static object InStore(Store store, object item, Import import)
    {
        var value = item is Function function ? function.Reference : item;
        var owner = value switch
        {
            FunctionReference reference => reference.Owner.Store,
            Memory memory => memory.Store,
            Table table => table.Store,
            Tag tag => tag.Store,
            _ => ((Global)value).Store,
        };
        return owner == store
            ? value
            : throw new ArgumentException($"`{ImportMatching.Name(import)}` is defined as an object of another store", nameof(store));
    }

    private static FunctionReference CreateFunction(Store store, Delegate handler, Module module, Import import)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw Function.NotWithoutDynamicCode();
        return DelegateCompiler.CreateHostFunction(
            store, handler, ImportMatching.Name(import), import.Type is FunctionImport wanted ? module.Types[wanted.TypeIndex] : null);
    }

    private List<string> NamesIn(string module)
    {
        List<string> names = [];
        if (_items.TryGetValue(module, out var items))
            names.AddRange(items.Keys);
        if (_instances.TryGetValue(module, out var instance))
            names.AddRange(instance.Module.Exports.Keys);
        return names;
    }
}
