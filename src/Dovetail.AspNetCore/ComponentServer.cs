using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dovetail.AspNetCore;

/// <summary>Serves a file with a component, and nothing else.</summary>
public static class ComponentServer
{
    private static readonly IPEndPoint _default = new(IPAddress.Loopback, 8080);

    /// <summary>Serves until <paramref name="cancellation"/> is cancelled, or the process is asked to stop.</summary>
    /// <exception cref="DovetailException">The file holds no component that could be served.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The file cannot be read, or the address is taken.</exception>
    public static async Task RunAsync(ComponentServerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var engine = new Engine(options.Engine);
        // The server's own parts are made beside, and so is what the first requests will call, if others came before this process.
        var building = Task.Run(() => Build(options), CancellationToken.None);
        using var started = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var compiling = Task.CompletedTask;
        try
        {
            var component = await LoadAsync(engine, options.File, building).ConfigureAwait(false);
            compiling = CompileCached(component, started.Token);
            var app = await building.ConfigureAwait(false);
            await using (app.ConfigureAwait(false))
            {
                var host = new ComponentHost(component, options.Host, app.Services.GetRequiredService<ILogger<ComponentHost>>());
                component = null;
                if (options.HealthPath is { } path)
                    app.MapComponentHealth(path, host);
                app.MapComponent("/", host);
                using var watcher = options.Watches ? new ComponentWatcher(options.File, engine, host) : null;
                await app.StartAsync(cancellation).ConfigureAwait(false);
                options.OnListening?.Invoke([.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses]);
                await app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            await started.CancelAsync().ConfigureAwait(false);
            await compiling.ConfigureAwait(false);
        }
    }

    // Where there is nothing to serve, nobody else ends the server that was built for it.
    private static async Task<Component> LoadAsync(Engine engine, string file, Task<WebApplication> building)
    {
        try
        {
            return Component.Load(engine, file);
        }
        catch
        {
            await ((Task)building).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (building.IsCompletedSuccessfully)
                await building.Result.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static WebApplication Build(ComponentServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options.Address, builder.Configuration));
        Configure(builder.Logging, options.LogsJson);
        return builder.Build();
    }

    private static Task CompileCached(Component component, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => component.CompileCached(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Configure(KestrelServerOptions kestrel, IPEndPoint? address, ConfigurationManager configuration)
    {
        kestrel.AddServerHeader = false;
        // Bodies are streamed, and what a guest keeps of them is bounded by its memory.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.RequestHeaderEncodingSelector = kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        if (address is not null)
            kestrel.Listen(address);
        else if (!configuration.GetSection("Kestrel:Endpoints").GetChildren().Any() && configuration["urls"] is null or "" && configuration["http_ports"] is null or "")
            kestrel.Listen(_default);
    }

    private static void Configure(ILoggingBuilder logging, bool json)
    {
        logging.ClearProviders();
        if (json)
            logging.AddJsonConsole();
        else
            logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
