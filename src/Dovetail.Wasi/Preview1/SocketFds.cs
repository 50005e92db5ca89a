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

    private Task<Socket> Accepting => _accepting ??= Begin();

    public async ValueTask WhenReadyAsync(CancellationToken cancellation) =>
        await ((Task)Accepting).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Takes the next connection, and waits for it unless that must not be.</summary>
    /// <exception cref="SocketFault">The system has none, or there may be none more.</exception>
    public ConnectionFd Accept(FdFlags flags)
    {
        return new ConnectionFd(Process, SharedSocket.Adopt(Process.State, Next), Rights.OfConnection & Inheriting) { Flags = flags };

        // Asked for once there is room: until then whoever comes stays in the system's queue.
        Socket Next()
        {
            if (IsNonblocking && !IsReady)
                throw new ErrnoException(Errno.Again);
            Process.State.Store.Block(this);
            var accepted = Accepting;
            _accepting = null;
            return accepted.IsCompletedSuccessfully ? accepted.Result : throw new SocketFault(SocketFault.CodeOf(accepted));
        }
    }

    public override uint Read(ref IoVectors buffers) => throw new ErrnoException(Errno.Notconn);

    // The host may have closed it, or never had it listen: that is an error of whoever asks.
    private Task<Socket> Begin()
    {
        try
        {
            return socket.AcceptAsync(_closing.Token).AsTask();
        }
        catch (InvalidOperationException)
        {
            return Task.FromException<Socket>(new SocketException((int)SocketError.InvalidArgument));
        }
    }

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
    public void Shutdown(SdFlags how) => SocketFault.Of(() =>
    {
        if (how.HasFlag(SdFlags.Rd))
            _source.Shut();
        if (how.HasFlag(SdFlags.Wr))
            _sink.Shut();
    });

    protected override void Close()
    {
        _source.Dispose();
        _sink.Dispose();
        _socket.Dispose();
    }
}
