using System.CommandLine;
using System.Net;
using System.Runtime.CompilerServices;
using Dovetail.AspNetCore;
using Dovetail.Cli.Output;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail serve FILE</c>: serves a component that handles HTTP requests, and takes over what is written to its file.</summary>
internal static class ServeVerb
{
    private const double MostSeconds = 1e6;
    private const int Megabyte = 1 << 20;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A component that exports wasi:http/incoming-handler, text or binary." };
        var address = new Option<IPEndPoint?>("--addr")
        {
            Description = "Where to listen; otherwise where Kestrel's configuration says (ASPNETCORE_URLS, appsettings.json), or 127.0.0.1:8080.",
            HelpName = "IP:PORT",
            CustomParser = result =>
            {
                // A number alone would be an address too.
                var text = result.Tokens[0].Value;
                if (text.LastIndexOf(':') > text.LastIndexOf(']') && IPEndPoint.TryParse(text, out var parsed))
                {
                    return parsed;
                }
                result.AddError($"--addr: expected an address and a port like 127.0.0.1:8080, found `{text}`");
                return null;
            },
        };
        var timeout = new Option<double>("--timeout")
        {
            Description = "Stops a request after so many seconds, with 504.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 30,
        };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < MostSeconds))
            {
                result.AddError("--timeout: expected a number of seconds above 0");
            }
        });
        var memory = Count("--max-memory", 256, "How much memory a request may use.", "MEGABYTES");
        var concurrency = Count("--max-concurrency", 128, "How many requests guests may work on at a time; more wait.", "COUNT");
        var health = new Option<string?>("--health") { Description = "A path that answers how the server is doing.", HelpName = "PATH" };
        var cache = new Option<string?>("--cache") { Description = "A directory that keeps compiled code from one start to the next.", HelpName = "DIR" };
        var warmUp = new Option<string?>("--warm-up") { Description = "A path that a new component must answer before it takes over.", HelpName = "PATH" };
        foreach (var path in new[] { health, warmUp })
        {
            path.Validators.Add(result =>
            {
                if (result.Tokens is [{ Value: not ['/', ..] }])
                {
                    result.AddError($"{path.Name}: expected a path that begins with /, found `{result.Tokens[0].Value}`");
                }
            });
        }
        var noWatch = new Option<bool>("--no-watch") { Description = "Leaves the file alone once it is served." };
        var json = new Option<bool>("--log-json") { Description = "Writes the log as lines of JSON." };
        var (variables, directories, http) = (Grants.Environment(), Grants.Directories(), Grants.Http());
        var (network, hosts) = (Grants.Network(), Grants.Hosts());
        var command = new Command(
            "serve",
            "Serves a component that handles HTTP requests, an instance for each. The file is watched: what is written to it takes over while requests are served, if it is fit to. "
            + "Example: dovetail serve handler.wasm --addr 127.0.0.1:8080 --allow-http https://example.org")
        {
            file, address, timeout, memory, concurrency, health, cache, warmUp, noWatch, json, directories, variables, network, hosts, http,
        };
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            AspNetCoreRuntime.Use();
            return Serve(new ComponentServerOptions(parsed.GetRequiredValue(file))
            {
                Address = parsed.GetValue(address),
                HealthPath = parsed.GetValue(health),
                Watches = !parsed.GetValue(noWatch),
                LogsJson = parsed.GetValue(json),
                OnListening = addresses => Console.Out.WriteLine(string.Join('\n', addresses)),
                Host = new ComponentHostOptions
                {
                    Wasi = Grants.Of(
                        parsed.GetValue(variables) ?? [],
                        parsed.GetValue(directories) ?? [],
                        parsed.GetValue(http) ?? [],
                        Grants.NetworkOf(parsed.GetValue(network), parsed.GetValue(hosts) ?? [])) with
                    {
                        Limits = ComponentHostOptions.Default.Wasi.Limits,
                    },
                    Limits = new StoreOptions { Deadline = TimeSpan.FromSeconds(parsed.GetValue(timeout)), MaxMemoryBytes = (long)parsed.GetValue(memory) * Megabyte },
                    MaxConcurrentRequests = parsed.GetValue(concurrency),
                    WarmUpPath = parsed.GetValue(warmUp),
                },
            }, parsed.GetValue(cache));
        }));
        return command;
    }

    private static Option<int> Count(string name, int standard, string description, string unit)
    {
        var option = new Option<int>(name) { Description = description, HelpName = unit, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name}: expected a number from 1 on");
            }
        });
        return option;
    }

    // Not part of its caller: what it names is found only once that has said where.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Serve(ComponentServerOptions options, string? folder)
    {
        using var cache = folder is null ? null : new CodeCache(folder);
        try
        {
            ComponentServer.RunAsync(options with { Engine = options.Engine with { Cache = cache } }).GetAwaiter().GetResult();
            return ExitCode.Done;
        }
        catch (InvalidOperationException error)
        {
            // The component did not answer the request to warm up with, or Kestrel's configuration is wrong.
            StandardError.WriteLine($"error: {error.Message}");
            return ExitCode.Failed;
        }
    }
}
