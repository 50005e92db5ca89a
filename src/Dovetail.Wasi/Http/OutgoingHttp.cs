using System.Collections.Immutable;

namespace Dovetail.Wasi.Http;

/// <summary>Which HTTP requests guests may make, and how much they may use: none, unless it is set. Immutable.</summary>
/// <remarks>
/// Requests follow no redirects and use no proxy, cookies or credentials of the host; bodies are not decompressed. Where a name leads is looked at again when its
/// addresses are known: an address that is not public is refused, unless the origin names the address itself, or <c>localhost</c>. All who have the same object share its connections.
/// </remarks>
public sealed record OutgoingHttp
{
    /// <summary>No request may be made.</summary>
    public static OutgoingHttp None { get; } = new();

    /// <summary>Where requests may go.</summary>
    public ImmutableArray<HttpOrigin> Allowed { get; init; } = [];

    /// <summary>Whether names may lead to addresses of the host itself and of private networks. False unless set.</summary>
    public bool AllowsPrivateAddresses { get; init; }

    /// <summary>How long a connection may take to be made, name look-up included; 30 s unless set. A guest can only ask for less. Greater than zero.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the header of a response may take from the end of the request on; 30 s unless set. A guest can only ask for less. Greater than zero.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the next bytes of a response's body may take; 30 s unless set. A guest can only ask for less. Greater than zero.</summary>
    public TimeSpan BetweenBytesTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many connections there may be to one origin; 100 unless set.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>How many bytes the header of a response may have; 64 KiB unless set. More fail.</summary>
    public int MaxHeaderBytes { get; init; } = 64 << 10;

    /// <summary>How many bytes the body of a response may have; null (the default) for any. More fail.</summary>
    public long? MaxBodyBytes { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstByteTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BetweenBytesTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnections);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHeaderBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBodyBytes ?? 0, nameof(MaxBodyBytes));
    }
}
