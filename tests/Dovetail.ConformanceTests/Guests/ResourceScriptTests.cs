using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dovetail.ConformanceTests.Guests;

/// <summary>
/// <c>resources</c>: the recorded calls of the exporter are scripts over its resource <c>counter</c>, written again here; the importer is linked with
/// the exporter.
/// </summary>
public class ResourceScriptTests
{
    private const string Interface = "demo:res/counters@0.1.0";

    private static readonly Dictionary<string, Func<ICounters, object>> Scripts = new()
    {
        ["ctor-method"] = counters =>
        {
            var counter = counters.New(10);
            return new[] { counters.Value(counter), counters.Bump(counter, 5), counters.Bump(counter, -20), counters.Live() };
        },
        ["static"] = counters => counters.Value(counters.Make("abcdef")),
        ["borrow"] = counters =>
        {
            var (a, b) = (counters.New(1), counters.New(2));
            counters.AddFrom(a, b);
            return new[] { counters.Peek(a), counters.Peek(b) };
        },
        ["own-consumes"] = counters =>
        {
            var before = counters.Live();
            return new[] { counters.Consume(counters.New(7)), counters.Live() - before };
        },
        ["merge"] = counters =>
        {
            var before = counters.Live();
            var merged = counters.Merge(counters.New(3), counters.New(4));
            return new[] { counters.Value(merged), counters.Live() - before };
        },
        ["list"] = counters => counters.MakeMany(4).Select(counters.Value).ToArray(),
        ["list-empty"] = counters => counters.MakeMany(0).Length,
        ["pick-some"] = counters => counters.Value(counters.Pick(counters.New(9)).Value),
        ["pick-none"] = counters => new { err = counters.Pick(null).Error },
        ["dispose-runs-dtor"] = counters =>
        {
            var before = counters.Live();
            counters.New(77).Dispose();
            return new object[] { counters.Live() - before, counters.Dropped().Contains(77) };
        },
        ["use-after-consume"] = counters =>
        {
            var counter = counters.New(7);
            counters.Consume(counter);
            return counters.Value(counter);
        },
        ["double-consume"] = counters =>
        {
            var counter = counters.New(7);
            counters.Consume(counter);
            return counters.Consume(counter);
        },
        ["wrong-type"] = counters => counters.PeekAtAnything(new object()),
    };

    [SharedFact]
    public void The_exporter_answers_typed_scripts_as_recorded() => Assert.Empty(Play(instance => new TypedCounters(instance)));

    [SharedFact]
    public void The_exporter_answers_dynamic_scripts_as_recorded() => Assert.Empty(Play(instance => new DynamicCounters(instance)));

    [SharedFact]
    public void The_importer_linked_with_the_exporter_answers_as_recorded()
    {
        var linker = new Linker(Guest.Engine).Define("demo:res/counters", Component.Load(Guest.Engine, Guest.PathOf("resources/exporter.wasm")));
        Assert.Empty(Guest.Play("resources/importer.wasm", linker, ImporterCases, DynamicCalls.Make));
    }

    [SharedFact]
    public void The_types_of_the_exporter_name_its_resource()
    {
        using var store = new Store(Guest.Engine);
        var counters = Exporter(store);
        Assert.Equal("func(c: borrow<counter>) -> s32", counters.GetFunctionType("peek").ToString());
        Assert.Equal("func(start: s32) -> own<counter>", counters.GetFunctionType("[constructor]counter").ToString());
        Assert.Equal("counter", new TypedCounters(counters).New(1).TypeName);
    }

    // The importer has no recording: what it returns follows from its source and the exporter's, call by call.
    private static IReadOnlyList<RecordedCase> ImporterCases =>
    [
        Case(0, "leak", "[50]", Ending.Result, "50"),
        Case(1, "scenario", "[]", Ending.Result, Scenario),
        Case(1, "scenario", "[]", Ending.Result, Scenario),
        Case(2, "double-drop", "[]", Ending.Trap, "\"\""),
        Case(3, "use-after-own", "[]", Ending.Trap, "\"\""),
        Case(4, "bad-handle", "[]", Ending.Trap, "\"\""),
    ];

    private const string Scenario = "[15, 4, 19, 2, 23, 1, 3, 1, 11, 21, 4, 3, 1, 2, 0, 21, 1, 15, 23, 0]";

    private static RecordedCase Case(int instance, string function, string arguments, Ending ending, string value) =>
        new(instance, "demo:user/run@0.1.0", function, [.. Json(arguments).EnumerateArray()], ending, Json(value), []);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static ComponentInstance Exporter(Store store) => new Linker(Guest.Engine)
        .Instantiate(store, Component.Load(Guest.Engine, Guest.PathOf("resources/exporter.wasm"))).GetInterface(Interface);

    private static List<string> Play(Func<ComponentInstance, ICounters> open)
    {
        using var recording = RecordedCase.Open("resources", "expected-exporter.json");
        var failures = new List<string>();
        foreach (var instance in recording.RootElement.GetProperty("cases").EnumerateArray().GroupBy(@case => @case.GetProperty("instance").GetInt32()))
        {
            using var store = new Store(Guest.Engine);
            var counters = open(Exporter(store));
            failures.AddRange(instance.Select(@case => Play(counters, @case)).OfType<string>());
        }
        return failures;
    }

    private static string? Play(ICounters counters, JsonElement @case)
    {
        var name = @case.GetProperty("call").GetString()!;
        var isResult = @case.TryGetProperty("result", out var expected);
        try
        {
            var found = JsonSerializer.SerializeToNode(Scripts[name](counters));
            return isResult && JsonNode.DeepEquals(found, JsonNode.Parse(expected.GetRawText())) ? null : $"{name}: found {found}";
        }
        // What the recordings call a trap here is a handle that the host must not use any more: its own mistake.
        catch (ArgumentException) when (!isResult)
        {
            return null;
        }
    }
}
