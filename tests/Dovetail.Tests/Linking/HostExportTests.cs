using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Linking;

/// <summary>Functions of the host that a component exports again can be called through its instance like all others.</summary>
public class HostExportTests : ComponentTestBase
{
    private const string Text = """
        (component
          (import "a:b/host" (instance $host
            (export "file" (type $file (sub resource)))
            (type $list' (list string)) (export "names" (type $list (eq $list')))
            (export "seven" (func (result u32)))
            (export "join" (func (param "names" $list) (param "end" char) (result string)))
            (export "split" (func (param "text" string) (result $list)))
            (export "sum" (func (param "a" u64) (param "b" (tuple f64 s8 bool)) (result f64)))
            (export "wide" (func (param "x" (tuple u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 string)) (result u64)))
            (export "fail" (func))
            (export "open" (func (param "n" u32) (result (own $file))))
            (export "size" (func (param "f" (borrow $file)) (result u32)))))
          (export "a:b/host" (instance $host))
          (export "seven" (func $host "seven")))
        """;

    [Fact]
    public void Values_of_all_shapes_pass()
    {
        var host = Instantiate(Text, Host()).GetInterface("a:b/host");
        Assert.Equal((WitValue)7u, host.Call("seven"));
        Assert.Equal((WitValue)"ä, €, 𝄞!", host.Call("join", WitValue.List("ä", "€", "𝄞"), '!'));
        Assert.Equal(WitValue.List("a", "", "c"), host.Call("split", "a,,c"));
        Assert.Equal((WitValue)2.5, host.Call("sum", 2ul, WitValue.Tuple(1.5, (sbyte)-1, true)));
        WitValue[] wide = [.. Enumerable.Range(0, 17).Select(i => (WitValue)(ulong)i), "x"];
        Assert.Equal((WitValue)(136ul + 1), host.Call("wide", WitValue.Tuple(wide)));
        Assert.Equal((WitValue)7u, Instantiate(Text, Host()).Call("seven"));
    }

    [Fact]
    public void A_large_value_passes_again_and_again()
    {
        var host = Instantiate(Text, Host()).GetInterface("a:b/host");
        var text = string.Join(',', Enumerable.Repeat(new string('x', 100), 10_000));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal((WitValue)10_000u, (uint)host.Call("split", text).Items.Count);
        }
    }

    [Fact]
    public void A_delegate_of_its_own_type_is_the_very_one_and_another_is_converted()
    {
        Func<uint> seven = () => 7;
        var instance = Instantiate("""(component (import "f" (func $f (result u32))) (export "f" (func $f)))""", Link().Define("f", seven));
        Assert.Same(seven, instance.GetFunction<Func<uint>>("f"));
        Assert.Equal((WitValue)7u, instance.GetFunction<Func<WitValue>>("f")());
        Assert.Contains("use uint", Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<int>>("f")).Message, StringComparison.Ordinal);

        var any = Instantiate("""(component (import "f" (func $f (param "n" u32) (result string))) (export "f" (func $f)))""",
            Link().Define("f", (Func<WitValue[], WitValue>)(arguments => $"{arguments[0]}")));
        Assert.Equal("5", any.GetFunction<Func<uint, string>>("f")(5));
    }

    [Fact]
    public void What_the_host_throws_is_its_own_and_locks_nothing()
    {
        var host = Instantiate(Text, Host()).GetInterface("a:b/host");
        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<IOException>(Assert.Throws<HostException>(() => host.Call("fail")).InnerException);
            Assert.Equal((WitValue)7u, host.Call("seven"));
        }
        Assert.Contains("`a:b/host.join`", Assert.Throws<ArgumentException>(() => host.Call("join", 1u, 'x')).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resources_of_the_host_pass_as_themselves()
    {
        var host = Instantiate(Text, Host()).GetInterface("a:b/host");
        var file = host.Call("open", 41u);
        Assert.Equal(new OpenFile(41), file.AsResource());
        Assert.Equal((WitValue)41u, host.Call("size", file));
        Assert.Equal((WitValue)41u, host.Call("size", file));
    }

    [Fact]
    public void A_host_function_may_call_the_instance_that_exports_it()
    {
        ComponentInstance? instance = null;
        instance = Instantiate("""(component (import "f" (func $f (param "n" u32) (result u32))) (export "f" (func $f)))""",
            Link().Define("f", (Func<uint, uint>)(n => n == 0 ? 0 : 1 + (uint)instance!.Call("f", n - 1))));
        Assert.Equal((WitValue)3u, instance.Call("f", 3u));
    }

    private Linker Host() => Link().Define("a:b/host", host => host
        .Resource<OpenFile>("file")
        .Function("seven", () => 7u)
        .Function("join", (string[] names, System.Text.Rune end) => string.Join(", ", names) + end)
        .Function("split", (string text) => text.Split(','))
        .Function("sum", (ulong a, (double, sbyte, bool) b) => a + b.Item1 + b.Item2)
        .Function("wide", (Func<WitValue[], WitValue>)(x =>
            x[0].Items.Take(17).Aggregate(0ul, (sum, item) => sum + (ulong)item) + (ulong)((string)x[0].Items[17]).Length))
        .Function("fail", (Action)(() => throw new IOException("disk full")))
        .Function("open", (uint n) => new OpenFile(n))
        .Function("size", (OpenFile file) => file.Size));

    private sealed record OpenFile(uint Size);
}
