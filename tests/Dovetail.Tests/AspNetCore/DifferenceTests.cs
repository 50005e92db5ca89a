using Dovetail.AspNetCore;

namespace Dovetail.Tests.AspNetCore;

/// <summary>What is said of a component that takes over: how it differs from the one before, and why it cannot serve.</summary>
public sealed class DifferenceTests : ServingTestBase
{
    [Fact]
    public void The_same_component_differs_in_nothing() => Assert.Equal("the same imports and exports", Between(Calc("u32"), Calc("u32")).ToString());

    [Fact]
    public void A_function_of_another_type_is_told_with_both()
    {
        var change = Assert.Single(Between(Calc("u32"), Calc("u64")).Changes);
        Assert.Equal(("test:shop/calc@1.0.0.twice", "func(n: u32) -> u32", "func(n: u64) -> u64"), (change.Path, change.Old, change.New));
        Assert.Equal("`test:shop/calc@1.0.0.twice`: was `func(n: u32) -> u32`, is `func(n: u64) -> u64`", change.ToString());
    }

    [Fact]
    public void A_function_more_or_less_of_an_import_is_told()
    {
        var (one, two) = (Importing("""(export "f" (func))"""), Importing("""(export "f" (func)) (export "g" (func (param "x" string)))"""));
        Assert.Equal(new ItemChange("test:shop/log.g", null, "func(x: string)"), Assert.Single(Between(one, two).Changes));
        Assert.Equal("changes `test:shop/log.g`: no more", Between(two, one).ToString());
    }

    [Fact]
    public void A_record_that_is_passed_differs_in_the_function_too()
    {
        static string Record(string type) => $$"""
            (type $r' (record (field "count" {{type}}))) (export "order" (type $r (eq $r'))) (export "f" (func (param "o" $r)))
            """;
        Assert.Equal(["test:shop/log.order", "test:shop/log.f"], Between(Importing(Record("u8")), Importing(Record("u16"))).Changes.Select(change => change.Path));
    }

    [Fact]
    public void Of_what_wit_has_no_words_for_the_names_are_told()
    {
        var difference = Between("""(component (import "m" (core module)) (import "f" (func)))""", """(component (import "m" (core module)) (import "f" (func (param "x" u8))))""");
        Assert.True(difference.IsEmpty);
        Assert.Equal(["g"], Between("""(component (import "m" (core module)))""", """(component (import "m" (core module)) (import "g" (func)))""").NewImports);
    }

    [Fact]
    public void A_handler_of_another_type_is_refused_as_what_it_is()
    {
        var host = new ComponentHost(Guest);
        var fault = Assert.Throws<LinkException>(() => host.Swap(Component.Parse(Engine, """
            (component
              (core module $m (func (export "handle") (param i32)))
              (core instance $i (instantiate $m))
              (func $handle (param "n" u32) (canon lift (core func $i "handle")))
              (instance $handler (export "handle" (func $handle)))
              (export "wasi:http/incoming-handler@0.2.12" (instance $handler)))
            """)));
        Assert.Contains("does not handle requests as `wasi:http/incoming-handler` of 0.2 does: `wasi:http/incoming-handler@0.2.12.handle` is func(n: u32)", fault.Message, StringComparison.Ordinal);
        Assert.Same(Guest, host.Component);
    }

    [Fact]
    public void An_import_of_another_type_is_refused_with_both()
    {
        var host = new ComponentHost(Guest);
        var fault = Assert.Throws<LinkException>(() => host.Swap(Component.Parse(Engine, """
            (component
              (import "wasi:random/random@0.2.12" (instance (export "get-random-u64" (func (result u32)))))
              (core module $m (func (export "handle") (param i32)))
              (core instance $i (instantiate $m))
              (func $handle (param "n" u32) (canon lift (core func $i "handle")))
              (instance $handler (export "handle" (func $handle)))
              (export "wasi:http/incoming-handler@0.2.12" (instance $handler)))
            """)));
        Assert.Contains("get-random-u64", fault.Message, StringComparison.Ordinal);
        Assert.Same(Guest, host.Component);
    }

    private static string Calc(string type) => $$"""
        (component
          (core module $m (func (export "twice") (param {{(type == "u64" ? "i64" : "i32")}}) (result {{(type == "u64" ? "i64" : "i32")}}) (local.get 0)))
          (core instance $i (instantiate $m))
          (func $twice (param "n" {{type}}) (result {{type}}) (canon lift (core func $i "twice")))
          (instance $calc (export "twice" (func $twice)))
          (export "test:shop/calc@1.0.0" (instance $calc)))
        """;

    private static string Importing(string items) => $"""(component (import "test:shop/log" (instance {items})))""";

    private ComponentDifference Between(string old, string next) => ComponentDifference.Between(Component.Parse(Engine, old), Component.Parse(Engine, next));
}
