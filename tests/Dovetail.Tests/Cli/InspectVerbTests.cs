using System.Text.Json;

namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class InspectVerbTests : IDisposable
{
    private const string Component = """
        (component $greeter
          (import "wasi:cli/stdout@0.2.0" (instance $stdout (export "get-stdout" (func (result u32)))))
          (import "wasi:io/streams@0.2.0" (instance))
          (import "shop:prices/list" (func $prices))
          (core module $main (import "host" "out" (func (result i32))) (memory (export "memory") 1) (func (export "run")))
          (core func $out (canon lower (func $stdout "get-stdout")))
          (core instance $host (export "out" (func $out)))
          (core instance $i (instantiate $main (with "host" (instance $host))))
          (func (export "run") (canon lift (core func $i "run") (memory (core memory $i "memory"))))
          (component $inner (component))
          (@producers (language "C" "11")))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dovetail");

    public void Dispose() => _folder.Delete(true);

    private string Write(string text)
    {
        var path = Path.Combine(_folder.FullName, "a.wat");
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void Shows_the_parts_of_a_component_and_what_it_can_touch()
    {
        var (code, output, errors) = CommandLine.Run("inspect", Write(Component));
        Assert.Equal((0, ""), (code, errors));
        var lines = output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        Assert.StartsWith("component greeter ", lines[0], StringComparison.Ordinal);
        Assert.Contains("wasi:cli/stdout@0.2.0 instance get-stdout", lines);
        Assert.Contains(lines, line => line.StartsWith("core module main ", StringComparison.Ordinal) && line.EndsWith(" 1 function", StringComparison.Ordinal));
        Assert.Contains("host.out func", lines);
        Assert.Contains("i of main", lines);
        Assert.Contains("host core instance host", lines);
        Assert.Contains("wasi:cli/stdout@0.2.0#get-stdout lower", lines);
        Assert.Contains("i.run lift (memory i.memory)", lines);
        Assert.Contains(lines, line => line.StartsWith("component inner ", StringComparison.Ordinal));
        var touched = lines.SkipWhile(line => line != "can touch").Skip(1).Where(line => line.Length > 0);
        Assert.Equal(["standard output wasi:cli/stdout@0.2.0 get-stdout", "functions of the host shop:prices/list"], touched);
    }

    [Fact]
    public void Says_the_same_in_json()
    {
        var (code, output, _) = CommandLine.Run("inspect", "--json", Write(Component));
        Assert.Equal(0, code);
        var root = JsonDocument.Parse(output).RootElement;
        Assert.Equal("greeter", root.GetProperty("name").GetString());
        Assert.Equal(["standard output", "functions of the host"], root.GetProperty("canTouch").EnumerateArray().Select(item => item.GetProperty("area").GetString()!));
        Assert.Equal("main", root.GetProperty("modules")[0].GetProperty("name").GetString());
        Assert.Equal(output, CommandLine.Run("inspect", "--json", Write(Component)).Output);
    }

    [Fact]
    public void Knows_the_functions_of_preview_1_in_a_core_module()
    {
        var (_, output, _) = CommandLine.Run("inspect", Write("""(module (import "wasi_snapshot_preview1" "path_open" (func)) (import "env" "f" (func)))"""));
        Assert.Contains("files", output, StringComparison.Ordinal);
        Assert.Contains("functions of the host", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_without_imports_can_touch_nothing() =>
        Assert.EndsWith("can touch nothing outside\n", CommandLine.Run("inspect", Write("(component)")).Output, StringComparison.Ordinal);

    [Fact]
    public void Names_do_not_reach_the_terminal_as_they_are()
    {
        var (_, output, _) = CommandLine.Run("inspect", Write("(module (import \"a\\u{1b}[2J\" \"b\\u{202e}\" (func)))"));
        Assert.Contains("a\\u{1b}[2J.b\\u{202e}", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }
}
