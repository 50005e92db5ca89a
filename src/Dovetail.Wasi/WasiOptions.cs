using System.Collections.Immutable;
using System.Net.Sockets;
using Dovetail.Wasi.Http;

namespace Dovetail.Wasi;

/// <summary>What guests are granted of the system: nothing, unless it is set. Immutable.</summary>
/// <remarks>
/// Imports of WASI always link. What a guest uses without a grant fails inside of it, with the error of the interface that it used, and <see cref="OnMissingGrant"/> is told.
/// </remarks>
public sealed record WasiOptions
{
    /// <summary>Nothing granted, default limits.</summary>
    public static WasiOptions Default { get; } = new();

    /// <summary>The arguments, the program's own name first; none unless set.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The environment variables; none unless set.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The directory in which a program starts, as the guest sees it; null (the default) for none.</summary>
    public string? InitialDirectory { get; init; }

    /// <summary>
    /// What the guest reads as its standard input; null (the default) for nothing. Read when the guest wants to read, up to 64 KiB ahead. Shared by all
    /// stores whose options name it, and never closed.
    /// </summary>
    public Stream? Stdin { get; init; }

    /// <summary>
    /// Where the guest's standard output goes; null (the default) for nowhere. A guest waits until what it wrote is taken. Shared by all stores whose options name
    /// it, and never closed.
    /// </summary>
    public Stream? Stdout { get; init; }

    /// <summary>As <see cref="Stdout"/>, for its standard error.</summary>
    public Stream? Stderr { get; init; }

    /// <summary>Which of the standard streams the guest is told are terminals; none unless set.</summary>
    public TerminalStreams Terminals { get; init; }

    /// <summary>The directories that guests are granted; none unless set. Of those that a guest names alike it sees the first.</summary>
    public ImmutableArray<Preopen> Preopens { get; init; } = [];

    /// <summary>What guests may do with sockets; nothing unless set.</summary>
    public NetworkGrants Network { get; init; } = NetworkGrants.None;

    /// <summary>
    /// TCP sockets that listen, which guests of preview 1 find open, numbered behind the directories; none unless set. They are the host's, and never closed. Other guests make their
    /// own, where <see cref="Network"/> lets them.
    /// </summary>
    public ImmutableArray<Socket> Listeners { get; init; } = [];

    /// <summary>What guests find in <c>wasi:config</c>; nothing unless set.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Told what guests log with <c>wasi:logging</c>, on their thread; null (the default) for nobody.</summary>
    public Action<WasiLogEntry>? Log { get; init; }

    /// <summary>
    /// The buckets of <c>wasi:keyvalue</c> by the names that guests open them by, null where there is none of a name; null (the default) for no access at all.
    /// </summary>
    public Func<string, KeyValueBucket?>? KeyValue { get; init; }

    /// <summary>Where clocks and timers read the time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How coarse the clocks are: times are multiples of it. Zero (the default) for as fine as <see cref="TimeProvider"/>. Not negative.</summary>
    public TimeSpan ClockResolution { get; init; }

    /// <summary>Makes all random bytes of a store follow from this number; null (the default) for the system's cryptographic source.</summary>
    public int? RandomSeed { get; init; }

    /// <summary>Which HTTP requests guests may make; none unless set.</summary>
    public OutgoingHttp Http { get; init; } = OutgoingHttp.None;

    /// <summary>How much the guests of one store may use.</summary>
    public WasiLimits Limits { get; init; } = WasiLimits.Default;

    /// <summary>Told of each use of what was not granted, on the thread of the guest, in the middle of its call; null (the default) for nobody.</summary>
    public Action<MissingGrant>? OnMissingGrant { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal WasiOptions Checked()
    {
        ThrowIfIncomplete(Arguments, nameof(Arguments));
        ThrowIfIncomplete(Preopens, nameof(Preopens));
        ThrowIfIncomplete(Listeners, nameof(Listeners));
        ArgumentNullException.ThrowIfNull(Environment);
        ArgumentNullException.ThrowIfNull(Network);
        ArgumentNullException.ThrowIfNull(Config);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Http);
        Http.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(ClockResolution, TimeSpan.Zero);
        Limits.Check();
        return this;
    }

    private static void ThrowIfIncomplete<T>(ImmutableArray<T> values, string name)
        where T : class
    {
        if (values.IsDefault || values.Contains(null!))
            throw new ArgumentException("expected values, found an array that was never set or has a null in it", name);
    }
}

/// <summary>Standard streams.</summary>
[Flags]
public enum TerminalStreams
{
    /// <summary>None.</summary>
    None,
    /// <summary>The standard input.</summary>
    Stdin = 1,
    /// <summary>The standard output.</summary>
    Stdout = 2,
    /// <summary>The standard error.</summary>
    Stderr = 4,
}
