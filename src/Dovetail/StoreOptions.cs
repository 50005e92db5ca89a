namespace Dovetail;

/// <summary>The limits of a store. Immutable.</summary>
public sealed record StoreOptions
{
    /// <summary>No deadline, no token, the default limits.</summary>
    public static StoreOptions Default { get; } = new();

    /// <summary>
    /// How long one call from the host may take, instantiation included; null (the default) for no limit. A call that takes longer
    /// ends with <see cref="TrapCode.DeadlineExceeded"/>; while a host function runs, when that returns. Greater than zero.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Stops the running call and every later one, with <see cref="TrapCode.Cancelled"/>, when it is cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where <see cref="Deadline"/> reads the time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// How much fuel the store begins with, where the engine meters it (<see cref="EngineOptions.MetersFuel"/>); null (the default) for 2^63 − 1. Not
    /// negative.
    /// </summary>
    public long? Fuel { get; init; }

    /// <summary>How many bytes the memories of the store may have together; 4 GiB unless set. Growth beyond fails softly.</summary>
    public long MaxMemoryBytes { get; init; } = 4L << 30;

    /// <summary>How many elements the tables of the store may have together; 10,000,000 unless set. Growth beyond fails softly.</summary>
    public long MaxTableElements { get; init; } = 10_000_000;

    /// <summary>
    /// About how many bytes the garbage-collected structures, arrays and exceptions of the store's guests may take together; 1 GiB unless set. More traps with
    /// <see cref="TrapCode.LimitReached"/>. .NET doesn't count by guest, so this is an estimate from a sample, good to about a tenth for
    /// heaps of some megabytes.
    /// </summary>
    public long MaxHeapBytes { get; init; } = 1L << 30;

    /// <summary>How many instances may be made in the store; 10,000 unless set.</summary>
    public int MaxInstances { get; init; } = 10_000;

    /// <summary>How many handles to resources one component instance may have; 1,000,000 unless set. One more traps.</summary>
    public int MaxHandles { get; init; } = 1_000_000;

    /// <summary>
    /// How many bytes the strings and lists of one call may take in the host when a guest passes them; 256 MiB unless set. More traps: a
    /// guest can name the same bytes of its memory many times over.
    /// </summary>
    public long MaxValueBytes { get; init; } = 1 << 28;

    /// <summary>
    /// How many bytes of the calling thread's stack guest code may use; 1 MiB unless set. Less where the thread has less: a reserve
    /// for host functions is always kept.
    /// </summary>
    public int MaxStackBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Told of each call of a component's function by the host or another component, and of a function of the host by a component, with its WIT values; null (the
    /// default) for nobody, which costs nothing. The variable <c>DOVETAIL_LOG</c> sets one that writes to the standard error, for all stores that have none.
    /// </summary>
    /// <remarks>Called on the thread of the call, in the middle of it: it must not use the store. What it throws ends the call as a <see cref="HostException"/>.</remarks>
    public Action<CallEvent>? CallTrace { get; init; }

    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    internal void Check()
    {
        if (Deadline is { } deadline)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero, nameof(Deadline));
        ArgumentOutOfRangeException.ThrowIfNegative(Fuel ?? 0, nameof(Fuel));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxMemoryBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxTableElements);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxHeapBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxInstances);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxHandles);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxValueBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxStackBytes);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
