using System.Net;
using Dovetail.Wasi.Sockets;

namespace Dovetail.Wasi;

/// <summary>What guests may do with sockets: nothing, unless it is set. Immutable.</summary>
public sealed record NetworkGrants
{
    /// <summary>Nothing.</summary>
    public static NetworkGrants None { get; } = new();

    /// <summary>All that the process itself may do.</summary>
    public static NetworkGrants Everything { get; } = new() { Allow = (_, _) => true, AllowLookup = _ => true };

    /// <summary>Called with what a name was resolved to.</summary>
    internal Action<string, IEnumerable<IPAddress>>? Resolved { get; init; }

    /// <summary>
    /// TCP connections to some hosts, and nothing else. A name may be looked up, and then be connected to at the addresses that it had; guests that share the grant share
    /// these.
    /// </summary>
    /// <param name="targets">Each a host with a port: <c>example.com:443</c>, <c>10.0.0.7:5432</c>, <c>[::1]:80</c>.</param>
    /// <exception cref="ArgumentException">A target is none.</exception>
    public static NetworkGrants ConnectTo(params IEnumerable<string> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var known = new ConnectTargets(targets);
        return new NetworkGrants { Allow = known.Allows, AllowLookup = known.AllowsLookup, Resolved = known.Pin };
    }

    /// <summary>
    /// Waits until connections that guests have left have sent what was written to them, for no longer than ten seconds from when they were left: until then a process that ends takes
    /// it along. What a guest has not left is left when its store is disposed.
    /// </summary>
    /// <param name="cancellation">Ends the wait, which does not throw.</param>
    public static ValueTask DrainAsync(CancellationToken cancellation) => SocketSink.DrainAsync(cancellation);

    /// <summary>
    /// Asked before each use of an address, on the thread of the guest or of the connection; null (the default) for no sockets at all. It is asked of the address that is
    /// used in the end, never of a name, and of IPv4 addresses as such: one that is mapped to IPv6 is refused before.
    /// </summary>
    /// <remarks>Who allows by name uses <see cref="ConnectTo"/>: what is looked up again may be another address.</remarks>
    public Func<SocketUse, IPEndPoint, bool>? Allow { get; init; }

    /// <summary>Asked before each look-up of a host's name, in ASCII, without a dot at the end; null (the default) for none. Addresses in digits are not looked up.</summary>
    public Func<string, bool>? AllowLookup { get; init; }
}

/// <summary>What an address is used for.</summary>
public enum SocketUse
{
    /// <summary>A TCP socket is bound to it.</summary>
    TcpBind,
    /// <summary>A TCP socket accepts connections at it.</summary>
    TcpListen,
    /// <summary>A connection from it is accepted; one that is not allowed is closed.</summary>
    TcpAccept,
    /// <summary>A TCP socket is connected to it.</summary>
    TcpConnect,
    /// <summary>An UDP socket is bound to it, which may be an address of many hosts.</summary>
    UdpBind,
    /// <summary>A datagram is sent to it, which may be an address of many hosts.</summary>
    UdpSend,
}
