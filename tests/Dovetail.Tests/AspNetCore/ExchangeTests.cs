using Dovetail.AspNetCore;
using Dovetail.Tests.Wasi;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit.Sdk;

namespace Dovetail.Tests.AspNetCore;

/// <summary>Between ASP.NET Core and a guest: what the one says, and what of the other's answer can be said.</summary>
public sealed class ExchangeTests : ServingTestBase
{
    [Theory]
    [InlineData("/json/a%20b?c=%2F", "/json/a%20b?c=%2F")]
    [InlineData("http://x/json/a%20b?c=%2F", "/json/a%20b?c=%2F")]
    [InlineData("http://x:80/json", "/json")]
    public async Task The_path_is_told_as_it_came_in_either_form_of_a_target(string target, string path) => Assert.Contains(
        $"\"path\":\"{path}\"",
        await Raw(Serve(), $"GET {target} HTTP/1.1\r\nHost: {(target.Contains(":80", StringComparison.Ordinal) ? "x:80" : "x")}\r\nConnection: close\r\n\r\n"),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_question_about_the_server_as_a_whole_has_a_star_for_its_path()
    {
        // It answers with the method and the path.
        var address = Serve(application => application.MapComponent("/", GuestSuiteTests.Load(Engine, "web"), new ComponentHostOptions
        {
            ConfigureLinker = linker => linker.Define("fail", new Action<string>(message => throw new XunitException(message))),
        }));
        Assert.Contains("\r\nOPTIONS\r\n1\r\n \r\n1\r\n*\r\n", await Raw(address, "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_header_that_the_server_does_not_send_is_500(string method)
    {
        var address = Serve(application =>
        {
            application.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.ResponseHeaderEncodingSelector = _ => null;
            application.MapComponent("/", Guest);
        });
        var answer = await Raw(address, $"{method} /headers HTTP/1.1\r\nHost: x\r\nX-One: a\r\nX-Two: \u00e9\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-One", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hcontent-length:0,r205,a", "0")]
    [InlineData("hcontent-length:0,r205,b,a,d,e", "0")]
    [InlineData("hcontent-length:5,r205,a", "0")]
    [InlineData("r205,a", "0")]
    [InlineData("hcontent-length:0,r204,a", null)]
    public async Task A_205_has_a_length_of_0_whatever_the_guest_says_and_a_204_none(string steps, string? length)
    {
        using var answer = await Client.SendAsync(Http2(HttpMethod.Get, $"{Serve(application => application.MapComponent("/", Guest), HttpProtocols.Http2)}/do/{steps}"));
        Assert.Equal(length, answer.Content.Headers.TryGetValues("content-length", out var values) ? Assert.Single(values) : null);
    }

    [Fact]
    public async Task A_watch_outlives_who_is_told_and_throws()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wasm");
        await File.WriteAllTextAsync(path, "(component)");
        try
        {
            var host = new ComponentHost(Guest);
            var told = new List<Exception>();
            using var watcher = new ComponentWatcher(path, Engine, host, _ => throw new NotSupportedException(), error =>
            {
                lock (told)
                    told.Add(error);
                throw new NotSupportedException();
            });
            await File.WriteAllTextAsync(path, "not a component");
            await Until(() => Count(told) == 1);
            await File.WriteAllBytesAsync(path, await File.ReadAllBytesAsync(GuestPath));
            await Until(() => host.Swaps == 1);
            await File.WriteAllTextAsync(path, "no component");
            await Until(() => Count(told) == 2);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int Count(List<Exception> told)
    {
        lock (told)
            return told.Count;
    }
}
