using System.Collections.Immutable;
using Dovetail.Linking;
using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Linking;

/// <summary>What is said where an import does not link: the path, what was expected and found, who offers it, the rule, and what to do.</summary>
public class ExplanationTests : ComponentTestBase
{
    [Fact]
    public void All_that_is_wrong_is_said_at_once_also_of_components_further_down()
    {
        const string app = """
            (component
              (import "a:b/missing@1.0.0" (instance))
              (import "a:b/middle@1.0.0" (instance (export "get" (func (result u32)))))
              (import "f" (func (param "n" u32)))
              (import "m" (core module)))
            """;
        var linker = Link().Define("a:b/middle", Parse(Forwarder("a:b/far@1.0.0"))).Define("f", (int _) => { });
        var refused = Refused(linker, app);
        Assert.Equal(
            [(LinkRule.Name, "a:b/missing@1.0.0", "the component"), (LinkRule.Name, "a:b/far@1.0.0", "the component defined as `a:b/middle@1.0.0`"),
                (LinkRule.Host, "f", "the component"), (LinkRule.Name, "m", "the component")],
            refused.Problems.Select(problem => (problem.Rule, problem.Path, problem.Importer)));
        Assert.StartsWith("4 imports cannot be linked:\n  unknown import `a:b/missing@1.0.0`: expected an instance; the linker has `a:b/middle`, `f`\n",
            refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message.Split("\n  ")[1..], refused.Problems.Select(problem => problem.Message));
    }

    [Fact]
    public void No_guest_has_run_by_then()
    {
        var ran = false;
        const string provider = """
            (component
              (import "mark" (func $mark))
              (core func $mark (canon lower (func $mark)))
              (core module $m (import "" "mark" (func $mark)) (start $mark))
              (core instance (instantiate $m (with "" (instance (export "mark" (func $mark)))))))
            """;
        var linker = Link().Define("mark", () => { ran = true; }).Define("first", Parse(provider));
        Refused(linker, """(component (import "first" (instance)) (import "second" (instance)))""");
        Assert.False(ran);
        Instantiate("""(component (import "first" (instance)))""", linker);
        Assert.True(ran);
    }

    [Theory]
    [InlineData("u64", "u32", "", "u64", "u32")]
    [InlineData("(record (field \"a\" u8) (field \"b\" (list string)))", "(record (field \"a\" u8) (field \"b\" (list char)))",
        "field `b`, the element", "string", "char")]
    [InlineData("(record (field \"a\" u8) (field \"b\" u8))", "(record (field \"a\" u8) (field \"c\" u8))", "field 2", "the name `b`", "the name `c`")]
    [InlineData("(record (field \"a\" u8) (field \"b\" u8))", "(record (field \"a\" u8))", "", "the field `b`", "no such field")]
    [InlineData("(record (field \"a\" u8))", "(record (field \"a\" u8) (field \"b\" u8))", "", "no field `b`", "such a field")]
    [InlineData("(variant (case \"x\") (case \"y\" u8))", "(variant (case \"x\") (case \"y\"))", "case `y`", "u8", "nothing")]
    [InlineData("(variant (case \"x\" u8))", "(variant (case \"x\" u8) (case \"y\" u8))", "", "no case `y`", "such a case")]
    [InlineData("(enum \"x\" \"y\")", "(enum \"x\" \"z\")", "case 2", "the name `y`", "the name `z`")]
    [InlineData("(flags \"x\" \"y\")", "(flags \"x\")", "", "the flag `y`", "no such flag")]
    [InlineData("(tuple u8 u16)", "(tuple u8 u32)", "item 2", "u16", "u32")]
    [InlineData("(tuple u8 u16)", "(tuple u8)", "", "tuple<u8, u16>", "tuple<u8>")]
    [InlineData("(option (option u8))", "(option (option s8))", "the value of the option, the value of the option", "u8", "s8")]
    [InlineData("(result u8 (error string))", "(result u8 (error char))", "`err`", "string", "char")]
    [InlineData("(result u8)", "(result s8)", "`ok`", "u8", "s8")]
    [InlineData("(result u8)", "(option u8)", "", "result<u8>", "option<u8>")]
    public void Two_types_are_compared_to_the_first_place_where_they_differ(string expected, string found, string place, string wanted, string offered)
    {
        var problem = Assert.Single(Refused(Link().Define("a:b/c", Parse(Source(found))), Target(expected)).Problems);
        Assert.Equal((LinkRule.Type, "a:b/c.t", place, wanted, offered), (problem.Rule, problem.Path, problem.Place, problem.Expected, problem.Found));
        Assert.Equal($"incompatible import type for `a:b/c.t`{(place.Length == 0 ? "" : $", {place}")}: expected {wanted}, found {offered} in the component defined as `a:b/c`; "
            + "build the component and the component defined as `a:b/c` against the same WIT", problem.Message);
        Instantiate(Target(found), Link().Define("a:b/c", Parse(Source(found))));

        static string Target(string type) => $"""(component (import "a:b/c" (instance (type $t' {type}) (export "t" (type $t (eq $t'))) (export "f" (func (result $t))))))""";
        static string Source(string type) => $"""
            (component
              (core module $m (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
                (func (export "i32") (result i32) unreachable) (func (export "i64") (result i64) unreachable))
              (core instance $i (instantiate $m))
              (type $t' {type}) (export $t "t" (type $t'))
              (func (export "f") (result $t) (canon lift (core func $i "{(type is "u64" ? "i64" : "i32")}") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
            """;
    }

    [Fact]
    public void A_type_that_nothing_uses_must_be_the_same_too()
    {
        const string provider = """(component (type $t (record (field "count" u64))) (export "item" (type $t)))""";
        var problem = Assert.Single(Refused(Link().Define("a:b/c", Parse(provider)),
            """(component (import "a:b/c" (instance (type $t (record (field "count" u32))) (export "item" (type (eq $t))))))""").Problems);
        Assert.Equal((LinkRule.Type, "a:b/c.item", "field `count`", "u32", "u64"), (problem.Rule, problem.Path, problem.Place, problem.Expected, problem.Found));
    }

    [Fact]
    public void Parameters_are_compared_by_number_name_and_type()
    {
        Assert.Equal(("", "func(a: u32)", "func(a: u32, b: u32)"), Difference("(param \"a\" u32)", "(param \"a\" u32) (param \"b\" u32)"));
        Assert.Equal(("parameter 2", "the name `b`", "the name `c`"), Difference("(param \"a\" u32) (param \"b\" u32)", "(param \"a\" u32) (param \"c\" u32)"));
        Assert.Equal(("parameter `a`", "u32", "s32"), Difference("(param \"a\" u32)", "(param \"a\" s32)"));

        (string, string, string?) Difference(string expected, string found)
        {
            var core = string.Concat(Enumerable.Repeat(" i32", found.Split("param").Length - 1));
            var problem = Assert.Single(Refused(Link().Define(Parse($"""
                (component
                  (core module $m (func (export "f") (param{core})))
                  (core instance $i (instantiate $m))
                  (func (export "f") {found} (canon lift (core func $i "f"))))
                """)), $"""(component (import "f" (func {expected})))""").Problems);
            return (problem.Place, problem.Expected, problem.Found);
        }
    }

    [Fact]
    public void Resource_types_are_told_apart_by_who_defines_them()
    {
        const string maker = """
            (component
              (type $r (resource (rep i32))) (export $file "file" (type $r))
              (core func $new (canon resource.new $r))
              (func (export "open") (param "n" u32) (result (own $file)) (canon lift (core func $new))))
            """;
        const string user = """
            (component $C
              (import "a:b/one" (instance $one (export "file" (type (sub resource)))))
              (alias export $one "file" (type $file))
              (import "a:b/two" (instance (alias outer $C $file (type $f)) (export "file" (type $g (eq $f))) (export "open" (func (param "n" u32) (result (own $g)))))))
            """;
        var problem = Refused(Link().Define("a:b/one", host => host.Resource<object>("file")).Define("a:b/two", Parse(maker)), user).Problems[0];
        Assert.Equal((LinkRule.Resource, "a:b/two.file"), (problem.Rule, problem.Path));
        Assert.Equal("incompatible import type for `a:b/two.file`: expected the resource type `file` of the host, which another import names too by `C`, found the resource type "
            + "`file` of the component defined as `a:b/two`; let the imports that share the resource type come from one instance",
            problem.Message);
    }

    [Theory]
    [InlineData("wasi:cli/exit@0.2.0", "wasi:cli/stdout@0.2.0", "wasi:cli/stdout@0.2.0", "wasi:cli/stdou@0.2.0", "did you mean `wasi:cli/stdout@0.2.0`?")]
    [InlineData("my:cli/stdout@1.0.0", "other:thing/else", "my:cli/stdout@1.0.0", "wasi:cli/stdout@0.2.0", "did you mean `my:cli/stdout@1.0.0`?")]
    [InlineData("log", "exit", "log", "lag", "did you mean `log`?")]
    [InlineData("a:b/c@1.0.0", "a:b/c@2.0.0", null, "a:b/c@3.0.0", "link a provider of `a:b/c` 3.x, or build the component against 1.x or 2.x")]
    [InlineData("a:b/c@0.2.0", "x:y/z", null, "a:b/c@0.3.1", "link a provider of `a:b/c` 0.3.x, or build the component against 0.2.x")]
    [InlineData("a:b/c@0.0.1", "x:y/z", null, "a:b/c@0.0.2", "link a provider of `a:b/c` 0.0.2, or build the component against 0.0.1")]
    [InlineData("a:b/c@1.0.0", "x:y/z", null, "a:b/c@1.1.0-rc.1", "link a provider of `a:b/c@1.1.0-rc.1`, or build the component against 1.x")]
    [InlineData("a:b/c@1.0.0", "x:y/z", null, "a:b/c", "link a provider of `a:b/c`, or build the component against 1.x")]
    public void What_may_have_been_meant_is_said(string defined, string another, string? near, string imported, string remedy)
    {
        var problem = Assert.Single(Refused(Link().Define(defined, _ => { }).Define(another, _ => { }), $"""(component (import "{imported}" (instance)))""").Problems);
        Assert.Equal(remedy, problem.Remedy);
        Assert.EndsWith("; " + remedy, problem.Message, StringComparison.Ordinal);
        Assert.Equal(near is null ? LinkRule.Version : LinkRule.Name, problem.Rule);
    }

    [Fact]
    public void A_name_that_is_misspelt_in_an_interface_is_found_too()
    {
        var problem = Assert.Single(Refused(Link().Define("a:b/c", host => host.Function("multiply", () => 1u)),
            """(component (import "a:b/c" (instance (export "mulitply" (func (result u32))))))""").Problems);
        Assert.Equal("missing `a:b/c.mulitply`: expected func() -> u32; the host has `multiply`; did you mean `multiply`?", problem.Message);
        Assert.Equal((LinkRule.Export, "the host", "func() -> u32"), (problem.Rule, problem.Provider, problem.Expected));
        Assert.Equal(["multiply"], problem.Offered.ToArray());
    }

    [Fact]
    public void A_component_that_is_defined_for_a_name_and_has_another_version_of_it_says_so()
    {
        var provider = Parse("""(component (instance $i) (export "a:b/c@2.0.0" (instance $i)))""");
        var problem = Assert.Single(Refused(Link().Define("a:b/c", provider), """(component (import "a:b/c@1.0.0" (instance)))""").Problems);
        Assert.Equal("incompatible import type for `a:b/c@1.0.0`: the component defined as `a:b/c@1.0.0` is defined for it and exports `a:b/c@2.0.0`; "
            + "versions are compatible on one track only, and 1.x is not 2.x; link a provider of `a:b/c` 1.x, or build the component against 2.x", problem.Message);
        Assert.Equal(LinkRule.Version, problem.Rule);
    }

    [Theory]
    [InlineData("(core module (export \"f\" (func)))", LinkRule.Subtype)]
    [InlineData("(func)", LinkRule.Kind)]
    [InlineData("(component)", LinkRule.Kind)]
    public void A_module_is_told_from_what_is_expected(string expected, LinkRule rule)
    {
        var linker = Link().Define("m", Module.Parse(Engine, "(module)"));
        Assert.Equal(rule, Assert.Single(Refused(linker, $"""(component (import "m" {expected}))""").Problems).Rule);
    }

    [Fact]
    public void A_module_that_no_component_could_import_is_refused()
    {
        var module = Module.Parse(Engine, """(module (import "a" "b" (func)) (import "a" "b" (func)))""");
        var refused = Refused(Link().Define("m", module), """(component (import "m" (core module)))""");
        Assert.Contains("incompatible import type for `m`", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_core_modules_are_escaped_and_all_that_are_missing_said()
    {
        var module = Module.Parse(Engine, "(module (import \"e\\1b[2Jnv\" \"f\\0a\" (func)) (import \"env\" \"g\" (memory 1)))");
        var refused = Assert.Throws<LinkException>(() => new Linker(Engine).Instantiate(Store, module));
        Assert.Equal("unknown import `e\\u{1b}[2Jnv.f\\n`: expected function [] -> []; nothing is defined in `e\\u{1b}[2Jnv`\n"
            + "unknown import `env.g`: expected memory 1..; nothing is defined in `env`", refused.Message);
        Assert.Empty(refused.Problems);
    }

    [Fact]
    public void The_nearest_names_come_first() =>
        Assert.Equal(["shop:math/calc", "shop:math/cal", "shop:math/calk"],
            NearNames.Of("shop:math/calc@1.0.0", ["shop:math/calk", "shop:math/cal", "shop:math/calc", "shop:math/other"]).ToArray());

    [Fact]
    public void An_error_needs_a_problem() => Assert.Throws<ArgumentException>(() => new LinkException(ImmutableArray<LinkProblem>.Empty));

    private LinkException Refused(Linker linker, string text) => Assert.Throws<LinkException>(() => Instantiate(text, linker));
}
