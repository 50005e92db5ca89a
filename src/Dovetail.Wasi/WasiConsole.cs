using Dovetail.Wasi.Cli;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi;

/// <summary>The standard streams of the process, for guests. Safe from many threads.</summary>
public static class WasiConsole
{
    private static readonly Lazy<Stream> _input = new(() => new ConsoleStream(Console.OpenStandardInput(), 0));
    private static readonly Lazy<Stream> _output = new(() => new ConsoleStream(Console.OpenStandardOutput(), 1));
    private static readonly Lazy<Stream> _error = new(() => new ConsoleStream(Console.OpenStandardError(), 2));

    /// <summary>Grants the standard streams of the process. What .NET's <see cref="Console"/> keeps back in buffers of its own is not seen.</summary>
    public static WasiOptions InheritStandardStreams(this WasiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with
        {
            Stdin = _input.Value,
            Stdout = _output.Value,
            Stderr = _error.Value,
            Terminals = (Console.IsInputRedirected ? TerminalStreams.None : TerminalStreams.Stdin)
                | (Console.IsOutputRedirected ? TerminalStreams.None : TerminalStreams.Stdout)
                | (Console.IsErrorRedirected ? TerminalStreams.None : TerminalStreams.Stderr),
        };
    }

    /// <summary>Waits until the standard streams have taken what guests wrote, which these may have left to them when they ended.</summary>
    public static async ValueTask DrainAsync(CancellationToken cancellation)
    {
        foreach (var stream in new[] { _output, _error })
        {
            if (stream.IsValueCreated)
                await StreamSink.Of(stream.Value).WhenReadyAsync(cancellation).ConfigureAwait(false);
        }
    }
}
