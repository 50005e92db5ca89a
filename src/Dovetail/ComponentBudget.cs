using System.Collections.Immutable;

namespace Dovetail;

/// <summary>
/// What one instance of a component may use, together with all the instances inside of it, beside the limits of the store. Null, everywhere the default, is
/// no limit. Immutable.
/// </summary>
/// <remarks>
/// Budgets are given by the path of the instance, as traps show it: empty for the component that is instantiated, <c>instance 1/instance 0</c> for an
/// instance inside (the position among the instances that its component makes), and before those the name that a component was defined with in the linker.
/// Memory and tables are soft: growth fails with −1, and nobody else notices. All else ends the call with a trap that names the instance, which locks its root.
/// </remarks>
public sealed record ComponentBudget
{
    /// <summary>How many bytes the memories may have together. Growth beyond fails softly; a minimum beyond is refused.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>How many elements the tables may have together. Growth beyond fails softly; a minimum beyond is refused.</summary>
    public long? MaxTableElements { get; init; }

    /// <summary>How many handles to resources each instance may have. One more traps.</summary>
    public int? MaxHandles { get; init; }

    /// <summary>
    /// How many bytes the strings and lists may have that one call makes an instance pass to others and to the host. More traps.
    /// </summary>
    public long? MaxValueBytes { get; init; }

    /// <summary>How much fuel may be consumed, in all calls together; needs <see cref="EngineOptions.MetersFuel"/>. More traps. See <see cref="Store.Fuel"/>.</summary>
    public long? Fuel { get; init; }

    /// <summary>How long one call from outside may take, with all that it calls; greater than zero. Longer traps.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>No budgets.</summary>
    internal static ImmutableDictionary<string, ComponentBudget> None { get; } = ImmutableDictionary<string, ComponentBudget>.Empty;

    /// <summary>Whether something is counted while code runs, so that entering and leaving must be seen.</summary>
    internal bool IsTimed => Fuel is not null || Deadline is not null;

    /// <exception cref="ArgumentException">A limit is out of its range, or needs what the engine does not do.</exception>
    internal void Check(string path, Engine engine)
    {
        if (MaxMemoryBytes < 0 || MaxTableElements < 0 || MaxHandles < 0 || MaxValueBytes < 0 || Fuel < 0 || Deadline <= TimeSpan.Zero)
            throw new ArgumentException($"the budget of `{path}` is out of range: no limit may be negative, and the deadline must be greater than zero");
        if (Fuel is not null && !engine.Options.MetersFuel)
            throw new ArgumentException($"the budget of `{path}` limits fuel, which the engine does not meter; set EngineOptions.{nameof(EngineOptions.MetersFuel)}");
    }
}
