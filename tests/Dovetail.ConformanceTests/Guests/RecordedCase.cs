using System.Text.Json;

namespace Dovetail.ConformanceTests.Guests;

/// <summary>How a recorded call ended.</summary>
internal enum Ending
{
    /// <summary>With a value.</summary>
    Result,
    /// <summary>With the <c>err</c> of a function that returns a <c>result</c>.</summary>
    Error,
    /// <summary>With a trap.</summary>
    Trap,
}

/// <summary>One call of a recording, and how it ends.</summary>
/// <param name="Instance">Counts instances: a call with a new number is made on a new one.</param>
/// <param name="Interface">The exported interface; null for a function of the component itself.</param>
/// <param name="Value">The result or the error, as recorded.</param>
/// <param name="Log">What the host's functions saw meanwhile.</param>
internal sealed record RecordedCase(
    int Instance, string? Interface, string Function, JsonElement[] Arguments, Ending Ending, JsonElement Value, int[] Log)
{
    /// <summary>The case with what the Canonical ABI says instead of what was recorded.</summary>
    public RecordedCase Corrected(SpecOverride correction) => this with
    {
        Ending = correction.Result is null ? Ending.Trap : Ending.Result,
        Value = correction.Result is null ? default : JsonDocument.Parse(correction.Result).RootElement,
    };

    /// <summary>The call, for messages.</summary>
    public override string ToString()
    {
        var arguments = string.Join(", ", Arguments.Select(argument => argument.GetRawText()));
        return $"{Function}({(arguments.Length > 80 ? arguments[..80] + "…" : arguments)})";
    }

    /// <summary>The calls of a file beside the guests.</summary>
    public static IReadOnlyList<RecordedCase> ReadAll(params string[] path)
    {
        using var document = Open(path);
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(@case => Read(@case.Clone()))];
    }

    /// <summary>A file beside the guests.</summary>
    public static JsonDocument Open(params string[] path) => JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf(["guests", .. path])));

    private static RecordedCase Read(JsonElement @case)
    {
        var call = @case.GetProperty("call").GetString()!.Split('#');
        var (ending, value) = @case.TryGetProperty("result", out var result) ? (Ending.Result, result)
            : @case.TryGetProperty("error", out var error) ? (Ending.Error, error)
            : (Ending.Trap, @case.GetProperty("trap"));
        return new RecordedCase(
            @case.GetProperty("instance").GetInt32(),
            call.Length == 2 ? call[0] : null,
            call[^1],
            [.. @case.GetProperty("args").EnumerateArray()],
            ending,
            value,
            @case.TryGetProperty("log", out var log) ? [.. log.EnumerateArray().Select(item => item.GetInt32())] : []);
    }
}
