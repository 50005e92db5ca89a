using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tests.Wit.Resolution;

public class MergeTests
{
    [Fact]
    public void An_interface_gets_the_members_of_all_and_worlds_follow()
    {
        var one = WitText.Resolve([("dep.wit", "package x:dep; interface i { resource r; type b = u8; g: func(); }"),
            ("a.wit", "package a:one; world w { import x:dep/i; import f: func(); export j: interface { use x:dep/i.{r}; h: func() -> r; } }")]);
        var two = WitText.Resolve([("dep.wit", "package x:dep; interface i { resource r { m: func(); } type a = b; type b = u8; f: func(a: a) -> r; }"),
            ("b.wit", "package a:two; interface k { use x:dep/i.{a}; }")]);
        const string expected = """
            package x:dep {
              interface i {
                type b = u8;

                type a = b;

                resource r {
                  m: func();
                }

                f: func(a: a) -> r;

                g: func();
              }
            }
            """;
        foreach (var merged in new[] { WitResolution.Merge([one, two]), WitResolution.Merge([two, one]) })
        {
            Assert.Contains(expected, WitPrinter.Print(merged), StringComparison.Ordinal);
            Assert.Equal(["x:dep", "a:one", "a:two"], merged.Packages.Select(package => package.Name.ToString()));
            var dependency = merged.Packages[0].Interfaces[0];
            Assert.Same(dependency, merged.Packages[1].Worlds[0].Imports.OfType<WorldInterface>().Single().Interface);
            Assert.Same(dependency, merged.Packages[2].Interfaces[0].Dependencies.Single());
        }
    }

    [Fact]
    public void What_stands_in_braces_may_be_included_in_several_worlds()
    {
        const string dep = "package x:dep@1.0.0; world v { import i: interface { @since(version = 1.0.0) record r { a: u8 } f: func(r: r); } } world u { include v; }";
        var one = WitText.Resolve([("dep.wit", dep), ("a.wit", "package a:one; world w { include x:dep/v@1.0.0; include x:dep/u@1.0.0 with { i as j } }")]);
        var printed = WitPrinter.Print(WitResolution.Merge([one, one]));
        Assert.Equal(printed, WitPrinter.Print(one));
        Assert.Equal(printed, WitPrinter.Print(WitText.Resolve(printed)));
        Assert.DoesNotContain("@since", printed[..printed.IndexOf("package x:dep", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void One_world_of_several_has_its_packages_in_the_order_that_it_gives_them()
    {
        var all = WitText.Resolve("package a:b; world w { import c:z/i; import c:y/i; } world v { import c:y/j; import c:z/i; } package c:z { interface i { } } "
            + "package c:y { interface i { } interface j { use c:z/i.{}; } }".Replace("use c:z/i.{};", "use c:x/k.{t};", StringComparison.Ordinal) + " package c:x { interface k { type t = u8; } }");
        foreach (var world in all.Roots[0].Worlds)
        {
            var printed = WitPrinter.Print(all.Restrict(world));
            Assert.Equal(printed, WitPrinter.Print(WitText.Resolve(printed)));
        }
    }

    [Theory]
    [InlineData("interface i { type t = u8; }", "interface i { type t = u16; }", "type `t` of `a:b/i` is not the same everywhere: `= u16` in one place, `= u8` in another")]
    [InlineData("interface i { f: func(); }", "interface i { f: async func(); }", "function `f` of `a:b/i` is not the same everywhere: `f: async func()` in one place, `f: func()` in another")]
    [InlineData("world w { import f: func(); }", "world w { }", "world `a:b/w` is not the same everywhere: `` in one place, `import f: func()` in another")]
    public void What_all_have_must_be_the_same(string left, string right, string expected)
    {
        var (one, two) = (WitText.Resolve("package a:b; " + left), WitText.Resolve("package a:b; " + right));
        Assert.Equal(expected, Assert.Throws<WitException>(() => WitResolution.Merge([one, two])).Message);
        Assert.Equal(expected, Assert.Throws<WitException>(() => WitResolution.Merge([two, one])).Message);
    }
}
