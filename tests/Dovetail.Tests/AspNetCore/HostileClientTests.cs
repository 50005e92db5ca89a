using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Dovetail.AspNetCore;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dovetail.Tests.AspNetCore;

/// <summary>Clients that go at every moment, and lie about what they send: their guests end, nothing of them stays, and the next client is served.</summary>
public sealed class HostileClientTests : ServingTestBase
{
    private ComponentHost _host = null!;

    private string ServeLogged(HttpProtocols protocols = HttpProtocols.Http1, ComponentHostOptions? options = null) => Serve(application =>
    {
        _host = new ComponentHost(Guest, options ?? new ComponentHostOptions { AbortGrace = TimeSpan.FromMilliseconds(50) }, application.Services.GetRequiredService<ILogger<ComponentHost>>());
        application.MapComponent("/", _host);
    }, protocols);

    private async Task AssertServes(string address)
    {
        await Until(() => _host is { ActiveRequests: 0, QueuedRequests: 0 });
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
        // Nothing but what concerns the guest: no exception reached the server.
        Assert.DoesNotContain(Logged.Lines, line => line.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("GET /")]
    [InlineData("GET /do/r200,a HTTP/1.1\r\nHost: x\r\nX: ")]
    [InlineData("GET /do/r200,a HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /do/z10000,r200,a HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /do/l HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /do/r200,b,a,W100000,d,e HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /do/r200,b,a,f,z10000,d,e HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")]
    [InlineData("POST /trailers HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: ")]
    [InlineData("POST /do/z10000 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")]
    public async Task One_that_resets_its_connection(string sent)
    {
        var address = ServeLogged();
        foreach (var pause in (int[])[0, 1, 20, 100])
        {
            using var client = new TcpClient { LingerState = new LingerOption(true, 0) };
            await client.ConnectAsync(IPAddress.Loopback, Uri(address).Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent));
            await Task.Delay(pause);
        }
        await AssertServes(address);
    }

    // Null where it is no whole request: the client says that it will say no more, which Kestrel takes for its end, or is refused.
    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nabcde", "HTTP/1.1 200")]
    [InlineData("Content-Length: 5\r\n\r\nabcdefg", "HTTP/1.1 200")]
    [InlineData("Content-Length: 5\r\n\r\nabc", null)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", null)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", null)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc", null)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", null)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nno field\r\n\r\n", null)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: a\0b\r\n\r\n", null)]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("Transfer-Encoding: gzip\r\n\r\nabc", "HTTP/1.1 400")]
    public async Task One_whose_body_is_not_as_it_says(string rest, string? expected)
    {
        var address = ServeLogged();
        foreach (var path in (string[])["/trailers", "/echo", "/do/i,I,r200,b,a,wabc,d,e", "/do/r200,b,a,wabc,d,e"])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Uri(address).Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{rest}"));
            if (expected is null)
                client.Client.Shutdown(SocketShutdown.Send);
            var answer = await Rest(stream);
            if (expected is not null && path == "/trailers")
                Assert.StartsWith(expected, answer, StringComparison.Ordinal);
            else if (path is "/trailers")
                Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
            Assert.InRange(answer.Split("HTTP/1.1 ").Length, 1, 3);
        }
        await AssertServes(address);
    }

    // The client may be gone by then, since it has got what it wanted: the guest has its time all the same.
    [Fact]
    public async Task A_guest_that_goes_on_after_its_answer_keeps_nobody_waiting_for_it()
    {
        using var stop = new CancellationTokenSource();
        var address = ServeLogged(options: Limited(new StoreOptions { Deadline = TimeSpan.FromMinutes(2), Cancellation = stop.Token }));
        // The next request on the same connection would wait for its end.
        Client.DefaultRequestHeaders.ConnectionClose = true;
        Assert.Equal("hello", await Client.GetStringAsync(Uri(address + "/do/r200,b,a,whello,d,e,l")));
        Assert.Equal("", await Client.GetStringAsync(Uri(address + "/do/r200,a,z60000")));
        Assert.Equal("hello", await Client.GetStringAsync(Uri(address + "/do/hcontent-length:5,r200,b,a,whello,d,e,z60000")));
        Assert.Equal(3, _host.ActiveRequests);
        await stop.CancelAsync();
        await Until(() => _host.ActiveRequests == 0);
    }

    [Theory]
    [InlineData("/do/z10000,r200,a")]
    [InlineData("/do/r200,b,a,W100000,d,e")]
    public async Task One_that_resets_streams_in_bulk(string path)
    {
        var address = ServeLogged(HttpProtocols.Http2);
        byte[] headers = [0x82, 0x86, 0x04, (byte)path.Length, .. Encoding.ASCII.GetBytes(path), 0x01, 1, (byte)'x'];
        for (var round = 0; round < 2; round++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Uri(address).Port);
            var all = new MemoryStream();
            all.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
            all.Write(Http2Frame.Of(4, 0, 0, []));
            for (var stream = 1; stream < 300; stream += 2)
            {
                all.Write(Http2Frame.Of(1, 5, stream, headers));
                all.Write(Http2Frame.Of(3, 0, stream, [0, 0, 0, 8]));
            }
            try
            {
                await client.GetStream().WriteAsync(all.ToArray());
                await Task.Delay(200);
            }
            catch (IOException)
            {
                // It has had enough of that.
            }
        }
        await Until(() => _host is { ActiveRequests: 0, QueuedRequests: 0 });
        using var request = Http2(HttpMethod.Get, address + "/");
        Assert.Equal("hello from a component\n", await Text(await Client.SendAsync(request)));
        Assert.DoesNotContain(Logged.Lines, line => line.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nothing_stays_of_guests_whose_clients_have_gone()
    {
        var address = ServeLogged();
        var old = await Abuse(address);
        await _host.Swap(Component.Load(Engine, GuestPath)).Retired.WaitAsync(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 100 && old.IsAlive; i++)
        {
            await AssertServes(address);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20);
        }
        Assert.False(old.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> Abuse(string address)
    {
        // Not the one that the test itself keeps.
        await _host.Swap(Component.Load(Engine, GuestPath)).Retired;
        foreach (var steps in (string[])["z10000", "l", "r200,b,a,W100000", "r200,b,a,whello,f,t", "i,I,z10000", "r200,b,a,whello,d,e,t"])
        {
            using var client = new TcpClient { LingerState = new LingerOption(true, 0) };
            await client.ConnectAsync(IPAddress.Loopback, Uri(address).Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /do/{steps} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"));
            await Task.Delay(50);
        }
        return new WeakReference(_host.Component);
    }
}
