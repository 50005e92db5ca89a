using Dovetail.Wasi;
using Dovetail.Wasi.Http;
using HttpMethod = Dovetail.Wasi.Http.HttpMethod;

namespace Dovetail.AspNetCore;

/// <summary>A request that nobody has made: a component answers it before it may serve.</summary>
internal sealed class WarmUpRequest(string path, int mostFieldBytes) : HttpExchange
{
    private Result<HttpAnswer, ErrorCode>? _answer;

    public override HttpMethod Method => HttpMethod.Of("GET");

    public override string? PathWithQuery => path;

    public override HttpScheme? Scheme => HttpScheme.Of("http");

    public override string? Authority => "localhost";

    public override FieldList Headers => new(mostFieldBytes);

    public override IncomingContent Body => new Nothing();

    public override void Respond(Result<HttpAnswer, ErrorCode> answer)
    {
        _answer = answer;
        if (answer.IsOk)
            answer.Value.Body?.Connect(NoContent.Instance);
    }

    /// <exception cref="InvalidOperationException">The component did not answer well.</exception>
    public static void Run(Store store, WasiHost wasi, Action<IncomingRequest, ResponseOutparam> handle, string path)
    {
        var state = wasi.Of(store);
        var request = new WarmUpRequest(path, state.Limits.MaxFieldBytes);
        try
        {
            handle(new IncomingRequest(state, request), new ResponseOutparam(state, request));
        }
        catch (GuestExitException)
        {
            // What it has answered counts.
        }
        var found = request._answer is not { } answer ? "no answer"
            : answer.IsError ? $"the error `{answer.Error.GetType().Name}`"
            : answer.Value.Status >= 500 ? $"the status {answer.Value.Status}"
            : answer.Value.Body is { IsFinished: false } ? "an answer without an end"
            : null;
        if (found is not null)
            throw new InvalidOperationException($"the request `GET {path}`, to warm up with: expected a status below 500, found {found}");
    }

    private sealed class Nothing : IncomingContent
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => new(0);

        public override FieldList? Trailers() => null;

        public override ErrorCode Explain(Exception exception) => new ErrorCode.InternalError(null);
    }
}
