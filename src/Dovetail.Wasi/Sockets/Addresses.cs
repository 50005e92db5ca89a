using System.Net;
using System.Net.Sockets;
using V6 = (ushort, ushort, ushort, ushort, ushort, ushort, ushort, ushort);

namespace Dovetail.Wasi.Sockets;

/// <summary><c>wasi:sockets/network.ip-address-family</c>.</summary>
internal enum IpAddressFamily
{
    Ipv4,
    Ipv6,
}

/// <summary><c>wasi:sockets/network.ip-address</c>.</summary>
internal abstract record IpAddress
{
    public sealed record Ipv4((byte, byte, byte, byte) Value) : IpAddress;

    public sealed record Ipv6(V6 Value) : IpAddress;
}

/// <summary><c>wasi:sockets/network.ipv4-socket-address</c>.</summary>
internal readonly record struct Ipv4SocketAddress(ushort Port, (byte, byte, byte, byte) Address);

/// <summary><c>wasi:sockets/network.ipv6-socket-address</c>.</summary>
internal readonly record struct Ipv6SocketAddress(ushort Port, uint FlowInfo, V6 Address, uint ScopeId);

/// <summary><c>wasi:sockets/network.ip-socket-address</c>.</summary>
internal abstract record IpSocketAddress
{
    public sealed record Ipv4(Ipv4SocketAddress Value) : IpSocketAddress;

    public sealed record Ipv6(Ipv6SocketAddress Value) : IpSocketAddress;
}

/// <summary>Addresses of guests as those of .NET, and back, and which of them may be used for what.</summary>
internal static class Addresses
{
    public static AddressFamily ToSystem(IpAddressFamily family) => family == IpAddressFamily.Ipv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    public static IpAddressFamily ToGuest(AddressFamily family) => family == AddressFamily.InterNetwork ? IpAddressFamily.Ipv4 : IpAddressFamily.Ipv6;

    public static IPEndPoint ToSystem(IpSocketAddress address) => address switch
    {
        IpSocketAddress.Ipv4 { Value: { Address: var (a, b, c, d), Port: var port } } => new IPEndPoint(new IPAddress([a, b, c, d]), port),
        IpSocketAddress.Ipv6 { Value: var v6 } => new IPEndPoint(new IPAddress(Bytes(v6.Address), v6.ScopeId), v6.Port),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static IpSocketAddress ToGuest(EndPoint? endPoint)
    {
        var found = (IPEndPoint)endPoint!;
        return ToGuest(found.Address) switch
        {
            IpAddress.Ipv4 v4 => new IpSocketAddress.Ipv4(new((ushort)found.Port, v4.Value)),
            IpAddress.Ipv6 v6 => new IpSocketAddress.Ipv6(new((ushort)found.Port, 0, v6.Value, (uint)found.Address.ScopeId)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public static IpAddress ToGuest(IPAddress address)
    {
        var b = address.GetAddressBytes();
        return b.Length == 4
            ? new IpAddress.Ipv4((b[0], b[1], b[2], b[3]))
            : new IpAddress.Ipv6((Word(b, 0), Word(b, 1), Word(b, 2), Word(b, 3), Word(b, 4), Word(b, 5), Word(b, 6), Word(b, 7)));
    }

    /// <summary>An address to bind to.</summary>
    /// <exception cref="SocketFault">It is of another family, or mapped from another.</exception>
    public static IPEndPoint Local(AddressFamily family, IpSocketAddress address)
    {
        var local = ToSystem(address);
        if (local.AddressFamily != family || local.Address.IsIPv4MappedToIPv6)
            throw new SocketFault(ErrorCode.InvalidArgument);
        return local;
    }

    /// <summary>An address to connect to, or to send to.</summary>
    /// <exception cref="SocketFault">As of <see cref="Local"/>, or it names no host or no port.</exception>
    public static IPEndPoint Remote(AddressFamily family, IpSocketAddress address)
    {
        var remote = Local(family, address);
        if (remote.Port == 0 || remote.Address.Equals(IPAddress.Any) || remote.Address.Equals(IPAddress.IPv6Any))
            throw new SocketFault(ErrorCode.InvalidArgument);
        return remote;
    }

    /// <summary>The address, which is one of a single host, as a connection needs it.</summary>
    /// <exception cref="SocketFault">It is that of many.</exception>
    public static IPEndPoint Single(IPEndPoint address) => IsUnicast(address.Address) ? address : throw new SocketFault(ErrorCode.InvalidArgument);

    private static bool IsUnicast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? !address.IsIPv6Multicast
        : address.GetAddressBytes()[0] is < 224 or >= 240 && !address.Equals(IPAddress.Broadcast);

    private static byte[] Bytes(V6 v6)
    {
        ushort[] words = [v6.Item1, v6.Item2, v6.Item3, v6.Item4, v6.Item5, v6.Item6, v6.Item7, v6.Item8];
        return [.. words.SelectMany(word => new[] { (byte)(word >> 8), (byte)word })];
    }

    private static ushort Word(byte[] bytes, int index) => (ushort)(bytes[2 * index] << 8 | bytes[2 * index + 1]);
}
