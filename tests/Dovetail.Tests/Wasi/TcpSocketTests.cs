using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:sockets/tcp</c>, and what all sockets have in common.</summary>
public sealed class TcpSocketTests : SocketTestBase
{
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
    public async Task Who_connects_when_there_is_no_room_is_accepted_when_there_is()
    {
        Open(Loopback(), new WasiLimits { MaxSockets = 2 });
        var socket = Listen();
        var port = PortOf(Tcp(socket, "local-address").Ok());
        using var first = new TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, port);
        Block(Tcp(socket, "subscribe"));
        var accepted = Tcp(socket, "accept").Ok().Items;
        using var second = new TcpClient();
        await second.ConnectAsync(IPAddress.Loopback, port);
        Block(Tcp(socket, "subscribe"));
        Assert.Equal("new-socket-limit", Code(Tcp(socket, "accept")));
        Assert.Equal("new-socket-limit", Code(Tcp(socket, "accept")));
        foreach (var resource in accepted.Reverse())
            ((Dovetail.Wasi.WasiResource)resource.AsResource()).Drop();
        Assert.Equal(((IPEndPoint)second.Client.LocalEndPoint!).Port, PortOf(Tcp(Tcp(socket, "accept").Ok().Items[0], "remote-address").Ok()));
    }

    [Fact]
    public async Task Who_waits_for_connections_that_guests_have_left_waits_until_they_have_sent_all()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Open(Loopback());
        var socket = CreateTcp().Ok();
        _ = Tcp(socket, "start-connect", _network, V4(((IPEndPoint)listener.LocalEndpoint).Port)).Ok();
        using var server = await listener.AcceptTcpClientAsync();
        Block(Tcp(socket, "subscribe"));
        var output = Tcp(socket, "finish-connect").Ok().Items[1];
        var written = 0ul;
        while ((ulong)Stream("output-stream.check-write", output).Ok() is > 0 and var permit)
        {
            _ = Stream("output-stream.write", output, new byte[permit]).Ok();
            written += permit;
        }
        _instance.Store.Dispose();
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await NetworkGrants.DrainAsync(impatient.Token);
        var drained = NetworkGrants.DrainAsync(CancellationToken.None).AsTask();
        Assert.False(drained.IsCompleted);
        var (received, buffer) = (0ul, new byte[1 << 16]);
        while (await server.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) is > 0 and var some)
            received += (ulong)some;
        Assert.Equal(written, received);
        await drained.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_was_taken_is_sent_before_the_end(bool isShutDown)
    {
        Open(Loopback());
        var socket = Listen();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, PortOf(Tcp(socket, "local-address").Ok()));
        Block(Tcp(socket, "subscribe"));
        var accepted = Tcp(socket, "accept").Ok().Items;
        var written = 0ul;
        // Until the system takes no more.
        while ((ulong)Stream("output-stream.check-write", accepted[2]).Ok() is > 0 and var permit)
        {
            _ = Stream("output-stream.write", accepted[2], new byte[permit]).Ok();
            written += permit;
        }
        if (isShutDown)
            Assert.Equal("ok", Code(Tcp(accepted[0], "shutdown", WitValue.Enum("both"))));
        else
            Assert.All(accepted.Reverse(), resource => ((Dovetail.Wasi.WasiResource)resource.AsResource()).Drop());
        var (received, buffer) = (0ul, new byte[1 << 16]);
        while (await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) is > 0 and var some)
            received += (ulong)some;
        Assert.Equal(written, received);
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

    // A queue that is full drops who wants to connect.
    [LinuxFact]
    public async Task A_socket_that_connects_and_was_not_bound_has_no_address_yet()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        Open(Loopback());
        var left = 20;
        WitValue socket;
        do
        {
            socket = CreateTcp().Ok();
            _ = Tcp(socket, "start-connect", _network, V4(((IPEndPoint)full.LocalEndPoint!).Port)).Ok();
            await Task.Delay(100);
        }
        while ((bool)Interface(_instance, "poll").Method("pollable.ready", Tcp(socket, "subscribe")) && --left > 0);
        Assert.Equal("invalid-state", Code(Tcp(socket, "local-address")));
        Assert.Equal("would-block", Code(Tcp(socket, "finish-connect")));
    }

    [Fact]
    public void A_guest_that_waits_for_a_connection_ends_at_its_deadline()
    {
        Open(Loopback(), store: new StoreOptions { Deadline = TimeSpan.FromMilliseconds(500) });
        var pollable = Tcp(Listen(), "subscribe");
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => Block(pollable)).Code);
    }
}
