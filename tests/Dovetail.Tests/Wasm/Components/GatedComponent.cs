using Dovetail.Wasm;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>Validates components with gated features on.</summary>
internal static class GatedComponent
{
    /// <summary>A memory <c>$m</c> and functions <c>$realloc</c>, <c>$callback</c>, <c>$nothing</c>, <c>$i32</c> of a core module.</summary>
    public const string Core = """
        (core module $module
          (memory (export "m") 1)
          (memory (export "wide") i64 1)
          (table (export "t") 1 funcref)
          (table (export "externs") 1 externref)
          (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
          (func (export "callback") (param i32 i32 i32) (result i32) unreachable)
          (func (export "nothing"))
          (func (export "i32") (result i32) unreachable))
        (core instance $instance (instantiate $module))
        (alias core export $instance "m" (core memory $m))
        (alias core export $instance "wide" (core memory $wide))
        (alias core export $instance "t" (core table $t))
        (alias core export $instance "externs" (core table $externs))
        (alias core export $instance "realloc" (core func $realloc))
        (alias core export $instance "callback" (core func $callback))
        (alias core export $instance "nothing" (core func $nothing))
        (alias core export $instance "i32" (core func $i32))

        """;

    public static ValidatedComponent Validate(
        string fields, ComponentFeatures gates = ComponentFeatures.All, WasmFeatures features = WasmFeatures.Supported) =>
        ComponentValidator.Validate(ComponentParser.Parse(new SourceText($"(component {fields})")), features, gates);

    /// <summary>Accepts the component, or refuses it for <paramref name="why"/>.</summary>
    public static void Judge(string fields, string? why, ComponentFeatures gates = ComponentFeatures.All)
    {
        if (why is null)
        {
            Validate(fields, gates);
            return;
        }
        Assert.Contains(why, Assert.Throws<InvalidException>(() => Validate(fields, gates)).Message, StringComparison.Ordinal);
    }

    /// <summary>Refuses the component for a feature that is off, and accepts it where that is on.</summary>
    public static void Needs(string fields, ComponentFeatures feature)
    {
        Validate(fields);
        var error = Assert.Throws<UnsupportedException>(() => Validate(fields, ComponentFeatures.All & ~feature));
        Assert.Equal(ComponentFeatureNames.NameOf(feature), error.Feature);
    }
}
