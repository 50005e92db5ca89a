using System.Collections.Immutable;
using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Linking;

/// <summary>Sets of components that are linked by matching their imports and exports.</summary>
public class SetLinkTests : ComponentTestBase
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void The_order_does_not_matter(int first, int second, int third)
    {
        Component[] all = [Parse(Exporter("a:b/c@1.0.0")), Parse(Middle("a:b/c@1.0.0", "a:b/d@1.0.0")), Parse(Forwarder("a:b/d@1.0.0"))];
        int[] order = [first, second, third];
        var instances = Link().InstantiateAll(Store, order.Select(i => all[i]));
        Assert.Equal(3, instances.Count);
        Assert.Equal(1u, Get(instances[Array.IndexOf(order, 2)]));
        Assert.Equal(2u, Get(instances[Array.IndexOf(order, 0)].GetInterface("a:b/c")));
        Assert.Equal(3u, Get(instances[Array.IndexOf(order, 1)].GetInterface("a:b/d")));
    }

    [Fact]
    public void Whole_components_are_found_by_their_exports_in_any_order_and_those_that_nobody_asks_for_cost_nothing()
    {
        var trap = Parse("(component (core module $m (func $s unreachable) (start $s)) (core instance (instantiate $m)))");
        var (exporter, middle) = (Parse(Exporter("a:b/c@1.2.0")), Parse(Middle("a:b/c@1.0.0", "a:b/d@1.0.0")));
        Assert.Equal(1u, Get(Instantiate(Forwarder("a:b/d@1.0.0"), Link().Define(trap).Define(exporter).Define(middle))));
        Assert.Equal(1u, Get(Instantiate(Forwarder("a:b/d@1.0.0"), Link().Define(middle).Define(exporter).Define(trap))));
    }

    [Fact]
    public void Functions_modules_and_components_are_matched_too()
    {
        const string provider = """
            (component
              (core module $m (func (export "f") (result i32) (i32.const 7)))
              (core instance $i (instantiate $m))
              (component $c (export "m" (core module $m)))
              (export "get" (func $get' (result u32)))
              (export "a-module" (core module $m))
              (export "a-component" (component $c)))
            """;
        var lifted = provider.Replace("(export \"get\" (func $get' (result u32)))", """(func (export "get") (result u32) (canon lift (core func $i "f")))""", StringComparison.Ordinal)
            .Replace("(component $c (export \"m\" (core module $m)))", """(component $c (core module $m) (export "m" (core module $m)))""", StringComparison.Ordinal);
        const string user = """
            (component
              (import "get" (func $get (result u32)))
              (import "a-module" (core module $m (export "f" (func (result i32)))))
              (import "a-component" (component (export "m" (core module))))
              (core instance $i (instantiate $m))
              (func (export "from-module") (result u32) (canon lift (core func $i "f")))
              (export "from-function" (func $get)))
            """;
        var instance = Link().InstantiateAll(Store, Parse(user), Parse(lifted))[0];
        Assert.Equal((WitValue)7u, instance.Call("from-module"));
        Assert.Equal((WitValue)7u, instance.Call("from-function"));
    }

    [Fact]
    public void What_two_components_export_is_refused_where_it_is_asked_for_and_only_there()
    {
        var (one, two) = (Parse(Exporter("a:b/c@1.0.0")), Parse(Exporter("a:b/c@1.0.0")));
        Assert.Equal(2, Link().InstantiateAll(Store, one, two).Count);
        var problem = Assert.Single(Refused(Link().Define(one).Define(two), Forwarder("a:b/c@1.0.0")));
        Assert.Equal((LinkRule.Ambiguity, "a:b/c@1.0.0"), (problem.Rule, problem.Path));
        Assert.Equal(2, problem.Offered.Length);
        Assert.Contains("ambiguous import `a:b/c@1.0.0`: `a:b/c@1.0.0` is exported by the component and by the component; say which with `Define(\"a:b/c@1.0.0\", …)`",
            problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_by_name_goes_before_and_decides()
    {
        var linker = Link().Define(Parse(Exporter("a:b/c@1.0.0"))).Define(Parse(Exporter("a:b/c@1.0.0"))).Define("a:b/c", host => host.Function("get", () => 9u));
        Assert.Equal(9u, Get(Instantiate(Forwarder("a:b/c@1.0.0"), linker)));
    }

    [Fact]
    public void Of_a_track_the_very_version_is_taken_or_else_the_highest()
    {
        Linker All() => Link().Define(Parse(Exporter("a:b/c@1.0.0", 10))).Define(Parse(Exporter("a:b/c@1.10.0", 30))).Define(Parse(Exporter("a:b/c@1.9.0", 20)));
        Assert.Equal(10u, Get(Instantiate(Forwarder("a:b/c@1.0.0"), All())));
        Assert.Equal(20u, Get(Instantiate(Forwarder("a:b/c@1.9.0"), All())));
        Assert.Equal(30u, Get(Instantiate(Forwarder("a:b/c@1.2.0"), All())));
        Assert.Equal(30u, Get(Instantiate(Forwarder("a:b/c@1.11.0"), All())));
    }

    [Fact]
    public void Versions_that_differ_in_build_metadata_are_told_apart_by_their_names_alone()
    {
        var (a, b) = (Parse(Exporter("a:b/c@1.0.0+a", 10)), Parse(Exporter("a:b/c@1.0.0+b", 20)));
        Assert.Equal(20u, Get(Instantiate(Forwarder("a:b/c@1.1.0"), Link().Define(a).Define(b))));
        Assert.Equal(20u, Get(Instantiate(Forwarder("a:b/c@1.1.0"), Link().Define(b).Define(a))));
    }

    [Fact]
    public void A_component_never_satisfies_its_own_import()
    {
        var wrapper = Parse(Middle("a:b/c@1.0.0", "a:b/c@1.0.0"));
        Assert.Equal(LinkRule.Name, Assert.Single(Refused(Link().Define(wrapper), wrapper)).Rule);
        var instances = Link().InstantiateAll(Store, wrapper, Parse(Exporter("a:b/c@1.0.0")));
        Assert.Equal(1u, Get(instances[0].GetInterface("a:b/c")));
    }

    [Fact]
    public void A_circle_is_refused_by_the_names_of_all_that_are_in_it()
    {
        Component[] circle = [Parse(Middle("a:b/c@1.0.0", "a:b/d@1.0.0")), Parse(Middle("a:b/d@1.0.0", "a:b/e@1.0.0")), Parse(Middle("a:b/e@1.0.0", "a:b/c@1.0.0"))];
        var refused = Assert.Throws<LinkException>(() => Link().InstantiateAll(Store, circle));
        Assert.All(refused.Problems, problem => Assert.Equal(LinkRule.Circle, problem.Rule));
        Assert.Contains("components import each other in a circle: the component imports `a:b/c@1.0.0` from ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("which imports `a:b/e@1.0.0` from ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("which imports `a:b/d@1.0.0` from the component;", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_may_be_empty_and_a_component_in_it_only_once()
    {
        Assert.Empty(Link().InstantiateAll(Store));
        var counter = Parse(Counter);
        Assert.Throws<ArgumentException>(() => Link().Define(counter).Define(counter));
        var twice = Link().InstantiateAll(Store, counter, counter);
        Assert.Equal((1u, 2u), (Get(twice[0]), Get(twice[1])));
    }

    [Fact]
    public void Components_files_are_called_by_their_names()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Component Load(string name, string text)
            {
                var path = Path.Combine(folder.FullName, name);
                File.WriteAllText(path, text);
                return Component.Load(Engine, path);
            }
            var linker = Link().Define(Load("one\u001b[31m.wat", Exporter("a:b/c@1.0.0"))).Define(Load("two.wat", Exporter("a:b/c@1.0.0")));
            var problem = Assert.Single(Refused(linker, Load("app.wat", Forwarder("a:b/c@1.2.0"))));
            Assert.Equal("`app.wat`", problem.Importer);
            Assert.Contains("is exported by `one\\u{1b}[31m.wat` and by `two.wat`", problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private ImmutableArray<LinkProblem> Refused(Linker linker, string text) => Refused(linker, Parse(text));

    private ImmutableArray<LinkProblem> Refused(Linker linker, Component component) =>
        Assert.Throws<LinkException>(() => linker.Instantiate(Store, component)).Problems;

    // Exports an interface with `get`, which counts up from a number.
    private static string Exporter(string name, int from = 1) => $$"""
        (component
          (core module $m
            (global $n (mut i32) (i32.const {{from - 1}}))
            (func (export "get") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))
          (core instance $i (instantiate $m))
          (func $get (result u32) (canon lift (core func $i "get")))
          (instance $c (export "get" (func $get)))
          (export "{{name}}" (instance $c)))
        """;

    // Imports one interface with `get` and exports another one, which calls it.
    private static string Middle(string import, string export) => $$"""
        (component
          (import "{{import}}" (instance $i (export "get" (func (result u32)))))
          (core func $get (canon lower (func $i "get")))
          (core module $m (import "" "get" (func $get (result i32))) (func (export "get") (result i32) (call $get)))
          (core instance $c (instantiate $m (with "" (instance (export "get" (func $get))))))
          (func $get' (result u32) (canon lift (core func $c "get")))
          (instance $e (export "get" (func $get')))
          (export "{{export}}" (instance $e)))
        """;
}
