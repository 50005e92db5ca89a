using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>What is valid but not executed yet: it is there, has its type, and is refused by name when it is called.</summary>
public class UnexecutedTests : ComponentTestBase
{
    private const string Guest = """
        (component
          (core module $m
            (import "" "new" (func $new (result i32)))
            (func (export "plain") (result i32) (i32.const 7))
            (func (export "calls") (result i32) (call $new))
            (func (export "async") (result i32) (i32.const 0))
            (func (export "callback") (param i32 i32 i32) (result i32) (i32.const 0)))
          (core func $new (canon waitable-set.new))
          (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
          (func (export "plain") (result u32) (canon lift (core func $i "plain")))
          (func (export "calls") (result u32) (canon lift (core func $i "calls")))
          (func (export "waits") async (canon lift (core func $i "async") async (callback (core func $i "callback")))))
        """;

    [Fact]
    public void What_does_not_need_it_runs()
    {
        var store = Store;
        var instance = new Linker(Engine).Instantiate(store, Parse(Guest));
        Assert.Equal(7u, instance.GetFunction<Func<uint>>("plain")());
    }

    [Fact]
    public void An_async_function_has_its_type_and_is_refused_by_name()
    {
        var store = Store;
        var instance = new Linker(Engine).Instantiate(store, Parse(Guest));
        Assert.Contains("waits", instance.Functions);
        Assert.Equal("async func()", instance.GetFunctionType("waits").ToString());
        Assert.Equal("async", Assert.Throws<UnsupportedException>(() => instance.Call("waits")).Feature);
        Assert.Equal(7u, instance.GetFunction<Func<uint>>("plain")());
    }

    [Fact]
    public void A_built_in_is_refused_when_it_is_called_and_then_the_instance_says_so_again()
    {
        var store = Store;
        var instance = new Linker(Engine).Instantiate(store, Parse(Guest));
        Assert.Equal("async", Assert.Throws<UnsupportedException>(() => instance.Call("calls")).Feature);
        Assert.Equal("async", Assert.Throws<UnsupportedException>(() => instance.Call("plain")).Feature);
    }

    [Fact]
    public void A_feature_that_is_off_is_refused_when_the_component_is_read()
    {
        using var engine = new Engine(new EngineOptions { ComponentFeatures = Dovetail.Wasm.ComponentFeatures.None });
        Assert.Equal("async", Assert.Throws<UnsupportedException>(() => Component.Parse(engine, Guest)).Feature);
    }
}
