using Dovetail.Fuzzing.Faults;

namespace Dovetail.Tests.Fuzzing;

/// <summary>Mistakes planted in the emitter, one at a time: generated modules find each.</summary>
[Trait("Category", "Slow")]
public sealed class FaultTests
{
    private const ulong Seed = 20251125;
    private const int MostModules = 2000;

    public static TheoryData<string> Faults => [.. PlantedFault.All.Select(fault => fault.Name)];

    [NodeTheory]
    [MemberData(nameof(Faults))]
    public void A_fault_of_the_emitter_is_found(string name) =>
        Assert.NotNull(FaultHunt.Find(PlantedFault.Named(name), Seed, MostModules));
}
