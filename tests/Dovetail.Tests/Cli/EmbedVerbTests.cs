namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class EmbedVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-embed").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_dummy_is_made_of_a_world_alone()
    {
        var (wit, core, component) = (Path.Combine(_folder, "w.wit"), Path.Combine(_folder, "core.wasm"), Path.Combine(_folder, "component.wasm"));
        File.WriteAllText(wit, "package a:b;\n\nworld w {\n  import f: func();\n\n  export g: func() -> string;\n}\n");
        Assert.Equal((0, "", ""), CommandLine.Run("embed", "--dummy", "--wit", wit, "-o", core));
        Assert.Equal((0, "", ""), CommandLine.Run("new", core, "-o", component));
        Assert.Equal((0, "", ""), CommandLine.Run("targets", component, "--wit", wit));
    }

    [Fact]
    public void Either_a_module_or_a_dummy_is_asked_for()
    {
        Assert.Equal(2, CommandLine.Run("embed", "--wit", "w.wit").Code);
        Assert.Equal(2, CommandLine.Run("embed", "core.wasm", "--dummy", "--wit", "w.wit").Code);
    }
}
