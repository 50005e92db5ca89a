using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace Dovetail.Wasi.Sockets;

/// <summary>
/// Hosts and ports that may be connected to. A name stands for the addresses that it had when guests looked it up, and for no other that somebody has it resolve to
/// elsewhere. Safe from many threads.
/// </summary>
internal sealed class ConnectTargets
{
    // A name whose addresses change for ever must not fill the memory.
    private const int MaxPinned = 10_000;

    private readonly HashSet<IPEndPoint> _addresses = [];
    private readonly Dictionary<string, HashSet<int>> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<IPEndPoint, bool> _pinned = [];

    /// <exception cref="ArgumentException">A target is no host with a port.</exception>
    public ConnectTargets(IEnumerable<string> targets)
    {
        foreach (var target in targets)
            Add(target);
    }

    public bool Allows(SocketUse use, IPEndPoint address)
    {
        // Where it is on the way there, a scope does not make it another host.
        var plain = new IPEndPoint(new IPAddress(address.Address.GetAddressBytes()), address.Port);
        return use == SocketUse.TcpConnect && (_addresses.Contains(plain) || _pinned.ContainsKey(plain));
    }

    public bool AllowsLookup(string name) => _names.ContainsKey(name);

    /// <summary>A guest has looked a name up.</summary>
    public void Pin(string name, IEnumerable<IPAddress> addresses)
    {
        if (!_names.TryGetValue(name, out var ports))
            return;
        foreach (var address in addresses)
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
            foreach (var port in ports)
            {
                if (_pinned.Count < MaxPinned)
                    _pinned.TryAdd(new IPEndPoint(plain, port), true);
            }
        }
    }

    private void Add(string target)
    {
        var colon = target.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            throw new ArgumentException($"`{target}` is no host with a port, such as `example.com:443`", nameof(target));
        if (IPAddress.TryParse(target.AsSpan(0, colon), out var address))
        {
            _addresses.Add(new IPEndPoint(address, port));
            return;
        }
        try
        {
            var name = ResolveAddressStream.Ascii(target[..colon]);
            if (!_names.TryGetValue(name, out var ports))
                _names.Add(name, ports = []);
            ports.Add(port);
        }
        catch (SocketFault)
        {
            throw new ArgumentException($"`{target}` is no host with a port, such as `example.com:443`", nameof(target));
        }
    }
}
