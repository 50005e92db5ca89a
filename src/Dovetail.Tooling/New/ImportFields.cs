using Dovetail.Wasm.Components;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>Writes the imports of the world that the component needs.</summary>
internal static class ImportFields
{
    private static readonly ItemScope s_world = new(null, IsExport: false);

    public static void Add(ComponentFields fields, TypeScopes scopes, WitWorld world, Liveness liveness)
    {
        foreach (var item in world.Imports)
        {
            switch (item)
            {
                case WorldInterface named when liveness.Has(named):
                    AddInterface(fields, scopes, named, liveness);
                    break;
                case WorldType { Definition: var type }:
                    AddType(fields, scopes, type);
                    break;
                case WorldFunction { Function: var function } when liveness.Has(null, function):
                    var index = fields.AddType(scopes.Definer(s_world).Define(function));
                    scopes.AddFunction(function, fields.AddImport(
                        function.Name, new ExternTypeReference(ExternTypeKind.Function, index), InterfaceEncoder.Attributes(function.ExternalId)));
                    break;
                default:
                    break;
            }
        }
    }

    private static void AddInterface(ComponentFields fields, TypeScopes scopes, WorldInterface item, Liveness liveness)
    {
        var types = item.Interface.Types.Where(type => liveness.Has(item, type)).ToList();
        // What it uses of others stands outside of its type, before it.
        var used = types.ConvertAll(type => type.Used is { } other ? scopes.Find(other, s_world) : (int?)null);
        var instance = new TypeEncoding(isInstance: true);
        for (var i = 0; i < types.Count; i++)
        {
            instance.AddType(true, types[i], used[i]);
        }
        foreach (var function in item.Interface.Functions.Where(function => liveness.Has(item, function)))
        {
            instance.AddFunction(true, function, function.Name);
        }
        var type = fields.AddType(new InstanceTypeDefinition(instance.Declarations));
        scopes.AddImport(item, fields.AddImport(item.Name, new ExternTypeReference(ExternTypeKind.Instance, type), WorldEncoder.Attributes(item)));
    }

    private static void AddType(ComponentFields fields, TypeScopes scopes, WitTypeDefinition type)
    {
        var reference = type.Body switch
        {
            ResourceBody => new ExternTypeReference(ExternTypeKind.TypeSubResource),
            AliasBody { Target: NamedUse { Definition: var target } } => new ExternTypeReference(ExternTypeKind.TypeEqual, scopes.Find(target, s_world)),
            _ => new ExternTypeReference(ExternTypeKind.TypeEqual, fields.AddType(scopes.Definer(s_world).Define(type.Body))),
        };
        scopes.AddWorldType(type, fields.AddImport(type.Name, reference, InterfaceEncoder.Attributes(type.ExternalId)));
    }
}
