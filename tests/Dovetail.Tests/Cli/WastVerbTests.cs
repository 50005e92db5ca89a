namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class WastVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dovetail");

    public void Dispose() => _folder.Delete(true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void Closes_with_the_numbers()
    {
        var script = Write("a.wast", "(module (func (export \"f\")))\n(invoke \"f\")\n(module (memory 1 1 shared))");
        Assert.Equal((0, "2 passed, 0 failed, 1 skipped\n", ""), CommandLine.Run("wast", script));
    }

    [Fact]
    public void Names_the_line_of_a_failure_and_ends_with_1()
    {
        var script = Write("a.wast", "(module)\n(assert_invalid (module) \"\")");
        var (code, output, _) = CommandLine.Run("wast", script);
        Assert.Equal(1, code);
        Assert.StartsWith($"{script}:2: assert_invalid: ", output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 passed, 1 failed, 0 skipped\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_the_coverage()
    {
        var table = Path.Combine(_folder.FullName, "table.md");
        CommandLine.Run("wast", Write("a.wast", "(module)"), Write("b.wast", "(module)"), "--coverage", table);
        Assert.Contains("| b.wast | 1 | 0 | 0 |  |", File.ReadAllText(table), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_unknown_feature_as_wrong_use()
    {
        var (code, _, errors) = CommandLine.Run("wast", Write("a.wast", "(module)"), "--features", "frobs");
        Assert.Equal(2, code);
        Assert.Contains("no such feature in `frobs`", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_a_missing_file() => Assert.Equal(1, CommandLine.Run("wast", Path.Combine(_folder.FullName, "none")).Code);

    [Theory]
    [InlineData("(module (func))", 0)]
    [InlineData("(component (core module))", 0)]
    [InlineData("(module (func (result i32)))", 1)]
    [InlineData("(component (func (export \"F\") (canon lift (core func 0))))", 1)]
    [InlineData("(module", 1)]
    public void Validates_modules_and_components(string text, int code)
    {
        var (actual, output, errors) = CommandLine.Run("validate", Write("a.wat", text));
        Assert.Equal((code, ""), (actual, output));
        Assert.Equal(code != 0, errors.StartsWith("error: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Shows_where_a_text_is_invalid()
    {
        var file = Write("a.wat", "(module\n  (func (result i32)\n    i64.const 1))");
        Assert.Contains($"--> {file}:3:16\n", CommandLine.Run("validate", file).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_no_command_without_a_verb()
    {
        Assert.Equal(2, CommandLine.Run().Code);
        Assert.Equal(0, CommandLine.Run("--help").Code);
    }
}
