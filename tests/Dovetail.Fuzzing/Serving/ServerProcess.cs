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
    public static ServerProcess Start(string file, Action<string> complain)
    {
        var process = ChildProcess.Start(["serving-server", file], redirectInput: true);
        var address = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the server ended: {process.StandardError.ReadToEnd()}");
        return new ServerProcess(process, new Uri(address).Port, complain);
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
    public ServerFigures Figures()
    {
        process.StandardInput.WriteLine();
        return ServerFigures.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the server has ended"));
    }

    /// <summary>Has it end.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(20_000)) process.Kill();
        process.Dispose();
    }
}
