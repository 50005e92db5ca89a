using Dovetail.Tooling.Compose;
using Dovetail.Tooling.Targets;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Tooling.Targets;

public class TargetCheckerTests
{
    private const string World = """
        package my:host@0.2.6;
        interface types { resource r { m: func(); } record pair { a: u8, b: string } }
        interface use-types { use types.{r, pair}; f: func(x: borrow<r>) -> pair; g: func(); }
        interface made { use types.{r}; make: func() -> r; }
        world w {
          import use-types;
          import log: func(text: string);
          export made;
          export run: func() -> u32;
        }
        """;

    private const string Types = """
        (import "my:host/types@0.2.6" (instance $t (export "r" (type $r (sub resource)))
          (type $p (record (field "a" u8) (field "b" string))) (export "pair" (type (eq $p)))))
        (alias export $t "r" (type $r)) (alias export $t "pair" (type $pair))
        """;

    private const string Exports = """
        (import "my:host/use-types@0.2.6" (instance $u (export "r" (type (eq $r))) (export "g" (func))))
        (import "made" (instance $made (export "r" (type $r' (eq $r))) (export "make" (func (result (own $r'))))))
        (import "run" (func $run (result u32)))
        (export "my:host/made@0.2.6" (instance $made))
        (export "run" (func $run))
        """;

    [Fact]
    public void A_component_may_import_less_and_export_more() =>
        Assert.Empty(Check("(component)", "world w { import a: func(); import i: interface { f: func(); } }"));

    [Fact]
    public void A_component_may_take_less_of_an_interface() => Assert.Empty(Check(
        "(component (import \"i\" (instance (export \"f\" (func)))))", "world w { import i: interface { f: func(); g: func(); } }"));

    [Theory]
    [InlineData("(import \"b\" (func))", "unexpected import `b`: the component imports func(), which world `a:b/w` does not")]
    [InlineData("(import \"a:b/i@1.0.0\" (instance))", "unexpected import `a:b/i@1.0.0`: the component imports an instance, which world `a:b/w` does not")]
    public void What_the_world_does_not_import_is_refused(string import, string expected)
    {
        var mismatch = Check($"(component {import})", "world w { import a: func(); }").Single();
        Assert.Equal((TargetRule.UnknownImport, expected), (mismatch.Rule, mismatch.Message));
    }

    [Theory]
    [InlineData("(import \"a\" (func (param \"x\" u8)))", "import a: func(x: u8);", null)]
    [InlineData("(import \"a\" (func (param \"x\" u8)))", "import a: func(x: u16);", "a|parameter `x`|u16|u8")]
    [InlineData("(import \"a\" (func (param \"x\" u8)))", "import a: func(y: u8);", "a|parameter 1|the name `y`|the name `x`")]
    [InlineData("(import \"a\" (instance))", "import a: func();", "a||func()|an instance")]
    [InlineData("(import \"i\" (instance (export \"h\" (func))))", "import i: interface { f: func(); }", "i.h||nothing of that name|func()")]
    public void An_import_has_the_type_that_the_world_gives(string import, string world, string? expected) =>
        Judge(TargetRule.ImportType, $"(component {import})", $"world w {{ {world} }}", expected);

    [Theory]
    [InlineData("(import \"x\" (func (result u8))) (export \"a\" (func 0))", "export a: func() -> u8;", null)]
    [InlineData("(import \"x\" (func (result u8))) (export \"a\" (func 0))", "export a: func() -> s8;", "a|the result|s8|u8")]
    [InlineData("(import \"x\" (instance (export \"f\" (func)) (export \"g\" (func)))) (export \"i\" (instance 0))", "export i: interface { f: func(); }", null)]
    [InlineData("(import \"x\" (instance (export \"g\" (func)))) (export \"i\" (instance 0))", "export i: interface { f: func(); }", "i.f||func()|nothing of that name")]
    public void An_export_has_the_type_that_the_world_wants(string fields, string world, string? expected) =>
        Judge(TargetRule.ExportType, $"(component {fields})", $"world w {{ import x: {(fields.Contains("instance", StringComparison.Ordinal) ? "interface { f: func(); g: func(); }" : "func() -> u8;")} {world} }}", expected);

    [Fact]
    public void What_the_world_exports_must_be_there()
    {
        Assert.Empty(Check("(component (import \"x\" (func)) (export \"run\" (func 0)))", "world w { import x: func(); export run: func(); }"));
        var mismatch = Check("(component)", "world w { export run: func(); }").Single();
        Assert.Equal((TargetRule.MissingExport, "missing export `run`: world `a:b/w` exports func()"), (mismatch.Rule, mismatch.Message));
    }

    [Theory]
    [InlineData("1.2.0", "1.5.0", false, true)]
    [InlineData("1.5.0", "1.2.0", false, true)]
    [InlineData("0.2.0", "0.2.9", false, true)]
    [InlineData("0.2.0", "0.3.0", false, false)]
    [InlineData("1.0.0", "2.0.0", false, false)]
    [InlineData("1.0.0-rc.1", "1.0.0", false, false)]
    [InlineData("1.2.0", "1.5.0", true, false)]
    [InlineData("1.2.0", "1.2.0", true, true)]
    public void Versions_of_a_track_are_compatible_unless_asked_to_be_exact(string component, string world, bool exact, bool conforms)
    {
        foreach (var word in new[] { "import", "export" })
        {
            var text = word == "import" ? $"(component (import \"c:d/i@{component}\" (instance)))"
                : $"(component (instance $i) (export \"c:d/i@{component}\" (instance $i)))";
            var mismatches = Check(text, $"package c:d@{world} {{ interface i {{}} }} world w {{ {word} c:d/i@{world}; }}", exact);
            Assert.Equal(conforms, mismatches.IsEmpty);
            Assert.All(mismatches, mismatch => Assert.Contains($"`c:d/i@{(word == "import" ? world : component)}`", mismatch.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_whole_world_is_conformed_to_with_its_resources() =>
        Assert.Empty(CheckWorld(Types + Exports.Replace("(import \"made\"", "(import \"log\" (func (param \"text\" string))) (import \"made\"", StringComparison.Ordinal)));

    [Fact]
    public void A_resource_of_another_origin_is_refused()
    {
        const string own = """
            (import "my:host/types@0.2.6" (instance $t (export "r" (type (sub resource)))))
            (alias export $t "r" (type $r))
            (type $own' (resource (rep i32)))
            (core module $m (func (export "make") (result i32) unreachable) (func (export "run") (result i32) unreachable))
            (core instance $m (instantiate $m))
            (func $make (result (own $own')) (canon lift (core func $m "make")))
            (func $run (result u32) (canon lift (core func $m "run")))
            (component $c
              (import "r" (type $r (sub resource))) (import "make" (func $make (result (own $r))))
              (export $e "r" (type $r)) (export "make" (func $make) (func (result (own $e)))))
            (instance $i (instantiate $c (with "r" (type $own')) (with "make" (func $make))))
            (export "my:host/made@0.2.6" (instance $i))
            (export "run" (func $run))
            """;
        var mismatch = CheckWorld(own).First();
        Assert.Equal((TargetRule.ExportType, "my:host/made@0.2.6.r"), (mismatch.Rule, mismatch.Path));
        Assert.Contains("another resource type `r`", mismatch.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mismatches_are_told()
    {
        var mismatches = Check("(component (import \"a\" (func)) (import \"b\" (func (result u8))))", "world w { import b: func() -> s8; export c: func(); export d: func(); }");
        Assert.Equal("MissingExport MissingExport UnknownImport ImportType".Split(' ').Order(), mismatches.Select(mismatch => mismatch.Rule.ToString()).Order());
    }

    private static System.Collections.Immutable.ImmutableArray<TargetMismatch> CheckWorld(string fields) => TargetChecker.Check(
        Component($"(component {fields})".Replace("(import \"made\"", "(import \"my:host/made@0.2.6\"", StringComparison.Ordinal)
            .Replace("(import \"run\"", "(import \"start\"", StringComparison.Ordinal)),
        WitResolution.Resolve([new WitSourceGroup([new SourceText(World.Replace("export made;", "import made; import start: func() -> u32; export made;", StringComparison.Ordinal), "w.wit")])]).SelectWorld());

    private static void Judge(TargetRule rule, string component, string world, string? expected)
    {
        var mismatches = Check(component, world);
        if (expected is null)
        {
            Assert.Empty(mismatches);
            return;
        }
        var mismatch = mismatches.Single();
        Assert.Equal((rule, expected), (mismatch.Rule, $"{mismatch.Path}|{mismatch.Place}|{mismatch.Expected}|{mismatch.Found}"));
    }

    private static System.Collections.Immutable.ImmutableArray<TargetMismatch> Check(string component, string world, bool exact = false) => TargetChecker.Check(
        Component(component), WitResolution.Resolve([new WitSourceGroup([new SourceText($"package a:b;\n{world}", "w.wit")])]).SelectWorld(), exact);

    private static CompositionPackage Component(string text) => CompositionPackage.Read("c", System.Text.Encoding.UTF8.GetBytes(text), "c.wat");
}
