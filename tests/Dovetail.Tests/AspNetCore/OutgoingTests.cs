using System.Net;
using Dovetail.AspNetCore;
using Dovetail.Wasi;
using Dovetail.Wasi.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dovetail.Tests.AspNetCore;

/// <summary>Requests that a guest makes: to where it may, and nothing behind its back.</summary>
public sealed class OutgoingTests : ServingTestBase
{
    // Numbers of cases of `error-code`.
    private const string Prohibited = "4\n";
    private const string Refused = "6\n";
    private const string Denied = "15\n";
    private const string HeaderSize = "26\n";
    private const string ResponseTimeout = "33\n";

    private readonly List<MissingGrant> _missing = [];

    private string Origin => field ??= Serve(application =>
    {
        application.MapGet("/hello", () => "from the origin\n");
        application.MapGet("/path/{**rest}", (HttpContext context) => context.Request.Path + context.Request.QueryString);
        application.MapGet("/redirect", () => Results.Redirect("/hello"));
        application.MapGet("/cookie", (HttpContext context) =>
        {
            context.Response.Cookies.Append("taste", "sweet");
            return context.Request.Headers.Cookie.Count == 0 ? "no cookie" : "cookie";
        });
        application.MapGet("/packed", (HttpContext context) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Request.Headers.AcceptEncoding.Count == 0 ? "not really packed" : "asked for";
        });
        application.MapGet("/slow", async (HttpContext context) => await Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted));
        application.MapGet("/stalls", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted);
        });
        application.MapGet("/large", () => new string('x', 300_000));
        application.MapGet("/header", (HttpContext context) => context.Response.Headers["X-Large"] = new string('x', 10_000));
        application.MapGet("/torn", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("part");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
    });

    private string Authority => Uri(Origin).Authority;

    private string Proxy(OutgoingHttp http) => Serve(new ComponentHostOptions { Wasi = new WasiOptions { Http = http, OnMissingGrant = _missing.Add } }) + "/fetch/";

    private string Allowing(params string[] origins) => Proxy(new OutgoingHttp { Allowed = [.. origins.Select(HttpOrigin.Parse)] });

    private async Task<(HttpStatusCode Status, string Text)> Fetch(string proxy, string rest)
    {
        using var response = await Client.GetAsync(Uri(proxy + rest));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_request_is_made_where_it_is_allowed()
    {
        Assert.Equal((HttpStatusCode.OK, "from the origin\n"), await Fetch(Allowing(Authority), $"{Authority}/hello"));
        Assert.Empty(_missing);
    }

    [Fact]
    public async Task Nothing_is_allowed_unless_it_is_said()
    {
        Assert.Equal((HttpStatusCode.BadGateway, Denied), await Fetch(Proxy(OutgoingHttp.None), $"{Authority}/hello"));
        Assert.Equal($"--allow-http http://{Authority}", Assert.Single(_missing).Grant);
    }

    [Theory]
    [InlineData("https://{0}")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1")]
    [InlineData("*.0.0.0.1:{1}")]
    [InlineData("localhost:{1}")]
    public async Task Another_scheme_port_or_host_is_not_what_was_allowed(string grant) => Assert.Equal(
        (HttpStatusCode.BadGateway, Denied),
        await Fetch(Allowing(string.Format(null, grant, Authority, Uri(Origin).Port)), $"{Authority}/hello"));

    [Theory]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("127.0.0.1.")]
    public async Task An_address_in_other_clothes_is_the_same_address(string host)
    {
        Assert.Equal(HttpStatusCode.OK, (await Fetch(Allowing(Authority), $"{host}:{Uri(Origin).Port}/hello")).Status);
        Assert.Equal((HttpStatusCode.BadGateway, Denied), await Fetch(Allowing($"127.0.0.2:{Uri(Origin).Port}"), $"{host}:{Uri(Origin).Port}/hello"));
    }

    [Fact]
    public async Task A_name_must_not_lead_to_the_host_itself_unless_it_is_its_own()
    {
        var port = Uri(Origin).Port;
        Assert.Equal((HttpStatusCode.BadGateway, Prohibited), await Fetch(Allowing($"*:{port}"), $"localhost:{port}/hello"));
        Assert.Equal((HttpStatusCode.BadGateway, Prohibited), await Fetch(Allowing($"*:{port}"), $"127.0.0.1:{port}/hello"));
        Assert.Equal((HttpStatusCode.BadGateway, Prohibited), await Fetch(Allowing($"*:{port}"), $"[::ffff:127.0.0.1]:{port}/hello"));
        Assert.Equal(HttpStatusCode.OK, (await Fetch(Allowing($"localhost:{port}"), $"localhost:{port}/hello")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Fetch(Proxy(new OutgoingHttp { Allowed = [HttpOrigin.Parse($"*:{port}")], AllowsPrivateAddresses = true }), $"localhost:{port}/hello")).Status);
    }

    [Fact]
    public async Task The_path_is_sent_as_it_is()
    {
        var (status, text) = await Fetch(Allowing(Authority), $"{Authority}/path/a%2Fb/c?d=%2F");
        Assert.Equal((HttpStatusCode.OK, "/path/a%2Fb/c?d=%2F"), (status, text));
    }

    [Fact]
    public async Task Redirects_are_the_guests_to_follow() => Assert.Equal(HttpStatusCode.Redirect, (await Fetch(Allowing(Authority), $"{Authority}/redirect")).Status);

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        var proxy = Allowing(Authority);
        Assert.Equal("no cookie", (await Fetch(proxy, $"{Authority}/cookie")).Text);
        Assert.Equal("no cookie", (await Fetch(proxy, $"{Authority}/cookie")).Text);
    }

    [Fact]
    public async Task Bodies_are_not_unpacked() => Assert.Equal("not really packed", (await Fetch(Allowing(Authority), $"{Authority}/packed")).Text);

    [Fact]
    public async Task A_server_that_is_not_there_refuses() => Assert.Equal((HttpStatusCode.BadGateway, Refused), await Fetch(Allowing("127.0.0.1:1"), "127.0.0.1:1/"));

    [Fact]
    public async Task A_server_that_does_not_answer_times_out() => Assert.Equal(
        (HttpStatusCode.BadGateway, ResponseTimeout),
        await Fetch(Proxy(new OutgoingHttp
        {
            Allowed = [HttpOrigin.Parse(Authority)],
            ConnectTimeout = TimeSpan.FromSeconds(2),
            FirstByteTimeout = TimeSpan.FromMilliseconds(200),
        }), $"{Authority}/slow"));

    [Fact]
    public async Task A_header_that_is_too_large_is_an_error() => Assert.Equal(
        (HttpStatusCode.BadGateway, HeaderSize),
        await Fetch(Proxy(new OutgoingHttp { Allowed = [HttpOrigin.Parse(Authority)], MaxHeaderBytes = 4096 }), $"{Authority}/header"));

    [Theory]
    [InlineData("stalls")]
    [InlineData("torn")]
    [InlineData("large")]
    public async Task A_body_that_breaks_off_is_never_taken_for_whole(string path)
    {
        var proxy = Proxy(new OutgoingHttp { Allowed = [HttpOrigin.Parse(Authority)], BetweenBytesTimeout = TimeSpan.FromMilliseconds(300), MaxBodyBytes = 100_000 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client.GetStringAsync(Uri($"{proxy}{Authority}/{path}")));
    }
}
