namespace Dovetail.Tests.Instantiation;

/// <summary>Graphs of components, instances and modules, inside one component and across those that the linker brings together.</summary>
public class ComponentGraphTests : ComponentTestBase
{
    private static readonly string NamedCounter = Counter.Replace("(component", "(component $counter", StringComparison.Ordinal);

    [Fact]
    public void A_component_is_handed_down_through_several_levels_and_instantiated_twice()
    {
        const string type = """(component (export "get" (func (result u32))))""";
        var text = $"""
            (component
              {NamedCounter}
              (component $bottom
                (import "c" (component $c (export "get" (func (result u32)))))
                (instance $a (instantiate $c))
                (instance $b (instantiate $c))
                (export "a" (func $a "get"))
                (export "b" (func $b "get")))
              (component $middle
                (import "c" {type.Replace("(component", "(component $c", StringComparison.Ordinal)})
                (import "user" (component $user (import "c" {type}) (export "a" (func (result u32))) (export "b" (func (result u32)))))
                (instance $i (instantiate $user (with "c" (component $c))))
                (export "a" (func $i "a"))
                (export "b" (func $i "b")))
              (instance $i (instantiate $middle (with "c" (component $counter)) (with "user" (component $bottom))))
              (export "a" (func $i "a"))
              (export "b" (func $i "b")))
            """;
        var instance = Instantiate(text);
        Assert.Equal([1u, 2u, 1u, 3u], new[] { "a", "a", "b", "a" }.Select(name => (uint)instance.Call(name)));
    }

    [Fact]
    public void A_component_of_the_linker_is_handed_down_the_same_way()
    {
        const string text = """
            (component
              (import "counter" (component $c (export "get" (func (result u32)))))
              (import "user" (component $user
                (import "c" (component (export "get" (func (result u32))))) (export "a" (func (result u32))) (export "b" (func (result u32)))))
              (instance $i (instantiate $user (with "c" (component $c))))
              (instance $j (instantiate $user (with "c" (component $c))))
              (export "a" (func $i "a"))
              (export "b" (func $i "b"))
              (export "c" (func $j "a")))
            """;
        const string user = """
            (component
              (import "c" (component $c (export "get" (func (result u32)))))
              (instance $a (instantiate $c))
              (instance $b (instantiate $c))
              (export "a" (func $a "get"))
              (export "b" (func $b "get")))
            """;
        var instance = Instantiate(text, Link().Define("counter", Parse(Counter)).Define("user", Parse(user)));
        Assert.Equal([1u, 2u, 1u, 1u], new[] { "a", "a", "b", "c" }.Select(name => (uint)instance.Call(name)));
    }

    [Fact]
    public void A_module_is_exported_by_one_component_and_instantiated_by_another()
    {
        const string provider = """
            (component
              (core module $m (import "env" "n" (global i32)) (func (export "f") (result i32) (i32.mul (global.get 0) (i32.const 3))))
              (instance $i (export "m" (core module $m)))
              (export "a:b/modules@1.0.0" (instance $i)))
            """;
        const string user = """
            (component
              (import "a:b/modules@1.0.0" (instance $i (export "m" (core module (import "env" "n" (global i32)) (export "f" (func (result i32)))))))
              (alias export $i "m" (core module $m))
              (core module $five (global (export "n") i32 (i32.const 5)))
              (core module $six (global (export "n") i32 (i32.const 6)))
              (core instance $five (instantiate $five))
              (core instance $six (instantiate $six))
              (core instance $a (instantiate $m (with "env" (instance $five))))
              (core instance $b (instantiate $m (with "env" (instance $six))))
              (func (export "a") (result u32) (canon lift (core func $a "f")))
              (func (export "b") (result u32) (canon lift (core func $b "f"))))
            """;
        var instance = Instantiate(user, Link().Define(Parse(provider)));
        Assert.Equal(((WitValue)15u, (WitValue)18u), (instance.Call("a"), instance.Call("b")));
    }

    [Fact]
    public void A_parent_virtualises_what_its_child_imports()
    {
        const string text = """
            (component
              (import "clock" (instance $clock (export "now" (func (result u32)))))
              (component $later
                (import "clock" (instance $clock (export "now" (func (result u32)))))
                (core func $now (canon lower (func $clock "now")))
                (core module $m (import "" "now" (func $now (result i32))) (func (export "now") (result i32) (i32.add (call $now) (i32.const 1000))))
                (core instance $i (instantiate $m (with "" (instance (export "now" (func $now))))))
                (func (export "now") (result u32) (canon lift (core func $i "now"))))
              (component $child
                (import "clock" (instance $clock (export "now" (func (result u32)))))
                (core func $now (canon lower (func $clock "now")))
                (core module $m (import "" "now" (func $now (result i32))) (func (export "now") (result i32) (call $now)))
                (core instance $i (instantiate $m (with "" (instance (export "now" (func $now))))))
                (func (export "get") (result u32) (canon lift (core func $i "now"))))
              (instance $once (instantiate $later (with "clock" (instance $clock))))
              (instance $twice (instantiate $later (with "clock" (instance $once))))
              (instance $plain (instantiate $child (with "clock" (instance $clock))))
              (instance $child (instantiate $child (with "clock" (instance $twice))))
              (export "plain" (func $plain "get"))
              (export "get" (func $child "get")))
            """;
        var instance = Instantiate(text, Link().Define("clock", host => host.Function("now", () => 7u)));
        Assert.Equal(2007u, Get(instance));
        Assert.Equal((WitValue)7u, instance.Call("plain"));
    }

    [Fact]
    public void Modules_share_memories_tables_and_functions_inside_a_component()
    {
        var instance = Instantiate("""
            (component
              (core module $libc
                (memory (export "memory") 1) (table (export "table") 4 funcref) (global (export "stack") (mut i32) (i32.const 1024))
                (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1))))
              (core module $plug
                (import "libc" "memory" (memory 1)) (import "libc" "table" (table 4 funcref)) (import "libc" "stack" (global (mut i32)))
                (func $double (param i32) (result i32) (i32.mul (i32.load (local.get 0)) (i32.const 2)))
                (elem (i32.const 2) func $double)
                (func $s (global.set 0 (i32.const 2048))) (start $s))
              (core module $main
                (type $f (func (param i32) (result i32)))
                (import "libc" "memory" (memory 1)) (import "libc" "table" (table 4 funcref)) (import "libc" "stack" (global (mut i32)))
                (import "libc" "store" (func $store (param i32 i32)))
                (func (export "run") (param i32) (result i32)
                  (call $store (global.get 0) (local.get 0))
                  (i32.add (i32.load (i32.const 2048)) (call_indirect (type $f) (global.get 0) (i32.const 2)))))
              (core instance $libc (instantiate $libc))
              (core instance $plug (instantiate $plug (with "libc" (instance $libc))))
              (core instance $main (instantiate $main (with "libc" (instance $libc))))
              (func (export "run") (param "n" u32) (result u32) (canon lift (core func $main "run"))))
            """);
        Assert.Equal((WitValue)21u, instance.Call("run", 7u));
    }

    // A component with a resource type and functions on it.
    private const string Files = """
        (component $files
          (type $r (resource (rep i32)))
          (core func $new (canon resource.new $r))
          (core func $rep (canon resource.rep $r))
          (core module $m (import "" "rep" (func $rep (param i32) (result i32))) (func (export "take") (param i32) (result i32) (call $rep (local.get 0))))
          (core instance $i (instantiate $m (with "" (instance (export "rep" (func $rep))))))
          (export $file "file" (type $r))
          (func (export "open") (param "n" u32) (result (own $file)) (canon lift (core func $new)))
          (func (export "take") (param "f" (own $file)) (result u32) (canon lift (core func $i "take"))))
        """;

    [Fact]
    public void A_resource_that_is_exported_again_under_other_names_is_the_same_type()
    {
        var instance = Instantiate($"""
            (component
              {Files}
              (component $pass
                (import "in" (instance $in (export "file" (type $f (sub resource)))
                  (export "open" (func (param "n" u32) (result (own $f)))) (export "take" (func (param "f" (own $f)) (result u32)))))
                (export "out" (instance $in)))
              (instance $i (instantiate $files))
              (instance $once (instantiate $pass (with "in" (instance $i))))
              (instance $twice (instantiate $pass (with "in" (instance $once "out"))))
              (instance $other (instantiate $files))
              (export "a" (instance $i))
              (export "b" (instance $twice "out"))
              (export "c" (instance $other)))
            """);
        var (a, b, c) = (instance.GetInterface("a"), instance.GetInterface("b"), instance.GetInterface("c"));
        Assert.Equal((WitValue)5u, b.Call("take", a.Call("open", 5u)));
        Assert.Equal((WitValue)6u, a.Call("take", b.Call("open", 6u)));
        var file = a.Call("open", 7u);
        Assert.Contains("which is of another type or instance", Assert.Throws<ArgumentException>(() => c.Call("take", file)).Message, StringComparison.Ordinal);
        Assert.Equal((WitValue)7u, b.Call("take", file));
    }

    [Fact]
    public void A_component_that_is_imported_makes_a_resource_type_with_each_instance()
    {
        const string text = """
            (component
              (import "files" (component $files (export "file" (type $f (sub resource)))
                (export "open" (func (param "n" u32) (result (own $f)))) (export "take" (func (param "f" (own $f)) (result u32)))))
              (instance $a (instantiate $files))
              (instance $b (instantiate $files))
              (core func $open (canon lower (func $a "open")))
              (core func $take (canon lower (func $a "take")))
              (core func $take-other (canon lower (func $b "take")))
              (core module $m
                (import "" "open" (func $open (param i32) (result i32))) (import "" "take" (func $take (param i32) (result i32)))
                (import "" "take-other" (func $take-other (param i32) (result i32)))
                (func (export "right") (param i32) (result i32) (call $take (call $open (local.get 0))))
                (func (export "wrong") (param i32) (result i32) (call $take-other (call $open (local.get 0)))))
              (core instance $i (instantiate $m
                (with "" (instance (export "open" (func $open)) (export "take" (func $take)) (export "take-other" (func $take-other))))))
              (func (export "right") (param "n" u32) (result u32) (canon lift (core func $i "right")))
              (func (export "wrong") (param "n" u32) (result u32) (canon lift (core func $i "wrong")))
              (export "a" (instance $a)))
            """;
        var instance = Instantiate(text, Link().Define("files", Parse(Files)));
        Assert.Equal((WitValue)9u, instance.Call("right", 9u));
        Assert.Equal((WitValue)8u, instance.GetInterface("a").Call("take", instance.GetInterface("a").Call("open", 8u)));
        Assert.Contains("used with the wrong type", Assert.Throws<TrapException>(() => instance.Call("wrong", 9u)).Message, StringComparison.Ordinal);
        Assert.Throws<TrapException>(() => instance.Call("right", 9u));
    }

    [Fact]
    public void What_a_type_hides_is_hidden_from_all_outside()
    {
        var full = """
            (component $full
              (core module $m (func (export "f") (result i32) (i32.const 7)))
              (core instance $i (instantiate $m))
              (func (export "open") (result u32) (canon lift (core func $i "f")))
              (func (export "secret") (result u32) (canon lift (core func $i "f"))))
            """;
        const string show = """(import "i" (instance $i (export "open" (func (result u32))))) (export "i" (instance $i))""";
        var inside = Instantiate($"""
            (component
              {full}
              (component $show {show})
              (instance $full (instantiate $full))
              (instance $show (instantiate $show (with "i" (instance $full))))
              (export "i" (instance $show "i")))
            """);
        Assert.Equal(["open"], inside.GetInterface("i").Functions);
        var late = Instantiate($"""
            (component
              {full}
              (import "show" (component $show (import "i" (instance (export "open" (func (result u32))))) (export "i" (instance (export "open" (func (result u32)))))))
              (instance $full (instantiate $full))
              (instance $show (instantiate $show (with "i" (instance $full))))
              (export "i" (instance $show "i")))
            """, Link().Define("show", Parse($"(component {show})")));
        Assert.Equal(["open"], late.GetInterface("i").Functions);
        var linked = Instantiate($"(component {show})", Link().Define("i", Parse(full)));
        Assert.Equal(["open"], linked.GetInterface("i").Functions);
        Assert.Equal((WitValue)7u, linked.GetInterface("i").Call("open"));
    }

    [Fact]
    public void A_trap_in_a_component_that_was_imported_locks_the_whole_root()
    {
        const string text = """
            (component
              (import "c" (component $c (export "trap" (func)) (export "fine" (func (result u32)))))
              (instance $a (instantiate $c))
              (instance $b (instantiate $c))
              (export "trap" (func $a "trap"))
              (export "fine" (func $b "fine")))
            """;
        const string trapping = """
            (component
              (core module $m (func (export "trap") unreachable) (func (export "fine") (result i32) (i32.const 1)))
              (core instance $i (instantiate $m))
              (func (export "trap") (canon lift (core func $i "trap")))
              (func (export "fine") (result u32) (canon lift (core func $i "fine"))))
            """;
        var instance = Instantiate(text, Link().Define("c", Parse(trapping)));
        Assert.Equal((WitValue)1u, instance.Call("fine"));
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => instance.Call("trap")).Code);
        Assert.Equal(TrapCode.CannotEnterComponent, Assert.Throws<TrapException>(() => instance.Call("fine")).Code);
    }

    [Fact]
    public void A_start_function_that_traps_in_a_provider_ends_linking_and_the_linker_goes_on()
    {
        var trap = Parse("(component (core module $m (func $s unreachable) (start $s)) (core instance (instantiate $m)))");
        var linker = Link().Define("a:b/trap", trap).Define("a:b/counter", Parse(Counter));
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() =>
            Instantiate("""(component (import "a:b/counter" (instance)) (import "a:b/trap" (instance)))""", linker)).Code);
        Assert.Equal(1u, Get(Instantiate(Forwarder("a:b/counter"), linker)));
    }

    [Fact]
    public void An_interface_of_an_instance_can_be_linked_with_its_resources()
    {
        const string user = """
            (component
              (import "files" (instance $i (export "file" (type $f (sub resource)))
                (export "open" (func (param "n" u32) (result (own $f)))) (export "take" (func (param "f" (own $f)) (result u32)))))
              (core func $open (canon lower (func $i "open")))
              (core func $take (canon lower (func $i "take")))
              (core module $m
                (import "" "open" (func $open (param i32) (result i32))) (import "" "take" (func $take (param i32) (result i32)))
                (func (export "get") (result i32) (call $take (call $open (i32.const 3)))))
              (core instance $c (instantiate $m (with "" (instance (export "open" (func $open)) (export "take" (func $take))))))
              (func (export "get") (result u32) (canon lift (core func $c "get"))))
            """;
        var nested = Instantiate($"""(component {Files} (instance $i (instantiate $files)) (instance $n (export "inner" (instance $i))) (export "n" (instance $n)))""");
        Assert.Equal(3u, Get(Instantiate(user, Link().Define("files", nested.GetInterface("n").GetInterface("inner")))));
        Assert.Equal(3u, Get(Instantiate(user, Link().Define("files", Instantiate(Files)))));
    }
}
