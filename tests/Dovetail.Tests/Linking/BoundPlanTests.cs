using System.Text;
using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Linking;

/// <summary>A linker binds a component's plan to what it gives to every instance alike; what instances have of their own stays theirs.</summary>
public sealed class BoundPlanTests : ComponentTestBase
{
    private const string Keeper = """
        (component
          (import "a:b/files" (instance $files
            (export "file" (type $file (sub resource)))
            (export "open" (func (param "n" u32) (result (own $file))))
            (export "size" (func (param "self" (borrow $file)) (result u32)))))
          (core func $open (canon lower (func $files "open")))
          (core func $size (canon lower (func $files "size")))
          (core module $m
            (import "" "open" (func $open (param i32) (result i32)))
            (import "" "size" (func $size (param i32) (result i32)))
            (func (export "open") (param i32) (result i32) (call $open (local.get 0)))
            (func (export "size") (param i32) (result i32) (call $size (local.get 0))))
          (core instance $i (instantiate $m (with "" (instance (export "open" (func $open)) (export "size" (func $size))))))
          (func (export "open") (param "n" u32) (result u32) (canon lift (core func $i "open")))
          (func (export "size") (param "handle" u32) (result u32) (canon lift (core func $i "size"))))
        """;

    // A resource of another component and one of the host, in one function of the host.
    private const string Mixed = """
        (component $C
          (import "a:b/guest" (instance $guest
            (export "token" (type (sub resource)))
            (export "make" (func (result (own 0))))))
          (alias export $guest "token" (type $token))
          (import "a:b/host" (instance $host
            (export "file" (type $file (sub resource)))
            (export "open" (func (result (own $file))))
            (alias outer $C $token (type $t))
            (export "token" (type $t' (eq $t)))
            (export "both" (func (param "t" (own $t')) (param "f" (own $file)) (result u32)))))
          (core func $make (canon lower (func $guest "make")))
          (core func $open (canon lower (func $host "open")))
          (core func $both (canon lower (func $host "both")))
          (core module $m
            (import "" "make" (func $make (result i32)))
            (import "" "open" (func $open (result i32)))
            (import "" "both" (func $both (param i32 i32) (result i32)))
            (func (export "get") (result i32) (call $both (call $make) (call $open))))
          (core instance $i (instantiate $m
            (with "" (instance (export "make" (func $make)) (export "open" (func $open)) (export "both" (func $both))))))
          (func (export "get") (result u32) (canon lift (core func $i "get"))))
        """;

    private const string Maker = """
        (component
          (type $r (resource (rep i32)))
          (core func $new (canon resource.new $r))
          (core module $m (import "" "new" (func $new (param i32) (result i32))) (func (export "make") (result i32) (call $new (i32.const 9))))
          (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
          (export $token "token" (type $r))
          (func (export "make") (result (own $token)) (canon lift (core func $i "make"))))
        """;

    [Fact]
    public void Instances_of_one_linker_have_handles_of_their_own()
    {
        var (component, linker) = (Parse(Keeper), Files());
        using var other = new Store(Engine);
        var (one, two) = (linker.Instantiate(Store, component), linker.Instantiate(other, component));
        var handle = one.Call("open", 7u);
        Assert.Equal((WitValue)7u, one.Call("size", handle));
        Assert.Contains("unknown handle index", Assert.Throws<TrapException>(() => two.Call("size", handle)).Message, StringComparison.Ordinal);
        Assert.Equal((WitValue)7u, one.Call("size", handle));
    }

    [Fact]
    public void Linkers_give_one_component_functions_of_their_own()
    {
        var component = Parse(Forwarder("a:b/c"));
        var (one, two) = (Counting(1), Counting(2));
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(1u, Get(one.Instantiate(Store, component)));
            Assert.Equal(2u, Get(two.Instantiate(Store, component)));
        }

        Linker Counting(uint n) => Link().Define("a:b/c", host => host.Function("get", () => n));
    }

    [Fact]
    public void A_function_of_the_host_takes_resources_of_a_component_and_of_the_host()
    {
        var (component, linker) = (Parse(Mixed), Link().Define("a:b/guest", Parse(Maker)).Define("a:b/host", host => host
            .Resource<File>("file")
            .Function("open", () => new File(33))
            .Function("both", (GuestResource token, File file) => token is not null ? file.Size : 0)));
        Assert.Equal(33u, Get(linker.Instantiate(Store, component)));
        Assert.Equal(33u, Get(linker.Instantiate(Store, component)));
    }

    [Fact]
    public void A_trace_tells_of_functions_that_were_bound()
    {
        var events = new List<CallEvent>();
        using var store = new Store(Engine, new StoreOptions { CallTrace = events.Add });
        var component = Parse(Keeper);
        var linker = Files();
        linker.Instantiate(Store, component);
        linker.Instantiate(store, component).Call("open", 7u);
        Assert.Contains(events, each => each.Kind == CallEventKind.Call && each.Function == "a:b/files.open");
    }

    [Fact]
    public void An_instance_costs_two_objects_for_each_function_of_the_host()
    {
        Assert.InRange((AllocatedBy(200) - AllocatedBy(100)) / 100, 50, 300);

        long AllocatedBy(int functions)
        {
            var linker = Link().Define("a:b/c", host =>
            {
                for (var i = 0; i < functions; i++)
                    host.Function($"f{i}", (string text) => (uint)text.Length);
            });
            var component = Parse(Importing(functions));
            linker.Instantiate(Store, component);
            linker.Instantiate(Store, component);
            var before = GC.GetAllocatedBytesForCurrentThread();
            linker.Instantiate(Store, component);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static string Importing(int functions)
    {
        var text = new StringBuilder("""
            (component (core module $memory (memory (export "m") 1)) (core instance $memory (instantiate $memory)) (alias core export $memory "m" (core memory $m))
            (import "a:b/c" (instance $c
            """);
        for (var i = 0; i < functions; i++)
            text.Append($"""(export "f{i}" (func (param "text" string) (result u32)))""");
        text.Append("))\n");
        for (var i = 0; i < functions; i++)
            text.Append($"""(core func $f{i} (canon lower (func $c "f{i}") (memory $m)))""").Append('\n');
        text.Append("(core module $user ");
        for (var i = 0; i < functions; i++)
            text.Append($"""(import "" "f{i}" (func (param i32 i32) (result i32)))""");
        text.Append(""") (core instance (instantiate $user (with "" (instance """);
        for (var i = 0; i < functions; i++)
            text.Append($"""(export "f{i}" (func $f{i}))""");
        return text.Append(")))))").ToString();
    }

    private Linker Files() => Link().Define("a:b/files", host => host
        .Resource<File>("file")
        .Function("open", (uint n) => new File(n))
        .Function("size", (File file) => file.Size));

    private sealed record File(uint Size);
}
