namespace Dovetail.Tests.Instantiation;

public class LockedInstanceTests : ComponentTestBase
{
    private const string Fragile = """
        (component
          (core module $m (memory 1)
            (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))
          (core instance $i (instantiate $m))
          (func $load (param "at" u32) (result u32) (canon lift (core func $i "load")))
          (instance $api (export "load" (func $load)))
          (export "a:b/api" (instance $api)))
        """;

    [Fact]
    public void A_trap_locks_the_instance_and_the_next_call_tells_the_first_trap()
    {
        var api = Instantiate(Fragile).GetInterface("a:b/api");
        Assert.Equal((WitValue)0u, api.Call("load", 0u));
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => api.Call("load", uint.MaxValue)).Code);

        var second = Assert.Throws<TrapException>(() => api.Call("load", 0u));
        Assert.Equal(TrapCode.CannotEnterComponent, second.Code);
        Assert.Contains("an earlier trap has locked it (wasm trap: out of bounds memory access)", second.Message, StringComparison.Ordinal);
        Assert.Equal(second.Message, Assert.Throws<TrapException>(() => api.GetFunction<Func<uint, uint>>("load")(0)).Message);
    }

    [Fact]
    public void The_others_in_the_store_go_on()
    {
        var (broken, whole) = (Instantiate(Fragile).GetInterface("a:b/api"), Instantiate(Fragile).GetInterface("a:b/api"));
        Assert.Throws<TrapException>(() => broken.Call("load", uint.MaxValue));
        Assert.Equal((WitValue)0u, whole.Call("load", 0u));
        Assert.Equal((WitValue)0u, Instantiate(Fragile).GetInterface("a:b/api").Call("load", 0u));
    }

    [Fact]
    public void A_trap_in_a_nested_instance_locks_the_one_around_it()
    {
        var instance = Instantiate($"""
            (component
              {Fragile.Replace("(component", "(component $fragile", StringComparison.Ordinal)}
              {Counter.Replace("(component", "(component $counter", StringComparison.Ordinal)}
              (instance $f (instantiate $fragile))
              (instance $c (instantiate $counter))
              (export "load" (func $f "a:b/api" "load"))
              (export "get" (func $c "get")))
            """);
        Assert.Equal(1u, Get(instance));
        Assert.Throws<TrapException>(() => instance.Call("load", uint.MaxValue));
        Assert.Contains("out of bounds memory access", Assert.Throws<TrapException>(() => Get(instance)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_function_that_throws_locks_the_instance_too()
    {
        var calls = 0;
        var linker = Link().Define("host", host => host.Function("get", () => calls++ == 0 ? throw new IOException("disk full") : 7u));
        var instance = Instantiate(Forwarder("host"), linker);
        Assert.IsType<IOException>(Assert.Throws<HostException>(() => Get(instance)).InnerException);
        Assert.Contains("disk full", Assert.Throws<TrapException>(() => Get(instance)).Message, StringComparison.Ordinal);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void An_argument_of_another_type_does_not_lock()
    {
        var api = Instantiate(Fragile).GetInterface("a:b/api");
        Assert.Throws<ArgumentException>(() => api.Call("load", "zero"));
        Assert.Throws<ArgumentException>(() => api.Call("load"));
        Assert.Equal((WitValue)0u, api.Call("load", 0u));
    }

    [Fact]
    public void A_function_of_the_host_cannot_enter_the_instance_that_calls_it()
    {
        ComponentInstance? instance = null;
        var linker = Link().Define("host", host => host.Function("get", () => Get(instance!)));
        instance = Instantiate(Forwarder("host"), linker);
        Assert.Equal(TrapCode.CannotEnterComponent, Assert.Throws<TrapException>(() => Get(instance)).Code);
    }
}
