using System.Text.Json;

namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class MetadataVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dovetail");

    public void Dispose() => _folder.Delete(true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string text)
    {
        File.WriteAllText(PathOf("a.wat"), text);
        return PathOf("a.wat");
    }

    private static JsonElement Show(string path) => JsonDocument.Parse(CommandLine.Run("metadata", "show", path, "--json").Output).RootElement;

    [Theory]
    [InlineData("(module (func $f))")]
    [InlineData("(component (core module $m (func)))")]
    public void What_is_set_is_shown_and_replaces_what_was_there(string text)
    {
        var file = PathOf("a.wasm");
        Assert.Equal((0, "", ""), CommandLine.Run(
            "metadata", "add", Write(text), "-o", file, "--name", "x", "--licenses", "MIT", "--language", "Rust=1.80", "--authors", "A"));
        Assert.Equal((0, "", ""), CommandLine.Run(
            "metadata", "add", file, "-o", file, "--licenses", "MIT OR Apache-2.0", "--language", "Rust=1.81", "--sdk", "s=1", "--clear", "authors"));
        var shown = Show(file)[0];
        Assert.Equal("x", shown.GetProperty("name").GetString());
        Assert.Equal("MIT OR Apache-2.0", shown.GetProperty("licenses").GetString());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("authors").ValueKind);
        Assert.Equal(["Rust 1.81", "s 1"], shown.GetProperty("producers").EnumerateArray()
            .Select(entry => $"{entry.GetProperty("name").GetString()} {entry.GetProperty("version").GetString()}"));
        Assert.Equal((0, "", ""), CommandLine.Run("validate", file));
        var (_, printed, _) = CommandLine.Run("print", file);
        Assert.Equal(1, printed.Split("MIT").Length - 1);
    }

    [Fact]
    public void Setting_a_name_keeps_the_names_of_functions()
    {
        CommandLine.Run("metadata", "add", Write("(module $old (func $f))"), "-o", PathOf("a.wasm"), "--name", "new");
        Assert.StartsWith("(module $new\n  (type (;0;) (func))\n  (func $f ", CommandLine.Run("print", PathOf("a.wasm")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_the_parts_of_a_component()
    {
        var (code, output, _) = CommandLine.Run("metadata", "show", Write("(component (core module (@producers (sdk \"s\" \"1\"))))"));
        Assert.Equal(0, code);
        Assert.Contains("component / module 0", output, StringComparison.Ordinal);
        Assert.Contains("s 1", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MIT License", "column 5")]
    [InlineData("Apache2", "`Apache-2.0`, perhaps")]
    [InlineData("MIT AND", "found the end")]
    [InlineData("(MIT OR", "found the end")]
    [InlineData("MIT WITH nothing", "exception")]
    public void A_licence_that_is_no_spdx_expression_is_refused_with_its_place(string licence, string problem)
    {
        var (code, _, errors) = CommandLine.Run("metadata", "add", Write("(module)"), "-o", PathOf("b.wasm"), "--licenses", licence);
        Assert.Equal(2, code);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("b.wasm")));
    }

    [Theory]
    [InlineData("MIT")]
    [InlineData("mit")]
    [InlineData("GPL-2.0+ WITH Classpath-exception-2.0 OR (LicenseRef-mine AND 0BSD)")]
    [InlineData("Apache-2.0 WITH LLVM-exception")]
    [InlineData("DocumentRef-x:LicenseRef-y")]
    public void A_licence_expression_is_taken(string licence) =>
        Assert.Equal(0, CommandLine.Run("metadata", "add", Write("(module)"), "-o", PathOf("b.wasm"), "--licenses", licence).Code);

    [Fact]
    public void A_licence_that_is_wrong_is_still_shown()
    {
        var (code, output, _) = CommandLine.Run("metadata", "show", Write("(module (@custom \"licenses\" \"whatever\"))"));
        Assert.Equal(0, code);
        Assert.Contains("whatever", output, StringComparison.Ordinal);
    }
}
