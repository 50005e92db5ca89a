using Dovetail.Tooling.Diff;
using Dovetail.Wasm;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Tooling.Diff;

public class ComponentDiffTests
{
    [Theory]
    [InlineData("interface i { f: func(); }", "interface i { f: func(); g: func(x: u8); }", VersionChange.Minor, "Added a:b/i.g implementers")]
    [InlineData("interface i { f: func(); g: func(); }", "interface i { f: func(); }", VersionChange.Major, "Removed a:b/i.g callers")]
    [InlineData("interface i { f: func(x: u8); }", "interface i { f: func(x: u16); }", VersionChange.Major, "Changed a:b/i.f callers implementers")]
    [InlineData("interface i { f: func(x: u8); }", "interface i { f: func(y: u8); }", VersionChange.Major, "Changed a:b/i.f callers implementers")]
    [InlineData("interface i { f: func(); }", "interface i { f: async func(); }", VersionChange.Major, "Changed a:b/i.f callers implementers")]
    [InlineData("interface i { record r { a: u8 } }", "interface i { record r { a: u8, b: u8 } }", VersionChange.Major, "Added a:b/i.r.b callers implementers")]
    [InlineData("interface i { record r { a: u8 } }", "interface i { record r { a: s8 } }", VersionChange.Major, "Changed a:b/i.r.a callers implementers")]
    [InlineData("interface i { record r { a: u8, b: u8 } }", "interface i { record r { b: u8, a: u8 } }", VersionChange.Major, "Changed a:b/i.r callers implementers")]
    [InlineData("interface i { variant v { a, b(u8) } }", "interface i { variant v { a(u8) } }", VersionChange.Major, "Changed a:b/i.v.a callers implementers; Removed a:b/i.v.b callers implementers")]
    [InlineData("interface i { enum e { a, b } flags f { c } }", "interface i { enum e { a } flags f { c, d } }", VersionChange.Major, "Removed a:b/i.e.b callers implementers; Added a:b/i.f.d callers implementers")]
    [InlineData("interface i { resource r { m: func(); } }", "interface i { resource r { m: func(); s: static func(); constructor(); } }", VersionChange.Minor, "Added a:b/i.r.s implementers; Added a:b/i.r.constructor implementers")]
    [InlineData("interface i { resource r { constructor(); %constructor: func(); } }", "interface i { resource r { constructor(); } }", VersionChange.Major, "Removed a:b/i.r.%constructor callers")]
    [InlineData("interface i { resource r; f: func(x: r); }", "interface i { resource r; f: func(x: borrow<r>); }", VersionChange.Major, "Changed a:b/i.f callers implementers")]
    [InlineData("interface i { resource r; f: func(x: r); }", "interface i { resource r; f: func(x: own<r>); }", VersionChange.Patch, "")]
    [InlineData("interface i { type t = list<u8>; f: func(x: t); }", "interface i { type t = list<u8>; f: func(x: list<u8>); }", VersionChange.Patch, "")]
    [InlineData("interface i { f: func(); }", "interface j { f: func(); }", VersionChange.Major, "Removed a:b/i callers; Added a:b/j implementers")]
    [InlineData("interface i { f: func(); }", "interface i { /// What it does.\n f: func(); }", VersionChange.Patch, "Changed a:b/i.f ")]
    [InlineData("interface i {} world w {}", "interface i {} world w { import i; }", VersionChange.Minor, "Added a:b/w import a:b/i implementers")]
    [InlineData("interface i {} world w { import i; }", "interface i {} world w { }", VersionChange.Major, "Removed a:b/w import a:b/i callers")]
    [InlineData("interface i {} world w {}", "interface i {} world w { export i; }", VersionChange.Major, "Added a:b/w export a:b/i implementers")]
    [InlineData("interface i {} world w { export i; }", "interface i {} world w { }", VersionChange.Minor, "Removed a:b/w export a:b/i callers")]
    [InlineData("world w { import f: func(); }", "world w { import f: func() -> u8; }", VersionChange.Major, "Changed a:b/w import.f callers implementers")]
    public void Packages_of_wit_are_compared_by_what_breaks_whom(string old, string @new, VersionChange verdict, string expected)
    {
        var diff = ComponentDiff.OfWit(Resolve($"package a:b; {old}"), Resolve($"package a:b; {@new}"));
        Assert.Equal((expected, verdict), (Tell(diff), diff.Verdict.Change));
    }

    [Fact]
    public void A_change_in_a_type_of_another_interface_is_seen_where_it_is_used()
    {
        var diff = ComponentDiff.OfWit(
            Resolve("package a:b; interface i { use j.{r}; f: func(x: r); } interface j { record r { a: u8 } }"),
            Resolve("package a:b; interface i { use j.{r}; f: func(x: r); } interface j { record r { a: u8, b: u8 } }"));
        Assert.Equal("Added a:b/j.r.b callers implementers; Changed a:b/i.f callers implementers", Tell(diff));
        Assert.Equal("function, parameter `x`:", diff.Interfaces[1].What);
    }

    [Fact]
    public void Versions_of_a_package_are_told_and_its_members_compared()
    {
        var diff = ComponentDiff.OfWit(Resolve("package a:b@1.0.0; interface i { f: func(); }"), Resolve("package a:b@1.1.0; interface i { f: func(); g: func(); }"));
        Assert.Equal("Changed a:b ; Added a:b/i.g implementers", Tell(diff));
        Assert.Equal(VersionChange.Minor, diff.Verdict.Change);
    }

    [Theory]
    [InlineData("(import \"x\" (func)) (export \"f\" (func 0))", "(import \"x\" (func)) (export \"f\" (func 0)) (export \"g\" (func 0))", VersionChange.Minor, "it has more for its callers: `g`: function added")]
    [InlineData("(import \"x\" (func)) (export \"f\" (func 0))", "(import \"x\" (func))", VersionChange.Major, "who calls `f` can't any more: function removed")]
    [InlineData("(import \"x\" (func))", "(import \"x\" (func)) (import \"y\" (func))", VersionChange.Major, "it asks more of its host: import `y`: function added")]
    [InlineData("(import \"x\" (func)) (import \"y\" (func))", "(import \"x\" (func))", VersionChange.Patch, "who used the old one can use the new one, and has nothing more of it")]
    [InlineData("(import \"a:b/i@1.0.0\" (instance))", "(import \"a:b/i@1.2.0\" (instance))", VersionChange.Patch, "who used the old one can use the new one, and has nothing more of it")]
    [InlineData("(import \"a:b/i@1.0.0\" (instance))", "(import \"a:b/i@2.0.0\" (instance))", VersionChange.Major, "it asks more of its host: import `a:b/i`: version changed from 1.0.0 to 2.0.0")]
    [InlineData("(import \"a:b/i\" (instance (export \"f\" (func))))", "(import \"a:b/i\" (instance (export \"f\" (func)) (export \"g\" (func))))", VersionChange.Major, "it asks more of its host: import `a:b/i.g`: function added")]
    [InlineData("(import \"x\" (func))", "(core module) (import \"x\" (func))", VersionChange.Patch, "the interfaces are the same")]
    [InlineData("(import \"x\" (func))", "(import \"x\" (func))", VersionChange.None, "both are the same")]
    public void Components_are_judged_by_their_callers_and_hosts(string old, string @new, VersionChange verdict, string reason)
    {
        var diff = ComponentDiff.OfComponents(Binary(old), Binary(@new));
        Assert.Equal((verdict, reason), (diff.Verdict.Change, diff.Verdict.Reason));
    }

    [Fact]
    public void Capabilities_and_sizes_are_compared()
    {
        var diff = ComponentDiff.OfComponents(
            Binary("(import \"wasi:random/random@0.2.0\" (instance)) (import \"wasi:clocks/wall-clock@0.2.0\" (instance))"),
            Binary("(import \"wasi:random/random@0.2.3\" (instance)) (import \"wasi:sockets/tcp@0.2.0\" (instance)) (core module (func))"));
        Assert.Equal("Removed clocks, Added network", string.Join(", ", diff.Capabilities.Select(change => $"{change.Kind} {change.Capability.Area}")));
        Assert.Equal("whole, core modules, custom sections", string.Join(", ", diff.Sizes.Select(size => size.What)));
        Assert.True(diff.Sizes[1] is { Old: 0, New: > 8 });
    }

    [Fact]
    public void Types_that_are_exponential_when_written_out_are_compared_in_bounded_time()
    {
        static string Wit(string last) => "package a:b; interface i { record t0 { a: u8 } "
            + string.Concat(Enumerable.Range(1, 17).Select(i => $"record t{i} {{ a: t{i - 1}, b: t{i - 1} }} ")) + $"record end {{ a: t17, b: {last} }} }}";
        Assert.Equal("Changed a:b/i.end.b callers implementers", Tell(ComponentDiff.OfWit(Resolve(Wit("u8")), Resolve(Wit("t17")))));
    }

    private static string Tell(ComponentDiff diff) => string.Join("; ", diff.Interfaces.Select(change =>
        $"{change.Kind} {change.Path} {string.Join(' ', new[] { change.BreaksCallers ? "callers" : "", change.BreaksImplementers ? "implementers" : "" }.Where(word => word.Length > 0))}"));

    private static WitResolution Resolve(string text) => WitResolution.Resolve([new WitSourceGroup([new SourceText(text, "a.wit")])]);

    private static byte[] Binary(string fields) => WasmOutput.Encode(WasmInput.ReadComponent(System.Text.Encoding.UTF8.GetBytes($"(component {fields})")));
}
