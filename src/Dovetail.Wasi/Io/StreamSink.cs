using System.Buffers;
using System.Runtime.CompilerServices;

namespace Dovetail.Wasi.Io;

/// <summary>A stream of .NET as a sink. A guest waits until the stream has taken what it wrote last; the stream is never closed.</summary>
/// <remarks>
/// What is written meanwhile, since it was permitted before, or by another guest whose stream it is too, goes out after it in one piece, and with one flush where any was asked
/// for.
/// </remarks>
internal sealed class StreamSink : ByteSink
{
    private const int MaxQueuedBytes = 1 << 20;

    private static readonly ConditionalWeakTable<Stream, StreamSink> _known = [];
    private static readonly Result<bool, StreamFault> _taken = Result<bool, StreamFault>.Ok(true);
    private static readonly Result<ValueTuple, StreamFault> _done = Result<ValueTuple, StreamFault>.Ok(default);

    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private Task? _pending;
    private ArrayBufferWriter<byte>? _queue;
    private bool _mustFlush;
    private bool _isDraining;
    private StreamFault? _fault;

    /// <summary>For a stream that nobody else writes; others are for <see cref="Of"/>.</summary>
    public StreamSink(Stream stream) => _stream = stream;

    /// <summary>The sink of a stream: one, whoever asks, since writes must not overlap.</summary>
    public static StreamSink Of(Stream stream) => _known.GetValue(stream, stream => new StreamSink(stream));

    public override bool IsReady
    {
        get
        {
            lock (_gate)
                return !IsBusy();
        }
    }

    /// <summary>Completes, or fails, when the stream has what was written so far; null where it has already.</summary>
    public Task? Pending
    {
        get
        {
            lock (_gate)
                return IsBusy() ? _pending : null;
        }
    }

    public override async ValueTask WhenReadyAsync(CancellationToken cancellation)
    {
        if (Pending is { } pending)
            await pending.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override Result<int, StreamFault> CheckWrite()
    {
        lock (_gate)
        {
            if (IsBusy())
                return Result<int, StreamFault>.Ok(0);
            return TakeFault() is { } fault ? Result<int, StreamFault>.Err(fault) : Result<int, StreamFault>.Ok(DefaultPermit);
        }
    }

    public override Result<bool, StreamFault> Write(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            var isBusy = IsBusy();
            if (TakeFault() is { } fault)
                return Result<bool, StreamFault>.Err(fault);
            if (bytes.IsEmpty)
                return _taken;
            if (!isBusy)
            {
                _pending = Start(() => _stream.WriteAsync(bytes));
                return _taken;
            }
            _queue ??= new ArrayBufferWriter<byte>();
            if (bytes.Length > MaxQueuedBytes - _queue.WrittenCount)
                return Result<bool, StreamFault>.Ok(false);
            _queue.Write(bytes.Span);
            Drain();
            return _taken;
        }
    }

    public override Result<ValueTuple, StreamFault> Flush()
    {
        lock (_gate)
        {
            var isBusy = IsBusy();
            if (TakeFault() is { } fault)
                return Result<ValueTuple, StreamFault>.Err(fault);
            if (isBusy)
            {
                _mustFlush = true;
                Drain();
            }
            else
            {
                _pending = Start(() => new ValueTask(_stream.FlushAsync()));
            }
            return _done;
        }
    }

    private void Drain()
    {
        if (_isDraining)
            return;
        _isDraining = true;
        _pending = DrainAsync(_pending!);
    }

    private bool IsBusy()
    {
        if (_pending is null)
            return false;
        if (!_pending.IsCompleted)
            return true;
        if (!_pending.IsCompletedSuccessfully)
            _fault ??= StreamFault.Of(_pending.Exception?.InnerException ?? new OperationCanceledException());
        _pending = null;
        return false;
    }

    private StreamFault? TakeFault()
    {
        if (_fault is not { } fault)
            return null;
        _fault = StreamFault.Closed;
        return fault;
    }

    private static Task? Start(Func<ValueTask> operation)
    {
        try
        {
            var task = operation();
            return task.IsCompletedSuccessfully ? null : task.AsTask();
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    private async Task DrainAsync(Task before)
    {
        try
        {
            await before.ConfigureAwait(false);
            while (TryTake(out var bytes, out var mustFlush))
            {
                await _stream.WriteAsync(bytes).ConfigureAwait(false);
                if (mustFlush)
                    await _stream.FlushAsync().ConfigureAwait(false);
            }
        }
        catch
        {
            lock (_gate)
                (_isDraining, _queue, _mustFlush) = (false, null, false);
            throw;
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> bytes, out bool mustFlush)
    {
        lock (_gate)
        {
            bytes = _queue?.WrittenMemory ?? default;
            mustFlush = _mustFlush;
            (_queue, _mustFlush) = (null, false);
            return _isDraining = mustFlush || !bytes.IsEmpty;
        }
    }
}
