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
    public void Shut() => _isShut = true;

    protected override void Close() => _socket.Dispose();
}

/// <summary>What a connection sends. A guest waits until the system has taken what it wrote last.</summary>
internal sealed class SocketSink : ByteSink
{
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

    /// <summary>Nothing more is sent.</summary>
    public void Shut() => _isShut = true;

    protected override void Close() => _socket.Dispose();
}
