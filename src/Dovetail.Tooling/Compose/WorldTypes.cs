using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Compose;

/// <summary>The component types that worlds stand for.</summary>
internal static class WorldTypes
{
    /// <summary>The type of a component that has the imports and exports of <paramref name="world"/>.</summary>
    /// <exception cref="InvalidException">It has what no component can have.</exception>
    public static ComponentType Of(WitWorld world)
    {
        var definition = new ComponentDefinition(
        [
            new TypeField(InterfaceEncoder.EncodeType(world), 0),
            new ExportField(world.Name, Sort.Type, 0, null, 0),
        ]);
        var component = ComponentValidator.Validate(definition, gates: ComponentFeatures.All);
        return (ComponentType)((TypeExtern)component.Type.Exports.Items[0].Type).Type;
    }
}
