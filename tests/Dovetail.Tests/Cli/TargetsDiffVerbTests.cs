using System.Text.Json;

namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class TargetsDiffVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-targets").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Says_nothing_of_a_component_that_conforms()
    {
        var (component, wit) = (Write("c.wat", "(component (import \"a:b/i@1.0.0\" (instance)))"), Write("w.wit", "package a:b@1.2.0; interface i {} world w { import i; } world v {}"));
        Assert.Equal((0, "", ""), CommandLine.Run("targets", component, "--wit", wit, "--world", "w"));
        var exact = CommandLine.Run("targets", component, "--wit", wit, "--world", "a:b/w", "--exact");
        Assert.Equal(1, exact.Code);
        Assert.StartsWith("error: unexpected import `a:b/i@1.0.0`", exact.Errors, StringComparison.Ordinal);
        Assert.Contains("has 2 worlds; name one", CommandLine.Run("targets", component, "--wit", wit).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_every_mismatch()
    {
        var (code, output, errors) = CommandLine.Run("targets", Write("c.wat", "(component (import \"x\" (func)))"), "--wit", Write("w.wit", "package a:b; world w { export y: func(); }"), "--json");
        Assert.Equal((1, ""), (code, errors));
        using var json = JsonDocument.Parse(output);
        Assert.False(json.RootElement.GetProperty("conforms").GetBoolean());
        Assert.Equal(["unknown-import", "missing-export"], json.RootElement.GetProperty("mismatches").EnumerateArray().Select(item => item.GetProperty("rule").GetString()));
    }

    [Theory]
    [InlineData("(module)", "is a core module, not a component")]
    [InlineData("(component (type (component (type (instance)) (export \"a:b/i\" (instance (type 0))))) (export \"i\" (type 0)))", "is a package of WIT, not a component")]
    public void What_is_no_component_has_no_target(string text, string expected) => Assert.Contains(
        expected, CommandLine.Run("targets", Write("c.wat", text), "--wit", Write("w.wit", "package a:b; world w {}")).Errors, StringComparison.Ordinal);

    [Fact]
    public void The_code_of_a_difference_says_whether_it_is_more_than_allowed()
    {
        var (old, @new) = (Write("old.wit", "package a:b; interface i { f: func(); }"), Write("new.wit", "package a:b; interface i { f: func(); g: func() -> u8; }"));
        var (code, output, errors) = CommandLine.Run("diff", old, @new);
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("+ a:b/i.g: function func() -> u8 (breaks implementers)\n"
            + "verdict: minor: components made for the old one fit, their hosts have to follow: `a:b/i.g`: function added\n", output);
        Assert.Equal(1, CommandLine.Run("diff", old, @new, "--allow", "patch").Code);
        Assert.Equal(1, CommandLine.Run("diff", @new, old).Code);
        Assert.Equal(0, CommandLine.Run("diff", @new, old, "--allow", "major").Code);
        Assert.Equal(0, CommandLine.Run("diff", old, old, "--allow", "none").Code);
        Assert.Equal(2, CommandLine.Run("diff", old, old, "--allow", "nothing").Code);
    }

    [Fact]
    public void Components_are_compared_with_what_they_touch_and_their_sizes()
    {
        var old = Write("old.wat", "(component (import \"wasi:cli/stdout@0.2.0\" (instance)))");
        var @new = Write("new.wat", "(component (import \"wasi:cli/stdout@0.2.0\" (instance)) (import \"wasi:sockets/tcp@0.2.0\" (instance)))");
        var (code, output, _) = CommandLine.Run("diff", old, @new);
        Assert.Equal(1, code);
        Assert.Contains("+ can touch network: wasi:sockets/tcp@0.2.0\nsize of whole: ", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(CommandLine.Run("diff", old, @new, "--json").Output);
        Assert.Equal("major", json.RootElement.GetProperty("verdict").GetString());
        Assert.Equal("import", json.RootElement.GetProperty("interfaces")[0].GetProperty("side").GetString());
        Assert.Contains("compare like with like", CommandLine.Run("diff", old, Write("a.wit", "package a:b; interface i {}")).Errors, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
