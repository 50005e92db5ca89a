using System.Net;
using System.Net.Sockets;

namespace Dovetail.Wasi.Http;

/// <summary>Which addresses belong to the Internet, and not to the host or a private network (the registries of RFC 6890).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] _notPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork _translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork _sixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Whether it is one of them. An address of version 4 inside of one of version 6 is judged as itself.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            var inner = address.IsIPv4MappedToIPv6 || _translated.Contains(address) ? bytes.AsSpan(12, 4) : _sixToFour.Contains(address) ? bytes.AsSpan(2, 4) : [];
            if (!inner.IsEmpty)
                return Is(new IPAddress(inner));
        }
        return !Array.Exists(_notPublic, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }
}
