using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary>Tests of <c>wasi:sockets</c>, on the loopback interface alone.</summary>
public abstract class SocketTestBase : WasiTestBase
{
    private static readonly string _text = WasiText.Forward([WasiText.Io(), WasiText.Clocks, WasiText.Sockets],
        "error", "poll", "streams", "network", "instance-network", "lookup", "tcp", "create-tcp", "udp", "create-udp");

    private protected readonly List<MissingGrant> _missing = [];
    private protected readonly List<(SocketUse Use, IPEndPoint Address)> _uses = [];
    private protected ComponentInstance _instance = null!;
    private protected WitValue _network;

    private protected void Open(NetworkGrants? grants, WasiLimits? limits = null, StoreOptions? store = null)
    {
        _instance = Start(_text, new WasiOptions { Network = grants ?? NetworkGrants.None, OnMissingGrant = _missing.Add, Limits = limits ?? WasiLimits.Default }, store);
        _network = Interface(_instance, "instance-network").Call("instance-network");
    }

    private protected NetworkGrants Loopback(Func<SocketUse, IPEndPoint, bool>? allow = null) => new()
    {
        Allow = (use, address) =>
        {
            _uses.Add((use, address));
            return IPAddress.IsLoopback(address.Address) && allow?.Invoke(use, address) != false;
        },
        AllowLookup = name => name == "localhost",
    };

    private protected static WitValue V4(int port, byte a = 127, byte b = 0, byte c = 0, byte d = 1) =>
        WitValue.Variant("ipv4", WitValue.Record(("port", (ushort)port), ("address", WitValue.Tuple(a, b, c, d))));

    private protected static WitValue V6(int port, params ushort[] words) => WitValue.Variant("ipv6", WitValue.Record(
        ("port", (ushort)port), ("flow-info", 0u), ("address", WitValue.Tuple([.. words.Select(word => (WitValue)word)])), ("scope-id", 0u)));

    private protected static int PortOf(WitValue address) => (ushort)address.CaseValue!.Value["port"];

    private protected WitValue CreateTcp(string family = "ipv4") => Interface(_instance, "create-tcp").Call("create-tcp-socket", WitValue.Enum(family));

    private protected WitValue CreateUdp(string family = "ipv4") => Interface(_instance, "create-udp").Call("create-udp-socket", WitValue.Enum(family));

    private protected WitValue Tcp(WitValue socket, string method, params WitValue[] arguments) => Interface(_instance, "tcp").Method($"tcp-socket.{method}", socket, arguments);

    private protected WitValue Udp(WitValue socket, string method, params WitValue[] arguments) => Interface(_instance, "udp").Method($"udp-socket.{method}", socket, arguments);

    private protected void Block(WitValue pollable) => _ = Interface(_instance, "poll").Method("pollable.block", pollable);

    private protected WitValue Stream(string method, WitValue stream, params WitValue[] arguments) => Interface(_instance, "streams").Method(method, stream, arguments);

    private protected WitValue Listen(WitValue? address = null)
    {
        var socket = CreateTcp().Ok();
        foreach (var (method, arguments) in new[] { ("start-bind", new[] { _network, address ?? V4(0) }), ("finish-bind", []), ("start-listen", []), ("finish-listen", []) })
            _ = Tcp(socket, method, arguments).Ok();
        return socket;
    }
}

/// <summary>A fact about version 6 of IP; skipped, with the reason, where the system has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Ipv6FactAttribute : FactAttribute
{
    public Ipv6FactAttribute() => Skip = Socket.OSSupportsIPv6 ? null : "needs IPv6";
}
