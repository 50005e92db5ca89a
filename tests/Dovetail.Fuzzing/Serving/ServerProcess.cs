using System.Diagnostics;
using System.Net;
using Dovetail.AspNetCore;
using Dovetail.Fuzzing.Processes;

namespace Dovetail.Fuzzing.Serving;

/// <summary>A process that serves a file with a component, as <c>dovetail serve</c> does, and says what it holds when it is asked.</summary>
internal sealed class ServerProcess : IDisposable
{
    /// <summary>How long a guest may take.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>Where it says how it is doing.</summary>
    public const string HealthPath = "/health";

    // How long it may take to start, and to say what it holds.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private ServerProcess(Process process, int port, Action<string> complain)
    {
        (this.process, Port) = (process, port);
        // What ASP.NET Core itself logs as an error is an exception that no handler should let through.
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text && (text.StartsWith("fail: Microsoft", StringComparison.Ordinal) || text.StartsWith("crit:", StringComparison.Ordinal)
                || text.Contains("was refused", StringComparison.Ordinal) || text.StartsWith("Unhandled", StringComparison.Ordinal)))
                complain($"the server says: {text}");
        };
        process.BeginErrorReadLine();
    }

    /// <summary>The port, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Whether it still runs.</summary>
    public bool Lives => !process.HasExited;

    /// <summary>Starts it; told of what it should never say.</summary>
    public static async Task<ServerProcess> StartAsync(string file, Action<string> complain)
    {
        var process = ChildProcess.Start(["serving-server", file], redirectInput: true);
        try
        {
            var address = await LineAsync(process).ConfigureAwait(false) ?? throw new InvalidOperationException($"the server ended: {await process.StandardError.ReadToEndAsync().ConfigureAwait(false)}");
            return new ServerProcess(process, new Uri(address).Port, complain);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>What the child does: serves until its input ends.</summary>
    public static async Task RunAsync(string file)
    {
        using var stop = new CancellationTokenSource();
        new Thread(() =>
        {
            while (Console.ReadLine() is not null) Console.WriteLine(ServerFigures.Now().ToLine());
            stop.Cancel();
        })
        { IsBackground = true }.Start();
        await ComponentServer.RunAsync(
            new ComponentServerOptions(file)
            {
                Address = new IPEndPoint(IPAddress.Loopback, 0),
                HealthPath = HealthPath,
                Host = new ComponentHostOptions { Limits = new StoreOptions { Deadline = Deadline, MaxMemoryBytes = 16 << 20 } },
                OnListening = addresses => Console.WriteLine(addresses.Single()),
            },
            stop.Token).ConfigureAwait(false);
    }

    /// <summary>What it holds now.</summary>
    public async Task<ServerFigures> FiguresAsync()
    {
        await process.StandardInput.WriteLineAsync().ConfigureAwait(false);
        return ServerFigures.Parse(await LineAsync(process).ConfigureAwait(false) ?? throw new InvalidOperationException("the server has ended"));
    }

    /// <summary>Has it end.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(20_000)) process.Kill();
        process.Dispose();
    }

    private static async Task<string?> LineAsync(Process process)
    {
        try
        {
            return await process.StandardOutput.ReadLineAsync().WaitAsync(Longest).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"the server says nothing within {Longest.TotalSeconds:F0} s");
        }
    }
}
