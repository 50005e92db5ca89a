namespace Dovetail.Tests.Instantiation;

/// <summary>A store for components written in text.</summary>
public abstract class ComponentTestBase : IDisposable
{
    private protected ComponentTestBase() => Store = new Store(Engine);

    private protected Engine Engine { get; } = new();

    private protected Store Store { get; }

    /// <summary>A component that exports <c>get</c>, which returns how often it was called.</summary>
    private protected const string Counter = """
        (component
          (core module $m
            (global $n (mut i32) (i32.const 0))
            (func (export "get") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))
          (core instance $i (instantiate $m))
          (func (export "get") (result u32) (canon lift (core func $i "get"))))
        """;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Store.Dispose();
        Engine.Dispose();
    }

    private protected Linker Link() => new(Engine);

    private protected Component Parse(string text) => Component.Parse(Engine, text);

    private protected ComponentInstance Instantiate(string text, Linker? linker = null) => (linker ?? Link()).Instantiate(Store, Parse(text));

    /// <summary>A component that imports the instance <paramref name="import"/> with the function <c>get</c> and exports what it returns as <c>get</c>.</summary>
    private protected static string Forwarder(string import) => $$"""
        (component
          (import "{{import}}" (instance $i (export "get" (func (result u32)))))
          (core func $get (canon lower (func $i "get")))
          (core module $m (import "" "get" (func $get (result i32))) (func (export "get") (result i32) (call $get)))
          (core instance $c (instantiate $m (with "" (instance (export "get" (func $get))))))
          (func (export "get") (result u32) (canon lift (core func $c "get"))))
        """;

    private protected static uint Get(ComponentInstance instance) => instance.GetFunction<Func<uint>>("get")();
}
