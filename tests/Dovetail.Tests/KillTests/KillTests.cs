using Dovetail.Fuzzing.Hostile;
using Dovetail.Fuzzing.Processes;
using Dovetail.Fuzzing.Scenarios;

namespace Dovetail.Tests.KillTests;

/// <summary>
/// What hostile guests and careless hosts do to the sandbox, each in a process of its own, which must live. What a scenario expects
/// beside that is written where it is.
/// </summary>
[Trait("Category", "Slow")]
public sealed class KillTests
{
    private static readonly ChildLimits Limits = new(TimeSpan.FromSeconds(120), 2L << 30);

    private static readonly ChildLimits LimitsOfBombs = new(TimeSpan.FromSeconds(120), 1L << 30);

    public static TheoryData<string> Recursion => Names(RecursionScenarios.All);

    public static TheoryData<string> Memories => Names(MemoryScenarios.All);

    public static TheoryData<string> Hosts => Names(HostScenarios.All);

    public static TheoryData<string> Guards => Names(GuardScenarios.All);

    public static TheoryData<string> Interruptions => Names(InterruptionScenarios.All);

    public static TheoryData<string> HostileGroups => Names(HostileSuite.All);

    public static TheoryData<string> Cycles => Names(CycleScenarios.All);

    [Theory]
    [MemberData(nameof(Recursion))]
    public void Endless_recursion_is_a_trap_whatever_the_frames(string scenario) => AssertLives(scenario);

    [Theory]
    [InlineData("recursion-call")]
    [InlineData("recursion-vectors")]
    public void Endless_recursion_is_a_trap_when_the_JIT_does_not_optimise(string scenario) =>
        AssertLives(scenario, new Dictionary<string, string> { ["DOTNET_JITMinOpts"] = "1" });

    [Theory]
    [MemberData(nameof(Memories))]
    public void A_hundred_thousand_memories_are_had_or_refused_by_name(string scenario) => AssertLives(scenario);

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_careless_host_gets_an_exception(string scenario) => AssertLives(scenario);

    [Theory]
    [MemberData(nameof(Guards))]
    public void What_a_guest_overdoes_is_a_trap(string scenario) => AssertLives(scenario);

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void A_guest_that_never_ends_is_stopped_within_50_ms(string scenario) => AssertLives(scenario);

    [Fact]
    public void Endless_recursion_of_random_shapes_is_a_trap_or_refused_by_name() => AssertLives("recursion-sampled 20251123 60");

    [Fact]
    public void What_is_held_of_a_module_keeps_its_code_and_nothing_else_does() => AssertLives("unloading");

    [Theory]
    [MemberData(nameof(Cycles))]
    public void Nothing_is_left_of_a_thousand_modules_that_were_loaded_run_and_disposed(string scenario) => AssertLives(scenario);

    [Theory]
    [MemberData(nameof(HostileGroups))]
    public void Each_hostile_component_ends_as_expected_and_a_healthy_one_answers_right_after(string scenario) => AssertLives(scenario);

    [Fact]
    public void Bombs_for_the_compiler_are_answered_in_bounded_time_and_memory() => AssertLives("bombs", limits: LimitsOfBombs);

    private static void AssertLives(string scenario, IReadOnlyDictionary<string, string>? environment = null, ChildLimits? limits = null)
    {
        var result = ChildProcess.Run(["scenario", .. scenario.Split(' ')], limits ?? Limits, environment);
        Assert.True(result.Lived, result.ToString());
    }

    private static TheoryData<string> Names(IEnumerable<Scenario> scenarios) => [.. scenarios.Select(scenario => scenario.Name)];
}
