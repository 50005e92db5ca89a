using System.Net;
using System.Net.Sockets;
using System.Text;
using Dovetail.AspNetCore;
using Dovetail.Tests.House;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Dovetail.Tests.AspNetCore;

/// <summary>Kestrel with the C handler of <c>Guest/</c>, on a port of its own.</summary>
public abstract class ServingTestBase : IDisposable
{
    private readonly List<WebApplication> _applications = [];

    private protected Engine Engine { get; } = new(new EngineOptions { MaxPooledMemories = 16 });

    private protected HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private protected CapturedLog Logged { get; } = new();

    private protected static string GuestPath => Repository.PathOf("tests/Dovetail.Tests/AspNetCore/Guest/handler.wasm");

    private protected Component Guest => field ??= Component.Load(Engine, GuestPath);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Client.Dispose();
        foreach (var application in _applications)
            application.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Engine.Dispose();
    }

    /// <summary>Serves; the address, without a slash at its end.</summary>
    private protected string Serve(Action<WebApplication> map, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.RequestHeaderEncodingSelector = kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        builder.Logging.ClearProviders().AddProvider(Logged);
        var application = builder.Build();
        _applications.Add(application);
        map(application);
        application.StartAsync().GetAwaiter().GetResult();
        return application.Urls.Single();
    }

    private protected string Serve(ComponentHostOptions? options = null) => Serve(application => application.MapComponent("/", Guest, options));

    private protected string Serve(ComponentHost host) => Serve(application => application.MapComponent("/", host));

    private protected static HttpRequestMessage Http2(HttpMethod method, string address, HttpContent? content = null) => new(method, address)
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = content,
    };

    private protected static ComponentHostOptions Limited(StoreOptions limits) => new() { Limits = limits };

    private protected static async Task<string> Text(HttpResponseMessage response)
    {
        using (response)
            return await response.Content.ReadAsStringAsync();
    }

    private protected static async Task Until(Func<bool> condition)
    {
        for (var began = Environment.TickCount64; !condition();)
        {
            Assert.InRange(Environment.TickCount64 - began, 0, 30_000);
            await Task.Delay(10);
        }
    }

    private protected static Uri Uri(string text) => new(text);

    /// <summary>What a client without manners sends, and what it gets until the connection ends.</summary>
    private protected static async Task<string> Raw(string address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Uri(address).Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        return await Rest(client);
    }

    /// <summary>What a connection gives until it ends, or is cut.</summary>
    private protected static Task<string> Rest(TcpClient client) => Rest(client.GetStream());

    private protected static async Task<string> Rest(NetworkStream stream)
    {
        var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all);
        }
        catch (IOException)
        {
            // Cut.
        }
        return Encoding.Latin1.GetString(all.ToArray());
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
            _lines.Add($"{logLevel}: {formatter(state, exception)}");
    }

    public void Dispose()
    {
    }
}
