using System.Buffers;
using System.IO.Pipelines;
using Dovetail.Wasi.Io;
using Done = Dovetail.Result<System.ValueTuple, Dovetail.Wasi.Io.StreamFault>;

namespace Dovetail.Wasi.Http;

/// <summary>
/// A body that goes out: what <c>outgoing-body</c> stands on. Until its message is sent it holds as much as one permit; from then on it waits until the connection has
/// taken what was written.
/// </summary>
/// <param name="length">How many bytes the header promises; null where it does not say.</param>
/// <param name="tooLong">The error of a body that is not as long, by its length.</param>
internal sealed class BodySink(long? length, Func<ulong, ErrorCode> tooLong) : ByteSink
{
    private static readonly Done _done = Done.Ok(default);

    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte>? _held;
    private OutgoingContent? _content;
    private PipeWriter? _writer;
    private Task<FlushResult>? _pending;
    private StreamFault? _fault;
    private BodyEnd _end;
    private FieldList? _trailers;
    private TaskCompletionSource? _room;
    private long _written;

    public override bool IsReady
    {
        get
        {
            lock (_gate)
                return Permit() != 0 || Fault() is not null;
        }
    }

    /// <summary>Whether the body was given all that it has.</summary>
    public bool IsFinished => _end == BodyEnd.Whole;

    public override async ValueTask WhenReadyAsync(CancellationToken cancellation)
    {
        Task? pending;
        lock (_gate)
        {
            pending = Permit() != 0 || Fault() is not null ? null
                : _content is null ? (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : _pending;
        }
        if (pending is not null)
            await pending.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override Result<int, StreamFault> CheckWrite()
    {
        lock (_gate)
        {
            var permit = Permit();
            return TakeFault() is { } fault ? Result<int, StreamFault>.Err(fault) : Result<int, StreamFault>.Ok(permit);
        }
    }

    public override Result<bool, StreamFault> Write(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (TakeFault() is { } fault)
                return Result<bool, StreamFault>.Err(fault);
            _written += bytes.Length;
            if (_written > length)
            {
                _fault = StreamFault.Closed;
                return Result<bool, StreamFault>.Err(tooLong((ulong)_written).ToFault());
            }
            if (_content is null)
                (_held ??= new ArrayBufferWriter<byte>()).Write(bytes.Span);
            else if (!bytes.IsEmpty)
                Send(bytes.Span);
            return Result<bool, StreamFault>.Ok(true);
        }
    }

    public override Done Flush()
    {
        lock (_gate)
        {
            if (TakeFault() is { } fault)
                return Done.Err(fault);
            if (_content is not null && !IsBusy())
                Send([]);
            return _done;
        }
    }

    /// <summary>The message is sent, and the body goes with it.</summary>
    public void Connect(OutgoingContent content)
    {
        lock (_gate)
        {
            _content = content;
            if (_held is { WrittenCount: > 0 } held)
                Send(held.WrittenSpan);
            _held = null;
            if (_end == BodyEnd.Whole)
                content.Complete(_trailers, _pending);
            else if (_end == BodyEnd.Broken)
                content.Abort();
            _room?.TrySetResult();
        }
    }

    /// <summary>Nothing more comes. Fails where the header promised another length, which is that of no body of this message where it has none.</summary>
    public Result<ValueTuple, ErrorCode> Finish(FieldList? trailers)
    {
        lock (_gate)
        {
            if (_written != (length ?? _written) && (_written > 0 || _content is not { IsHeaderAlone: true }))
            {
                Break(null);
                return Result<ValueTuple, ErrorCode>.Err(tooLong((ulong)_written));
            }
            (_end, _trailers) = (BodyEnd.Whole, trailers);
            _content?.Complete(trailers, _pending);
            return Result<ValueTuple, ErrorCode>.Ok(default);
        }
    }

    /// <summary>The body ends before it is whole, unless it is. What is still written to it fails.</summary>
    /// <param name="reason">What went wrong with its message; null where it is given up.</param>
    public void Abort(ErrorCode? reason = null)
    {
        lock (_gate)
        {
            if (_end == BodyEnd.Open)
                Break(reason);
        }
    }

    private void Break(ErrorCode? reason)
    {
        _end = BodyEnd.Broken;
        _fault ??= reason?.ToFault() ?? StreamFault.Closed;
        _held = null;
        _content?.Abort();
        _room?.TrySetResult();
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        _writer ??= _content!.Begin();
        if (!bytes.IsEmpty)
            _writer.Write(bytes);
        var isBusy = IsBusy();
        if (isBusy)
            return;
        var flush = _writer.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
            _pending = flush.AsTask();
        else if (flush.Result.IsCompleted)
            _fault ??= Gone();
    }

    private int Permit() => _content is null ? DefaultPermit - (_held?.WrittenCount ?? 0) : IsBusy() ? 0 : DefaultPermit;

    private StreamFault? Fault() => _fault ??= _content?.Broken?.ToFault();

    // It is told once; from then on the stream is closed.
    private StreamFault? TakeFault()
    {
        if (Fault() is not { } fault)
            return null;
        _fault = StreamFault.Closed;
        return fault;
    }

    private bool IsBusy()
    {
        if (_pending is null)
            return false;
        if (!_pending.IsCompleted)
            return true;
        if (!_pending.IsCompletedSuccessfully || _pending.Result.IsCompleted)
            _fault ??= Gone();
        _pending = null;
        return false;
    }

    private StreamFault Gone() => (_content!.Broken ?? new ErrorCode.ConnectionTerminated()).ToFault();

    private enum BodyEnd
    {
        Open,
        Whole,
        Broken,
    }
}

/// <summary>What a body goes to: a response that is given, or a request that is made.</summary>
internal abstract class OutgoingContent
{
    /// <summary>Why nobody takes the body any more; null while somebody does.</summary>
    public abstract ErrorCode? Broken { get; }

    /// <summary>Whether no body is sent, so that a length in the header is that of another message.</summary>
    public virtual bool IsHeaderAlone => false;

    /// <summary>The first bytes come, or are to go out: sends what comes before them.</summary>
    public abstract PipeWriter Begin();

    /// <summary>The body is whole.</summary>
    /// <param name="flushing">The bytes that are still on their way; null for none.</param>
    public abstract void Complete(FieldList? trailers, Task? flushing);

    /// <summary>The body has ended before it was whole, and whoever gets it must see that.</summary>
    public abstract void Abort();
}
