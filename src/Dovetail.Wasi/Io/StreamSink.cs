using System.Runtime.CompilerServices;

namespace Dovetail.Wasi.Io;

/// <summary>A stream of .NET as a sink. A guest waits until the stream has taken what it wrote last; the stream is never closed.</summary>
internal sealed class StreamSink : ByteSink
{
    private static readonly ConditionalWeakTable<Stream, StreamSink> _known = [];
    private static readonly Result<ValueTuple, StreamFault> _done = Result<ValueTuple, StreamFault>.Ok(default);

    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private Task? _pending;
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

    public override async ValueTask WhenReadyAsync(CancellationToken cancellation)
    {
        Task? pending;
        lock (_gate)
            pending = IsBusy() ? _pending : null;
        if (pending is not null)
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

    public override Result<ValueTuple, StreamFault> Write(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? Begin(null) : Begin(() => _stream.WriteAsync(bytes));

    public override Result<ValueTuple, StreamFault> Flush() => Begin(() => new ValueTask(_stream.FlushAsync()));

    // Where another guest was quicker, its operation goes first.
    private Result<ValueTuple, StreamFault> Begin(Func<ValueTask>? operation)
    {
        lock (_gate)
        {
            var isBusy = IsBusy();
            if (TakeFault() is { } fault)
                return Result<ValueTuple, StreamFault>.Err(fault);
            if (operation is not null)
                _pending = isBusy ? After(_pending!, operation) : Start(operation);
            return _done;
        }
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

    private static async Task After(Task before, Func<ValueTask> operation)
    {
        await before.ConfigureAwait(false);
        await operation().ConfigureAwait(false);
    }
}
