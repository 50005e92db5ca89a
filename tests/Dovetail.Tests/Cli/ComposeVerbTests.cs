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
    public void A_script_finds_its_packages_beside_it()
    {
        var script = Write("whole.wac", "package my:whole;\nlet p = new my:plug { ... };\nexport new my:socket { c: p.c, ... }...;\n");
        Directory.CreateDirectory(Path.Combine(_folder, "deps/my"));
        Write("deps/my/plug.wat", Plug);
        var socket = Write("socket.wat", Socket);
        var (code, text, errors) = CommandLine.Run("compose", script, "--dep", $"my:socket={socket}", "-o", Path.Combine(_folder, "out.wasm"));
        Assert.Equal((0, "", "import left: `x` of my:plug\nimport left: `log` of my:socket\n"), (code, text, WithoutLinks(errors)));
        Assert.Contains("unknown package `my:socket`", CommandLine.Run("compose", script).Errors, StringComparison.Ordinal);
        var json = CommandLine.Run("compose", script, "--json", "-o", Path.Combine(_folder, "out.wasm"));
        Assert.Equal(1, json.Code);
        Assert.Contains("\"line\": 3", json.Output, StringComparison.Ordinal);
    }

    private static string WithoutLinks(string errors) =>
        string.Concat(errors.Split('\n').Where(line => line.StartsWith("import left", StringComparison.Ordinal)).Select(line => line + "\n"));

    [Theory]
    [InlineData("whole.wac", "package a:b;", "--plug", "x.wasm")]
    [InlineData("whole.wac", "package a:b;", "--dep", "x.wasm")]
    public void Options_of_the_other_form_are_refused(string name, string text, params string[] options) =>
        Assert.NotEqual(0, CommandLine.Run(["compose", Write(name, text), .. options]).Code);

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
