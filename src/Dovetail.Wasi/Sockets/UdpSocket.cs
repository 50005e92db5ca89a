using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Sockets;

/// <summary><c>wasi:sockets/udp.incoming-datagram</c>.</summary>
internal readonly record struct IncomingDatagram(byte[] Data, IpSocketAddress RemoteAddress);

/// <summary><c>wasi:sockets/udp.outgoing-datagram</c>.</summary>
internal readonly record struct OutgoingDatagram(byte[] Data, IpSocketAddress? RemoteAddress);

/// <summary><c>wasi:sockets/udp.udp-socket</c>. Operations throw <see cref="SocketFault"/>.</summary>
/// <param name="socket">It is this object's from now on.</param>
internal sealed class UdpSocket(WasiState state, SharedSocket socket) : WasiResource(state)
{
    private bool _isBinding;
    private bool _isBound;
    private IPEndPoint? _remote;
    private readonly DatagramSender _sender = new(socket.System);
    private DatagramReceiver? _receiver;

    public IpAddressFamily Family => Addresses.ToGuest(socket.Family);

    /// <summary>The system's socket, for its options.</summary>
    public Socket Options => socket.System;

    protected override string TypeName => "udp-socket";

    public void StartBind(IpSocketAddress address)
    {
        if (_isBound || _isBinding)
            throw new SocketFault(ErrorCode.InvalidState);
        var local = Addresses.Local(socket.Family, address);
        SharedSocket.Demand(State, SocketUse.UdpBind, local, "wasi:sockets/udp.udp-socket.start-bind");
        SocketFault.Of(() => socket.System.Bind(local));
        _isBinding = true;
    }

    public void FinishBind()
    {
        if (!_isBinding)
            throw new SocketFault(ErrorCode.NotInProgress);
        (_isBinding, _isBound) = (false, true);
    }

    /// <summary>Streams for datagrams, from and to everybody or one address alone. Only the last are of use.</summary>
    public (IncomingDatagramStream, OutgoingDatagramStream) Streams(IpSocketAddress? address)
    {
        if (!_isBound)
            throw new SocketFault(ErrorCode.InvalidState);
        var remote = address is null ? null : Addresses.Remote(socket.Family, address);
        if (remote is not null)
            SharedSocket.Demand(State, SocketUse.UdpSend, remote, "wasi:sockets/udp.udp-socket.stream");
        _remote = remote;
        _receiver ??= new DatagramReceiver(socket.System);
        return (new IncomingDatagramStream(State, socket.Share(), _receiver, _remote), new OutgoingDatagramStream(State, socket.Share(), _sender, _remote));
    }

    public IpSocketAddress LocalAddress() => _isBound ? Addresses.ToGuest(socket.System.LocalEndPoint) : throw new SocketFault(ErrorCode.InvalidState);

    public IpSocketAddress RemoteAddress() => _remote is null ? throw new SocketFault(ErrorCode.InvalidState) : Addresses.ToGuest(_remote);

    public Pollable Subscribe() => new(State, ReadyNow.Instance, this);

    public override void Close() => socket.Dispose();
}

/// <summary>Receives datagrams one ahead, for whoever reads. Safe from many threads.</summary>
internal sealed class DatagramReceiver(Socket socket) : IReadiness
{
    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[64 << 10];
    private Task<SocketReceiveFromResult>? _pending;

    public bool IsReady => Pending().IsCompleted;

    public async ValueTask WhenReadyAsync(CancellationToken cancellation) =>
        await ((Task)Pending()).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>The next datagram and whom it is from; null where none is there yet.</summary>
    public (byte[] Data, IPEndPoint From)? Take()
    {
        lock (_gate)
        {
            if (!Pending().IsCompleted)
                return null;
            var received = _pending!;
            _pending = null;
            if (!received.IsCompletedSuccessfully)
                throw new SocketFault(SocketFault.CodeOf(received));
            return (_buffer[..received.Result.ReceivedBytes], (IPEndPoint)received.Result.RemoteEndPoint);
        }
    }

    private Task<SocketReceiveFromResult> Pending()
    {
        lock (_gate)
        {
            return _pending ??= socket.ReceiveFromAsync(
                _buffer.AsMemory(), SocketFlags.None, new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0)).AsTask();
        }
    }
}

/// <summary>Sends datagrams. One for which the system has no room is on its way until there is some, and no other is taken. For the thread of the guest.</summary>
internal sealed class DatagramSender(Socket socket) : IReadiness
{
    private Task? _sending;

    public bool IsReady => _sending is not { IsCompleted: false };

    public async ValueTask WhenReadyAsync(CancellationToken cancellation)
    {
        if (_sending is { } sending)
            await sending.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Whether a datagram may be sent now.</summary>
    /// <exception cref="SocketFault">The last one could not be sent after all.</exception>
    public bool HasRoom()
    {
        if (!IsReady)
            return false;
        var sent = _sending;
        _sending = null;
        return sent is null or { IsCompletedSuccessfully: true } ? true : throw new SocketFault(SocketFault.CodeOf(sent));
    }

    /// <exception cref="SocketFault">The datagram cannot be sent.</exception>
    public void Send(ReadOnlyMemory<byte> bytes, EndPoint to) => SocketFault.Of(() =>
    {
        var sending = socket.SendToAsync(bytes, SocketFlags.None, to);
        if (sending.IsCompleted)
            _ = sending.GetAwaiter().GetResult();
        else
            _sending = sending.AsTask();
    });
}

/// <summary><c>wasi:sockets/udp.incoming-datagram-stream</c>.</summary>
/// <param name="socket">Whose user this is from now on.</param>
/// <param name="remote">Whose datagrams alone are received; null for everybody's.</param>
internal sealed class IncomingDatagramStream(WasiState state, SharedSocket socket, DatagramReceiver receiver, IPEndPoint? remote) : WasiResource(state)
{
    private const int MaxDatagrams = 16;

    protected override string TypeName => "incoming-datagram-stream";

    public IncomingDatagram[] Receive(ulong most)
    {
        var received = new List<IncomingDatagram>();
        // Those of others count too, lest they keep the thread.
        for (var i = 0; i < (int)Math.Min(most, MaxDatagrams); i++)
        {
            if (receiver.Take() is not var (data, from))
                break;
            if (remote is null || remote.Equals(from))
                received.Add(new IncomingDatagram(data, Addresses.ToGuest(from)));
        }
        return [.. received];
    }

    public Pollable Subscribe() => new(State, receiver, this);

    public override void Close() => socket.Dispose();
}

/// <summary><c>wasi:sockets/udp.outgoing-datagram-stream</c>, which sends no more than it was permitted to.</summary>
/// <param name="socket">Whose user this is from now on.</param>
/// <param name="remote">Whom datagrams go to that name nobody, and the only one that may be named; null where each must name somebody.</param>
internal sealed class OutgoingDatagramStream(WasiState state, SharedSocket socket, DatagramSender sender, IPEndPoint? remote) : WasiResource(state)
{
    private const int MaxDatagrams = 16;
    private const int MaxBytes = 65_507;

    private ulong _permit;

    protected override string TypeName => "outgoing-datagram-stream";

    public ulong CheckSend() => _permit = sender.HasRoom() ? MaxDatagrams : 0u;

    public ulong Send(OutgoingDatagram[] datagrams)
    {
        if ((ulong)datagrams.Length > _permit)
            WasiState.Trap($"{datagrams.Length} datagrams to send, where `check-send` permitted {_permit}");
        _permit -= (ulong)datagrams.Length;
        var sent = 0;
        while (sent < datagrams.Length && sender.HasRoom())
        {
            try
            {
                Send(datagrams[sent]);
                sent++;
            }
            catch (SocketFault) when (sent > 0)
            {
                // The error is told when that one is sent again.
                break;
            }
        }
        return (ulong)sent;
    }

    public Pollable Subscribe() => new(State, sender, this);

    public override void Close() => socket.Dispose();

    private void Send(OutgoingDatagram datagram)
    {
        var named = datagram.RemoteAddress is null ? null : Addresses.Remote(socket.Family, datagram.RemoteAddress);
        if ((named ?? remote) is not { } to || remote is not null && !remote.Equals(to))
            throw new SocketFault(ErrorCode.InvalidArgument);
        if (datagram.Data.Length > MaxBytes)
            throw new SocketFault(ErrorCode.DatagramTooLarge);
        SharedSocket.Demand(State, SocketUse.UdpSend, to, "wasi:sockets/udp.outgoing-datagram-stream.send");
        sender.Send(datagram.Data, to);
    }
}
