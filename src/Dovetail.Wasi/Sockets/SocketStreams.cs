using System.Collections.Concurrent;
using System.Net.Sockets;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Sockets;

/// <summary>What a connection receives. It is read when a guest wants to read, at most a buffer ahead.</summary>
internal sealed class SocketSource : ByteSource
{
    private readonly SharedSocket _socket;
    private readonly StreamSource _stream;
    private volatile bool _isShut;

    public SocketSource(SharedSocket socket)
    {
        socket.Share();
        (_socket, _stream) = (socket, new StreamSource(new NetworkStream(socket.System, ownsSocket: false)));
    }

    public override bool IsReady => _isShut || _stream.IsReady;

    public override ValueTask WhenReadyAsync(CancellationToken cancellation) => _isShut ? ValueTask.CompletedTask : _stream.WhenReadyAsync(cancellation);

    public override Result<byte[], StreamFault> Read(int most) => _isShut ? Result<byte[], StreamFault>.Err(StreamFault.Closed) : _stream.Read(most);

    /// <summary>Nothing more is received; what was and is not read yet is forgotten.</summary>
    /// <exception cref="SocketException">There is no connection any more.</exception>
    public void Shut()
    {
        _isShut = true;
        _socket.System.Shutdown(SocketShutdown.Receive);
    }

    protected override void Close() => _socket.Dispose();
}

/// <summary>What a connection sends. A guest waits until the system has taken what it wrote last; one that does not wait is not to lose it, so what ends the connection comes after it.</summary>
internal sealed class SocketSink : ByteSink
{
    // How many at a time (about), and how long, connections that nobody has any more are kept for the sake of what they send.
    private const int MaxLingering = 1000;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<Task, bool> _lingering = [];

    private readonly SharedSocket _socket;
    private readonly StreamSink _stream;
    private volatile bool _isShut;

    public SocketSink(SharedSocket socket)
    {
        socket.Share();
        (_socket, _stream) = (socket, new StreamSink(new NetworkStream(socket.System, ownsSocket: false)));
    }

    public override bool IsReady => _isShut || _stream.IsReady;

    public override ValueTask WhenReadyAsync(CancellationToken cancellation) => _isShut ? ValueTask.CompletedTask : _stream.WhenReadyAsync(cancellation);

    public override Result<int, StreamFault> CheckWrite() => _isShut ? Result<int, StreamFault>.Err(StreamFault.Closed) : _stream.CheckWrite();

    public override Result<bool, StreamFault> Write(ReadOnlyMemory<byte> bytes) => _isShut ? Result<bool, StreamFault>.Err(StreamFault.Closed) : _stream.Write(bytes);

    public override Result<ValueTuple, StreamFault> Flush() => _isShut ? Result<ValueTuple, StreamFault>.Err(StreamFault.Closed) : _stream.Flush();

    /// <summary>Nothing more is sent than what is on its way, and the other side learns that.</summary>
    /// <exception cref="SocketException">There is no connection any more.</exception>
    public void Shut()
    {
        _isShut = true;
        if (_stream.Pending is { } pending)
            _ = ShutAfterAsync(pending);
        else
            _socket.System.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Completes when those that are kept have sent what they are kept for, or cannot, or have had their time.</summary>
    public static async ValueTask DrainAsync(CancellationToken cancellation) =>
        await Task.WhenAll(_lingering.Keys).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    protected override void Close() => _ = ReleaseAsync();

    private async Task ShutAfterAsync(Task pending)
    {
        await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            _socket.System.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended altogether.
        }
    }

    private async Task ReleaseAsync()
    {
        if (_stream.Pending is { } pending && _lingering.Count < MaxLingering)
        {
            var sent = pending.WaitAsync(_longest);
            _lingering.TryAdd(sent, true);
            await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _lingering.TryRemove(sent, out _);
        }
        _socket.Dispose();
    }
}
