namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class ParsePrintVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dovetail");

    public void Dispose() => _folder.Delete(true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    [Theory]
    [InlineData("(module $m\n  (type (;0;) (func))\n  (func $f (;0;) (type 0)\n    nop\n  )\n)\n")]
    [InlineData("(component $c\n  (core module $m (;0;))\n  (core instance (;0;) (instantiate $m))\n)\n")]
    public void Text_comes_back_from_the_binary(string text)
    {
        var source = Write("a.wat", text);
        Assert.Equal((0, "", ""), CommandLine.Run("parse", source, "-o", PathOf("a.wasm")));
        Assert.Equal(0, File.ReadAllBytes(PathOf("a.wasm"))[0]);
        Assert.Equal((0, text, ""), CommandLine.Run("print", PathOf("a.wasm")));
        Assert.Equal((0, text, ""), CommandLine.Run("print", source));
        Assert.Equal((0, "", ""), CommandLine.Run("print", PathOf("a.wasm"), "-o", PathOf("b.wat")));
        Assert.Equal(text, File.ReadAllText(PathOf("b.wat")));
        Assert.Equal((0, "", ""), CommandLine.Run("parse", PathOf("a.wasm"), "-o", PathOf("b.wasm")));
        Assert.Equal(File.ReadAllBytes(PathOf("a.wasm")), File.ReadAllBytes(PathOf("b.wasm")));
    }

    [Fact]
    public void A_section_that_nobody_knows_comes_back_with_its_place()
    {
        const string text = "(module\n  (@custom \"dylink.0\" (before first) \"\\01\\04\\08\\02\\00\\00\")\n  (type (;0;) (func))\n)\n";
        Assert.Equal(0, CommandLine.Run("parse", Write("a.wat", text), "-o", PathOf("a.wasm")).Code);
        Assert.Equal((0, text, ""), CommandLine.Run("print", PathOf("a.wasm")));
    }

    [Fact]
    public void A_skeleton_has_no_bodies() => Assert.Equal(
        (0, "(module\n  (type (;0;) (func))\n  (func (;0;) (type 0) ...)\n)\n", ""),
        CommandLine.Run("print", "--skeleton", Write("a.wat", "(module (func nop))")));

    [Fact]
    public void A_wrong_input_leaves_no_output_and_what_was_there_before()
    {
        var target = Write("out.wasm", "before");
        var (code, output, errors) = CommandLine.Run("parse", Write("a.wat", "(module (func $f (call $g)))"), "-o", target);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("error: unknown function `$g`", errors, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(target));
        Assert.Equal(["a.wat", "out.wasm"], _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_an_error_that_leaves_nothing()
    {
        var (code, _, errors) = CommandLine.Run("print", Write("a.wat", "(module)"), "-o", PathOf("no/such/folder.wat"));
        Assert.Equal(1, code);
        Assert.StartsWith("error: ", errors, StringComparison.Ordinal);
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void Replaces_a_file_behind_a_link()
    {
        File.CreateSymbolicLink(PathOf("link.wat"), Write("real.wat", "before"));
        Assert.Equal((0, "", ""), CommandLine.Run("print", Write("a.wat", "(module)"), "-o", PathOf("link.wat")));
        Assert.Equal("(module)\n", File.ReadAllText(PathOf("real.wat")));
        Assert.NotNull(new FileInfo(PathOf("link.wat")).LinkTarget);
    }
}
