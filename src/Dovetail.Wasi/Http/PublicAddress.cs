using System.Net;
using System.Net.Sockets;

namespace Dovetail.Wasi.Http;

/// <summary>Which addresses belong to the Internet, and not to the host or a private network: by the registries of IANA for special purposes (RFC 6890).</summary>
/// <remarks>What of a block that is not public is public by an exception of its own (anycast of protocols, ORCHIDs) is refused with it: no origin of HTTP is there.</remarks>
internal static class PublicAddress
{
    // All that was given out of IPv6 for hosts. What lies outside is special, as are loopback, mapped, private, local and multicast addresses, or nobody's yet.
    private static readonly IPNetwork _globalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] _notPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of protocols, Teredo among them; of documentation.
            "2001::/23", "2001:db8::/32", "3fff::/20",
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
            if (!_globalUnicast.Contains(address))
                return false;
        }
        return !Array.Exists(_notPublic, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }
}
