// CA1001: resources are closed, not disposed.
#pragma warning disable CA1001

using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.future-trailers</c>. What is left of the body is read when somebody asks.</summary>
/// <param name="source">It ends with the trailers.</param>
internal sealed class FutureTrailers(WasiState state, BodySource source)
    : WasiResource(state, heldBytes: BodySource.BufferSize + state.Limits.MaxFieldBytes), IReadiness
{
    private readonly CancellationTokenSource _stop = new();
    private Task<Result<FieldList?, ErrorCode>>? _trailers;
    private bool _isTaken;

    protected override string TypeName => "future-trailers";

    public bool IsReady => Trailers.IsCompleted;

    private Task<Result<FieldList?, ErrorCode>> Trailers => _trailers ??= source.FinishAsync(_stop.Token);

    public Pollable Subscribe() => new(State, this, this);

    public Result<Result<Fields?, ErrorCode>, ValueTuple>? Get()
    {
        if (!Trailers.IsCompleted)
            return null;
        if (_isTaken)
            return Result<Result<Fields?, ErrorCode>, ValueTuple>.Err(default);
        _isTaken = true;
        return Result<Result<Fields?, ErrorCode>, ValueTuple>.Ok(ToGuest(Trailers.Result));
    }

    public async ValueTask WhenReadyAsync(CancellationToken cancellation) =>
        await ((Task)Trailers).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public override void Close()
    {
        _stop.Cancel();
        _stop.Dispose();
        source.Dispose();
    }

    private Result<Fields?, ErrorCode> ToGuest(Result<FieldList?, ErrorCode> result) => result.IsError
        ? Result<Fields?, ErrorCode>.Err(result.Error)
        : Result<Fields?, ErrorCode>.Ok(result.Value is { Count: > 0 } list ? new Fields(State, list, this) : null);
}
