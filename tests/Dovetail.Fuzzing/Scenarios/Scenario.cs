using Dovetail.Fuzzing.Hostile;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>Something that a hostile guest or a careless host does. It runs in a process of its own, which must live.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Run">Does it with the arguments given, and writes what it saw; throws when what it saw is wrong.</param>
internal sealed record Scenario(string Name, Action<IReadOnlyList<string>> Run)
{
    /// <summary>The one list of scenarios.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. HarnessScenarios.All, .. RecursionScenarios.All, .. MemoryScenarios.All, .. HostScenarios.All, .. InterruptionScenarios.All,
        .. SampledRecursion.All, .. UnloadingScenarios.All, .. CycleScenarios.All, .. BombScenarios.All, .. GuardScenarios.All, .. VerifierSpeed.All,
        .. HostileSuite.All,
    ];

    /// <summary>The scenario called <paramref name="name"/>.</summary>
    public static Scenario Named(string name) =>
        All.FirstOrDefault(s => s.Name == name) ?? throw new ArgumentException($"no scenario is called `{name}`");
}
