using Dovetail.Linking;
using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Linking;

public class ComponentLinkerTests : ComponentTestBase
{
    [Fact]
    public void A_component_satisfies_the_imports_of_others_with_one_instance()
    {
        var linker = Link().Define("a:b/counter", Parse(Counter));
        var text = $"""
            (component
              (import "a:b/counter@1.0.0" (instance $one (export "get" (func (result u32)))))
              (import "a:b/counter@2.0.0" (instance $two (export "get" (func (result u32)))))
              (export "one" (func $one "get"))
              (export "two" (func $two "get")))
            """;
        Assert.Equal([1u, 2u], Both(Instantiate(text, linker)));
        Assert.Equal([1u, 2u], Both(Instantiate(text, linker)));
        Assert.Equal([1u, 1u], Both(Instantiate(text, Link().DefineFresh("a:b/counter", Parse(Counter)))));

        static uint[] Both(ComponentInstance instance) => [(uint)instance.Call("one"), (uint)instance.Call("two")];
    }

    [Fact]
    public void A_component_offers_its_export_of_that_name_or_all_of_them()
    {
        var whole = Parse(Counter);
        var inside = Parse($"""
            (component
              {Counter.Replace("(component", "(component $counter", StringComparison.Ordinal)}
              (instance $i (instantiate $counter))
              (export "a:b/counter@1.2.0" (instance $i)))
            """);
        Assert.Equal(1u, Get(Instantiate(Forwarder("a:b/counter@1.0.0"), Link().Define("a:b/counter", whole))));
        Assert.Equal(1u, Get(Instantiate(Forwarder("a:b/counter@1.0.0"), Link().Define("a:b/counter", inside))));
    }

    [Fact]
    public void An_instance_can_be_linked_again_and_keeps_its_state()
    {
        var counter = Instantiate(Counter);
        Assert.Equal(1u, Get(counter));
        Assert.Equal(2u, Get(Instantiate(Forwarder("counter"), Link().Define("counter", counter))));
        Assert.Equal(3u, Get(counter));
    }

    [Fact]
    public void Components_link_in_a_row()
    {
        var linker = Link().Define("first", Parse(Counter)).Define("second", Parse(Forwarder("first"))).Define("third", Parse(Forwarder("second")));
        Assert.Equal(1u, Get(Instantiate(Forwarder("third"), linker)));
    }

    [Fact]
    public void Components_that_import_each_other_in_a_circle_are_refused()
    {
        var linker = Link().Define("a", Parse(Forwarder("b"))).Define("b", Parse(Forwarder("a")));
        var fault = Assert.Throws<LinkException>(() => Instantiate(Forwarder("a"), linker));
        Assert.Contains("in a circle", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_components_that_is_too_long_is_refused()
    {
        var linker = Link().Define("c0", Parse(Counter));
        for (var i = 1; i <= 2 * LinkPlanner.MaxDepth; i++)
        {
            linker.Define($"c{i}", Parse(Forwarder($"c{i - 1}")));
        }
        Assert.Equal(1u, Get(Instantiate(Forwarder($"c{LinkPlanner.MaxDepth - 2}"), linker)));
        var fault = Assert.Throws<LimitException>(() => Instantiate(Forwarder($"c{2 * LinkPlanner.MaxDepth}"), linker));
        Assert.Contains("components import each other in a row", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a:b/c@1.2.0", "a:b/c@1.0.5")]
    [InlineData("a:b/c@1.0.5", "a:b/c@1.2.0")]
    [InlineData("a:b/c@0.2.1", "a:b/c@0.2.6")]
    [InlineData("a:b/c", "a:b/c@3.0.0")]
    [InlineData("a:b/c", "a:b/c")]
    [InlineData("plain-name", "plain-name")]
    public void A_definition_stands_for_its_track(string defined, string imported) =>
        Assert.Equal(7u, Get(Instantiate(Forwarder(imported), Host(defined))));

    [Theory]
    [InlineData("a:b/c@2.0.0", "a:b/c@1.0.0")]
    [InlineData("a:b/c@0.2.0", "a:b/c@0.3.0")]
    [InlineData("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0")]
    [InlineData("a:b/c@1.0.0", "a:b/d@1.0.0")]
    public void A_definition_of_another_track_is_named_but_not_taken(string defined, string imported)
    {
        var fault = Assert.Throws<LinkException>(() => Instantiate(Forwarder(imported), Host(defined)));
        Assert.Contains($"unknown import `{imported}`: expected an instance; the linker has `{defined}`", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_definition_of_the_very_name_goes_before_its_track()
    {
        var linker = Host("a:b/c").Define("a:b/c@1.0.0", host => host.Function("get", () => 1u));
        Assert.Equal(1u, Get(Instantiate(Forwarder("a:b/c@1.0.0"), linker)));
        Assert.Equal(7u, Get(Instantiate(Forwarder("a:b/c@2.0.0"), linker)));
    }

    [Fact]
    public void An_interface_of_the_host_may_have_components_in_it()
    {
        const string text = """
            (component
              (import "a:b/parts" (instance $parts
                (export "counter" (component (export "get" (func (result u32)))))
                (export "made" (instance (export "get" (func (result u32)))))
                (export "m" (core module (export "f" (func (result i32)))))))
              (alias export $parts "counter" (component $counter))
              (alias export $parts "m" (core module $m))
              (alias export $parts "made" (instance $made))
              (instance $mine (instantiate $counter))
              (core instance $i (instantiate $m))
              (func (export "module") (result u32) (canon lift (core func $i "f")))
              (export "mine" (func $mine "get"))
              (export "made" (func $made "get")))
            """;
        var counter = Parse(Counter);
        var module = Module.Parse(Engine, """(module (func (export "f") (result i32) (i32.const 9)))""");
        var instance = Instantiate(text, Link().Define("a:b/parts", host => host.Component("counter", counter).Component("made", counter).Module("m", module)));
        Assert.Equal([1u, 2u, 1u, 9u], new[] { "mine", "mine", "made", "module" }.Select(name => (uint)instance.Call(name)));
    }

    [Fact]
    public void A_name_is_defined_once()
    {
        var linker = Host("a:b/c");
        Assert.Throws<ArgumentException>(() => linker.Define("a:b/c", Parse(Counter)));
        Assert.Throws<ArgumentException>(() => Link().Define("i", host => host.Function("get", () => 1u).Function("get", () => 2u)));
    }

    [Fact]
    public void What_nothing_offers_is_said()
    {
        Assert.Contains("the linker defines nothing for components",
            Assert.Throws<LinkException>(() => Instantiate(Forwarder("a:b/c"))).Message, StringComparison.Ordinal);
        Assert.Contains("missing `a:b/c.get`: expected func() -> u32; the host has `post`, `put`",
            Assert.Throws<LinkException>(() => Instantiate(Forwarder("a:b/c"),
                Link().Define("a:b/c", host => host.Function("put", () => { }).Function("post", () => { })))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(func (param \"n\" u32))", "`f`, parameter `n`: the C# type System.Int32 does not fit the WIT type u32; use uint, or WitValue")]
    [InlineData("(func)", "`f` is func(), with 0 parameters; System.Action`1[System.Int32] has 1; use Action")]
    [InlineData("(instance (export \"g\" (func)))", "incompatible import type for `f`: expected an instance, found a function of the host")]
    [InlineData("(core module)", "incompatible import type for `f`: expected a core module, found a function of the host")]
    [InlineData("(type (sub resource))", "incompatible import type for `f`: expected a resource type, found a function of the host")]
    [InlineData("(component)", "incompatible import type for `f`: expected a component, found a function of the host")]
    public void A_definition_of_another_type_is_refused(string import, string message)
    {
        var text = $"""(component (import "f" {import}))""";
        var fault = Assert.Throws<LinkException>(() => Instantiate(text, Link().Define("f", (int _) => { })));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_of_a_component_must_be_of_the_very_type()
    {
        const string text = """(component (import "counter" (instance (export "get" (func (result s32))))))""";
        var fault = Assert.Throws<LinkException>(() => Instantiate(text, Link().Define("counter", Parse(Counter))));
        Assert.Contains("incompatible import type for `counter.get`, the result: expected s32, found u32 in the component defined as `counter`", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_or_module_given_for_an_import_must_match_its_type()
    {
        const string component = """(component (import "c" (component (export "put" (func)))))""";
        Assert.Contains("incompatible import type for `c`",
            Assert.Throws<LinkException>(() => Instantiate(component, Link().Define("c", Parse(Counter)))).Message, StringComparison.Ordinal);
        const string module = """
            (component
              (import "m" (core module $m (export "f" (func (result i32)))))
              (core instance $i (instantiate $m))
              (func (export "get") (result u32) (canon lift (core func $i "f"))))
            """;
        var right = Module.Parse(Engine, """(module (func (export "f") (result i32) (i32.const 9)))""");
        var wrong = Module.Parse(Engine, """(module (func (export "f") (result i64) (i64.const 9)))""");
        Assert.Equal(9u, Get(Instantiate(module, Link().Define("m", right))));
        Assert.Contains("incompatible import type for `m`",
            Assert.Throws<LinkException>(() => Instantiate(module, Link().Define("m", wrong))).Message, StringComparison.Ordinal);
    }

    private Linker Host(string name) => Link().Define(name, host => host.Function("get", () => 7u));
}
