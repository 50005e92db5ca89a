using System.Collections.Immutable;

namespace Dovetail;

/// <summary>How a component lives that <see cref="Linker.Isolate"/> links, or that is a <see cref="PlugIn{T}"/>. Immutable.</summary>
public sealed record IsolationOptions
{
    /// <summary>The defaults.</summary>
    public static IsolationOptions Default { get; } = new();

    /// <summary>
    /// The limits of its own store. <see cref="StoreOptions.Deadline"/> is for one call of it; the deadline, the token and the interruption of the caller's store end
    /// its calls too, destructors and start functions among them.
    /// </summary>
    public StoreOptions Store { get; init; } = StoreOptions.Default;

    /// <summary>Budgets of instances inside of it, see <see cref="ComponentBudget"/>.</summary>
    public IReadOnlyDictionary<string, ComponentBudget> Budgets { get; init; } = ImmutableDictionary<string, ComponentBudget>.Empty;

    /// <summary>
    /// Told of every fault that ended a call of the component, on the thread of the call: the name it is isolated as (for a <see cref="PlugIn{T}"/>, what messages call its
    /// component), and the exception (a <see cref="TrapException"/>, mostly). What it throws ends the caller too.
    /// </summary>
    public Action<string, Exception>? Faulted { get; init; }
}
