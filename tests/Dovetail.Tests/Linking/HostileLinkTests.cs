using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dovetail.Linking;
using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Linking;

/// <summary>Components that would have the linker work, allocate or recurse out of proportion. Each ends soon, with an answer or a named refusal.</summary>
public class HostileLinkTests : ComponentTestBase
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public void Types_that_double_with_every_level_are_compared_by_their_size_in_memory()
    {
        // Written out each is eight thousand parts; there are a hundred functions of them, on both sides, and the last one differs.
        static string Types(string last) => string.Concat(Enumerable.Range(1, 12).Select(i =>
            $"(type $t{i} (tuple {(i == 1 ? last : $"$t{i - 1}")} {(i == 1 ? last : $"$t{i - 1}")}))"));
        var parameters = string.Concat(Enumerable.Range(0, 100).Select(i =>
            $"(export \"f{i}\" (func (param \"a\" $t12) (param \"b\" (tuple {string.Concat(Enumerable.Repeat("u8 ", i + 1))}))))"));
        var exports = string.Concat(Enumerable.Range(0, 100).Select(i =>
            $"(func (export \"f{i}\") (param \"a\" $t12) (param \"b\" (tuple {string.Concat(Enumerable.Repeat("u8 ", i + 1))})) (canon lift (core func $i \"f\") (memory (core memory $i \"m\")) (realloc (core func $i \"r\"))))"));
        string Provider(string last) => $"""
            (component
              {Types(last)}
              (core module $m (memory (export "m") 1) (func (export "f") (param i32)) (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable))
              (core instance $i (instantiate $m))
              {exports})
            """;
        string Asker(string last) => $"""(component (import "a:b/c" (instance {Types(last)} {parameters})))""";
        var (same, other) = (Parse(Provider("u8")), Parse(Provider("s8")));
        var asker = Parse(Asker("u8"));
        var clock = Stopwatch.StartNew();
        Link().Define("a:b/c", same).Instantiate(Store, asker);
        var refused = Assert.Throws<LinkException>(() => Link().Define("a:b/c", other).Instantiate(Store, asker));
        Assert.Equal(100, refused.Problems.Length);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
        Assert.InRange(refused.Message.Length, 0, 200_000);
    }

    [Fact]
    public void Component_types_that_double_are_compared_by_their_size_in_memory()
    {
        var levels = string.Concat(Enumerable.Range(1, 12).Select(i => $"(type $t{i} (tuple {(i == 1 ? "u8 u8" : $"$t{i - 1} $t{i - 1}")}))"));
        var functions = string.Concat(Enumerable.Range(0, 100).Select(i => $"(import \"f{i}\" (func (param \"a\" $t12)))"));
        var clock = Stopwatch.StartNew();
        Instantiate($"""(component (import "c" (component {levels} {functions})))""", Link().Define("c", Parse($"(component {levels} {functions})")));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void Thousands_of_imports_and_definitions_are_matched_in_time()
    {
        const int count = 4000;
        var imports = string.Concat(Enumerable.Range(0, count).Select(i => $"(import \"a:b/c{i}@1.2.0\" (instance (export \"get\" (func (result u32)))))"));
        var asker = Parse($"(component {imports})");
        var linker = Link();
        for (var i = 0; i < count; i++)
        {
            linker.Define($"a:b/c{i}@1.0.0", host => host.Function("get", () => 1u));
        }
        var clock = Stopwatch.StartNew();
        linker.Instantiate(Store, asker);
        var linked = clock.Elapsed;
        var none = Link().Define("z:z/z", _ => { });
        for (var i = 0; i < count; i++)
        {
            none.Define($"a:b/d{i}@1.0.0", _ => { });
        }
        var refused = Assert.Throws<LinkException>(() => none.Instantiate(Store, asker));
        Assert.Equal(LinkException.MostProblems, refused.Problems.Length);
        Assert.StartsWith("at least 100 imports cannot be linked", refused.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
        Assert.InRange(refused.Message.Length, 0, 100_000);
        Assert.InRange(linked, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void Instances_nested_as_deep_as_types_may_be_are_linked()
    {
        const int depth = 90;
        var type = new StringBuilder();
        for (var i = 0; i < depth; i++)
        {
            type.Append("(instance (export \"i\" ");
        }
        type.Append("(func (result u32))").Append(')', 2 * depth);
        Action<InterfaceBuilder> build = host => host.Function("i", () => 7u);
        for (var i = 1; i < depth; i++)
        {
            var inner = build;
            build = host => host.Interface("i", inner);
        }
        Instantiate($"""(component (import "deep" {type}))""", Link().Define("deep", build));
    }

    [Fact]
    public void Fresh_instances_that_multiply_are_refused_by_name()
    {
        var linker = Link().DefineFresh("c0", Parse(Counter)).DefineFresh("y:c0/i", Parse(Counter));
        for (var i = 1; i < 60; i++)
        {
            linker.DefineFresh($"c{i}", Parse(Two($"c{i - 1}"))).DefineFresh($"y:c{i}/i", Parse(Two($"c{i - 1}")));
        }
        var fault = Assert.Throws<LimitException>(() => Instantiate(Two("c59"), linker));
        Assert.Equal("linked instances", fault.Limit);
        Assert.Contains(LinkPlanner.MaxInstances.ToString(CultureInfo.InvariantCulture), fault.Message, StringComparison.Ordinal);

        static string Two(string import) => $"""
            (component
              (import "{import}" (instance $a (export "get" (func (result u32)))))
              (import "y:{import}/i@1.0.0" (instance (export "get" (func (result u32)))))
              (export "get" (func $a "get")))
            """;
    }

    [Fact]
    public void Components_handed_on_that_multiply_are_refused_by_name()
    {
        // Each component hands on one that instantiates ten times what it got: the last of twelve would make a million million instances.
        var linker = Link().Define("c0", Parse("(component)"));
        for (var i = 1; i <= 12; i++)
        {
            linker.Define($"c{i}", Parse($$"""
                (component
                  (import "{{(i == 1 ? "c0" : $"c{i - 1}")}}" {{(i == 1 ? "(component $c)" : "(instance $i (export \"c\" (component)))")}})
                  {{(i == 1 ? "" : "(alias export $i \"c\" (component $c))")}}
                  (component $ten {{string.Concat(Enumerable.Repeat("(instance (instantiate $c))", 10))}})
                  (export "c" (component $ten)))
                """));
        }
        var clock = Stopwatch.StartNew();
        var fault = Assert.Throws<LimitException>(() => Instantiate("""
            (component (import "c12" (instance $i (export "c" (component)))) (alias export $i "c" (component $c)) (instance (instantiate $c)))
            """, linker));
        Assert.Equal("instantiation steps", fault.Limit);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
        Assert.Equal(1u, Get(Instantiate(Counter)));
    }

    [Fact]
    public void Components_handed_on_in_a_long_row_do_not_end_the_stack()
    {
        const int length = 95;
        var linker = Link().Define("c0", Parse("(component)"));
        for (var i = 1; i <= length; i++)
        {
            linker.Define($"c{i}", Parse($$"""
                (component
                  (import "{{$"c{i - 1}"}}" {{(i == 1 ? "(component $c)" : "(instance $i (export \"c\" (component)))")}})
                  {{(i == 1 ? "" : "(alias export $i \"c\" (component $c))")}}
                  (component $next (instance (instantiate $c)))
                  (export "c" (component $next)))
                """));
        }
        Instantiate($"""
            (component (import "c{length}" (instance $i (export "c" (component)))) (alias export $i "c" (component $c)) (instance (instantiate $c)))
            """, linker);
    }

    [Fact]
    public void A_name_of_a_hundred_thousand_characters_is_no_work()
    {
        var name = new string('a', 50_000);
        var linker = Link();
        for (var i = 0; i < 100; i++)
        {
            linker.Define(name + (char)('b' + (i % 20)) + new string('c', i), _ => { });
        }
        var clock = Stopwatch.StartNew();
        var refused = Assert.Throws<LinkException>(() => Instantiate($"""(component (import "{name}" (instance)))""", linker));
        Assert.Equal(LinkRule.Name, Assert.Single(refused.Problems).Rule);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void Resources_that_many_imports_name_stay_one()
    {
        const int count = 500;
        var imports = string.Concat(Enumerable.Range(0, count).Select(i => $"""
            (import "a:b/c{i}" (instance (alias outer $C $file (type $f)) (export "file" (type $g (eq $f))) (export "take" (func (param "f" (list (own $g)))))))
            """));
        var linker = Link().Define("a:b/files", host => host.Resource<object>("file"));
        for (var i = 0; i < count; i++)
        {
            linker.Define($"a:b/c{i}", host => host.Function("take", (object[] _) => { }));
        }
        Instantiate($"""
            (component $C (import "a:b/files" (instance $f (export "file" (type (sub resource))))) (alias export $f "file" (type $file)) {imports})
            """, linker);
    }
}
