using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Sockets;

/// <summary><c>wasi:sockets/tcp.tcp-socket</c> with its states. Operations throw <see cref="SocketFault"/>.</summary>
/// <param name="socket">It is this object's from now on.</param>
/// <param name="isConnected">Whether it was accepted.</param>
internal sealed class TcpSocket(WasiState state, SharedSocket socket, bool isConnected = false) : WasiResource(state), IReadiness
{
    private const string Interface = "wasi:sockets/tcp.tcp-socket";
    private const int DefaultBacklog = 128;
    private const int MaxBacklog = 4096;
    private const int MaxRefused = 100;

    private Phase _at = isConnected ? Phase.Connected : Phase.Unbound;
    private int _backlog = DefaultBacklog;
    private Task? _connecting;
    private Task<Socket>? _accepting;
    private SocketSource? _source;
    private SocketSink? _sink;

    private enum Phase
    {
        Unbound,
        BindInProgress,
        Bound,
        ListenInProgress,
        Listening,
        ConnectInProgress,
        Connected,
        Closed,
    }

    public IpAddressFamily Family => Addresses.ToGuest(socket.Family);

    public bool IsListening => _at == Phase.Listening;

    public bool IsReady => Pending is not { IsCompleted: false };

    protected override string TypeName => "tcp-socket";

    private Socket System => socket.System;

    // What a wait is for.
    private Task? Pending => _at switch
    {
        Phase.ConnectInProgress => _connecting,
        Phase.Listening => _accepting ??= System.AcceptAsync(),
        _ => null,
    };

    public async ValueTask WhenReadyAsync(CancellationToken cancellation)
    {
        if (Pending is { } pending)
            await pending.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void StartBind(IpSocketAddress address)
    {
        Expect(_at == Phase.Unbound);
        var local = Addresses.Single(Addresses.Local(socket.Family, address));
        SharedSocket.Demand(State, SocketUse.TcpBind, local, Interface);
        // .NET sees to it that the port of a socket that was just closed can be bound, and its own option would let others share one that is in use.
        SocketFault.Of(() => System.Bind(local));
        _at = Phase.BindInProgress;
    }

    public void FinishBind() => Finish(Phase.BindInProgress, Phase.Bound);

    public void StartConnect(IpSocketAddress address)
    {
        if (_at == Phase.ConnectInProgress)
            throw new SocketFault(ErrorCode.ConcurrencyConflict);
        Expect(_at is Phase.Unbound or Phase.Bound);
        var remote = Addresses.Single(Addresses.Remote(socket.Family, address));
        SharedSocket.Demand(State, SocketUse.TcpConnect, remote, Interface);
        _connecting = System.ConnectAsync(remote);
        _at = Phase.ConnectInProgress;
    }

    public (InputStream, OutputStream) FinishConnect()
    {
        if (_at != Phase.ConnectInProgress)
            throw new SocketFault(ErrorCode.NotInProgress);
        if (!_connecting!.IsCompleted)
            throw new SocketFault(ErrorCode.WouldBlock);
        _at = _connecting.IsCompletedSuccessfully ? Phase.Connected : Phase.Closed;
        return _at == Phase.Connected ? Streams() : throw new SocketFault(SocketFault.CodeOf(_connecting));
    }

    public void StartListen()
    {
        if (_at == Phase.ListenInProgress)
            throw new SocketFault(ErrorCode.ConcurrencyConflict);
        Expect(_at == Phase.Bound);
        SharedSocket.Demand(State, SocketUse.TcpListen, (IPEndPoint)System.LocalEndPoint!, Interface);
        SocketFault.Of(() => System.Listen(_backlog));
        _at = Phase.ListenInProgress;
    }

    public void FinishListen() => Finish(Phase.ListenInProgress, Phase.Listening);

    public (TcpSocket, InputStream, OutputStream) Accept()
    {
        Expect(_at == Phase.Listening);
        // However many come whom the host does not want, the guest gets its turn.
        for (var refused = 0; refused < MaxRefused; refused++)
        {
            // Asked for once there is room: until then whoever comes stays where he is.
            var accepted = SharedSocket.Adopt(State, Next);
            // Whom the host does not want is not seen by the guest at all, nor who has gone already.
            if (!IsWanted(accepted))
                continue;
            var client = new TcpSocket(State, accepted, isConnected: true);
            var (input, output) = client.Streams();
            return (client, input, output);
        }
        throw new SocketFault(ErrorCode.WouldBlock);
    }

    public IpSocketAddress LocalAddress()
    {
        Expect(_at is Phase.Bound or Phase.ListenInProgress or Phase.Listening or Phase.ConnectInProgress or Phase.Connected);
        // .NET knows none as long as a socket that was not bound connects.
        return Addresses.ToGuest(System.LocalEndPoint ?? throw new SocketFault(ErrorCode.InvalidState));
    }

    public IpSocketAddress RemoteAddress()
    {
        Expect(_at == Phase.Connected);
        return Addresses.ToGuest(SocketFault.Of(() => System.RemoteEndPoint));
    }

    public void SetBacklog(ulong value)
    {
        if (value == 0)
            throw new SocketFault(ErrorCode.InvalidArgument);
        Expect(_at is not (Phase.ConnectInProgress or Phase.Connected or Phase.Closed));
        _backlog = (int)Math.Min(value, MaxBacklog);
        if (_at == Phase.Listening)
            SocketFault.Of(() => System.Listen(_backlog));
    }

    /// <summary>The system's socket, for its options.</summary>
    public Socket Options()
    {
        Expect(_at != Phase.Closed);
        return System;
    }

    public void Shutdown(SocketShutdown how)
    {
        Expect(_at == Phase.Connected);
        if (how != SocketShutdown.Send)
            UnlessEnded(_source!.Shut);
        if (how != SocketShutdown.Receive)
            UnlessEnded(_sink!.Shut);
    }

    public Pollable Subscribe() => new(State, this, this);

    public override void Close()
    {
        // An accept or a connect that is on its way ends with the socket.
        if (_at is Phase.Listening or Phase.ConnectInProgress)
            System.Dispose();
        _ = _accepting?.ContinueWith(static late =>
        {
            if (late.IsCompletedSuccessfully)
                late.Result.Dispose();
        }, TaskScheduler.Default);
        socket.Dispose();
    }

    private static void UnlessEnded(Action shut)
    {
        try
        {
            shut();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.NotConnected)
        {
            // The other side was quicker.
        }
    }

    private Socket Next()
    {
        _accepting ??= System.AcceptAsync();
        if (!_accepting.IsCompleted)
            throw new SocketFault(ErrorCode.WouldBlock);
        var accepted = _accepting;
        _accepting = null;
        return accepted.IsCompletedSuccessfully ? accepted.Result : throw new SocketFault(SocketFault.CodeOf(accepted));
    }

    private bool IsWanted(SharedSocket accepted)
    {
        var isWanted = false;
        try
        {
            isWanted = State.Options.Network.Allow!(SocketUse.TcpAccept, (IPEndPoint)accepted.System.RemoteEndPoint!);
        }
        catch (SocketException)
        {
            // It has no remote side any more.
        }
        finally
        {
            if (!isWanted)
                accepted.Dispose();
        }
        return isWanted;
    }

    private (InputStream, OutputStream) Streams() =>
        (new InputStream(State, _source = new SocketSource(socket)), new OutputStream(State, _sink = new SocketSink(socket)));

    private void Finish(Phase from, Phase to)
    {
        if (_at != from)
            throw new SocketFault(ErrorCode.NotInProgress);
        _at = to;
    }

    private static void Expect(bool isRight)
    {
        if (!isRight)
            throw new SocketFault(ErrorCode.InvalidState);
    }
}
