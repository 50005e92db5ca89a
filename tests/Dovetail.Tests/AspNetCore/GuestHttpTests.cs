using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Dovetail.AspNetCore;
using Dovetail.Tests.Wasi;
using Dovetail.Wasi;
using Dovetail.Wasi.Http;
using Xunit.Sdk;

namespace Dovetail.Tests.AspNetCore;

/// <summary><c>wasi:http</c> by a guest in C on both sides: it makes requests of itself, as Kestrel serves it (<c>tests/wasi/web.c</c>, see <see cref="GuestSuiteTests"/>).</summary>
public sealed class GuestHttpTests : ServingTestBase
{
    private readonly ConcurrentQueue<string> _found = [];

    public static TheoryData<string> Tests => [.. GuestSuiteTests.Names("web")];

    [Theory, MemberData(nameof(Tests))]
    public void Web(string test)
    {
        var address = Serve(application => application.MapComponent("/", GuestSuiteTests.Load(Engine, "web"), new ComponentHostOptions
        {
            ConfigureLinker = linker => linker.Define("fail", new Action<string>(message =>
            {
                _found.Enqueue(message);
                throw new XunitException(message);
            })),
        }));
        var authority = new Uri(address).Authority;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var other = listener.LocalEndpoint.ToString()!;
        _ = AnswerAsync(listener);
        var host = Record.Exception(() => GuestSuiteTests.Run(Engine, "web", test, new WasiOptions
        {
            Arguments = [authority, other],
            Http = new OutgoingHttp { Allowed = [HttpOrigin.Parse($"http://{authority}"), HttpOrigin.Parse($"http://{other}"), HttpOrigin.Parse("http://127.0.0.1:1")] },
        }));
        // What the served one found explains what the other did.
        Assert.Empty(_found);
        Assert.Null((host as HostException)?.InnerException ?? host);
    }

    // Until the listener is disposed of.
    private static async Task AnswerAsync(TcpListener listener)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-end: done\r\n\r\n"u8.ToArray());
        }
    }
}
