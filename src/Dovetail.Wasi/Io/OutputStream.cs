namespace Dovetail.Wasi.Io;

/// <summary><c>wasi:io/streams.output-stream</c>: a guest's handle to a sink of bytes, which writes no more than it was permitted to.</summary>
/// <param name="parent">What it was made from, and must not be dropped before it.</param>
/// <param name="isOwner">Whether the sink ends with the handle.</param>
internal sealed class OutputStream(WasiState state, ByteSink sink, WasiResource? parent = null, bool isOwner = true) : WasiResource(state, parent)
{
    private const int MaxBlockingWrite = 4096;
    private static readonly Result<ValueTuple, StreamError> _done = Result<ValueTuple, StreamError>.Ok(default);

    private int _permit;

    /// <summary>Where the bytes go.</summary>
    public ByteSink Sink { get; } = sink;

    protected override string TypeName => "output-stream";

    public Result<ulong, StreamError> CheckWrite()
    {
        var permit = Sink.CheckWrite();
        _permit = permit.IsOk ? permit.Value : 0;
        return permit.IsOk ? Result<ulong, StreamError>.Ok((ulong)permit.Value) : Result<ulong, StreamError>.Err(ToGuest(permit.Error));
    }

    public Result<ValueTuple, StreamError> Write(byte[] contents)
    {
        Spend((ulong)contents.Length);
        return ToGuest(Put(contents));
    }

    public Result<ValueTuple, StreamError> WriteZeroes(ulong length)
    {
        Spend(length);
        return ToGuest(Put(new byte[(int)length]));
    }

    public Result<ValueTuple, StreamError> BlockingWriteAndFlush(byte[] contents) => contents.Length > MaxBlockingWrite
        ? throw TooLong((ulong)contents.Length)
        : WriteAndFlush(contents);

    public Result<ValueTuple, StreamError> BlockingWriteZeroesAndFlush(ulong length) => length > MaxBlockingWrite
        ? throw TooLong(length)
        : WriteAndFlush(new byte[(int)length]);

    public Result<ValueTuple, StreamError> Flush() => ToGuest(Sink.Flush());

    public Result<ValueTuple, StreamError> BlockingFlush()
    {
        _permit = 0;
        var flushed = Sink.Flush();
        return flushed.IsError ? ToGuest(flushed) : AfterFlush(flushed);
    }

    public Result<ulong, StreamError> Splice(InputStream source, ulong length)
    {
        var permit = Sink.CheckWrite();
        if (permit.IsError)
            return Result<ulong, StreamError>.Err(ToGuest(permit.Error));
        var read = source.Read(Math.Min(length, (ulong)permit.Value));
        if (read.IsError)
            return Result<ulong, StreamError>.Err(read.Error);
        var written = Put(read.Value);
        return written.IsOk ? Result<ulong, StreamError>.Ok((ulong)read.Value.Length) : Result<ulong, StreamError>.Err(ToGuest(written.Error));
    }

    public Result<ulong, StreamError> BlockingSplice(InputStream source, ulong length)
    {
        State.Store.Block(Sink);
        State.Store.Block(source.Source);
        return Splice(source, length);
    }

    public Pollable Subscribe() => new(State, Sink, this);

    public override void Close()
    {
        if (isOwner)
            Sink.Dispose();
    }

    private void Spend(ulong length)
    {
        if (length > (ulong)_permit)
            WasiState.Trap($"a write of {length} bytes, where `check-write` permitted {_permit}");
        _permit -= (int)length;
    }

    // What was permitted is taken, even if it must wait because others had as much permitted and were quicker.
    private Result<ValueTuple, StreamFault> Put(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            var taken = Sink.Write(bytes);
            if (taken.IsError)
                return Result<ValueTuple, StreamFault>.Err(taken.Error);
            if (taken.Value)
                return Result<ValueTuple, StreamFault>.Ok(default);
            State.Store.Block(Sink);
        }
    }

    private Result<ValueTuple, StreamError> WriteAndFlush(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return BlockingFlush();
        _permit = 0;
        while (!bytes.IsEmpty)
        {
            State.Store.Block(Sink);
            var permit = Sink.CheckWrite();
            if (permit.IsError)
                return Result<ValueTuple, StreamError>.Err(ToGuest(permit.Error));
            var written = Put(bytes[..Math.Min(bytes.Length, permit.Value)]);
            if (written.IsError)
                return ToGuest(written);
            bytes = bytes[Math.Min(bytes.Length, permit.Value)..];
        }
        return AfterFlush(Sink.Flush());
    }

    // That the stream has closed with the last byte is no failure of this call.
    private Result<ValueTuple, StreamError> AfterFlush(Result<ValueTuple, StreamFault> flushed)
    {
        if (flushed.IsOk)
        {
            State.Store.Block(Sink);
            var state = Sink.CheckWrite();
            flushed = state.IsOk ? flushed : Result<ValueTuple, StreamFault>.Err(state.Error);
        }
        return flushed.IsOk || flushed.Error.IsClosed ? _done : ToGuest(flushed);
    }

    private static TrapException TooLong(ulong length) => new(TrapCode.HostRule, $"a blocking write of {length} bytes, where {MaxBlockingWrite} are the most");

    private Result<ValueTuple, StreamError> ToGuest(Result<ValueTuple, StreamFault> result) =>
        result.IsOk ? _done : Result<ValueTuple, StreamError>.Err(ToGuest(result.Error));

    private StreamError ToGuest(StreamFault fault) => StreamError.Of(State, fault);
}
