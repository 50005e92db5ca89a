using Dovetail.Wit.Resolution;

namespace Dovetail.Tests.Wit.Resolution;

public class WitResolutionTests
{
    [Fact]
    public void Types_stand_for_themselves_through_all_their_names()
    {
        var item = WitText.Interface("""
            record r { a: t, b: list<u8, 4>, c: map<string, stream<u8>>, d: future, e: error-context }
            type t = option<v>;
            variant v { x(tuple<u8, char>), y }
            f: async func(r: r) -> result<_, t>;
            """);
        Assert.Equal(["v", "t", "r"], item.Types.Select(type => type.Name));
        Assert.Equal(
            "record { a: option<variant { x(tuple<u8, char>), y }>, b: list<u8, 4>, c: map<string, stream<u8>>, d: future, e: error-context }",
            item.Types[2].Type.ToString());
        Assert.Equal("async func(r: r) -> result<_, t>", "async func(r: " + item.Functions[0].Parameters[0].Type + ") -> " + item.Functions[0].Result);
        Assert.True(item.Functions[0].IsAsync);
    }

    [Fact]
    public void A_resource_has_its_functions()
    {
        var item = WitText.Interface("""
            resource file {
              constructor(name: string) -> result<file, string>;
              read: func(n: u32) -> list<u8>;
              merge: static func(a: borrow<file>, b: file) -> own<file>;
            }
            """);
        Assert.Equal(["[constructor]file", "[method]file.read", "[static]file.merge"], item.Functions.Select(f => f.Name));
        Assert.Equal("func(self: borrow<file>, n: u32) -> list<u8>", item.Functions[1].Type.ToString());
    }

    [Fact]
    public void Exports_import_what_they_need_unless_that_is_exported_too()
    {
        var worlds = WitText.Resolve("""
            package a:b;
            interface a { resource r; }
            interface b { use a.{r}; f: func() -> r; }
            world one { export b; }
            world two { export b; export a; }
            """).Roots[0].Worlds;
        Assert.Equal(["a:b/a"], worlds[0].Imports.Select(item => item.Name));
        Assert.Empty(worlds[1].Imports);
        Assert.Equal(["a:b/a", "a:b/b"], worlds[1].Exports.Select(item => item.Name));
    }

    [Fact]
    public void Include_renames_plain_names_and_unites_interfaces()
    {
        var world = WitText.Resolve("""
            package a:b;
            interface store {}
            world one { import cache: store; import store; resource r { m: func(); } import f: func(x: r); export g: func(); }
            world two { include one; include one with { cache as other, r as s, f as h, g as k } }
            """).Roots[0].Worlds[1];
        Assert.Equal(
            ["cache", "a:b/store", "other", "r", "s", "f", "[method]r.m", "h", "[method]s.m"],
            world.Imports.Select(item => item.Name));
        Assert.Equal(["g", "k"], world.Exports.Select(item => item.Name));
        var copied = world.Imports.OfType<WorldFunction>().Single(item => item.Name == "h").Function;
        Assert.Equal("s", copied.Parameters[0].Type.ToString());
    }

    [Theory]
    [InlineData("world x { import f: func(); } world y { include x; include x; }", "conflicts with `f`, which is there already")]
    [InlineData("interface i {} world x { import i; } world y { include x with { i as j } }", "`i` is an interface by its own name")]
    [InlineData("world x {} world y { include x with { i as j } }", "world `x` has no import or export `i`")]
    [InlineData("world x { include x; }", "world `x` depends on itself")]
    [InlineData("interface i { f: func(); F: func(); }", "`F` conflicts with `f`")]
    [InlineData("interface i { resource r { r: func(); } }", "`[method]r.r` conflicts with `r`")]
    [InlineData("interface i { resource r { f: func(self: u32); } }", "parameter `self` is there twice")]
    [InlineData("interface i { f: func(a: u32, A: u32); }", "parameter `A` conflicts with `a`")]
    [InlineData("interface i { type t = stream<borrow<r>>; resource r; }", "a stream or future can't carry a `borrow`")]
    [InlineData("interface i { type t = map<f32, u8>; }", "`f32` can't be the key of a map")]
    [InlineData("interface i { variant v {} }", "variant `v` has no case")]
    [InlineData("interface i { type a = b; type b = c; type c = a; }", "refers to itself")]
    [InlineData("use i as j; use j as i;", "`i` stands for itself")]
    [InlineData("world w { import a; } interface A {} ", "there is no interface or world `a`")]
    [InlineData("interface i { use x:y/z@1.0.0.{t}; }", "there is no package `x:y@1.0.0`; it must stand in `deps`, or in braces")]
    [InlineData("@since(version = 1.0.0) interface i {}", "`@since` needs a package with a version")]
    public void Refuses(string text, string expected) =>
        Assert.Contains(expected, string.Join('\n', WitText.Errors("package a:b;\n" + text)), StringComparison.Ordinal);

    [Fact]
    public void A_missing_version_names_the_one_on_its_track()
    {
        var error = Assert.Throws<WitException>(() => WitText.Resolve(
            [("dep.wit", "package a:dep@0.2.12; interface i {}"), ("root.wit", "package a:root; world w { import a:dep/i@0.2.0; }")]));
        Assert.Contains("there is no package `a:dep@0.2.0`; there is `a:dep@0.2.12`, which is on the same track", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gates_open_by_feature()
    {
        const string text = "package a:b; interface i { @unstable(feature = x) f: func(); g: func(); }";
        Assert.Equal(["g"], WitText.Resolve(text).Roots[0].Interfaces[0].Functions.Select(f => f.Name));
        Assert.Equal(["f", "g"], WitText.Resolve(text, "x").Roots[0].Interfaces[0].Functions.Select(f => f.Name));
    }

    [Fact]
    public void The_same_package_twice_must_say_the_same()
    {
        const string root = "package a:root; interface j { use a:dep/i.{t}; }";
        const string dependency = "package a:dep; interface i { type t = u32; }";
        var same = WitText.Groups(("one.wit", dependency), ("two.wit", "/// Docs.\n" + dependency.Replace("{ ", "{\n", StringComparison.Ordinal)), ("root.wit", root));
        Assert.Equal(2, WitResolution.Resolve(same).Packages.Length);
        var other = WitText.Groups(("one.wit", dependency), ("two.wit", "package a:dep; interface i { type t = u64; }"), ("root.wit", root));
        var error = Assert.Throws<WitException>(() => WitResolution.Resolve(other));
        Assert.Contains("package `a:dep` is defined twice; the other definition is at one.wit:1:9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_resolved_does_not_depend_on_the_order_of_the_input()
    {
        var groups = WitText.Groups(
            ("a.wit", "package x:a; interface i { use x:c/k.{t}; }"),
            ("b.wit", "package x:b; interface j {}"),
            ("c.wit", "package x:c; interface k { type t = u8; }")).Select(group => group with { IsDependency = false }).ToArray();
        var expected = WitResolution.Resolve(groups).Packages.Select(package => package.Name.ToString()).ToArray();
        Assert.Equal(["x:c", "x:a", "x:b"], expected);
        Assert.Equal(expected, WitResolution.Resolve(groups.Reverse()).Packages.Select(package => package.Name.ToString()));
    }

    [Fact]
    public void Selects_a_world()
    {
        var one = WitText.Resolve("package a:b; world w {}");
        Assert.Equal("w", one.SelectWorld().Name);
        Assert.Equal("w", one.SelectWorld("a:b/w").Name);
        var two = WitText.Resolve("package a:b; world v {} world w {}");
        Assert.Equal("package `a:b` has 2 worlds; name one: `a:b/v`, `a:b/w`", Assert.Throws<WitException>(() => two.SelectWorld()).Message);
        Assert.Equal("there is no world `x` in package `a:b`: `a:b/v`, `a:b/w`", Assert.Throws<WitException>(() => two.SelectWorld("x")).Message);
    }

    [Fact]
    public void Exponential_types_are_refused_at_once()
    {
        var types = string.Concat(Enumerable.Range(1, 60).Select(i => $"type t{i} = tuple<t{i - 1}, t{i - 1}>;"));
        Assert.Contains(WitText.Errors($"package a:b; interface i {{ type t0 = u8; {types} }}"), error => error.Contains("more than 1000000 parts", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_chains_are_followed_without_recursion()
    {
        const int length = 50_000;
        var aliases = string.Concat(Enumerable.Range(1, length).Select(i => $"type t{i} = t{i + 1};\n")) + $"type t{length + 1} = u8;";
        Assert.Equal(length + 1, WitText.Interface(aliases).Types.Length);
        var interfaces = string.Concat(Enumerable.Range(1, length).Select(i => $"interface i{i} {{ use i{i + 1}.{{t}}; }}\n"));
        var world = WitText.Resolve($"package a:b; {interfaces} interface i{length + 1} {{ type t = u8; }} world w {{ export i1; }}").Roots[0].Worlds[0];
        Assert.Equal(length, world.Imports.Length);
    }

    [Fact]
    public void Worlds_that_multiply_are_refused()
    {
        const int count = 3_000;
        var interfaces = string.Concat(Enumerable.Range(0, count).Select(i => $"interface i{i} {{}} world w{i} {{ include all; }}\n"));
        var imports = string.Concat(Enumerable.Range(0, count).Select(i => $"import i{i};"));
        Assert.Contains("the worlds have more than 1000000 imports and exports together",
            WitText.Errors($"package a:b; world all {{ {imports} }} {interfaces}")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_stop_at_a_hundred()
    {
        var text = "package a:b; interface i {" + string.Concat(Enumerable.Repeat("a b c;\n", 10_000)) + "}";
        Assert.Equal(100, Assert.Throws<WitException>(() => WitText.Resolve(text)).Diagnostics.Length);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Assert.Equal("`x.wit` is not UTF-8 at byte 1", Assert.Throws<WitException>(() => WitFolder.Decode([0x61, 0xff], "x.wit")).Message);
}
