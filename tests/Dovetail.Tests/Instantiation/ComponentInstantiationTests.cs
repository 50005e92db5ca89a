using System.Text;
using Dovetail.Instantiation;

namespace Dovetail.Tests.Instantiation;

public class ComponentInstantiationTests : ComponentTestBase
{
    // A function `f` of a component, which returns a number.
    private const string Seven = """
        (component $seven
          (core module $m (func (export "f") (result i32) (i32.const 7)))
          (core instance $i (instantiate $m))
          (func (export "f") (result u32) (canon lift (core func $i "f"))))
        """;

    private const string Twice = """
        (component $twice
          (import "f" (func $f (result u32)))
          (core func $f' (canon lower (func $f)))
          (core module $m (import "" "f" (func $f (result i32))) (func (export "f") (result i32) (i32.mul (call $f) (i32.const 2))))
          (core instance $i (instantiate $m (with "" (instance (export "f" (func $f'))))))
          (func (export "f") (result u32) (canon lift (core func $i "f"))))
        """;

    [Fact]
    public void A_nested_component_has_an_instance_for_each_time_it_is_instantiated()
    {
        var instance = Instantiate($"""
            (component
              {Seven} {Twice}
              (instance $one (instantiate $seven))
              (instance $two (instantiate $twice (with "f" (func $one "f"))))
              (instance $three (instantiate $twice (with "f" (func $two "f"))))
              (export "two" (func $two "f"))
              (export "three" (func $three "f")))
            """);
        Assert.Equal((WitValue)14u, instance.Call("two"));
        Assert.Equal((WitValue)28u, instance.Call("three"));
    }

    [Fact]
    public void Instances_of_one_component_share_nothing()
    {
        var instance = Instantiate($"""
            (component
              {Counter.Replace("(component", "(component $counter", StringComparison.Ordinal)}
              (instance $a (instantiate $counter))
              (instance $b (instantiate $counter))
              (export "a" (func $a "get"))
              (export "b" (func $b "get")))
            """);
        Assert.Equal((WitValue)1u, instance.Call("a"));
        Assert.Equal((WitValue)2u, instance.Call("a"));
        Assert.Equal((WitValue)1u, instance.Call("b"));
    }

    [Fact]
    public void A_component_captures_modules_components_and_types_of_those_around_it()
    {
        var instance = Instantiate($"""
            (component $root
              {Seven}
              (core module $m (func (export "id") (param i32) (result i32) (local.get 0)))
              (type $t (enum "a" "b"))
              (export $e "e" (type $t))
              (component $outer
                (component $inner
                  (alias outer $root $m (core module $mine))
                  (alias outer $root $seven (component $number))
                  (alias outer $root $e (type $e))
                  (core instance $i (instantiate $mine))
                  (instance $n (instantiate $number))
                  (export "f" (func $n "f"))
                  (export $e' "e" (type $e))
                  (func (export "id") (param "e" $e') (result $e') (canon lift (core func $i "id"))))
                (instance $i (instantiate $inner))
                (export "i" (instance $i)))
              (instance $o (instantiate $outer))
              (export "i" (instance $o "i")))
            """).GetInterface("i");
        Assert.Equal((WitValue)7u, instance.Call("f"));
        Assert.Equal(WitValue.Enum("b"), instance.Call("id", WitValue.Enum("b")));
    }

    [Fact]
    public void An_interface_can_be_made_of_what_is_there()
    {
        var instance = Instantiate($"""
            (component
              {Seven} {Twice}
              (instance $one (instantiate $seven))
              (instance $two (instantiate $twice (with "f" (func $one "f"))))
              (instance $both (export "one" (func $one "f")) (export "two" (func $two "f")))
              (instance $all (export "both" (instance $both)))
              (export "a:b/all@1.0.0" (instance $all)))
            """);
        Assert.Equal(["a:b/all@1.0.0"], instance.Interfaces);
        var both = instance.GetInterface("a:b/all").GetInterface("both");
        Assert.Equal(["one", "two"], both.Functions);
        Assert.Equal((WitValue)14u, both.Call("two"));
    }

    [Fact]
    public void A_resource_keeps_its_identity_under_the_type_that_an_export_gives_it()
    {
        var instance = Instantiate("""
            (component
              (component $files
                (type $r (resource (rep i32)))
                (core func $new (canon resource.new $r))
                (core func $rep (canon resource.rep $r))
                (core module $m
                  (import "" "rep" (func $rep (param i32) (result i32)))
                  (func (export "take") (param i32) (result i32) (call $rep (local.get 0)))
                  (func (export "look") (param i32) (result i32) (local.get 0)))
                (core instance $i (instantiate $m (with "" (instance (export "rep" (func $rep))))))
                (export $file "file" (type $r) (type (sub resource)))
                (func (export "open") (param "n" u32) (result (own $file)) (canon lift (core func $new)))
                (func (export "take") (param "f" (own $file)) (result u32) (canon lift (core func $i "take")))
                (func (export "look") (param "f" (borrow $file)) (result u32) (canon lift (core func $i "look"))))
              (instance $f (instantiate $files))
              (export "files" (instance $f)))
            """).GetInterface("files");
        var file = instance.Call("open", 41u);
        Assert.Equal("file", Assert.IsType<GuestResource>(file.AsResource()).TypeName);
        Assert.Equal((WitValue)41u, instance.Call("look", file));
        Assert.Equal((WitValue)41u, instance.Call("take", file));
        Assert.Equal("func(f: own<file>) -> u32", instance.GetFunctionType("take").ToString());
    }

    [Fact]
    public void A_component_that_is_imported_is_instantiated_with_what_it_is_given()
    {
        const string text = $"""
            (component
              {Seven}
              (import "twice" (component $twice (import "f" (func (result u32))) (export "f" (func (result u32)))))
              (instance $one (instantiate $seven))
              (instance $two (instantiate $twice (with "f" (func $one "f"))))
              (export "f" (func $two "f")))
            """;
        Assert.Equal((WitValue)14u, Instantiate(text, Link().Define("twice", Parse(Twice))).Call("f"));
    }

    [Fact]
    public void A_component_that_captured_something_can_be_given_to_another()
    {
        var instance = Instantiate($"""
            (component $root
              {Seven}
              (component $maker
                (alias outer $root $seven (component $number))
                (instance $n (instantiate $number))
                (export "f" (func $n "f")))
              (component $user
                (import "maker" (component $maker (export "f" (func (result u32)))))
                (instance $made (instantiate $maker))
                (export "f" (func $made "f")))
              (instance $u (instantiate $user (with "maker" (component $maker))))
              (export "f" (func $u "f")))
            """);
        Assert.Equal((WitValue)7u, instance.Call("f"));
    }

    [Fact]
    public void Start_functions_run_in_the_order_of_the_instances()
    {
        var order = new List<uint>();
        const string text = """
            (component
              (import "log" (func $log (param "n" u32)))
              (core func $log' (canon lower (func $log)))
              (core instance $host (export "log" (func $log')))
              (core module $m1 (import "" "log" (func $log (param i32))) (func $s (call $log (i32.const 1))) (start $s))
              (core module $m2 (import "" "log" (func $log (param i32))) (func $s (call $log (i32.const 2))) (start $s))
              (core instance (instantiate $m2 (with "" (instance $host))))
              (core instance (instantiate $m1 (with "" (instance $host))))
              (core instance (instantiate $m2 (with "" (instance $host)))))
            """;
        Instantiate(text, Link().Define("log", (Action<uint>)order.Add));
        Assert.Equal([2, 1, 2], order);
    }

    [Fact]
    public void A_start_function_that_traps_ends_instantiation()
    {
        const string text = """
            (component
              (core module $m (func $s unreachable) (start $s))
              (core instance (instantiate $m)))
            """;
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => Instantiate(text)).Code);
        Assert.Equal(1u, Get(Instantiate(Counter)));
    }

    [Fact]
    public void A_host_function_that_throws_in_a_start_function_is_told_apart_from_a_trap()
    {
        const string text = """
            (component
              (import "log" (func $log))
              (core func $log' (canon lower (func $log)))
              (core module $m (import "" "log" (func $log)) (start $log))
              (core instance (instantiate $m (with "" (instance (export "log" (func $log')))))))
            """;
        var linker = Link().Define("log", (Action)(() => throw new IOException("disk full")));
        Assert.IsType<IOException>(Assert.Throws<HostException>(() => Instantiate(text, linker)).InnerException);
    }

    [Fact]
    public void Components_that_multiply_are_refused_by_name()
    {
        var text = new StringBuilder("(component $c0)");
        for (var level = 1; level <= 8; level++)
        {
            text.Append($"(component $c{level} (alias outer $root $c{level - 1} (component $inner))");
            text.Insert(text.Length, "(instance (instantiate $inner))", 10).Append(')');
        }
        var fault = Assert.Throws<LimitException>(() => Parse($"(component $root {text} (instance (instantiate $c8)))"));
        Assert.Contains($"more than {PlanBuilder.MaxSteps} steps", fault.Message, StringComparison.Ordinal);
    }
}
