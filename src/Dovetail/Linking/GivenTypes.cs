using System.Collections.Immutable;
using Dovetail.Instantiation;
using Dovetail.Resources;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

/// <summary>What an instance was made of: from it follows the type of what it exports.</summary>
/// <param name="Imports">The items that it was given for its imports.</param>
/// <param name="Items">All that it exports.</param>
internal sealed record InstanceOrigin(Component Component, IReadOnlyDictionary<string, object> Imports, InstanceItems Items);

/// <summary>The types of instances that exist.</summary>
internal static class GivenTypes
{
    /// <summary>The type of <paramref name="instance"/>, in which each resource type is what <paramref name="standIn"/> gives for the real one.</summary>
    public static InstanceType Of(ComponentInstance instance, Func<RuntimeResourceType, ResourceType> standIn, Substitution substitution)
    {
        var origin = instance.Origin;
        var component = origin.Component.Type;
        Map(component.BoundImports, name => origin.Imports[name]);
        Map(component.BoundExports, name => origin.Items.Items[name]);
        var type = new InstanceType(substitution.Apply(component.Exports.Items), []);
        foreach (var name in instance.Path)
        {
            type = type.Exports.TryGet(name, out var export) ? ((InstanceExtern)export).Type : type;
        }
        return type;

        void Map(ImmutableArray<BoundResource> bound, Func<string, object> root)
        {
            foreach (var (resource, path) in bound)
            {
                var item = root(path[0]);
                foreach (var name in path.AsSpan()[1..])
                {
                    item = ((InstanceItems)item).Items[name];
                }
                substitution.Map(resource, standIn((RuntimeResourceType)item));
            }
        }
    }
}
