using System.Net;
using System.Net.Sockets;
using System.Text;
using Dovetail.AspNetCore;
using Dovetail.Wasi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dovetail.Tests.AspNetCore;

/// <summary>Clients that are slow, send too much or nothing, and guests that say too much: the request fails, the host and the other requests don't.</summary>
public sealed class BadClientTests : ServingTestBase
{
    private static async Task<TcpClient> Send(string address, string request)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, Uri(address).Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return client;
    }

    private async Task AssertServes(string address) => Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));

    [Fact]
    public async Task A_body_that_does_not_come_ends_its_guest_at_the_deadline()
    {
        var address = Serve(Limited(new StoreOptions { Deadline = TimeSpan.FromSeconds(1) }));
        Assert.StartsWith("HTTP/1.1 504", await Raw(address, "POST /trailers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000\r\n\r\nabc"), StringComparison.Ordinal);
        await AssertServes(address);
    }

    [Fact]
    public async Task A_client_that_does_not_read_ends_its_guest_at_the_deadline_and_is_cut_off()
    {
        var host = new ComponentHost(Guest, Limited(new StoreOptions { Deadline = TimeSpan.FromSeconds(1) }));
        var address = Serve(host);
        using var client = await Send(address, "GET /lines/100000000 HTTP/1.1\r\nHost: x\r\n\r\n");
        await Until(() => host.ActiveRequests == 1);
        await AssertServes(address);
        await Until(() => host.ActiveRequests == 0);
        Assert.DoesNotContain("\r\n0\r\n", await Rest(client), StringComparison.Ordinal);
        await AssertServes(address);
    }

    [Fact]
    public async Task A_client_that_goes_in_the_middle_of_its_body_is_the_guests_error()
    {
        var host = new ComponentHost(Guest);
        var address = Serve(host);
        using (await Send(address, "POST /trailers HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"))
            await Until(() => host.ActiveRequests == 1);
        await Until(() => host.ActiveRequests == 0);
        await AssertServes(address);
    }

    [Fact]
    public async Task A_header_larger_than_guests_may_have_fails_that_request_alone()
    {
        var address = Serve(new ComponentHostOptions { Wasi = new WasiOptions { Limits = new WasiLimits { MaxFieldBytes = 1000 } } });
        Assert.StartsWith(
            "HTTP/1.1 431", await Raw(address, $"GET /headers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Large: {new string('x', 1000)}\r\n\r\n"), StringComparison.Ordinal);
        await AssertServes(address);
    }

    [Fact]
    public async Task A_guest_that_does_not_ask_for_the_header_answers_whatever_its_size()
    {
        var address = Serve(new ComponentHostOptions { Wasi = new WasiOptions { Limits = new WasiLimits { MaxFieldBytes = 1000 } } });
        Assert.StartsWith(
            "HTTP/1.1 200", await Raw(address, $"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Large: {new string('x', 1000)}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_header_fields_is_the_servers_to_refuse()
    {
        var fields = string.Concat(Enumerable.Range(0, 5000).Select(i => $"X-{i}: x\r\n"));
        var address = Serve();
        Assert.StartsWith("HTTP/1.1 431", await Raw(address, $"GET /headers HTTP/1.1\r\nHost: x\r\n{fields}\r\n"), StringComparison.Ordinal);
        await AssertServes(address);
    }

    // The guest answers without trailers, since it was told of an error in their stead.
    [Fact]
    public async Task Trailers_larger_than_guests_may_have_are_an_error_to_them()
    {
        var address = Serve(new ComponentHostOptions { Wasi = new WasiOptions { Limits = new WasiLimits { MaxFieldBytes = 1000 } } });
        string Request(int size) =>
            $"POST /trailers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-End: {new string('x', size)}\r\n\r\n";
        Assert.Contains("X-End: xxx", await Raw(address, Request(500)), StringComparison.Ordinal);
        var answer = await Raw(address, Request(2000));
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-End", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0123456789\n", 90)]
    [InlineData("\n", 1000)]
    public void A_flood_of_lines_is_logged_no_further_than_the_limit(string text, int lines)
    {
        var options = new ComponentHostOptions { MaxLogBytes = 1000 };
        var exchange = new GuestExchange(new DefaultHttpContext(), options, Logged);
        using var stream = new LogStream(Logged, LogLevel.Information, exchange, options.MaxLogBytes);
        for (var i = 0; i < 2000; i++)
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        stream.End();
        Assert.Equal(lines + 1, Logged.Lines.Count);
        Assert.Contains("left out", Logged.Lines[^1], StringComparison.Ordinal);
    }
}
