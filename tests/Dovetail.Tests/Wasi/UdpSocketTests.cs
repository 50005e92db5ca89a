using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:sockets/udp</c>.</summary>
public sealed class UdpSocketTests : SocketTestBase
{
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
