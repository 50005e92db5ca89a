using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Http;

/// <summary>A body that comes in: what <c>incoming-body</c> stands on. It is read when somebody wants to read, at most a buffer ahead.</summary>
internal sealed class BodySource(IncomingContent content) : ByteSource
{
    /// <summary>How many bytes it reads ahead at most.</summary>
    public const int BufferSize = 64 << 10;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private Task<int>? _pending;
    private StreamFault? _fault;
    private ErrorCode? _error;
    private bool _isDisposed;

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
        Task? pending;
        lock (_gate)
            pending = Advance() ? null : _pending;
        if (pending is not null)
            await pending.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override Result<byte[], StreamFault> Read(int most)
    {
        lock (_gate)
        {
            if (_fault is null && most == 0 || !Advance())
                return Result<byte[], StreamFault>.Ok([]);
            if (_start == _end)
            {
                var fault = _fault!;
                _fault = StreamFault.Closed;
                return Result<byte[], StreamFault>.Err(fault);
            }
            var bytes = _buffer.AsSpan(_start, Math.Min(most, _end - _start)).ToArray();
            _start += bytes.Length;
            return Result<byte[], StreamFault>.Ok(bytes);
        }
    }

    /// <summary>Reads what is left, throws it away, and gives the trailers that came after it; null for none.</summary>
    public async Task<Result<FieldList?, ErrorCode>> FinishAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await WhenReadyAsync(cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            lock (_gate)
            {
                _start = _end;
                if (_fault is not null)
                    return _error is { } error ? Result<FieldList?, ErrorCode>.Err(error) : Trailers();
            }
        }
    }

    /// <summary>Nobody reads on. A read that is under way is cancelled.</summary>
    protected override void Close()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _start = _end = 0;
            _fault ??= StreamFault.Closed;
        }
        _stop.Cancel();
        content.Close();
        _stop.Dispose();
    }

    private Result<FieldList?, ErrorCode> Trailers()
    {
        try
        {
            return Result<FieldList?, ErrorCode>.Ok(content.Trailers());
        }
        catch (HttpRefusedException refused)
        {
            return Result<FieldList?, ErrorCode>.Err(refused.Code);
        }
    }

    // Whether there is something to say; begins to read where there is not.
    private bool Advance()
    {
        if (_start < _end || _fault is not null)
            return true;
        if (_pending is null)
        {
            var read = Begin();
            if (!read.IsCompleted)
                _pending = read.AsTask();
            else
                Take(read.AsTask());
        }
        else if (_pending.IsCompleted)
        {
            Take(_pending);
        }
        return _pending is null;
    }

    private void Take(Task<int> read)
    {
        _pending = null;
        (_start, _end) = (0, read.IsCompletedSuccessfully ? read.Result : 0);
        if (_end > 0)
            return;
        _error = read.IsCompletedSuccessfully ? null : content.Explain(read.Exception?.InnerException ?? new OperationCanceledException());
        _fault = _error?.ToFault() ?? StreamFault.Closed;
    }

    private ValueTask<int> Begin()
    {
        try
        {
            return content.ReadAsync(_buffer ??= GC.AllocateUninitializedArray<byte>(BufferSize), _stop.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return ValueTask.FromException<int>(exception);
        }
    }
}

/// <summary>What a body comes from: a request that was received, or a response.</summary>
internal abstract class IncomingContent
{
    /// <summary>Reads some bytes; 0 at the end.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>What came after the end, once that was reached; null for nothing.</summary>
    /// <exception cref="HttpRefusedException">It is too large.</exception>
    public abstract FieldList? Trailers();

    /// <summary>What an exception of <see cref="ReadAsync"/> means.</summary>
    public abstract ErrorCode Explain(Exception exception);

    /// <summary>Nobody reads on.</summary>
    public virtual void Close()
    {
    }
}
