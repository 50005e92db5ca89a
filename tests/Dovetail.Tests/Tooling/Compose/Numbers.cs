using System.Globalization;
using System.Text;
using Dovetail.Tooling.Compose;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;

namespace Dovetail.Tests.Tooling.Compose;

/// <summary>Small components that say by numbers whom they asked.</summary>
internal static class Numbers
{
    /// <summary>Exports <c>get</c> of the interface, which gives a number.</summary>
    public static CompositionPackage Source(string name, string export, int value) => Read(name, $$"""
        (component
          (core module $m (func (export "f") (result i32) (i32.const {{value.ToString(CultureInfo.InvariantCulture)}})))
          (core instance $i (instantiate $m))
          (func $f (result u32) (canon lift (core func $i "f")))
          (instance $x (export "get" (func $f)))
          (export "{{export}}" (instance $x)))
        """);

    /// <summary>Exports <c>get</c> of the interface, which asks another for a number and writes a digit behind it.</summary>
    public static CompositionPackage Digit(string name, string import, string export, int digit) => Read(name, $$"""
        (component
          (import "{{import}}" (instance $n (export "get" (func (result u32)))))
          (core func $g (canon lower (func $n "get")))
          (core module $m
            (import "" "g" (func $g (result i32)))
            (func (export "f") (result i32) (i32.add (i32.mul (call $g) (i32.const 10)) (i32.const {{digit.ToString(CultureInfo.InvariantCulture)}}))))
          (core instance $i (instantiate $m (with "" (instance (export "g" (func $g))))))
          (func $f (result u32) (canon lift (core func $i "f")))
          (instance $x (export "get" (func $f)))
          (export "{{export}}" (instance $x)))
        """);

    public static CompositionPackage Read(string name, string text) => CompositionPackage.Read(name, Encoding.UTF8.GetBytes(text), name);

    /// <summary>Calls <c>get</c> of an interface that a component exports which imports nothing.</summary>
    public static uint Get(ComponentDefinition component, string export)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, Component.Load(engine, WasmOutput.Encode(component)));
        return instance.GetInterface(export).GetFunction<Func<uint>>("get")();
    }

    public static string[] ImportsOf(ComponentDefinition component) => [.. component.Fields.OfType<ImportField>().Select(import => import.Name)];
}
