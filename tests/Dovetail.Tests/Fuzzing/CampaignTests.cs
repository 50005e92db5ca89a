using Dovetail.Fuzzing.Campaigns;
using Dovetail.Fuzzing.Targets;
using Xunit.Abstractions;

namespace Dovetail.Tests.Fuzzing;

/// <summary>Seeded campaigns in child processes: no unhandled exception, no dead process, nothing over 2 s or 512 MB.</summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const ulong Seed = 20251123;

    [SharedFact]
    [Trait("Category", "Slow")]
    public void Ten_thousand_mutants_of_the_guests_end_in_a_value_a_trap_or_a_named_error()
    {
        var report = Run("calls", 10_000);
        Assert.True(report.Values > 1_000 && report.Traps > 100, $"too few mutants ran: {report}");
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("module")]
    [InlineData("component")]
    [InlineData("wast")]
    [InlineData("wave")]
    [InlineData("print")]
    [InlineData("wit")]
    [InlineData("wit-binary")]
    public void Mutants_are_read_or_refused_by_name(string target) => Run(target, 2_000);

    private CampaignReport Run(string target, int count)
    {
        var report = new Supervisor(Target.Named(target), Seed).Run(count);
        output.WriteLine($"{target}: {report}");
        Assert.True(report.Findings.Count == 0, string.Join("\n", report.Findings));
        Assert.Equal(count, report.Ran);
        return report;
    }
}
