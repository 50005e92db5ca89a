using System.Net.Sockets;
using System.Text;
using Dovetail.AspNetCore;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dovetail.Tests.AspNetCore;

/// <summary>Fields behind a body, over HTTP/1.1 in chunks and over HTTP/2.</summary>
public sealed class TrailerTests : ServingTestBase
{
    private const string Asking = "Host: x\r\nConnection: close\r\nTE: deflate;q=0.5, trailers\r\n\r\n";

    [Fact]
    public async Task Trailers_follow_the_chunks_where_the_client_asks_for_them()
    {
        var answer = await Raw(Serve(), "GET /lines/2 HTTP/1.1\r\n" + Asking);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Single(answer.Split("Transfer-Encoding: chunked\r\n")[1..]);
        Assert.EndsWith("\r\n\r\n7\r\nline 0\n\r\n7\r\nline 1\n\r\n0\r\nx-end: of the lines\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Net_reads_them()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Serve() + "/lines/100") { Headers = { { "TE", "trailers" } } };
        using var response = await Client.SendAsync(request);
        Assert.EndsWith("line 99\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["of the lines"], response.TrailingHeaders.GetValues("x-end"));
    }

    [Theory]
    [InlineData("Host: x\r\nConnection: close\r\n\r\n")]
    [InlineData("Host: x\r\nConnection: close\r\nTE: gzip, notrailers\r\n\r\n")]
    public async Task A_client_that_does_not_ask_gets_none(string fields)
    {
        var answer = await Raw(Serve(), "GET /lines/2 HTTP/1.1\r\n" + fields);
        Assert.EndsWith("\n\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("x-end", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_with_a_length_is_as_it_was()
    {
        var answer = await Raw(Serve(), "GET / HTTP/1.1\r\n" + Asking);
        Assert.Contains("Content-Length: 23\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\nhello from a component\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_takes_the_next_request()
    {
        var answer = await Raw(Serve(), "GET /lines/1 HTTP/1.1\r\nHost: x\r\nTE: trailers\r\n\r\nGET / HTTP/1.1\r\n" + Asking);
        Assert.Contains("0\r\nx-end: of the lines\r\n\r\nHTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("hello from a component\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_sent_has_no_chunks()
    {
        var head = await Raw(Serve(), "HEAD /lines/2 HTTP/1.1\r\n" + Asking);
        Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("line 0", head, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", await Raw(Serve(), "GET /empty HTTP/1.1\r\n" + Asking), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_has_no_last_chunk_and_one_that_never_went_out_leaves_no_trace()
    {
        Assert.DoesNotContain("\r\n0\r\n", await Raw(Serve(), "GET /torn HTTP/1.1\r\n" + Asking), StringComparison.Ordinal);
        var trapped = await Raw(Serve(), "GET /set-trap HTTP/1.1\r\n" + Asking);
        Assert.StartsWith("HTTP/1.1 500", trapped, StringComparison.Ordinal);
        Assert.Contains("the handler failed\n", trapped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trailers_of_a_request_reach_the_guest_over_http_2()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Uri(Serve(application => application.MapComponent("/", Guest), HttpProtocols.Http2)).Port);
        var stream = client.GetStream();
        await stream.WriteAsync((byte[])
        [
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Http2Frame.Of(4, 0, 0, []),
            // :method POST, :scheme http by their indices, the path and authority as literals (RFC 7541).
            .. Http2Frame.Of(1, 4, 1, [0x83, 0x86, 0x04, 9, .. "/trailers"u8, 0x01, 1, .. "x"u8]),
            .. Http2Frame.Of(0, 0, 1, "abc"u8),
            .. Http2Frame.Of(1, 5, 1, [0x00, 5, .. "x-end"u8, 5, .. "later"u8]),
        ]);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains("later", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.NotEqual(0, read);
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        Assert.Contains("x-end", answer.ToString(), StringComparison.Ordinal);
    }
}
