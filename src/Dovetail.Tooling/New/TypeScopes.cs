using Dovetail.Wasm.Components;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>
/// Where the types of the component's own scope are found. The same type of WIT may be several there: that of an imported interface, that of the
/// exported interface of the same name, and one more for each label that the interface has.
/// </summary>
internal sealed class TypeScopes
{
    private readonly ComponentFields _fields;
    private readonly Dictionary<WitTypeDefinition, int> _worldTypes = [];
    private readonly Dictionary<WitInterface, int> _imported = [];
    private readonly Dictionary<WitInterface, int> _exported = [];
    private readonly Dictionary<string, int> _importedInstances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<ItemScope, TypeDefiner> _definers = [];
    private readonly Dictionary<(string Item, WitTypeDefinition Type), int> _own = [];

    public TypeScopes(ComponentFields fields) => _fields = fields;

    /// <summary>Adds an instance that is imported.</summary>
    public void AddImport(WorldInterface item, int instance)
    {
        _importedInstances.Add(item.Name, instance);
        if (item.Label is null)
        {
            _imported.Add(item.Interface, instance);
        }
    }

    /// <summary>Adds an instance that is exported; what is exported behind it takes its types from there.</summary>
    public void AddExport(WorldInterface item, int instance)
    {
        if (item.Label is null)
        {
            _exported.Add(item.Interface, instance);
        }
    }

    /// <summary>Adds a type of the world.</summary>
    public void AddWorldType(WitTypeDefinition type, int index) => _worldTypes.Add(type, index);

    /// <summary>Adds a function of the world that is imported.</summary>
    public void AddFunction(WitFunction function, int index) => _functions.Add(function.Name, index);

    /// <summary>Adds a resource that the component itself exports.</summary>
    public void AddResource(WorldInterface item, WitTypeDefinition resource, int index) => _own.Add((item.Name, resource), index);

    /// <summary>The instance that is imported under the name of an item.</summary>
    public int ImportedInstance(WorldInterface item) => _importedInstances[item.Name];

    /// <summary>A function of the world that is imported.</summary>
    public int ImportedFunction(WitFunction function) => _functions[function.Name];

    /// <summary>Writes types as they are seen from <paramref name="scope"/>.</summary>
    public TypeDefiner Definer(ItemScope scope)
    {
        if (!_definers.TryGetValue(scope, out var definer))
        {
            _definers.Add(scope, definer = new TypeDefiner(_fields.AddType, type => Find(type, scope)));
        }
        return definer;
    }

    /// <summary>The index of a type as it is seen from <paramref name="scope"/>.</summary>
    public int Find(WitTypeDefinition type, ItemScope scope)
    {
        if (type.Owner is not WitInterface owner)
        {
            return _worldTypes.TryGetValue(type, out var index) ? index : throw InterfaceEncoder.NotImported(type);
        }
        if (scope.Item is { } item && owner == item.Interface)
        {
            return scope.IsExport ? Own(type, scope) : _fields.Export(Sort.Type, _importedInstances[item.Name], type.Name);
        }
        if ((!scope.IsExport || !_exported.TryGetValue(owner, out var instance)) && !_imported.TryGetValue(owner, out instance))
        {
            throw InterfaceEncoder.NotImported(type);
        }
        return _fields.Export(Sort.Type, instance, type.Name);
    }

    // What an export has of its own has no name yet: it gets that when it is exported.
    private int Own(WitTypeDefinition type, ItemScope scope)
    {
        var key = (scope.Item!.Name, type);
        if (!_own.TryGetValue(key, out var index))
        {
            index = type.Body is AliasBody { Target: NamedUse { Definition: var target } }
                ? Find(target, scope)
                : _fields.AddType(Definer(scope).Define(type.Body));
            _own.Add(key, index);
        }
        return index;
    }
}
