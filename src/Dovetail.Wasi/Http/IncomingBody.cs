using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.incoming-body</c>.</summary>
/// <param name="source">It ends with the body, unless that is finished.</param>
internal sealed class IncomingBody(WasiState state, BodySource source) : WasiResource(state, heldBytes: BodySource.BufferSize)
{
    private bool _isTaken;
    private bool _isFinished;

    protected override string TypeName => "incoming-body";

    public Result<InputStream, ValueTuple> Stream()
    {
        if (_isTaken)
            return Result<InputStream, ValueTuple>.Err(default);
        _isTaken = true;
        return Result<InputStream, ValueTuple>.Ok(new InputStream(State, source, this, isOwner: false));
    }

    public static FutureTrailers Finish(IncomingBody body)
    {
        body._isFinished = true;
        body.Drop();
        return new FutureTrailers(body.State, body.Source);
    }

    public override void Close()
    {
        if (!_isFinished)
            source.Dispose();
    }

    private BodySource Source => source;
}
