using System.Text.Json.Nodes;

namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class AdaptersVerbTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public AdaptersVerbTests() => File.WriteAllText(path, """
        (component
          (component $inner
            (core module $m (func (export "add") (param i32 i32) (result i32) local.get 0))
            (core instance $i (instantiate $m))
            (func (export "add") (param "a" u8) (param "b" bool) (result u32) (canon lift (core func $i "add"))))
          (instance $a (instantiate $inner))
          (component $outer
            (import "add" (func $add (param "a" u8) (param "b" bool) (result u32)))
            (core func $add (canon lower (func $add)))
            (core module $m (import "" "add" (func (param i32 i32) (result i32))))
            (core instance (instantiate $m (with "" (instance (export "add" (func $add)))))))
          (instance (instantiate $outer (with "add" (func $a "add"))))
          (func (export "add") (alias export $a "add")))
        """);

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Lists_the_calls_between_components()
    {
        var (code, output, _) = CommandLine.Run("adapters", path);
        Assert.Equal(0, code);
        Assert.Contains("0: instance 1 -> instance 0: add func(a: u8, b: bool) -> u32", output, StringComparison.Ordinal);
        Assert.Contains("b: as core values, checked", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_the_code_that_runs_as_csharp()
    {
        var (code, output, _) = CommandLine.Run("adapters", path, "--edge", "add", "--csharp");
        Assert.Equal(0, code);
        Assert.Contains("public unsafe static int adapter(int", output, StringComparison.Ordinal);
        Assert.Contains("AdapterCalls.EnterCallee(", output, StringComparison.Ordinal);
        Assert.Contains("(byte)P_0", output, StringComparison.Ordinal);
        Assert.Contains(".Core.Pointer)(", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_json_for_machines()
    {
        var (code, output, _) = CommandLine.Run("adapters", path, "--json", "--edge", "0");
        Assert.Equal(0, code);
        Assert.Equal("[i32 i32] -> [i32]", (string?)JsonNode.Parse(output)![0]!["calleeSignature"]);
    }

    [Fact]
    public void Says_when_a_component_has_no_others_inside()
    {
        File.WriteAllText(path, "(component)");
        var (code, output, error) = CommandLine.Run("adapters", path);
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("no calls between components", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_when_there_is_no_such_edge()
    {
        var (code, _, error) = CommandLine.Run("adapters", path, "--edge", "sub");
        Assert.Equal(1, code);
        Assert.Contains("no call between components is `sub`", error, StringComparison.Ordinal);
    }
}
