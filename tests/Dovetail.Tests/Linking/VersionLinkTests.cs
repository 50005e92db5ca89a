using Dovetail.Tests.Instantiation;
using Dovetail.Wit.Names;

namespace Dovetail.Tests.Linking;

/// <summary>Which versions of an interface link, and that a resource is one type on the whole track.</summary>
public class VersionLinkTests : ComponentTestBase
{
    // One component that was composed of parts which ask for three versions: what one opens another measures, and a third closes.
    private const string Mixed = """
        (component
          (import "io:files/types@0.2.0" (instance $a (export "file" (type $f (sub resource))) (export "open" (func (param "n" u32) (result (own $f))))))
          (import "io:files/types@0.2.4" (instance $b (export "file" (type $f (sub resource))) (export "size" (func (param "f" (borrow $f)) (result u32)))))
          (import "io:files/types@0.2.10" (instance $c (export "file" (type $f (sub resource))) (export "close" (func (param "f" (own $f)) (result u32)))))
          (core func $open (canon lower (func $a "open")))
          (core func $size (canon lower (func $b "size")))
          (core func $close (canon lower (func $c "close")))
          (core module $m
            (import "" "open" (func $open (param i32) (result i32)))
            (import "" "size" (func $size (param i32) (result i32)))
            (import "" "close" (func $close (param i32) (result i32)))
            (func (export "use") (param $n i32) (result i32) (local $f i32)
              (local.set $f (call $open (local.get $n)))
              (i32.add (i32.mul (call $size (local.get $f)) (i32.const 100)) (call $close (local.get $f)))))
          (core instance $i (instantiate $m
            (with "" (instance (export "open" (func $open)) (export "size" (func $size)) (export "close" (func $close))))))
          (func (export "use") (param "n" u32) (result u32) (canon lift (core func $i "use"))))
        """;

    private const string Files = """
        (component
          (component $inner
            (type $r (resource (rep i32)))
            (core func $new (canon resource.new $r))
            (core func $rep (canon resource.rep $r))
            (core func $drop (canon resource.drop $r))
            (core module $m
              (import "" "rep" (func $rep (param i32) (result i32)))
              (import "" "drop" (func $drop (param i32)))
              (func (export "size") (param i32) (result i32) (local.get 0))
              (func (export "close") (param i32) (result i32) (call $rep (local.get 0)) (call $drop (local.get 0))))
            (core instance $i (instantiate $m (with "" (instance (export "rep" (func $rep)) (export "drop" (func $drop))))))
            (export $file "file" (type $r))
            (func (export "open") (param "n" u32) (result (own $file)) (canon lift (core func $new)))
            (func (export "size") (param "f" (borrow $file)) (result u32) (canon lift (core func $i "size")))
            (func (export "close") (param "f" (own $file)) (result u32) (canon lift (core func $i "close"))))
          (instance $i (instantiate $inner))
          (export "io:files/types@0.2.10" (instance $i)))
        """;

    [Theory]
    [InlineData("io:files/types@0.2.0")]
    [InlineData("io:files/types@0.2.7")]
    [InlineData("io:files/types@0.2.99")]
    [InlineData("io:files/types@0.2")]
    [InlineData("io:files/types")]
    public void A_resource_of_the_host_is_one_type_on_the_whole_track(string defined) =>
        Assert.Equal((WitValue)505u, Instantiate(Mixed, Link().Define(defined, Host)).Call("use", 5u));

    [Fact]
    public void A_resource_of_a_component_is_one_type_on_the_whole_track()
    {
        Assert.Equal((WitValue)505u, Instantiate(Mixed, Link().Define("io:files/types@0.2.3", Parse(Files))).Call("use", 5u));
        Assert.Equal((WitValue)505u, Instantiate(Mixed, Link().Define(Parse(Files))).Call("use", 5u));
        Assert.Equal((WitValue)505u, Link().InstantiateAll(Store, Parse(Mixed), Parse(Files))[0].Call("use", 5u));
        Assert.Equal((WitValue)505u, Instantiate(Mixed, Link().Define("io:files/types", Instantiate(Files))).Call("use", 5u));
    }

    [Fact]
    public void With_an_instance_for_each_import_a_handle_of_one_is_none_of_another()
    {
        var fault = Assert.Throws<TrapException>(() => Instantiate(Mixed, Link().DefineFresh("io:files/types", Parse(Files))).Call("use", 5u));
        Assert.Contains("used with the wrong type", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_goes_through_components_that_ask_for_different_versions()
    {
        const string opener = """
            (component
              (import "io:files/types@0.2.1" (instance $t (export "file" (type $f (sub resource))) (export "open" (func (param "n" u32) (result (own $f))))))
              (alias export $t "file" (type $f))
              (core func $open (canon lower (func $t "open")))
              (core module $m (import "" "open" (func $open (param i32) (result i32))) (func (export "seven") (result i32) (call $open (i32.const 7))))
              (core instance $i (instantiate $m (with "" (instance (export "open" (func $open))))))
              (func $seven (result (own $f)) (canon lift (core func $i "seven")))
              (instance $o (export "file" (type $f)) (export "seven" (func $seven)))
              (export "app:files/opener@1.0.0" (instance $o)))
            """;
        const string app = """
            (component $app
              (import "io:files/types@0.2.9" (instance $t (export "file" (type $f (sub resource))) (export "close" (func (param "f" (own $f)) (result u32)))))
              (alias export $t "file" (type $f))
              (import "app:files/opener@1.0.0" (instance $o
                (alias outer $app $f (type $f)) (export "file" (type $g (eq $f))) (export "seven" (func (result (own $g))))))
              (core func $seven (canon lower (func $o "seven")))
              (core func $close (canon lower (func $t "close")))
              (core module $m
                (import "" "seven" (func $seven (result i32))) (import "" "close" (func $close (param i32) (result i32)))
                (func (export "get") (result i32) (call $close (call $seven))))
              (core instance $i (instantiate $m (with "" (instance (export "seven" (func $seven)) (export "close" (func $close))))))
              (func (export "get") (result u32) (canon lift (core func $i "get"))))
            """;
        Assert.Equal(7u, Get(Instantiate(app, Link().Define("io:files/types@0.2.4", Host).Define(Parse(opener)))));
        Assert.Equal(7u, Get(Instantiate(app, Link().Define(Parse(opener)).Define(Parse(Files)))));
        var two = Link().Define("io:files/types@0.2.1", Host).Define("io:files/types@0.2.9", Host).Define(Parse(opener));
        var problem = Assert.Throws<LinkException>(() => Instantiate(app, two)).Problems[0];
        Assert.Equal((LinkRule.Resource, "app:files/opener@1.0.0.file"), (problem.Rule, problem.Path));
    }

    [Theory]
    [InlineData("a:b/c@1.0.0", "a:b/c@1.0.0", true)]
    [InlineData("a:b/c@1.0.0", "a:b/c@1.0.1", false)]
    [InlineData("a:b/c", "a:b/c@1.0.1", false)]
    [InlineData("plain", "plain", true)]
    public void In_exact_mode_the_very_name_matches_alone(string defined, string imported, bool links)
    {
        var linker = new Linker(Engine, NameMatching.Exact).Define(defined, host => host.Function("get", () => 1u));
        if (links)
        {
            Assert.Equal(1u, Get(Instantiate(Forwarder(imported), linker)));
        }
        else
        {
            Assert.Contains("the linker matches the very name alone", Assert.Throws<LinkException>(() => Instantiate(Forwarder(imported), linker)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void In_exact_mode_a_component_is_found_by_the_very_name_of_its_export()
    {
        var (files, mixed) = (Parse(Files), Parse(Mixed));
        var refused = Assert.Throws<LinkException>(() => new Linker(Engine, NameMatching.Exact).Define(files).Instantiate(Store, mixed));
        Assert.Equal(["io:files/types@0.2.0", "io:files/types@0.2.4"], refused.Problems.Select(problem => problem.Path));
    }

    [Theory]
    [InlineData("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0-rc.1", true)]
    [InlineData("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0-rc.2", false)]
    [InlineData("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0", false)]
    [InlineData("a:b/c@1.0.0", "a:b/c@1.0.0-rc.1", false)]
    [InlineData("a:b/c@0.0.1", "a:b/c@0.0.1", true)]
    [InlineData("a:b/c@0.0.1", "a:b/c@0.0.2", false)]
    [InlineData("a:b/c@0.1.0", "a:b/c@0.2.0", false)]
    [InlineData("a:b/c@1.0.0", "a:b/c@1.0.0+build", true)]
    [InlineData("a:b/c@0.2", "a:b/c@0.2.6", true)]
    [InlineData("a:b/c@1", "a:b/c@1.9.0", true)]
    [InlineData("a:b/c@1", "a:b/c@2.0.0", false)]
    [InlineData("a:b/c@1", "a:b/c@1.9.0-rc.1", false)]
    public void Tracks(string defined, string imported, bool links)
    {
        var linker = Link().Define(defined, host => host.Function("get", () => 1u));
        if (links)
        {
            Assert.Equal(1u, Get(Instantiate(Forwarder(imported), linker)));
        }
        else
        {
            var problem = Assert.Single(Assert.Throws<LinkException>(() => Instantiate(Forwarder(imported), linker)).Problems);
            Assert.Equal((LinkRule.Version, imported), (problem.Rule, problem.Path));
            Assert.Equal([defined], problem.Offered.ToArray());
        }
    }

    private static void Host(InterfaceBuilder host) => host
        .Resource<OpenFile>("file")
        .Function("open", (uint n) => new OpenFile(n))
        .Function("size", (OpenFile file) => file.Size)
        .Function("close", (OpenFile file) => file.Size);

    private sealed record OpenFile(uint Size);
}
