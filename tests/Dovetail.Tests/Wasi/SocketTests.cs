using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:sockets</c>, on the loopback interface alone.</summary>
public sealed class SocketTests : WasiTestBase
{
    private static readonly string _text = WasiText.Forward([WasiText.Io(), WasiText.Clocks, WasiText.Sockets],
        "error", "poll", "streams", "network", "instance-network", "lookup", "tcp", "create-tcp", "udp", "create-udp");

    private readonly List<MissingGrant> _missing = [];
    private readonly List<(SocketUse Use, IPEndPoint Address)> _uses = [];
    private ComponentInstance _instance = null!;
    private WitValue _network;

    private void Open(NetworkGrants? grants, WasiLimits? limits = null, StoreOptions? store = null)
    {
        _instance = Start(_text, new WasiOptions { Network = grants ?? NetworkGrants.None, OnMissingGrant = _missing.Add, Limits = limits ?? WasiLimits.Default }, store);
        _network = Interface(_instance, "instance-network").Call("instance-network");
    }

    private NetworkGrants Loopback(Func<SocketUse, IPEndPoint, bool>? allow = null) => new()
    {
        Allow = (use, address) =>
        {
            _uses.Add((use, address));
            return IPAddress.IsLoopback(address.Address) && allow?.Invoke(use, address) != false;
        },
        AllowLookup = name => name == "localhost",
    };

    private static WitValue V4(int port, byte a = 127, byte b = 0, byte c = 0, byte d = 1) =>
        WitValue.Variant("ipv4", WitValue.Record(("port", (ushort)port), ("address", WitValue.Tuple(a, b, c, d))));

    private static WitValue V6(int port, params ushort[] words) => WitValue.Variant("ipv6", WitValue.Record(
        ("port", (ushort)port), ("flow-info", 0u), ("address", WitValue.Tuple([.. words.Select(word => (WitValue)word)])), ("scope-id", 0u)));

    private static int PortOf(WitValue address) => (ushort)address.CaseValue!.Value["port"];

    private WitValue CreateTcp(string family = "ipv4") => Interface(_instance, "create-tcp").Call("create-tcp-socket", WitValue.Enum(family));

    private WitValue CreateUdp(string family = "ipv4") => Interface(_instance, "create-udp").Call("create-udp-socket", WitValue.Enum(family));

    private WitValue Tcp(WitValue socket, string method, params WitValue[] arguments) => Interface(_instance, "tcp").Method($"tcp-socket.{method}", socket, arguments);

    private WitValue Udp(WitValue socket, string method, params WitValue[] arguments) => Interface(_instance, "udp").Method($"udp-socket.{method}", socket, arguments);

    private void Block(WitValue pollable) => _ = Interface(_instance, "poll").Method("pollable.block", pollable);

    private WitValue Stream(string method, WitValue stream, params WitValue[] arguments) => Interface(_instance, "streams").Method(method, stream, arguments);

    private WitValue Listen(WitValue? address = null)
    {
        var socket = CreateTcp().Ok();
        foreach (var (method, arguments) in new[] { ("start-bind", new[] { _network, address ?? V4(0) }), ("finish-bind", []), ("start-listen", []), ("finish-listen", []) })
            _ = Tcp(socket, method, arguments).Ok();
        return socket;
    }

    [Fact]
    public void Without_a_grant_all_links_and_nothing_can_be_made()
    {
        Open(null);
        Assert.Equal("access-denied", Code(CreateTcp()));
        Assert.Equal("access-denied", Code(CreateUdp("ipv6")));
        Assert.Equal("access-denied", Code(Interface(_instance, "lookup").Call("resolve-addresses", _network, "example.com")));
        Assert.Equal(
            ["wasi:sockets/tcp-create-socket.create-tcp-socket", "wasi:sockets/udp-create-socket.create-udp-socket", "wasi:sockets/ip-name-lookup.resolve-addresses"],
            _missing.Select(missing => missing.Function));
        Assert.All(_missing, missing => Assert.Equal("--inherit-network", missing.Grant));
    }

    [Fact]
    public async Task A_guest_accepts_and_echoes()
    {
        Open(Loopback());
        var socket = Listen();
        Assert.True((bool)Tcp(socket, "is-listening"));
        Assert.Equal("would-block", Code(Tcp(socket, "accept")));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, PortOf(Tcp(socket, "local-address").Ok()));
        Block(Tcp(socket, "subscribe"));
        var accepted = Tcp(socket, "accept").Ok().Items;
        Assert.Equal(((IPEndPoint)client.Client.LocalEndPoint!).Port, PortOf(Tcp(accepted[0], "remote-address").Ok()));
        await client.GetStream().WriteAsync("ping"u8.ToArray());
        Assert.Equal("ping", Text(Stream("input-stream.blocking-read", accepted[1], 10ul).Ok()));
        _ = Stream("output-stream.blocking-write-and-flush", accepted[2], "pong"u8.ToArray()).Ok();
        var buffer = new byte[10];
        Assert.Equal(4, await client.GetStream().ReadAsync(buffer));
        Assert.Equal("ok", Code(Tcp(accepted[0], "shutdown", WitValue.Enum("send"))));
        Assert.Equal("ok", Code(Tcp(accepted[0], "shutdown", WitValue.Enum("send"))));
        Assert.Equal(0, await client.GetStream().ReadAsync(buffer));
        Assert.Equal("closed", Stream("output-stream.check-write", accepted[2]).Err().CaseName);
        client.Close();
        Assert.Equal("closed", Stream("input-stream.blocking-read", accepted[1], 10ul).Err().CaseName);
        Assert.Equal([SocketUse.TcpBind, SocketUse.TcpListen, SocketUse.TcpAccept], _uses.Select(use => use.Use));
    }

    [Fact]
    public async Task A_guest_connects()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Open(Loopback());
        var socket = CreateTcp().Ok();
        Assert.Equal("not-in-progress", Code(Tcp(socket, "finish-connect")));
        _ = Tcp(socket, "start-connect", _network, V4(((IPEndPoint)listener.LocalEndpoint).Port)).Ok();
        Assert.Equal("concurrency-conflict", Code(Tcp(socket, "start-connect", _network, V4(1))));
        Block(Tcp(socket, "subscribe"));
        var streams = Tcp(socket, "finish-connect").Ok().Items;
        using var server = await listener.AcceptTcpClientAsync();
        await server.GetStream().WriteAsync("hi"u8.ToArray());
        Assert.Equal("hi", Text(Stream("input-stream.blocking-read", streams[0], 10ul).Ok()));
        Assert.Equal("invalid-state", Code(Tcp(socket, "start-connect", _network, V4(1))));
        Assert.Equal("invalid-state", Code(Tcp(socket, "start-bind", _network, V4(0))));
        Assert.Equal("invalid-state", Code(Tcp(socket, "start-listen")));
        Assert.Equal("ok", Code(Tcp(socket, "shutdown", WitValue.Enum("receive"))));
        Assert.Equal("closed", Stream("input-stream.read", streams[0], 10ul).Err().CaseName);
    }

    [Fact]
    public void A_refused_connection_closes_the_socket()
    {
        using var vacant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        vacant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Open(Loopback());
        var socket = CreateTcp().Ok();
        _ = Tcp(socket, "start-connect", _network, V4(((IPEndPoint)vacant.LocalEndPoint!).Port)).Ok();
        Block(Tcp(socket, "subscribe"));
        Assert.Equal("connection-refused", Code(Tcp(socket, "finish-connect")));
        Assert.Equal("invalid-state", Code(Tcp(socket, "start-connect", _network, V4(1))));
        Assert.Equal("invalid-state", Code(Tcp(socket, "hop-limit")));
        Assert.Equal("invalid-state", Code(Tcp(socket, "local-address")));
    }

    [Fact]
    public void Addresses_that_name_no_host_are_refused()
    {
        Open(Loopback());
        WitValue Connect(WitValue address, string family = "ipv4") => Tcp(CreateTcp(family).Ok(), "start-connect", _network, address);
        WitValue Bind(WitValue address, string family = "ipv4") => Tcp(CreateTcp(family).Ok(), "start-bind", _network, address);
        Assert.All(
            [
                Connect(V4(0)), Connect(V4(80, 0, 0, 0, 0)), Connect(V4(80, 224, 0, 0, 1)), Connect(V4(80, 255, 255, 255, 255)), Connect(V6(80, 0, 0, 0, 0, 0, 0, 0, 1)),
                Connect(V6(80, 0, 0, 0, 0, 0, 0, 0, 0), "ipv6"), Connect(V6(80, 0xff02, 0, 0, 0, 0, 0, 0, 1), "ipv6"),
                // IPv4 in the clothes of IPv6 would pass a policy that looks for IPv4.
                Connect(V6(80, 0, 0, 0, 0, 0, 0xffff, 0x7f00, 1), "ipv6"), Connect(V6(80, 0, 0, 0, 0, 0, 0xffff, 0xa9fe, 0xa9fe), "ipv6"),
                Bind(V4(0, 239, 0, 0, 1)), Bind(V6(0, 0, 0, 0, 0, 0, 0xffff, 0x7f00, 1), "ipv6"), Bind(V4(0), "ipv6"),
            ],
            result => Assert.Equal("invalid-argument", Code(result)));
        Assert.Empty(_uses);
    }

    [Fact]
    public void What_the_host_does_not_allow_is_denied()
    {
        Open(Loopback((use, _) => use is not (SocketUse.TcpConnect or SocketUse.TcpListen or SocketUse.UdpSend)));
        Assert.Equal("access-denied", Code(Tcp(CreateTcp().Ok(), "start-connect", _network, V4(80))));
        Assert.Equal("access-denied", Code(Tcp(CreateTcp().Ok(), "start-connect", _network, V4(80, 169, 254, 169, 254))));
        Assert.Equal("access-denied", Code(Tcp(CreateTcp().Ok(), "start-bind", _network, V4(0, 0, 0, 0, 0))));
        var socket = CreateTcp().Ok();
        _ = Tcp(socket, "start-bind", _network, V4(0)).Ok();
        _ = Tcp(socket, "finish-bind").Ok();
        Assert.Equal("access-denied", Code(Tcp(socket, "start-listen")));
        Assert.Contains(_missing, missing => missing.Target == "169.254.169.254:80");
    }

    [Fact]
    public async Task Whom_the_host_does_not_want_is_not_accepted()
    {
        Open(Loopback((use, _) => use != SocketUse.TcpAccept));
        var socket = Listen();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, PortOf(Tcp(socket, "local-address").Ok()));
        Block(Tcp(socket, "subscribe"));
        Assert.Equal("would-block", Code(Tcp(socket, "accept")));
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_crowd_that_the_host_does_not_want_leaves_the_guest_its_turn()
    {
        Open(Loopback((use, _) => use != SocketUse.TcpAccept));
        var socket = Listen();
        var port = PortOf(Tcp(socket, "local-address").Ok());
        var clients = new List<TcpClient>();
        for (var i = 0; i < 120; i++)
        {
            clients.Add(new TcpClient());
            await clients[i].ConnectAsync(IPAddress.Loopback, port);
        }
        Assert.Equal("would-block", Code(Tcp(socket, "accept")));
        Assert.InRange(_uses.Count(use => use.Use == SocketUse.TcpAccept), 1, 100);
        clients.ForEach(client => client.Dispose());
    }

    [Ipv6Fact]
    public async Task A_guest_accepts_by_ip_of_version_6()
    {
        Open(Loopback());
        var socket = CreateTcp("ipv6").Ok();
        foreach (var (method, arguments) in new[] { ("start-bind", new[] { _network, V6(0, 0, 0, 0, 0, 0, 0, 0, 1) }), ("finish-bind", []), ("start-listen", []), ("finish-listen", []) })
            _ = Tcp(socket, method, arguments).Ok();
        using var client = new TcpClient(AddressFamily.InterNetworkV6);
        await client.ConnectAsync(IPAddress.IPv6Loopback, PortOf(Tcp(socket, "local-address").Ok()));
        Block(Tcp(socket, "subscribe"));
        var accepted = Tcp(socket, "accept").Ok().Items;
        await client.GetStream().WriteAsync("ping"u8.ToArray());
        Assert.Equal("ping", Text(Stream("input-stream.blocking-read", accepted[1], 10ul).Ok()));
    }

    [Fact]
    public void A_socket_goes_through_its_states()
    {
        Open(Loopback());
        var socket = CreateTcp().Ok();
        Assert.Equal(WitValue.Enum("ipv4"), Tcp(socket, "address-family"));
        Assert.Equal(["not-in-progress", "not-in-progress", "invalid-state", "invalid-state", "invalid-state", "invalid-state"],
            new[] { Tcp(socket, "finish-bind"), Tcp(socket, "finish-listen"), Tcp(socket, "accept"), Tcp(socket, "local-address"), Tcp(socket, "start-listen"), Tcp(socket, "shutdown", WitValue.Enum("both")) }.Select(Code));
        _ = Tcp(socket, "start-bind", _network, V4(0)).Ok();
        Assert.Equal("invalid-state", Code(Tcp(socket, "start-bind", _network, V4(0))));
        _ = Tcp(socket, "finish-bind").Ok();
        Assert.Equal("ok", Code(Tcp(socket, "local-address")));
        _ = Tcp(socket, "start-listen").Ok();
        Assert.Equal("concurrency-conflict", Code(Tcp(socket, "start-listen")));
        _ = Tcp(socket, "finish-listen").Ok();
        Assert.Equal(["invalid-state", "invalid-state", "invalid-state"], new[] { Tcp(socket, "start-listen"), Tcp(socket, "start-connect", _network, V4(1)), Tcp(socket, "remote-address") }.Select(Code));
        var other = CreateTcp().Ok();
        Assert.Equal("address-in-use", Code(Tcp(other, "start-bind", _network, V4(PortOf(Tcp(socket, "local-address").Ok())))));
    }

    [Fact]
    public void Options_are_cut_off_at_what_systems_take_and_zero_is_refused()
    {
        Open(Loopback());
        var socket = CreateTcp().Ok();
        _ = Tcp(socket, "set-keep-alive-enabled", true).Ok();
        Assert.True((bool)Tcp(socket, "keep-alive-enabled").Ok());
        foreach (var name in new[] { "keep-alive-idle-time", "keep-alive-interval" })
        {
            _ = Tcp(socket, "set-" + name, 5_500_000_000ul).Ok();
            Assert.Equal(6_000_000_000ul, (ulong)Tcp(socket, name).Ok());
            Assert.Equal("ok", Code(Tcp(socket, "set-" + name, ulong.MaxValue)));
            Assert.Equal("invalid-argument", Code(Tcp(socket, "set-" + name, 0ul)));
        }
        _ = Tcp(socket, "set-keep-alive-count", uint.MaxValue).Ok();
        Assert.Equal(127u, (uint)Tcp(socket, "keep-alive-count").Ok());
        _ = Tcp(socket, "set-hop-limit", (byte)42).Ok();
        Assert.Equal((byte)42, (byte)Tcp(socket, "hop-limit").Ok());
        foreach (var name in new[] { "receive-buffer-size", "send-buffer-size" })
        {
            Assert.Equal("ok", Code(Tcp(socket, "set-" + name, ulong.MaxValue)));
            Assert.InRange((ulong)Tcp(socket, name).Ok(), 1ul, 64ul << 20);
            Assert.Equal("invalid-argument", Code(Tcp(socket, "set-" + name, 0ul)));
        }
        Assert.Equal("invalid-argument", Code(Tcp(socket, "set-hop-limit", (byte)0)));
        Assert.Equal("invalid-argument", Code(Tcp(socket, "set-keep-alive-count", 0u)));
        Assert.Equal("invalid-argument", Code(Tcp(socket, "set-listen-backlog-size", 0ul)));
        Assert.Equal("ok", Code(Tcp(socket, "set-listen-backlog-size", ulong.MaxValue)));
    }

    [Fact]
    public void One_socket_more_than_the_limit_is_refused()
    {
        Open(Loopback(), new WasiLimits { MaxSockets = 2 });
        var first = CreateTcp().Ok();
        _ = CreateUdp().Ok();
        Assert.Equal("new-socket-limit", Code(CreateTcp()));
        ((Dovetail.Wasi.Sockets.TcpSocket)first.AsResource()).Drop();
        Assert.Equal("ok", Code(CreateTcp()));
    }

    [Fact]
    public async Task A_socket_that_is_dropped_while_it_listens_or_connects_is_closed()
    {
        Open(Loopback(), new WasiLimits { MaxSockets = 1 });
        var socket = Listen();
        var port = PortOf(Tcp(socket, "local-address").Ok());
        var pollable = Tcp(socket, "subscribe");
        Assert.False((bool)Interface(_instance, "poll").Method("pollable.ready", pollable));
        ((Dovetail.Wasi.Io.Pollable)pollable.AsResource()).Drop();
        ((Dovetail.Wasi.Sockets.TcpSocket)socket.AsResource()).Drop();
        using var client = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        socket = CreateTcp().Ok();
        _ = Tcp(socket, "start-connect", _network, V4(((IPEndPoint)listener.LocalEndpoint).Port)).Ok();
        ((Dovetail.Wasi.Sockets.TcpSocket)socket.AsResource()).Drop();
        Assert.Equal("ok", Code(CreateTcp()));
    }

    [Fact]
    public void A_guest_that_waits_for_a_connection_ends_at_its_deadline()
    {
        Open(Loopback(), store: new StoreOptions { Deadline = TimeSpan.FromMilliseconds(500) });
        var pollable = Tcp(Listen(), "subscribe");
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => Block(pollable)).Code);
    }

    [Fact]
    public void Datagrams_are_sent_and_received()
    {
        Open(Loopback());
        var (one, two) = (Bound(), Bound());
        Assert.Equal("invalid-state", Code(Udp(CreateUdp().Ok(), "stream", WitValue.None)));
        Assert.Equal("invalid-state", Code(Udp(one, "start-bind", _network, V4(0))));
        Assert.Equal("invalid-state", Code(Udp(one, "remote-address")));
        var (from, to) = (Udp(one, "stream", WitValue.None).Ok().Items[1], Udp(two, "stream", WitValue.None).Ok().Items[0]);
        Assert.Empty(Receive(to, 5).Items);
        Assert.Equal(16ul, (ulong)Outgoing(from, "check-send").Ok());
        var address = WitValue.Some(Udp(two, "local-address").Ok());
        Assert.Equal(2ul, (ulong)Outgoing(from, "send", WitValue.List(Datagram("one"u8.ToArray(), address), Datagram([], address))).Ok());
        var received = new List<WitValue>();
        while (received.Count < 2)
        {
            Block(Interface(_instance, "udp").Method("incoming-datagram-stream.subscribe", to));
            var items = Receive(to, ulong.MaxValue).Items;
            received.AddRange(Enumerable.Range(0, items.Count).Select(i => items[i]));
        }
        Assert.Equal(["one", ""], received.Select(datagram => Text(datagram["data"])));
        Assert.Equal(Udp(one, "local-address").Ok(), received[0]["remote-address"]);
    }

    [Fact]
    public void Datagrams_that_cannot_be_sent_are_refused()
    {
        Open(Loopback((use, address) => use != SocketUse.UdpSend || address.Port != 9));
        var socket = Bound();
        var output = Udp(socket, "stream", WitValue.None).Ok().Items[1];
        string Send(byte[] data, WitValue to)
        {
            _ = Outgoing(output, "check-send").Ok();
            return Code(Outgoing(output, "send", WitValue.List(Datagram(data, to))));
        }
        Assert.Equal("invalid-argument", Send([], WitValue.None));
        Assert.Equal("invalid-argument", Send([], WitValue.Some(V4(0))));
        Assert.Equal("access-denied", Send([], WitValue.Some(V4(9))));
        Assert.Equal("access-denied", Send([], WitValue.Some(V4(53, 8, 8, 8, 8))));
        Assert.Equal("datagram-too-large", Send(new byte[65_508], WitValue.Some(V4(10))));
        var connected = Udp(socket, "stream", WitValue.Some(V4(10))).Ok().Items;
        output = connected[1];
        Assert.Equal("invalid-argument", Send([], WitValue.Some(V4(11))));
        Assert.Equal("ok", Code(Udp(socket, "remote-address")));
        Assert.Equal("access-denied", Code(Udp(socket, "stream", WitValue.Some(V4(9)))));
        _ = Outgoing(output, "check-send").Ok();
        var many = WitValue.List([.. Enumerable.Repeat(Datagram([], WitValue.None), 17)]);
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => Outgoing(output, "send", many)).Code);
    }

    [Fact]
    public void A_host_that_is_allowed_by_name_is_connected_to_at_the_addresses_that_it_had()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var grants = NetworkGrants.ConnectTo($"LOCALHOST:{port}", "10.1.2.3:80");
        Open(grants);
        string Connect(WitValue address) => Code(Tcp(CreateTcp().Ok(), "start-connect", _network, address));
        Assert.Equal("access-denied", Connect(V4(port)));
        var lookup = Interface(_instance, "lookup");
        var stream = lookup.Call("resolve-addresses", _network, "localhost").Ok();
        Block(lookup.Method("resolve-address-stream.subscribe", stream));
        Assert.Equal("ok", Connect(V4(port)));
        Assert.Equal("access-denied", Connect(V4(port == 80 ? 81 : 80)));
        Assert.Equal("access-denied", Connect(V4(port, 127, 0, 0, 2)));
        Assert.Equal("access-denied", Code(lookup.Call("resolve-addresses", _network, "example.com")));
        Assert.Equal("access-denied", Code(Tcp(CreateTcp().Ok(), "start-bind", _network, V4(0))));
        Assert.True(grants.Allow!(SocketUse.TcpConnect, IPEndPoint.Parse("10.1.2.3:80")));
        Assert.False(grants.Allow(SocketUse.TcpConnect, IPEndPoint.Parse("10.1.2.3:81")));
        Assert.False(grants.Allow(SocketUse.UdpSend, IPEndPoint.Parse("10.1.2.3:80")));
        Assert.All(["localhost", "localhost:", "localhost:0", "localhost:65536", ":80", "a b:80"], target => Assert.Throws<ArgumentException>(() => NetworkGrants.ConnectTo(target)));
    }

    [Fact]
    public void Names_are_looked_up_where_that_is_allowed()
    {
        Open(Loopback());
        var lookup = Interface(_instance, "lookup");
        WitValue[] All(string name)
        {
            var stream = lookup.Call("resolve-addresses", _network, name).Ok();
            Block(lookup.Method("resolve-address-stream.subscribe", stream));
            var found = new List<WitValue>();
            while (lookup.Method("resolve-address-stream.resolve-next-address", stream).Ok() is { CaseName: "some" } address)
                found.Add(address.CaseValue!.Value);
            return [.. found];
        }
        Assert.Equal([WitValue.Variant("ipv4", WitValue.Tuple((byte)10, (byte)0, (byte)0, (byte)7))], All("10.0.0.7"));
        Assert.Equal("ipv6", Assert.Single(All("2001:db8::1")).CaseName);
        Assert.Equal("ipv4", Assert.Single(All("::ffff:1.2.3.4")).CaseName);
        Assert.NotEmpty(All("localhost."));
        Assert.Equal("access-denied", Code(lookup.Call("resolve-addresses", _network, "example.com")));
        Assert.All(["", ".", "a b", "-", new string('x', 300), "exa\0mple"], name => Assert.Equal("invalid-argument", Code(lookup.Call("resolve-addresses", _network, name))));
    }

    [Fact]
    public void A_look_up_beyond_the_limit_of_sockets_fails()
    {
        Open(Loopback(), new WasiLimits { MaxSockets = 0 });
        var lookup = Interface(_instance, "lookup");
        var stream = lookup.Call("resolve-addresses", _network, "localhost").Ok();
        Block(lookup.Method("resolve-address-stream.subscribe", stream));
        Assert.Equal("new-socket-limit", Code(lookup.Method("resolve-address-stream.resolve-next-address", stream)));
        Assert.Equal("ok", Code(lookup.Call("resolve-addresses", _network, "127.0.0.1")));
    }

    private WitValue Bound()
    {
        var socket = CreateUdp().Ok();
        _ = Udp(socket, "start-bind", _network, V4(0)).Ok();
        _ = Udp(socket, "finish-bind").Ok();
        return socket;
    }

    private static WitValue Datagram(byte[] data, WitValue to) => WitValue.Record(("data", data), ("remote-address", to));

    private WitValue Receive(WitValue stream, ulong most) => Interface(_instance, "udp").Method("incoming-datagram-stream.receive", stream, most).Ok();

    private WitValue Outgoing(WitValue stream, string method, params WitValue[] arguments) =>
        Interface(_instance, "udp").Method($"outgoing-datagram-stream.{method}", stream, arguments);
}

/// <summary>A fact about version 6 of IP; skipped, with the reason, where the system has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Ipv6FactAttribute : FactAttribute
{
    public Ipv6FactAttribute() => Skip = Socket.OSSupportsIPv6 ? null : "needs IPv6";
}
