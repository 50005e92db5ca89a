using Dovetail.Tooling.Compose;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using static Dovetail.Tests.Tooling.Compose.Numbers;

namespace Dovetail.Tests.Tooling.Compose;

public class ImplicitImportTests
{
    private static readonly Dictionary<string, CompositionNode> s_nothing = [];

    [Fact]
    public void Versions_of_a_track_become_one_import_under_the_highest()
    {
        var composed = Compose(
            "(component (import \"a:b/i@0.2.0\" (instance (export \"f\" (func)))))",
            "(component (import \"a:b/i@0.2.6\" (instance (export \"g\" (func)))))",
            "(component (import \"a:b/i@0.2.3\" (instance (export \"f\" (func)))))",
            "(component (import \"a:b/i@0.3.0\" (instance (export \"f\" (func)))))");
        Assert.Equal(["a:b/i@0.2.6", "a:b/i@0.3.0"], ImportsOf(composed));
        Assert.Contains("interface i {\n    f: func();\n\n    g: func();", WitOf(composed), StringComparison.Ordinal);
    }

    [Fact]
    public void Resource_types_of_one_import_become_one()
    {
        const string user = """
            (component
              (import "a:b/types@1.0.0" (instance $t (export "r" (type (sub resource)))))
              (alias export $t "r" (type $r))
              (import "a:b/{0}" (instance (export "r" (type (eq $r))) (export "f" (func (param "x" (own 0)))))))
            """;
        var composed = Compose(user.Replace("{0}", "one", StringComparison.Ordinal), user.Replace("{0}", "two", StringComparison.Ordinal).Replace("1.0.0", "1.1.0", StringComparison.Ordinal));
        Assert.Equal(["a:b/types@1.1.0", "a:b/one", "a:b/two"], ImportsOf(composed));
        Assert.Equal(2, WitOf(composed).Split("use types@1.1.0.{r};").Length + WitOf(composed).Split("use a:b/types@1.1.0.{r};").Length - 2);
    }

    [Fact]
    public void An_import_stands_behind_those_whose_types_it_uses_whoever_asked_first()
    {
        var composed = Compose(
            "(component (import \"a:b/use\" (instance (export \"f\" (func)))))",
            """
            (component
              (import "a:b/types" (instance $t (export "r" (type (sub resource)))))
              (alias export $t "r" (type $r))
              (import "a:b/use" (instance (export "r" (type (eq $r))))))
            """);
        Assert.Equal(["a:b/types", "a:b/use"], ImportsOf(composed));
    }

    [Theory]
    [InlineData("(func)", "(instance)", "`foo` is func() for `p0` and an instance for `p1`")]
    [InlineData("(func (param \"x\" u8))", "(func (param \"x\" u16))", "`foo`, parameter `x` is u8 for `p0` and u16 for `p1`")]
    [InlineData("(instance (export \"f\" (func)))", "(instance (export \"f\" (func (result u8))))", "`foo.f`, the result is nothing for `p0` and u8 for `p1`")]
    public void Imports_that_do_not_go_together_are_refused(string first, string second, string expected)
    {
        var error = Assert.Throws<CompositionException>(() => Compose($"(component (import \"foo\" {first}))", $"(component (import \"foo\" {second}))"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Imports_that_use_each_others_types_in_a_circle_are_refused()
    {
        const string user = """
            (component
              (import "a:b/{0}" (instance $t (export "{0}-r" (type (sub resource)))))
              (alias export $t "{0}-r" (type $r))
              (import "a:b/{1}" (instance (export "{0}-r" (type (eq $r))))))
            """;
        var error = Assert.Throws<CompositionException>(() => Compose(
            user.Replace("{0}", "x", StringComparison.Ordinal).Replace("{1}", "y", StringComparison.Ordinal),
            user.Replace("{0}", "y", StringComparison.Ordinal).Replace("{1}", "x", StringComparison.Ordinal)));
        Assert.Equal(CompositionRule.Circle, error.Problems.Single().Rule);
    }

    [Fact]
    public void An_import_that_uses_a_resource_of_a_component_inside_is_refused()
    {
        var socket = Read("socket", """
            (component
              (import "a:b/types" (instance $t (export "r" (type (sub resource)))))
              (alias export $t "r" (type $r))
              (import "a:b/open" (instance (export "r" (type (eq $r))) (export "f" (func (result (own 0)))))))
            """);
        var plug = Read("plug", """
            (component (type $r' (resource (rep i32))) (export $r "r" (type $r')) (instance $i (export "r" (type $r))) (export "a:b/types" (instance $i)))
            """);
        var error = Assert.Throws<CompositionException>(() => PlugComposer.Compose(socket, [plug]));
        Assert.Equal("import `a:b/open` of `socket` cannot come from outside: it uses the resource type `r` of a component inside; let it come from a component too", error.Message);
    }

    [Fact]
    public void A_type_of_an_interface_that_a_plug_has_is_brought_by_it()
    {
        var socket = Read("socket", """
            (component
              (import "a:b/types" (instance $t (export "r" (type (sub resource))) (export "make" (func (result (own 0))))))
              (alias export $t "r" (type $r))
              (import "r" (type (eq $r))))
            """);
        var plug = Read("plug", """
            (component
              (type $r' (resource (rep i32)))
              (core module $m (func (export "make") (result i32) (unreachable)))
              (core instance $m (instantiate $m))
              (func $f (result (own $r')) (canon lift (core func $m "make")))
              (component $c
                (import "r" (type $r (sub resource))) (import "make" (func $make (result (own $r))))
                (export $e "r" (type $r)) (export "make" (func $make) (func (result (own $e)))))
              (instance $i (instantiate $c (with "r" (type $r')) (with "make" (func $f))))
              (export "a:b/types" (instance $i)))
            """);
        Assert.Empty(ImportsOf(PlugComposer.Compose(socket, [plug]).Component));
    }

    [Fact]
    public void Modules_and_components_are_imported_for_those_who_ask()
    {
        var composed = Compose("""
            (component
              (import "m" (core module (import "a" "b" (func (param i32))) (export "c" (memory 1))))
              (import "c" (component (import "x" (type (sub resource))) (export "f" (func (result (own 0)))))))
            """);
        Assert.Equal(["m", "c"], ImportsOf(composed));
    }

    [Fact]
    public void All_value_types_are_written_as_they_were()
    {
        const string component = """
            (component
              (import "a:b/i" (instance
                (type $r (record (field "a" u8) (field "b" (list string)))) (export "r" (type $er (eq $r)))
                (type $v (variant (case "a") (case "b" $er))) (export "v" (type $ev (eq $v)))
                (type $e (enum "x" "y")) (export "e" (type $ee (eq $e)))
                (type $f (flags "p" "q")) (export "f" (type $ef (eq $f)))
                (export "res" (type $res (sub resource)))
                (type $a (list char)) (export "text" (type $ea (eq $a)))
                (export "[constructor]res" (func (param "v" $ev) (result (own $res))))
                (export "[method]res.m" (func (param "self" (borrow $res)) (param "o" (option $ee)) (result (result $ef (error (tuple u8 f64))))))
                (export "all" (func (param "m" (map string $er)) (param "s" (stream $er)) (param "t" (future)) (result $ea))))))
            """;
        var alone = WitOf(WasmInput.ReadComponent(System.Text.Encoding.UTF8.GetBytes(component)));
        Assert.Equal(alone, WitOf(Compose(component, component)));
    }

    [Fact]
    public void Types_that_grow_exponentially_are_refused_in_bounded_time()
    {
        var types = string.Concat(Enumerable.Range(1, 40).Select(i => $"(type $t{i} (tuple $t{i - 1} $t{i - 1}))"));
        var error = Assert.Throws<LimitException>(() => Read("big", $"(component (type $t0 (tuple u8)) {types} (import \"f\" (func (param \"x\" $t40))))"));
        Assert.Equal("type size", error.Limit);
    }

    private static ComponentDefinition Compose(params string[] components)
    {
        var composition = new Composition();
        foreach (var (i, text) in components.Index())
        {
            composition.Instantiate(Read($"p{i}", text), s_nothing);
        }
        return composition.Encode();
    }

    // An instance is of no use here, and names of components are no words of WIT.
    private static string WitOf(ComponentDefinition component) =>
        WitPrinter.Print(InterfaceDecoder.Decode(ComponentValidator.Validate(component, gates: ComponentFeatures.All)));
}
