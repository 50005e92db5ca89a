using Dovetail.Fuzzing.Specification;
using Xunit.Abstractions;

namespace Dovetail.Tests.Fuzzing;

/// <summary>The canonical ABI in Dovetail and in the specification's own definitions.py: what they do is the same.</summary>
public sealed class OracleTests(ITestOutputHelper output)
{
    [SpecificationFact]
    [Trait("Category", "Slow")]
    public void Lifts_and_lowers_as_the_specification_does()
    {
        using var campaign = new AbiCampaign(DefinitionsProcess.Find(out _)!, 20251125, ModelParts.Executed);
        var report = campaign.Run(0, 100);
        output.WriteLine($"{report.Cases} cases, {report.Traps} traps\n{report.Branches}");
        Assert.Equal([], report.Differences);
        Assert.InRange(report.Traps, report.Cases / 20, report.Cases / 2);
    }

    [SpecificationFact]
    [Trait("Category", "Slow")]
    public void Keeps_resources_as_the_specification_does()
    {
        using var campaign = new ProgramCampaign(DefinitionsProcess.Find(out _)!, 20251125, ModelParts.Executed);
        var report = campaign.Run(0, 1000);
        output.WriteLine($"{report.Cases} programs, {report.Traps} traps\n{report.Branches}");
        Assert.Equal([], report.Differences);
        Assert.InRange(report.Traps, report.Cases / 4, report.Cases * 4);
    }

    [Fact]
    public void Cases_and_programs_follow_from_their_seed()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            Assert.Equal(Case(new Choices(seed)), Case(new Choices(seed)));
            Assert.Equal(Program(new Choices(seed)), Program(new Choices(seed)));
        }
    }

    [Fact]
    public void A_case_is_made_again_from_its_choices()
    {
        var choices = new Choices(7);
        var made = Case(choices);
        Assert.Equal(made, Case(new Choices(choices.Made)));
    }

    [Fact]
    public void Choices_shrink_as_long_as_what_follows_is_still_wrong()
    {
        var shrunk = ChoiceShrinker.Shrink([9, 3, 4, 1, 70, 2, 6], choices => choices.Contains(70) || choices.Sum() >= 20 && choices.Contains(4));
        Assert.Equal([70], shrunk);
        Assert.Equal([5, 5], ChoiceShrinker.Shrink([9, 0, 9], choices => choices.Count(choice => choice >= 5) == 2));
    }

    private static string Case(Choices choices)
    {
        var shape = AbiShape.Make(choices, ModelParts.All);
        return shape.Question([new CaseMaker(choices, shape, ModelParts.All).Make()]);
    }

    private static string Program(Choices choices) => new ProgramMaker(choices, ModelParts.All).Make().ToString();
}

/// <summary>A fact that is skipped, with the reason, where there is no clone of the specification or no Python.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SpecificationFactAttribute : FactAttribute
{
    public SpecificationFactAttribute() => Skip = DefinitionsProcess.Find(out var reason) is null ? reason : null;
}
