using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.outgoing-body</c>.</summary>
/// <param name="hasTrailers">Whether what it belongs to can carry trailers.</param>
internal sealed class OutgoingBody(WasiState state, BodySink sink, bool hasTrailers = true) : WasiResource(state)
{
    private bool _isTaken;
    private bool _isFinished;

    protected override string TypeName => "outgoing-body";

    public Result<OutputStream, ValueTuple> Write()
    {
        if (_isTaken)
            return Result<OutputStream, ValueTuple>.Err(default);
        _isTaken = true;
        return Result<OutputStream, ValueTuple>.Ok(new OutputStream(State, sink, this, isOwner: false));
    }

    public static Result<ValueTuple, ErrorCode> Finish(OutgoingBody body, Fields? trailers)
    {
        var list = trailers?.Take();
        if (list is { Count: > 0 } && !body.HasTrailers)
        {
            body.Drop();
            return Result<ValueTuple, ErrorCode>.Err(new ErrorCode.InternalError("trailers of requests are not supported"));
        }
        body._isFinished = true;
        body.Drop();
        return body.Sink.Finish(list);
    }

    // A body that was not finished is not whole.
    public override void Close()
    {
        if (!_isFinished)
            sink.Abort();
    }

    private BodySink Sink => sink;

    private bool HasTrailers => hasTrailers;
}
