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
        await LongBody.EchoAsync(Serve(application => application.MapComponent("/", _handler.Component, Limited(limits)), HttpProtocols.Http2) + "/echo");
    }

    [ScriptFact]
    public async Task What_it_throws_and_what_takes_too_long_is_an_error_of_the_request()
    {
        var address = Serve();
        using var thrown = await Client.GetAsync(Uri(address + "/throw"));
        Assert.Equal(HttpStatusCode.InternalServerError, thrown.StatusCode);
        // What the first request compiles is not counted.
        using var late = await Client.GetAsync(Uri(Serve(Limited(new StoreOptions { Deadline = TimeSpan.FromSeconds(2), MaxMemoryBytes = 256 << 20 })) + "/spin"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Equal("hello from JavaScript\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    [ScriptFact]
    public async Task A_client_that_goes_ends_its_guest()
    {
        var host = new ComponentHost(_handler.Component);
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

    private new string Serve(ComponentHostOptions? options = null) => Serve(application => application.MapComponent("/", _handler.Component, options));
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

/// <summary>The component of <c>Guest/handler.js</c>, built and loaded once.</summary>
public sealed class ScriptHandler : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wasm");
    private readonly Engine _engine = new();

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

    internal Component Component => field ??= Component.Load(_engine, _file);

    public void Dispose()
    {
        _engine.Dispose();
        File.Delete(_file);
    }
}
