using Dovetail.Wasm.Components;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>
/// Writes the exports of the world. The types of an exported interface get their names from a component of its own, which imports the functions
/// with types that have no names outside and exports them with those that have.
/// </summary>
internal sealed class ExportFields(ComponentFields fields, TypeScopes scopes)
{
    /// <param name="world">The world.</param>
    /// <param name="lift">Lifts a function and gives its index.</param>
    public void Add(WitWorld world, Func<ItemScope, WitFunction, int> lift)
    {
        foreach (var item in world.Exports)
        {
            if (item is WorldFunction { Function: var function })
            {
                fields.AddExport(function.Name, Sort.Function, lift(new ItemScope(null, true), function), null, InterfaceEncoder.Attributes(function.ExternalId));
            }
            else if (item is WorldInterface named)
            {
                Add(named, lift);
            }
        }
    }

    private void Add(WorldInterface item, Func<ItemScope, WitFunction, int> lift)
    {
        var scope = new ItemScope(item, true);
        var naming = new NamingComponent(item.Interface, type => scopes.Find(type, scope));
        foreach (var function in item.Interface.Functions)
        {
            naming.Import(function, lift(scope, function));
        }
        var (component, arguments) = naming.Build();
        var instance = fields.AddInstance(new Instantiate(fields.AddComponent(component), arguments));
        scopes.AddExport(item, fields.AddExport(item.Name, Sort.Instance, instance, null, WorldEncoder.Attributes(item)));
    }
}
