using Dovetail.Tooling.Compose;
using Dovetail.Wasm;
using static Dovetail.Tests.Tooling.Compose.Numbers;

namespace Dovetail.Tests.Tooling.Compose;

public class PlugComposerTests
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public void Plugs_satisfy_one_another_in_any_order(params int[] order)
    {
        CompositionPackage[] plugs =
        [
            Digit("b", "t:n/c@1.0.0", "t:n/b@1.0.0", 2),
            Digit("c", "t:n/d@1.0.0", "t:n/c@1.0.0", 3),
            Source("d", "t:n/d@1.0.0", 4),
        ];
        var (component, report) = PlugComposer.Compose(Digit("a", "t:n/b@1.0.0", "t:n/a", 1), [.. order.Select(i => plugs[i])]);
        Assert.Equal(4321u, Get(component, "t:n/a"));
        Assert.Empty(report.Imports);
        Assert.Equal(["c", "b", "a"], report.Links.Select(link => link.Importer));
    }

    [Fact]
    public void An_import_is_given_a_version_of_its_track()
    {
        var (component, report) = PlugComposer.Compose(Digit("a", "t:n/b@1.2.0", "t:n/a", 1), [Source("b", "t:n/b@1.10.3", 7)]);
        Assert.Equal(71u, Get(component, "t:n/a"));
        Assert.Equal(new CompositionLink("a", "t:n/b@1.2.0", "b", "t:n/b@1.10.3"), report.Links.Single());
    }

    [Theory]
    [InlineData("t:n/b@2.0.0")]
    [InlineData("t:n/b@1.2.0-rc.1")]
    [InlineData("t:n/b")]
    public void A_version_of_another_track_is_no_match_and_said(string export)
    {
        var error = Assert.Throws<CompositionException>(() => PlugComposer.Compose(Digit("a", "t:n/b@1.2.0", "t:n/a", 1), [Source("b", export, 7)]));
        Assert.Contains($"there is `{export}`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_very_version_comes_before_a_higher_one_and_that_before_a_lower()
    {
        CompositionPackage[] plugs = [Source("low", "t:n/b@1.0.0", 1), Source("mid", "t:n/b@1.2.0", 2), Source("high", "t:n/b@1.3.0", 3)];
        Assert.Equal(20u, Get(PlugComposer.Compose(Digit("a", "t:n/b@1.2.0", "t:n/a", 0), plugs).Component, "t:n/a"));
        Assert.Equal(30u, Get(PlugComposer.Compose(Digit("a", "t:n/b@1.1.0", "t:n/a", 0), plugs).Component, "t:n/a"));
    }

    [Fact]
    public void A_plug_that_fits_by_name_but_not_by_type_is_refused_with_both_types()
    {
        var socket = Read("socket.wasm", """
            (component (import "t:n/b@1.0.0" (instance (export "get" (func (param "of" string) (result u32))) (export "more" (func)))))
            """);
        var error = Assert.Throws<CompositionException>(() => PlugComposer.Compose(socket, [Source("plug.wasm", "t:n/b@1.0.0", 1)]));
        Assert.Equal(
            "type mismatch for `t:n/b@1.0.0.get`: expected func(of: string) -> u32 by `socket.wasm`, found func() -> u32 in `plug.wasm`\n"
            + "type mismatch for `t:n/b@1.0.0.more`: expected func() by `socket.wasm`, found nothing of that name in `plug.wasm`", error.Message);
    }

    [Fact]
    public void The_place_inside_of_a_type_is_said()
    {
        const string interfaceOf = """
            (instance (type $r (record (field "id" u32) (field "count" {0}))) (export "order" (type $o (eq $r)))
              (export "send" (func (param "of" (list $o)))))
            """;
        var socket = Read("socket", $"(component (import \"t:n/i\" {interfaceOf.Replace("{0}", "u32", StringComparison.Ordinal)}))");
        var plug = Read("plug", $"(component (import \"x\" {interfaceOf.Replace("{0}", "u64", StringComparison.Ordinal)}) (export \"t:n/i\" (instance 0)))");
        var problem = Assert.Throws<CompositionException>(() => PlugComposer.Compose(socket, [plug])).Problems.Single();
        Assert.Equal(("t:n/i.order", "field `count`", "u32", "u64"), (problem.Path, problem.Place, problem.Expected, problem.Found));
    }

    [Fact]
    public void An_export_of_another_kind_is_refused()
    {
        var socket = Read("socket", "(component (import \"run\" (func)))");
        var plug = Read("plug", "(component (import \"x\" (instance)) (export \"run\" (instance 0)))");
        var problem = Assert.Throws<CompositionException>(() => PlugComposer.Compose(socket, [plug])).Problems.Single();
        Assert.Equal((CompositionRule.Kind, "func()", "an instance"), (problem.Rule, problem.Expected, problem.Found));
    }

    [Fact]
    public void Two_plugs_that_fit_equally_are_refused()
    {
        var error = Assert.Throws<CompositionException>(() =>
            PlugComposer.Compose(Digit("a", "t:n/b@1.0.0", "t:n/a", 1), [Source("b", "t:n/b@1.0.0", 1), Source("c", "t:n/b@1.0.0", 2)]));
        Assert.Equal("ambiguous import `t:n/b@1.0.0` of `a`: `t:n/b@1.0.0` is exported by `b` and `c`; leave all but one out", error.Message);
    }

    [Fact]
    public void A_circle_is_refused_and_shown()
    {
        var error = Assert.Throws<CompositionException>(() => PlugComposer.Compose(
            Digit("a", "t:n/b", "t:n/a", 1), [Digit("b", "t:n/c", "t:n/b", 1), Digit("c", "t:n/b", "t:n/c", 1)]));
        Assert.Equal("components need each other in a circle: `b` imports `t:n/c` from `c`, `c` imports `t:n/b` from `b`; leave one of them out", error.Message);
    }

    [Fact]
    public void What_nobody_needs_is_left_out_and_reported()
    {
        var (component, report) = PlugComposer.Compose(
            Digit("a", "t:n/b", "t:n/a", 1), [Source("b", "t:n/b", 5), Source("idle", "t:n/z", 5), Digit("off", "t:n/z", "t:n/y", 1)]);
        Assert.Equal(51u, Get(component, "t:n/a"));
        Assert.Equal("idle off", string.Join(' ', report.Unused));
    }

    [Fact]
    public void Plugs_none_of_which_fits_are_refused()
    {
        var error = Assert.Throws<CompositionException>(() => PlugComposer.Compose(Digit("a", "t:n/b", "t:n/a", 1), [Source("z", "t:n/z", 5)]));
        Assert.Equal("no plug has what `a` imports: it asks for `t:n/b`; `z` has `t:n/z`", error.Message);
    }

    [Fact]
    public void What_no_plug_has_stays_an_import_and_is_reported()
    {
        var socket = Read("a", "(component (import \"t:n/b\" (instance (export \"get\" (func (result u32))))) (import \"log\" (func (param \"x\" string))))");
        var (component, report) = PlugComposer.Compose(socket, [Source("b", "t:n/b", 1)]);
        Assert.Equal(["log"], ImportsOf(component));
        Assert.Equal("a", report.Imports.Single().Importers.Single());
    }

    [Fact]
    public void A_plug_that_stands_between_is_given_to_the_socket_and_asks_outside()
    {
        var (component, report) = PlugComposer.Compose(Digit("a", "t:n/b@1.0.0", "t:n/a", 1), [Digit("between", "t:n/b@1.0.0", "t:n/b@1.0.0", 2)]);
        Assert.Equal(["t:n/b@1.0.0"], ImportsOf(component));
        Assert.Equal("between", report.Imports.Single().Importers.Single());
        var (whole, _) = PlugComposer.Compose(CompositionPackage.Read("ab", WasmOutput.Encode(component), "ab"), [Source("b", "t:n/b@1.0.3", 3)]);
        Assert.Equal(321u, Get(whole, "t:n/a"));
    }

    [Fact]
    public void Plugs_that_stand_between_stand_as_they_were_given_and_before_the_source()
    {
        CompositionPackage[] plugs = [Source("b", "t:n/b", 9), Digit("first", "t:n/b", "t:n/b", 1), Digit("second", "t:n/b", "t:n/b", 2)];
        Assert.Equal(9210u, Get(PlugComposer.Compose(Digit("a", "t:n/b", "t:n/a", 0), plugs).Component, "t:n/a"));
    }

    [Fact]
    public void A_plug_is_instantiated_once_however_many_ask()
    {
        var socket = Read("socket", """
            (component
              (import "t:n/b" (instance (export "get" (func (result u32)))))
              (import "t:n/c" (instance (export "get" (func (result u32)))))
              (export "t:n/a" (instance 1)))
            """);
        var (component, _) = PlugComposer.Compose(socket, [Digit("b", "t:n/d", "t:n/b", 2), Digit("c", "t:n/d", "t:n/c", 3), Source("d", "t:n/d", 4)]);
        Assert.Equal(43u, Get(component, "t:n/a"));
        Assert.Equal(4, component.Fields.OfType<Dovetail.Wasm.Components.InstanceField>().Count());
    }

    [Theory]
    [InlineData("(instance $api (export \"outer\" (type $outer)) (export \"f\" (func $f))) (export \"a:b/api\" (instance $api))", "a:b/types, a:b/api")]
    [InlineData("(export \"f\" (func $f))", "a:b/types, f")]
    [InlineData("(export \"n\" (func $n))", "n")]
    public void An_interface_whose_types_exports_use_is_exported_before_them(string exports, string expected)
    {
        var socket = Read("socket", $$"""
            (component
              (import "a:b/types" (instance $t
                (type $i' (record (field "x" u32))) (export "inner" (type $inner (eq $i')))
                (type $o' (record (field "i" $inner))) (export "outer" (type (eq $o')))))
              (alias export $t "outer" (type $outer))
              (core module $m (func (export "f") (result i32) (i32.const 7)))
              (core instance $m (instantiate $m))
              (func $f (result $outer) (canon lift (core func $m "f")))
              (func $n (result u32) (canon lift (core func $m "f")))
              {{exports}})
            """);
        var plug = Read("plug", """
            (component
              (component $c
                (type $i' (record (field "x" u32))) (export $inner "inner" (type $i'))
                (type $o' (record (field "i" $inner))) (export $outer "outer" (type $o')))
              (instance $t (instantiate $c))
              (export "a:b/types" (instance $t)))
            """);
        Assert.Equal(expected, string.Join(", ", PlugComposer.Compose(socket, [plug]).Report.Exports));
    }

    [Fact]
    public void A_socket_without_imports_is_refused_plugs()
    {
        Assert.Throws<CompositionException>(() => PlugComposer.Compose(Source("a", "t:n/a", 1), [Source("b", "t:n/b", 1)]));
        Assert.Equal(1u, Get(PlugComposer.Compose(Source("a", "t:n/a", 1), []).Component, "t:n/a"));
    }

    [Fact]
    public void Components_that_are_imported_are_not_nested()
    {
        var (component, _) = PlugComposer.Compose(Digit("t:app", "t:n/b", "t:n/a", 1), [Source("t:plug@1.0.0", "t:n/b", 5)], importPackages: true);
        Assert.Equal(["t:plug/component@1.0.0", "t:app/component"], ImportsOf(component));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(600)]
    public void Components_in_a_long_row_are_composed_or_refused(int count)
    {
        CompositionPackage[] plugs = [Source("end", "t:n/end", 1), .. Enumerable.Range(1, count).Select(i => Digit($"p{i}", i == count ? "t:n/end" : $"t:n/p{i + 1}", $"t:n/p{i}", 0))];
        if (count > PlugComposer.MaxDepth)
        {
            Assert.Equal("composed components", Assert.Throws<LimitException>(() => PlugComposer.Compose(Digit("a", "t:n/p1", "t:n/a", 1), plugs)).Limit);
            return;
        }
        Assert.Empty(PlugComposer.Compose(Digit("a", "t:n/p1", "t:n/a", 1), plugs).Report.Imports);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        static byte[] Compose() => WasmOutput.Encode(PlugComposer.Compose(
            Digit("a", "t:n/b", "t:n/a", 1), [Digit("b", "t:n/c", "t:n/b", 2), Source("c", "t:n/c", 3)]).Component);
        Assert.Equal(Compose(), Compose());
    }

    [Fact]
    public void What_is_no_component_is_recognised()
    {
        Assert.Contains("`m.wasm` is a core module", Assert.Throws<CompositionException>(() => Read("m.wasm", "(module)")).Message, StringComparison.Ordinal);
        Assert.Contains("where it is WIT", Assert.Throws<CompositionException>(() => Read("w.wit", "package a:b;")).Message, StringComparison.Ordinal);
        const string package = """
            (component (type (component (type (instance)) (export "a:b/i" (instance (type 0))))) (export "i" (type 0)))
            """;
        Assert.Contains("`p.wasm` is a package of WIT", Assert.Throws<CompositionException>(() => Read("p.wasm", package)).Message, StringComparison.Ordinal);
    }
}
