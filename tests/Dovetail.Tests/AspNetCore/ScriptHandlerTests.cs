using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Dovetail.AspNetCore;
using Dovetail.Tests.House;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dovetail.Tests.AspNetCore;

/// <summary>A handler in JavaScript, inside of an engine of twelve thousand functions; built where its tools are present.</summary>
public sealed class ScriptHandlerTests : ServingTestBase, IClassFixture<ScriptHandler>
{
    private const int Most = 100_000_000;

    private readonly ScriptHandler _handler;

    public ScriptHandlerTests(ScriptHandler handler) => _handler = handler;

    [ScriptFact]
    public async Task It_answers()
    {
        var address = Serve();
        Assert.Equal("hello from JavaScript\n", await Client.GetStringAsync(Uri(address + "/")));
        using var status = await Client.GetAsync(Uri(address + "/status/418"));
        Assert.Equal(418, (int)status.StatusCode);
    }

    [ScriptFact]
    public async Task It_reads_and_writes_json()
    {
        var address = Serve();
        using var answer = await Client.PostAsJsonAsync(Uri(address + "/json"), new { name = "Zoë", numbers = new[] { 1, 2.5, 3 } });
        Assert.Equal("""{"method":"POST","sum":6.5,"name":"Zoë"}""", await answer.Content.ReadAsStringAsync());
        using var wrong = await Client.PostAsync(Uri(address + "/json"), new StringContent("{"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [ScriptFact]
    public async Task It_streams_what_it_makes()
    {
        var address = Serve();
        Assert.EndsWith("line 999\n", await Client.GetStringAsync(Uri(address + "/lines/1000")), StringComparison.Ordinal);
        using var response = await Client.GetAsync(Uri(address + "/slow/20"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("line 0", await reader.ReadLineAsync());
    }

    [ScriptFact]
    public async Task A_hundred_megabytes_come_back_in_bounded_memory()
    {
        var limits = new StoreOptions { Deadline = TimeSpan.FromMinutes(5), MaxMemoryBytes = 64 << 20 };
        // Over HTTP/1.1 .NET's client reads no answer before it has sent its request.
        var address = Serve(application => application.MapComponent("/", _handler.Load(Engine), Limited(limits)), HttpProtocols.Http2);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(5) };
        using var request = Http2(HttpMethod.Post, address + "/echo", new StreamContent(new Zeros(Most)));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var stream = await response.Content.ReadAsStreamAsync();
        var (bytes, buffer) = (0L, new byte[1 << 16]);
        for (int read; (read = await stream.ReadAsync(buffer)) > 0; bytes += read)
            Assert.Equal(-1, buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0));
        Assert.Equal(Most, bytes);
    }

    [ScriptFact]
    public async Task What_it_throws_and_what_takes_too_long_is_an_error_of_the_request()
    {
        var address = Serve(Limited(new StoreOptions { Deadline = TimeSpan.FromSeconds(20), MaxMemoryBytes = 256 << 20 }));
        using var thrown = await Client.GetAsync(Uri(address + "/throw"));
        Assert.Equal(HttpStatusCode.InternalServerError, thrown.StatusCode);
        using var late = await Client.GetAsync(Uri(address + "/spin"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Equal("hello from JavaScript\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    [ScriptFact]
    public async Task A_client_that_goes_ends_its_guest()
    {
        var host = new ComponentHost(_handler.Load(Engine));
        var address = Serve(host);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, Uri(address).Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /slow/100000 HTTP/1.1\r\nHost: x\r\n\r\n"));
            await Until(() => host.ActiveRequests == 1);
        }
        await Until(() => host.ActiveRequests == 0);
        Assert.Equal("hello from JavaScript\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    private new string Serve(ComponentHostOptions? options = null) => Serve(application => application.MapComponent("/", _handler.Load(Engine), options));

    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(_left, count);
            buffer.AsSpan(offset, read).Clear();
            _left -= read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>Runs where the tools are present that make components of JavaScript.</summary>
public sealed class ScriptFactAttribute : FactAttribute
{
    public ScriptFactAttribute()
    {
        if (ScriptHandler.Packages is null)
            Skip = "DOVETAIL_COMPONENTIZE names no folder where npm put @bytecodealliance/componentize-js@0.23.0 and @bytecodealliance/jco@1.35.0";
    }
}

/// <summary>The component of <c>Guest/handler.js</c>, built once.</summary>
public sealed class ScriptHandler : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wasm");

    public ScriptHandler()
    {
        if (Packages is null)
            return;
        using var node = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("tests/Dovetail.Tests/AspNetCore/Guest/componentize.mjs"), _file])
        {
            Environment = { ["NPM_DIR"] = Packages },
            RedirectStandardError = true,
        })!;
        var said = node.StandardError.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, said);
    }

    internal static string? Packages => Environment.GetEnvironmentVariable("DOVETAIL_COMPONENTIZE") is { Length: > 0 } folder ? folder : null;

    public void Dispose() => File.Delete(_file);

    internal Component Load(Engine engine) => Component.Load(engine, _file);
}
