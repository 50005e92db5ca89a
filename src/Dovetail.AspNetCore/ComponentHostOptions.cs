using Dovetail.Wasi;

namespace Dovetail.AspNetCore;

/// <summary>What the guests of a host are granted, and how much they may use. Immutable.</summary>
public sealed record ComponentHostOptions
{
    /// <summary>Nothing granted, the default limits.</summary>
    public static ComponentHostOptions Default { get; } = new();

    /// <summary>
    /// What of the system each request's guest may use; nothing unless set. Where <see cref="WasiOptions.Stdout"/> or <see cref="WasiOptions.Stderr"/> is null, its lines
    /// go to the host's log. Unless set, 100,000 resources may live for a request: guests in JavaScript keep some for each piece of a body.
    /// </summary>
    public WasiOptions Wasi { get; init; } = new() { Limits = new WasiLimits { MaxResources = 100_000 } };

    /// <summary>
    /// The limits of each request's store; unless set, 256 MiB of memory, and a deadline of 30 s, at which the client gets 504. Its <see cref="StoreOptions.Cancellation"/> stops
    /// all requests.
    /// </summary>
    public StoreOptions Limits { get; init; } = new() { Deadline = TimeSpan.FromSeconds(30), MaxMemoryBytes = 256 << 20 };

    /// <summary>How many guests may run at a time; 128 unless set. Further requests wait. Greater than zero.</summary>
    public int MaxConcurrentRequests { get; init; } = 128;

    /// <summary>How many requests may wait for their turn; 1,000 unless set. Further ones get 503.</summary>
    public int MaxQueuedRequests { get; init; } = 1000;

    /// <summary>How long a guest may go on when its client has gone; 1 s unless set, a day at most. It learns that from its streams at once.</summary>
    public TimeSpan AbortGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many bytes that a request's guest prints to its standard output go to the host's log, and of those to its standard error; 1 MiB unless set. The rest is left out.</summary>
    public int MaxLogBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Adds to what guests may import, besides WASI; null (the default) for nothing. Each request then has a store of its own, by which functions know it; otherwise that of one which is over is
    /// used again, which is quicker.
    /// </summary>
    public Action<Linker>? ConfigureLinker { get; init; }

    /// <summary>The path of a request that a component must answer, with a status below 500, before it takes over in a swap; null (the default) for none.</summary>
    public string? WarmUpPath { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal ComponentHostOptions Checked()
    {
        ArgumentNullException.ThrowIfNull(Wasi);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentRequests);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxQueuedRequests);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLogBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(AbortGrace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AbortGrace, TimeSpan.FromDays(1));
        if (WarmUpPath is not (null or ['/', ..]))
            throw new ArgumentException($"expected a path that begins with `/`, found `{WarmUpPath}`", nameof(WarmUpPath));
        return this;
    }
}
