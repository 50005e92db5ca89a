using Dovetail.Wasi.Io;
using Reply = Dovetail.Result<Dovetail.Wasi.Http.HttpReply, Dovetail.Wasi.Http.ErrorCode>;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.future-incoming-response</c>.</summary>
/// <param name="heldBytes">What the host keeps of the request and of the header of its response.</param>
/// <param name="stop">Ends the request when the guest drops this before it has the response.</param>
internal sealed class FutureIncomingResponse(WasiState state, Task<Reply> reply, CancellationTokenSource stop, long heldBytes)
    : WasiResource(state, heldBytes: heldBytes), IReadiness
{
    private bool _isTaken;

    protected override string TypeName => "future-incoming-response";

    public bool IsReady => reply.IsCompleted;

    public Pollable Subscribe() => new(State, this, this);

    public Result<Result<IncomingResponse, ErrorCode>, ValueTuple>? Get()
    {
        if (!reply.IsCompleted)
            return null;
        if (_isTaken)
            return Result<Result<IncomingResponse, ErrorCode>, ValueTuple>.Err(default);
        _isTaken = true;
        return Result<Result<IncomingResponse, ErrorCode>, ValueTuple>.Ok(reply.Result.IsOk
            ? Result<IncomingResponse, ErrorCode>.Ok(new IncomingResponse(State, reply.Result.Value))
            : Result<IncomingResponse, ErrorCode>.Err(reply.Result.Error));
    }

    public async ValueTask WhenReadyAsync(CancellationToken cancellation) =>
        await ((Task)reply).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public override void Close()
    {
        if (_isTaken)
            return;
        stop.Cancel();
        _ = reply.ContinueWith(static done => { if (done.Result.IsOk) done.Result.Value.Body.Close(); }, TaskScheduler.Default);
    }
}
