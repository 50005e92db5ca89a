namespace Dovetail.Wasi.Io;

/// <summary><c>wasi:io/streams.input-stream</c>: a guest's handle to a source of bytes.</summary>
/// <param name="parent">What it was made from, and must not be dropped before it.</param>
/// <param name="isOwner">Whether the source ends with the handle.</param>
internal sealed class InputStream(WasiState state, ByteSource source, WasiResource? parent = null, bool isOwner = true) : WasiResource(state, parent)
{
    /// <summary>Where the bytes come from.</summary>
    public ByteSource Source { get; } = source;

    protected override string TypeName => "input-stream";

    public Result<byte[], StreamError> Read(ulong length) => ToGuest(Source.Read(Bounded(length)));

    public Result<byte[], StreamError> BlockingRead(ulong length)
    {
        while (true)
        {
            State.Store.Block(Source);
            var read = Source.Read(Bounded(length));
            if (length == 0 || read.IsError || read.Value.Length > 0)
                return ToGuest(read);
        }
    }

    public Result<ulong, StreamError> Skip(ulong length) => Count(Read(length));

    public Result<ulong, StreamError> BlockingSkip(ulong length) => Count(BlockingRead(length));

    public Pollable Subscribe() => new(State, Source, this);

    public override void Close()
    {
        if (isOwner)
            Source.Dispose();
    }

    private int Bounded(ulong length) => (int)Math.Min(length, (ulong)State.Limits.MaxReadBytes);

    private Result<byte[], StreamError> ToGuest(Result<byte[], StreamFault> result) =>
        result.IsOk ? Result<byte[], StreamError>.Ok(result.Value) : Result<byte[], StreamError>.Err(StreamError.Of(State, result.Error));

    private static Result<ulong, StreamError> Count(Result<byte[], StreamError> read) =>
        read.IsOk ? Result<ulong, StreamError>.Ok((ulong)read.Value.Length) : Result<ulong, StreamError>.Err(read.Error);
}
