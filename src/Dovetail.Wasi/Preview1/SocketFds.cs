using System.Net.Sockets;
using Dovetail.Wasi.Io;
using Dovetail.Wasi.Sockets;

namespace Dovetail.Wasi.Preview1;

/// <summary>A socket that listens. It is the host's, and stays open.</summary>
internal sealed class ListenerFd(GuestProcess process, Socket socket) : OpenFd(process, FileType.SocketStream, Rights.OfListener, Rights.OfConnection), IReadiness
{
    private readonly CancellationTokenSource _closing = new();
    private Task<Socket>? _accepting;

    public override IReadiness ReadReadiness => this;

    public bool IsReady => Accepting.IsCompleted;

    private Task<Socket> Accepting => _accepting ??= socket.AcceptAsync(_closing.Token).AsTask();

    public async ValueTask WhenReadyAsync(CancellationToken cancellation) =>
        await ((Task)Accepting).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Takes the next connection, and waits for it unless that must not be.</summary>
    /// <exception cref="SocketFault">The system has none, or there may be none more.</exception>
    public ConnectionFd Accept(FdFlags flags)
    {
        if (IsNonblocking && !IsReady)
            throw new ErrnoException(Errno.Again);
        Process.State.Store.Block(this);
        var accepting = Accepting;
        _accepting = null;
        var accepted = SocketFault.Of(() => accepting.GetAwaiter().GetResult());
        try
        {
            return new ConnectionFd(Process, SharedSocket.Adopt(Process.State, () => accepted), Rights.OfConnection & Inheriting) { Flags = flags };
        }
        catch
        {
            accepted.Dispose();
            throw;
        }
    }

    public override uint Read(ref IoVectors buffers) => throw new ErrnoException(Errno.Notconn);

    protected override void Close()
    {
        _closing.Cancel();
        _ = _accepting?.ContinueWith(static late =>
        {
            if (late.IsCompletedSuccessfully)
                late.Result.Dispose();
        }, TaskScheduler.Default);
        _closing.Dispose();
    }
}

/// <summary>A connection.</summary>
internal sealed class ConnectionFd : StreamFd
{
    private readonly SharedSocket _socket;
    private readonly SocketSource _source;
    private readonly SocketSink _sink;

    /// <param name="socket">It is this object's from now on.</param>
    public ConnectionFd(GuestProcess process, SharedSocket socket, Rights rights)
        : this(process, socket, rights, new SocketSource(socket), new SocketSink(socket))
    {
    }

    private ConnectionFd(GuestProcess process, SharedSocket socket, Rights rights, SocketSource source, SocketSink sink)
        : base(process, FileType.SocketStream, rights, source, sink) => (_socket, _source, _sink) = (socket, source, sink);

    /// <exception cref="SocketFault">It is not connected any more.</exception>
    public void Shutdown(SdFlags how)
    {
        SocketFault.Of(() => _socket.System.Shutdown(how == SdFlags.All ? SocketShutdown.Both : how == SdFlags.Rd ? SocketShutdown.Receive : SocketShutdown.Send));
        if (how.HasFlag(SdFlags.Rd))
            _source.Shut();
        if (how.HasFlag(SdFlags.Wr))
            _sink.Shut();
    }

    protected override void Close()
    {
        _source.Dispose();
        _sink.Dispose();
        _socket.Dispose();
    }
}
