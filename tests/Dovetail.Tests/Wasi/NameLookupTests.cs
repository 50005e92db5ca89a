using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:sockets/ip-name-lookup</c>, and hosts that are allowed by name.</summary>
public sealed class NameLookupTests : SocketTestBase
{
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
}
