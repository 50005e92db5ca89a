using System.Text.Json;

namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class ComposeVerbTests : IDisposable
{
    private const string Socket = "(component (import \"a:b/c@1.0.0\" (instance (export \"f\" (func)))) (import \"log\" (func)) (export \"a:b/d\" (instance 0)))";
    private const string Plug = "(component (import \"x\" (instance (export \"f\" (func)))) (export \"a:b/c@1.1.0\" (instance 0)))";

    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-compose").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Writes_the_composed_component_and_says_what_is_left()
    {
        var (socket, plug, idle, output) = (Write("socket.wat", Socket), Write("plug.wat", Plug), Write("idle.wat", "(component)"), Path.Combine(_folder, "out.wasm"));
        var (code, text, errors) = CommandLine.Run("compose", socket, "--plug", plug, idle, "-o", output);
        Assert.Equal((0, ""), (code, text));
        Assert.Equal(
            $"`a:b/c@1.0.0` of {socket} is from {plug} as `a:b/c@1.1.0`\nimport left: `x` of {plug}\nimport left: `log` of {socket}\n"
            + $"warning: {idle} is left out: nobody imports what it exports\n", errors);
        Assert.Equal(0, CommandLine.Run("validate", output).Code);
        var first = File.ReadAllBytes(output);
        CommandLine.Run("compose", socket, "--plug", plug, "-o", output);
        Assert.Equal(first, File.ReadAllBytes(output));
    }

    [Fact]
    public void Json_says_what_was_given_to_whom()
    {
        var (socket, plug) = (Write("socket.wat", Socket), Write("plug.wat", Plug));
        var (code, text, errors) = CommandLine.Run("compose", socket, "-p", plug, "--json", "-o", Path.Combine(_folder, "out.wat"));
        Assert.Equal((0, ""), (code, errors));
        using var json = JsonDocument.Parse(text);
        Assert.Equal("a:b/c@1.1.0", json.RootElement.GetProperty("links")[0].GetProperty("export").GetString());
        Assert.Equal("a:b/d", json.RootElement.GetProperty("exports")[0].GetString());
    }

    [Fact]
    public void A_mismatch_leaves_no_file_and_says_both_types()
    {
        var (socket, plug) = (Write("socket.wat", Socket), Write("plug.wat", Plug.Replace("(func)", "(func (result u8))", StringComparison.Ordinal)));
        var output = Path.Combine(_folder, "out.wasm");
        var (code, _, errors) = CommandLine.Run("compose", socket, "--plug", plug, "-o", output);
        Assert.Equal(1, code);
        Assert.Equal($"error: type mismatch for `a:b/c@1.0.0.f`, the result: expected nothing by `{socket}`, found u8 in `{plug}`\n", errors);
        Assert.False(File.Exists(output));
        var problems = CommandLine.Run("compose", socket, "--plug", plug, "--json", "-o", output);
        Assert.Equal(1, problems.Code);
        Assert.Contains("\"expected\": \"nothing\"", problems.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_and_the_component_cannot_both_go_to_the_standard_output() =>
        Assert.Equal(2, CommandLine.Run("compose", Write("socket.wat", Socket), "--json").Code);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
