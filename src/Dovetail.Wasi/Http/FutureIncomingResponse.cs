using Dovetail.Wasi.Io;
using Reply = Dovetail.Result<Dovetail.Wasi.Http.HttpReply, Dovetail.Wasi.Http.ErrorCode>;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.future-incoming-response</c>.</summary>
internal sealed class FutureIncomingResponse : WasiResource, IReadiness
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<Reply> _reply;
    private bool _isTaken;

    /// <summary>Makes the request, once there is room for what comes of it.</summary>
    /// <param name="heldBytes">What the host keeps of the request and of the header of its response.</param>
    /// <param name="send">Makes the request; the source ends it when the guest drops this before it has the response.</param>
    /// <exception cref="TrapException">As of <see cref="WasiResource"/>; the request is not made.</exception>
    public FutureIncomingResponse(WasiState state, long heldBytes, Func<CancellationTokenSource, Task<Reply>> send)
        : base(state, heldBytes: heldBytes) => _reply = send(_stop);

    protected override string TypeName => "future-incoming-response";

    public bool IsReady => _reply.IsCompleted;

    public Pollable Subscribe() => new(State, this, this);

    public Result<Result<IncomingResponse, ErrorCode>, ValueTuple>? Get()
    {
        if (!_reply.IsCompleted)
            return null;
        if (_isTaken)
            return Result<Result<IncomingResponse, ErrorCode>, ValueTuple>.Err(default);
        _isTaken = true;
        return Result<Result<IncomingResponse, ErrorCode>, ValueTuple>.Ok(_reply.Result.IsOk
            ? Result<IncomingResponse, ErrorCode>.Ok(new IncomingResponse(State, _reply.Result.Value))
            : Result<IncomingResponse, ErrorCode>.Err(_reply.Result.Error));
    }

    public async ValueTask WhenReadyAsync(CancellationToken cancellation) =>
        await ((Task)_reply).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public override void Close()
    {
        // There is no request yet where there was no room for this.
        if (_isTaken || _reply is null)
            return;
        _stop.Cancel();
        _ = _reply.ContinueWith(static done => { if (done.Result.IsOk) done.Result.Value.Body.Close(); }, TaskScheduler.Default);
    }
}
