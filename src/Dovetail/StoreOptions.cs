namespace Dovetail;

/// <summary>The limits of a store. Immutable.</summary>
public sealed record StoreOptions
{
    /// <summary>No deadline, no token, the default limits.</summary>
    public static StoreOptions Default { get; } = new();

    /// <summary>How long one call from the host may take; null for no limit. A call that takes longer traps.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Stops the running call and every later one when it is cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where <see cref="Deadline"/> reads the time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
