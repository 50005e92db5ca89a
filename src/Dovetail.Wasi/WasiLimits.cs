namespace Dovetail.Wasi;

/// <summary>How much one store's guests may use of WASI. Immutable.</summary>
public sealed record WasiLimits
{
    /// <summary>The default limits.</summary>
    public static WasiLimits Default { get; } = new();

    /// <summary>How many resources of WASI (streams, pollables, descriptors, errors) may live at a time; 10,000 unless set. One more traps.</summary>
    public int MaxResources { get; init; } = 10_000;

    /// <summary>How many pollables one call of <c>poll</c> may wait for, or subscriptions one of <c>poll_oneoff</c>; 10,000 unless set. More traps.</summary>
    public int MaxPollables { get; init; } = 10_000;

    /// <summary>How many bytes one read may return; 64 KiB unless set. A read of more returns fewer.</summary>
    public int MaxReadBytes { get; init; } = 64 << 10;

    /// <summary>How many random bytes one call may ask for; 64 MiB unless set. More traps.</summary>
    public int MaxRandomBytes { get; init; } = 64 << 20;

    /// <summary>How many files and directories may be open at a time; 1000 unless set. One more is refused with <c>quota</c>, in preview 1 with <c>mfile</c>.</summary>
    public int MaxOpenFiles { get; init; } = 1000;

    /// <summary>
    /// How many bytes the names and values of one <c>fields</c> of HTTP may have together, and 32 more for each field; 128 KiB unless set. More trap.
    /// </summary>
    public int MaxFieldBytes { get; init; } = 128 << 10;

    /// <summary>
    /// How many bytes the host may keep for the guests at a time in fields, buffers of bodies, values of <c>keyvalue</c> and listings; 64 MiB unless set. More trap.
    /// </summary>
    public long MaxHeldBytes { get; init; } = 64 << 20;

    /// <summary>How many sockets may be open and names be looked up at a time; 100 unless set. One more is refused with <c>new-socket-limit</c>, in preview 1 with <c>mfile</c>.</summary>
    public int MaxSockets { get; init; } = 100;

    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxResources);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxPollables);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxReadBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRandomBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxOpenFiles);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSockets);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxFieldBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxHeldBytes);
    }
}
