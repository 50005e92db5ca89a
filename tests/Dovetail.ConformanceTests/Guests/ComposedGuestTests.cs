using System.Text;
using Dovetail.Tooling.Compose;
using Dovetail.Wasm;

namespace Dovetail.ConformanceTests.Guests;

/// <summary>Components of other toolchains, composed: the whole does what its parts do when they are linked at run time.</summary>
public class ComposedGuestTests
{
    private const string Invoice = """
        (component
          (import "demo:math/math@0.1.0" (instance $math (export "multiply" (func (param "a" s32) (param "b" s32) (result s32)))))
          (import "demo:formatter/format@0.1.0" (instance $text (export "format-currency" (func (param "cents" s32) (result string)))))
          (core module $libc (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
          (core instance $libc (instantiate $libc))
          (core func $multiply (canon lower (func $math "multiply")))
          (core func $format (canon lower (func $text "format-currency") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core module $code
            (import "libc" "memory" (memory 1))
            (import "shop" "multiply" (func $multiply (param i32 i32) (result i32)))
            (import "shop" "format" (func $format (param i32 i32)))
            (func (export "total") (param i32 i32) (result i32)
              (call $format (call $multiply (local.get 0) (local.get 1)) (i32.const 0)) (i32.const 0)))
          (core instance $code (instantiate $code
            (with "libc" (instance $libc))
            (with "shop" (instance (export "multiply" (func $multiply)) (export "format" (func $format))))))
          (func (export "total") (param "price" s32) (param "count" s32) (result string)
            (canon lift (core func $code "total") (memory $libc "memory"))))
        """;

    [SharedFact]
    public void Resources_of_one_component_are_used_by_another()
    {
        var (importer, exporter) = (Read("resources", "importer.wasm"), Read("resources", "exporter.wasm"));
        var composed = Compose(importer, exporter);
        Assert.Equal(Scenario(importer, exporter), Scenario(composed));
    }

    [SharedTheory]
    [InlineData("stub")]
    [InlineData("minimal")]
    [InlineData("incremental")]
    public void Rust_and_AssemblyScript_serve_one_component(string runtime)
    {
        var (invoice, math, formatter) = (Encoding.UTF8.GetBytes(Invoice), Read("rust-math", "rust-math.wasm"), Read("as-formatter", $"as-formatter-{runtime}.wasm"));
        var composed = Compose(invoice, formatter, math);
        Assert.Equal(composed, Compose(invoice, formatter, math));
        Assert.Equal(Total(invoice, math, formatter), Total(composed));
    }

    private static int[] Scenario(params byte[][] components) =>
        Run(components, instance => instance.GetInterface("demo:user/run@0.1.0").GetFunction<Func<int[]>>("scenario")());

    private static string Total(params byte[][] components) => Run(components, instance => instance.GetFunction<Func<int, int, string>>("total")(1250, 3));

    // The first one, and those that it takes its imports from.
    private static T Run<T>(byte[][] components, Func<ComponentInstance, T> use)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        foreach (var bytes in components[1..])
        {
            var component = Component.Load(engine, bytes);
            foreach (var name in CompositionPackage.Read("c", bytes, "c").Exports)
            {
                linker.Define(name, component);
            }
        }
        return use(linker.Instantiate(store, Component.Load(engine, components[0])));
    }

    private static byte[] Compose(byte[] socket, params byte[][] plugs)
    {
        var (component, report) = PlugComposer.Compose(
            CompositionPackage.Read("socket", socket, "socket"), [.. plugs.Select((plug, i) => CompositionPackage.Read($"plug {i}", plug, $"plug {i}"))]);
        Assert.Empty(report.Unused);
        return WasmOutput.Encode(component);
    }

    private static byte[] Read(params string[] path) => File.ReadAllBytes(SharedData.PathOf(["guests", .. path]));
}
