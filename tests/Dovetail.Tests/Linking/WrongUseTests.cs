using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Linking;

/// <summary>Mistakes of those who use the API: each is an error that says what to do, and none changes what it was made with.</summary>
public class WrongUseTests : ComponentTestBase
{
    // The interface `shop:math/calc` with `add`, which takes a record.
    private const string Shop = """
        (component
          (component $inner
            (type $item' (record (field "max-count" u32) (field "weight" u32)))
            (export $item "item" (type $item'))
            (core module $m (func (export "add") (param i32 i32 i32) (result i32) (i32.add (local.get 0) (local.get 2))))
            (core instance $i (instantiate $m))
            (func (export "add") (param "to" $item) (param "count" u32) (result u32) (canon lift (core func $i "add"))))
          (instance $calc (instantiate $inner))
          (export "shop:math/calc@1.0.0" (instance $calc)))
        """;

    [Fact]
    public void A_missing_import_is_named_with_what_there_is() => Says<LinkException>(
        "unknown import `shop:math/calc@1.0.0`: expected an instance; the linker has `shop:math/calk`, `shop:math/format@1.0.0`",
        () => Instantiate(Forwarder("shop:math/calc@1.0.0"), Link()
            .Define("shop:math/calk", host => host.Function("get", () => 1u))
            .Define("shop:math/format@1.0.0", host => host.Function("get", () => 1u))));

    [Fact]
    public void A_missing_export_is_named_with_what_there_is()
    {
        var shop = Instantiate(Shop);
        Says<ArgumentException>("there is no exported interface `shop:math/calk`; exported are `shop:math/calc@1.0.0`", () => shop.GetInterface("shop:math/calk"));
        Says<ArgumentException>("there is no exported function `shop:math/calc@1.0.0.sub`; exported are `add`", () => shop.GetInterface("shop:math/calc").Call("sub"));
        Says<ArgumentException>("there is no exported function `add`; no function is exported", () => shop.GetFunction<Action>("add"));
    }

    [Fact]
    public void A_delegate_of_another_type_is_refused_with_the_place_both_types_and_the_remedy()
    {
        var calc = Instantiate(Shop).GetInterface("shop:math/calc");
        Says<ArgumentException>("`shop:math/calc@1.0.0.add`, parameter `count`: the C# type System.Int32 does not fit the WIT type u32; use uint, or WitValue",
            () => calc.GetFunction<Func<Item, int, uint>>("add"));
        Says<ArgumentException>("`shop:math/calc@1.0.0.add`, parameter `to`.weight: the C# type System.Int64 does not fit the WIT type u32; use uint",
            () => calc.GetFunction<Func<HeavyItem, uint, uint>>("add"));
        Says<ArgumentException>("it has no public property `MaxCount` for the field `max-count: u32`",
            () => calc.GetFunction<Func<Uri, uint, uint>>("add"));
        Says<ArgumentException>("`shop:math/calc@1.0.0.add`, the result: the C# type System.String does not fit the WIT type u32; use uint",
            () => calc.GetFunction<Func<Item, uint, string>>("add"));
        Says<ArgumentException>("with 2 parameters; System.Action`1[System.Int32] has 1; use Func<",
            () => calc.GetFunction<Action<int>>("add"));
        Assert.Equal(5u, calc.GetFunction<Func<Item, uint, uint>>("add")(new Item(2, 9), 3));
    }

    [Fact]
    public void A_value_of_another_type_is_refused_with_the_place()
    {
        var calc = Instantiate(Shop).GetInterface("shop:math/calc");
        var item = WitValue.Record(("max-count", 2u), ("weight", 9u));
        Says<ArgumentException>("`shop:math/calc@1.0.0.add`", () => calc.Call("add", item, "three"));
        Says<ArgumentException>("expected 2 arguments, found 1", () => calc.Call("add", item));
        Says<ArgumentException>("`shop:math/calc@1.0.0.add`", () => calc.Call("add", WitValue.Record(("max-count", 2u)), 3u));
        Assert.Equal((WitValue)5u, calc.Call("add", item, 3u));
    }

    [Fact]
    public void A_disposed_store_says_so_wherever_it_is_used()
    {
        var counter = Instantiate(Counter);
        var get = counter.GetFunction<Func<uint>>("get");
        Store.Dispose();
        Says<ObjectDisposedException>("the store is disposed, with all its instances; make another store and instantiate again", () => get());
        Says<ObjectDisposedException>("the store is disposed", () => counter.Call("get"));
        Says<ObjectDisposedException>("the store is disposed", () => counter.GetFunction<Func<uint>>("get")());
        Says<ObjectDisposedException>("the store is disposed", () => Instantiate(Counter));
        using var another = new Store(Engine);
        Assert.Equal(1u, Get(Link().Instantiate(another, Parse(Counter))));
    }

    [Fact]
    public void What_belongs_to_another_engine_is_refused()
    {
        using var other = new Engine();
        using var foreign = new Store(other);
        var component = Component.Parse(other, Counter);
        var instance = new Linker(other).Instantiate(foreign, component);
        const string message = "belongs to another engine; make store, linker and all that is linked with one engine";
        Says<ArgumentException>("the component " + message, () => Link().Instantiate(Store, component));
        Says<ArgumentException>("the store " + message, () => Link().Instantiate(foreign, Parse(Counter)));
        Says<ArgumentException>("the component " + message, () => Link().Define("counter", component));
        Says<ArgumentException>("the component " + message, () => Link().DefineFresh("counter", component));
        Says<ArgumentException>("the instance " + message, () => Link().Define("counter", instance));
        Says<ArgumentException>("the module " + message, () => Link().Define("m", Module.Parse(other, "(module)")));
        Says<ArgumentException>("the module " + message, () => Link().Define("i", host => host.Module("m", Module.Parse(other, "(module)"))));
        Says<ArgumentException>("the component " + message, () => Link().Define("i", host => host.Interface("j", inner => inner.Component("c", component))));
        Says<ArgumentException>("the component " + message, () => Link().Define(component));
        Says<ArgumentException>("the component " + message, () => Link().InstantiateAll(Store, component));
    }

    [Fact]
    public void An_instance_is_linked_in_its_own_store_only()
    {
        using var another = new Store(Engine);
        var linker = Link().Define("counter", Instantiate(Counter));
        Says<ArgumentException>("`counter` is defined as an instance of another store", () => linker.Instantiate(another, Parse(Forwarder("counter"))));
        Assert.Equal(1u, Get(Instantiate(Forwarder("counter"), linker)));
    }

    [Fact]
    public void A_resource_of_another_instance_is_refused()
    {
        const string text = """
            (component
              (component $files
                (type $r (resource (rep i32)))
                (core func $new (canon resource.new $r))
                (core module $m (func (export "look") (param i32) (result i32) (local.get 0)))
                (core instance $i (instantiate $m))
                (export $file "file" (type $r))
                (func (export "open") (param "n" u32) (result (own $file)) (canon lift (core func $new)))
                (func (export "look") (param "f" (borrow $file)) (result u32) (canon lift (core func $i "look"))))
              (instance $f (instantiate $files))
              (export "files" (instance $f)))
            """;
        var (one, two) = (Instantiate(text).GetInterface("files"), Instantiate(text).GetInterface("files"));
        var file = one.Call("open", 5u);
        Says<ArgumentException>("`files.look`: expected a resource `file` of this instance", () => two.Call("look", file));
        Says<ArgumentException>("expected the GuestResource `file`, found System.Uri", () => one.Call("look", WitValue.Resource(new Uri("file:///"))));
        Assert.Equal((WitValue)5u, one.Call("look", file));
    }

    [Fact]
    public void A_linker_cannot_be_changed_once_it_was_used()
    {
        var linker = Link().Define("a:b/c", Parse(Counter));
        Instantiate(Counter, linker);
        Says<InvalidOperationException>("cannot be changed any more; make another one", () => linker.Define("a:b/d", Parse(Counter)));
        InterfaceBuilder? kept = null;
        Link().Define("i", host => kept = host);
        Says<InvalidOperationException>("is complete and cannot be changed any more", () => kept!.Function("late", () => { }));
    }

    [Fact]
    public async Task A_second_thread_in_a_store_is_told_whose_it_is()
    {
        using ManualResetEventSlim inside = new(), done = new();
        var linker = Link().Define("host", host => host.Function("get", () =>
        {
            inside.Set();
            Assert.True(done.Wait(TimeSpan.FromSeconds(30)));
            return 7u;
        }));
        var instance = Instantiate(Forwarder("host"), linker);
        var counter = Instantiate(Counter);
        var first = Task.Run(() => Get(instance));
        Assert.True(inside.Wait(TimeSpan.FromSeconds(30)));
        const string message = "belong to one thread at a time: wait until the call has ended, or give each thread a store of its own";
        Says<InvalidOperationException>(message, () => Get(counter));
        Says<InvalidOperationException>(message, () => instance.Call("get"));
        Says<InvalidOperationException>(message, () => Instantiate(Counter));
        done.Set();
        Assert.Equal(7u, await first);
        Assert.Equal(1u, Get(counter));
    }

    private static void Says<TException>(string message, Action act)
        where TException : Exception => Assert.Contains(message, Assert.Throws<TException>(act).Message, StringComparison.Ordinal);

    private sealed record Item(uint MaxCount, uint Weight);

    private sealed record HeavyItem(uint MaxCount, long Weight);
}
