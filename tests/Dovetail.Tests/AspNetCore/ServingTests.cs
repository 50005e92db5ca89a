using System.Net;
using System.Security.Cryptography;
using Dovetail.AspNetCore;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dovetail.Tests.AspNetCore;

/// <summary>What a client gets from a component: answers of every kind, whole or not at all.</summary>
public sealed class ServingTests : ServingTestBase
{
    [Fact]
    public async Task Answers_a_request()
    {
        using var response = await Client.GetAsync(Uri(Serve() + "/"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(23, response.Content.Headers.ContentLength);
        Assert.Equal("hello from a component\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Each_request_has_an_instance_of_its_own()
    {
        var address = Serve();
        for (var i = 0; i < 50; i++)
            Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Tells_the_method_the_path_and_the_body(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Serve() + "/json/a%20b?c=%2F") { Content = new StringContent("12345") };
        var json = await Text(await Client.SendAsync(request));
        Assert.StartsWith($$"""{"method":"{{method}}","path":"/json/a%20b?c=%2F","bytes":5,"headers":""", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_without_a_case_is_other()
    {
        using var request = new HttpRequestMessage(new HttpMethod("BREW"), Serve() + "/json");
        Assert.Contains("\"method\":\"other\"", await Text(await Client.SendAsync(request)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_go_both_ways_byte_for_byte()
    {
        var answer = await Raw(Serve(), "GET /headers HTTP/1.1\r\nHost: x\r\nX-One: a\r\nX-Two: \u00e9\r\nX-One: b\r\nConnection: close\r\n\r\n");
        Assert.Contains("X-One: a", answer, StringComparison.Ordinal);
        Assert.Contains("X-One: b", answer, StringComparison.Ordinal);
        Assert.Contains("X-Two: \u00e9", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_may_have_no_body()
    {
        using var response = await Client.GetAsync(Uri(Serve() + "/empty"));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/status/404", 404)]
    [InlineData("/status/299", 299)]
    [InlineData("/status/599", 599)]
    public async Task The_status_is_the_guests(string path, int status)
    {
        using var response = await Client.GetAsync(Uri(Serve() + path));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("status\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_head_request_gets_no_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Serve() + "/lines/3");
        using var response = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_body_is_streamed_while_the_guest_writes_it()
    {
        using var response = await Client.GetAsync(Uri(Serve() + "/slow/100"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("line 0", await reader.ReadLineAsync());
        Assert.Equal("line 1", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_body_is_echoed_while_it_comes()
    {
        using var request = Http2(HttpMethod.Post, Serve(application => application.MapComponent("/", Guest), HttpProtocols.Http2) + "/echo", new DuplexContent());
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync();
        var content = (DuplexContent)request.Content!;
        var buffer = new byte[4];
        for (var i = 0; i < 3; i++)
        {
            await stream.ReadExactlyAsync(buffer);
            Assert.Equal("ping"u8.ToArray(), buffer);
            content.Next();
        }
    }

    [Fact]
    public async Task Ten_megabytes_come_back_as_they_were()
    {
        var bytes = RandomNumberGenerator.GetBytes(10_000_000);
        using var request = Http2(HttpMethod.Post, Serve(application => application.MapComponent("/", Guest), HttpProtocols.Http2) + "/echo", new BytesContent(bytes));
        using var response = await Client.SendAsync(request);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await response.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public Task A_hundred_megabytes_come_back_in_bounded_memory() =>
        LongBody.EchoAsync(Serve(application => application.MapComponent("/", Guest, Limited(new StoreOptions { MaxMemoryBytes = 16 << 20 })), HttpProtocols.Http2) + "/echo");

    [Fact]
    public async Task Trailers_follow_the_body_on_http_2()
    {
        using var request = Http2(HttpMethod.Get, Serve(application => application.MapComponent("/", Guest), HttpProtocols.Http2) + "/lines/2");
        using var response = await Client.SendAsync(request);
        Assert.Equal("line 0\nline 1\n", await response.Content.ReadAsStringAsync());
        Assert.Equal(["of the lines"], response.TrailingHeaders.GetValues("x-end"));
    }

    [Fact]
    public async Task Trailers_of_a_request_reach_the_guest()
    {
        var answer = await Raw(Serve(), "POST /trailers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-End: 1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("X-End: 1\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_trailers_has_none()
    {
        var answer = await Raw(Serve(), "POST /trailers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-End", answer, StringComparison.Ordinal);
    }

    // What a client says of its body is a lie, or it goes before the end: its guest learns that, and answers 500 or nothing.
    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n")]
    [InlineData("Content-Length: +5\r\n\r\nabcde")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    public async Task A_body_that_is_not_as_its_header_says_is_no_success(string rest)
    {
        var address = Serve();
        var answer = await Raw(address, "POST /trailers HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + rest);
        Assert.DoesNotContain("HTTP/1.1 500\r\n", answer, StringComparison.Ordinal);
        Assert.Matches("^(HTTP/1.1 (400|500) |HTTP/1.1 200 [^\0]*Connection: close|$)", answer);
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    [Theory]
    [InlineData("/trap")]
    [InlineData("/set-trap")]
    [InlineData("/silent")]
    [InlineData("/unfinished")]
    [InlineData("/flood")]
    [InlineData("/long")]
    public async Task What_goes_wrong_before_the_answer_has_begun_is_500(string path)
    {
        var address = Serve();
        var answer = await Raw(address, $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.EndsWith("\n", answer, StringComparison.Ordinal);
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    // The first bytes had gone out: no client may take them for the whole.
    [Theory]
    [InlineData("/torn")]
    [InlineData("/short")]
    public async Task What_goes_wrong_within_an_answer_cuts_the_connection(string path)
    {
        var address = Serve();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client.GetStringAsync(Uri(address + path)));
        for (var i = 0; i < 100 && !Logged.Lines.Any(line => line.Contains("the connection was cut", StringComparison.Ordinal)); i++)
            await Task.Delay(20);
        Assert.Contains(Logged.Lines, line => line.Contains("the connection was cut", StringComparison.Ordinal));
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    [Fact]
    public async Task An_error_code_that_says_what_has_its_own_status()
    {
        var address = Serve();
        using var denied = await Client.GetAsync(Uri(address + "/denied"));
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        using var timeout = await Client.GetAsync(Uri(address + "/error"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, timeout.StatusCode);
    }

    [Theory]
    [InlineData("/spin")]
    [InlineData("/sleep")]
    public async Task A_guest_that_never_answers_is_504_at_its_deadline(string path)
    {
        var address = Serve(Limited(new StoreOptions { Deadline = TimeSpan.FromSeconds(2) }));
        using var response = await Client.GetAsync(Uri(address + path));
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    [Fact]
    public async Task A_guest_that_takes_all_memory_is_500()
    {
        var address = Serve(Limited(new StoreOptions { MaxMemoryBytes = 16 << 20, Deadline = TimeSpan.FromSeconds(20) }));
        using var response = await Client.GetAsync(Uri(address + "/bomb"));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Guests_that_hang_leave_room_for_others()
    {
        var host = new ComponentHost(Guest, Limited(new StoreOptions { Deadline = TimeSpan.FromSeconds(8) }));
        var address = Serve(host);
        var hanging = Enumerable.Range(0, 20).Select(i => Client.GetAsync(Uri(address + (i < 2 ? "/spin" : "/sleep")))).ToArray();
        await Until(() => host.ActiveRequests == hanging.Length);
        var start = Environment.TickCount64;
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
        Assert.InRange(Environment.TickCount64 - start, 0, 7000);
        foreach (var response in await Task.WhenAll(hanging))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            response.Dispose();
        }
    }

    [Fact]
    public async Task More_requests_than_may_wait_are_503()
    {
        var address = Serve(new ComponentHostOptions
        {
            MaxConcurrentRequests = 1,
            MaxQueuedRequests = 1,
            Limits = new StoreOptions { Deadline = TimeSpan.FromMilliseconds(500) },
        });
        var responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Client.GetAsync(Uri(address + "/sleep"))));
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null);
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.GatewayTimeout);
        Array.ForEach(responses, response => response.Dispose());
    }

    [Fact]
    public async Task A_client_that_goes_ends_its_guest()
    {
        var host = new ComponentHost(Guest, new ComponentHostOptions { AbortGrace = TimeSpan.FromMilliseconds(50) });
        var address = Serve(host);
        using (var leave = new CancellationTokenSource())
        {
            var request = Client.GetAsync(Uri(address + "/sleep"), leave.Token);
            await Until(() => host.ActiveRequests == 1);
            await leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }
        await Until(() => host.ActiveRequests == 0);
    }

    [Fact]
    public async Task What_a_guest_prints_is_logged_by_line_and_harmless()
    {
        await Client.GetStringAsync(Uri(Serve() + "/print"));
        // The last one has no end before its guest has one, which may be after that of the answer.
        for (var i = 0; i < 100 && !Logged.Lines.Any(line => line.Contains("red", StringComparison.Ordinal)); i++)
            await Task.Delay(20);
        var lines = Logged.Lines.Where(line => line.Contains(" /print: ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf("print: ", StringComparison.Ordinal) + 7)..]);
        Assert.Equal(["one", "two words", @"\u{1b}[31mred"], lines);
    }

    [Fact]
    public async Task A_prefix_is_given_to_the_component_with_all_below()
    {
        var address = Serve(application => application.MapComponent("/json", Guest));
        Assert.Contains("\"path\":\"/json/x\"", await Client.GetStringAsync(Uri(address + "/json/x")), StringComparison.Ordinal);
        Assert.Contains("\"path\":\"/json\"", await Client.GetStringAsync(Uri(address + "/json")), StringComparison.Ordinal);
        using var other = await Client.GetAsync(Uri(address + "/other"));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Health_says_what_a_host_does()
    {
        var host = new ComponentHost(Guest);
        var address = Serve(application =>
        {
            application.MapComponentHealth("/health", host);
            application.MapComponent("/", host);
        });
        Assert.Equal("""{"status":"ok","component":"handler.wasm","active":0,"queued":0,"swaps":0}""", await Client.GetStringAsync(Uri(address + "/health")));
    }

    [Fact]
    public void A_component_that_handles_no_requests_is_refused() => Assert.Contains(
        "does not export `wasi:http/incoming-handler`",
        Assert.Throws<LinkException>(() => new ComponentHost(Component.Parse(Engine, "(component)"))).Message,
        StringComparison.Ordinal);

    // Unlike .NET's own, it is still sent while the answer comes.
    private sealed class BytesContent(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }

    // Each piece goes out when the one before has come back.
    private sealed class DuplexContent : HttpContent
    {
        private readonly SemaphoreSlim _next = new(1);

        public void Next() => _next.Release();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < 3; i++)
            {
                await _next.WaitAsync();
                await stream.WriteAsync("ping"u8.ToArray());
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
