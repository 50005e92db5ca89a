using Dovetail.Fuzzing.Differential;
using Dovetail.Wasm;
using Xunit.Abstractions;

namespace Dovetail.Tests.Fuzzing;

/// <summary>Generated modules in Dovetail and in V8: what they do is the same.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    [NodeFact]
    [Trait("Category", "Slow")]
    public void Generated_modules_do_the_same_in_V8()
    {
        var report = new DifferentialCampaign(20251125, WasmFeatures.Supported).Run(0, 500);
        output.WriteLine($"{report.Modules} modules, {report.Calls} calls");
        Assert.Equal([], report.Findings);
        Assert.Equal(500, report.Modules);
        Assert.Equal([], report.Coverage(WasmFeatures.Supported).Where(item => item.Modules == 0).Select(item => item.Row));
    }

    [Fact]
    public void Outcomes_differ_by_how_calls_end_by_what_is_left_and_by_memory()
    {
        var outcome = new Outcome(["ok", "memory"], 1, [1, 2]);
        Assert.Null(Outcome.Difference(outcome, new Outcome(["ok", "memory"], 1, [1, 2])));
        Assert.Contains("step 1", Outcome.Difference(outcome, outcome with { Ends = ["ok", "ok"] }), StringComparison.Ordinal);
        Assert.Contains("byte 1", Outcome.Difference(outcome, outcome with { Dump = [1, 3] }), StringComparison.Ordinal);
        Assert.Contains("step 1", Outcome.Difference(outcome, outcome with { Ends = ["ok", "array"] }), StringComparison.Ordinal);
        Assert.Null(Outcome.Difference(outcome, outcome with { Ends = ["ok", "array"] }, anyReason: true));
        Assert.Contains("step 1", Outcome.Difference(outcome, outcome with { Ends = ["ok", "zero"] }, anyReason: true), StringComparison.Ordinal);
        Assert.Equal("memories differ", Outcome.Difference(outcome, outcome with { Hash = 2 }));
    }
}

/// <summary>A fact that is skipped, with the reason, where there is no Node.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Oracle.Find(out var reason) is null ? reason : null;
}

/// <summary>A theory that is skipped, with the reason, where there is no Node.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = Oracle.Find(out var reason) is null ? reason : null;
}
