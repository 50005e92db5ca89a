using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Resolution.Passes;

namespace Dovetail.Wasm.Interfaces;

/// <summary>Adds imports and exports to a component type: those of a world, or an interface with what it uses.</summary>
internal sealed class WorldEncoder(TypeEncoding encoding)
{
    private readonly Dictionary<WitInterface, int> _imported = [];
    private readonly Dictionary<WitInterface, int> _exported = [];
    private readonly Dictionary<(int Instance, string Name), int> _aliases = [];

    public void Encode(WitWorld world)
    {
        foreach (var import in world.Imports)
        {
            switch (import)
            {
                case WorldInterface named:
                    AddInstance(named, isExport: false, hasFunctions: true);
                    break;
                case WorldType { Definition: var type }:
                    encoding.AddType(false, type, Alias(type, preferExport: false));
                    break;
                case WorldFunction { Function: var function }:
                    encoding.AddFunction(false, function, function.Name);
                    break;
                default:
                    break;
            }
        }
        foreach (var export in world.Exports)
        {
            if (export is WorldFunction { Function: var function })
            {
                encoding.AddFunction(true, function, function.Name);
            }
            else if (export is WorldInterface named)
            {
                Export(named);
            }
        }
    }

    public void Export(WorldInterface item) => AddInstance(item, isExport: true, hasFunctions: true);

    /// <summary>Imports the types of interfaces, and of those that these use, which come first.</summary>
    /// <param name="interfaces">Those that are used.</param>
    /// <param name="budget">What may be imported by all interfaces of a package: each repeats what it uses, so a chain of them takes the square of its length.</param>
    public void ImportTypes(IEnumerable<WitInterface> interfaces, TypeBudget budget)
    {
        var order = DependencyOrder.Of<WitInterface, bool>(
            interfaces, item => [.. item.Dependencies.Select(needed => (needed, true))], (_, _) => { });
        foreach (var item in order)
        {
            // The declarations: a type and its import; an alias, an alias of that inside, and an export for each type.
            budget.Spend(2 + (3 * item.Types.Length));
            AddInstance(new WorldInterface(null, item), isExport: false, hasFunctions: false);
        }
    }

    private void AddInstance(WorldInterface item, bool isExport, bool hasFunctions)
    {
        // Aliases stand outside of the instance's type, before it.
        var used = item.Interface.Types.ToDictionary(type => type, type => Alias(type, isExport));
        var instance = new TypeEncoding(isInstance: true);
        foreach (var type in item.Interface.Types)
        {
            instance.AddType(true, type, used[type]);
        }
        foreach (var function in hasFunctions ? item.Interface.Functions : [])
        {
            instance.AddFunction(true, function, function.Name);
        }
        var index = encoding.Add(new InstanceTypeDefinition(instance.Declarations));
        var added = encoding.AddInstance(isExport, item.Name, index, Attributes(item));
        if (item.Label is null)
        {
            (isExport ? _exported : _imported)[item.Interface] = added;
        }
    }

    // What an export uses is taken from an export, if that is there.
    private int? Alias(WitTypeDefinition type, bool preferExport)
    {
        if (type.Used is not { Owner: WitInterface owner } used)
        {
            return null;
        }
        var isThere = _imported.TryGetValue(owner, out var instance);
        if (preferExport && _exported.TryGetValue(owner, out var exported))
        {
            (isThere, instance) = (true, exported);
        }
        if (!isThere)
        {
            throw InterfaceEncoder.NotImported(used);
        }
        if (!_aliases.TryGetValue((instance, used.Name), out var index))
        {
            _aliases.Add((instance, used.Name), index = encoding.AddAlias(instance, used.Name));
        }
        return index;
    }

    /// <summary>What is said of an interface beside its name.</summary>
    public static ImmutableArray<ExternAttribute> Attributes(WorldInterface item)
    {
        var attributes = InterfaceEncoder.Attributes(item.ExternalId);
        return item is { Label: not null, Interface.FullName: { } name }
            ? attributes.Insert(0, new ExternAttribute(ExternAttributeKind.Implements, name.ToString()))
            : attributes;
    }
}
