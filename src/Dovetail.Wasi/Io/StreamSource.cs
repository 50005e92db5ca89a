using System.Runtime.CompilerServices;

namespace Dovetail.Wasi.Io;

/// <summary>A stream of .NET as a source. It is read when a guest wants to read, at most a buffer ahead, and never closed.</summary>
internal sealed class StreamSource : ByteSource
{
    private const int BufferSize = 64 << 10;
    private static readonly ConditionalWeakTable<Stream, StreamSource> _known = [];

    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private Task<int>? _pending;
    private StreamFault? _fault;

    /// <summary>For a stream that nobody else reads; others are for <see cref="Of"/>.</summary>
    public StreamSource(Stream stream) => _stream = stream;

    /// <summary>The source of a stream: one, whoever asks, since what was read ahead is the next reader's.</summary>
    public static StreamSource Of(Stream stream) => _known.GetValue(stream, stream => new StreamSource(stream));

    public override bool IsReady
    {
        get
        {
            lock (_gate)
                return Advance();
        }
    }

    public override async ValueTask WhenReadyAsync(CancellationToken cancellation)
    {
        Task<int>? pending;
        lock (_gate)
            pending = Advance() ? null : _pending;
        if (pending is not null)
            await ((Task)pending).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override Result<byte[], StreamFault> Read(int most)
    {
        lock (_gate)
        {
            if (_fault is null && most == 0 || !Advance())
                return Result<byte[], StreamFault>.Ok([]);
            if (_start < _end)
            {
                var bytes = _buffer.AsSpan(_start, Math.Min(most, _end - _start)).ToArray();
                _start += bytes.Length;
                return Result<byte[], StreamFault>.Ok(bytes);
            }
            var fault = _fault!;
            _fault = StreamFault.Closed;
            return Result<byte[], StreamFault>.Err(fault);
        }
    }

    // Whether there is something to say; begins to read where there is not.
    private bool Advance()
    {
        if (_start < _end || _fault is not null)
            return true;
        _pending ??= Begin();
        if (!_pending.IsCompleted)
            return false;
        var read = _pending;
        _pending = null;
        (_start, _end) = (0, read.IsCompletedSuccessfully ? read.Result : 0);
        _fault = read.IsCompletedSuccessfully ? _end == 0 ? StreamFault.Closed : null
            : StreamFault.Of(read.Exception?.InnerException ?? new OperationCanceledException());
        return true;
    }

    private Task<int> Begin()
    {
        try
        {
            if (_buffer.Length == 0)
                _buffer = new byte[BufferSize];
            return _stream.ReadAsync(_buffer).AsTask();
        }
        catch (Exception exception)
        {
            return Task.FromException<int>(exception);
        }
    }
}
