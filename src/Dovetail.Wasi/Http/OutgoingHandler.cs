using Handled = Dovetail.Result<Dovetail.Wasi.Http.FutureIncomingResponse, Dovetail.Wasi.Http.ErrorCode>;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/outgoing-handler</c>: makes a request, if it may be made.</summary>
internal static class OutgoingHandler
{
    public static Handled Handle(WasiState state, OutgoingRequest request, RequestOptions? options)
    {
        var call = request.Take(options);
        options?.Drop();
        if (UriOf(call, out var refusal) is not { } uri)
            return Refuse(call, refusal!);
        if (!state.Options.Http.Allowed.Any(origin => origin.Covers(uri)))
        {
            state.Report(new MissingGrant("wasi:http/outgoing-handler.handle", $"--allow-http {uri.Scheme}://{uri.Authority}", uri.GetLeftPart(UriPartial.Authority)));
            return Refuse(call, new ErrorCode.HttpRequestDenied());
        }
        var heldBytes = call.HeldBytes + Math.Min(state.Options.Http.MaxHeaderBytes, state.Limits.MaxFieldBytes);
        return Handled.Ok(new FutureIncomingResponse(state, heldBytes, stop => HttpClientCall.SendAsync(state, call, uri, stop)));
    }

    private static Handled Refuse(HttpCall call, ErrorCode error)
    {
        call.Body?.Abort(error);
        return Handled.Err(error);
    }

    private static Uri? UriOf(HttpCall call, out ErrorCode? refusal)
    {
        refusal = null;
        var scheme = call.Scheme ?? HttpScheme.Of("https");
        if (scheme is HttpScheme.Other)
            refusal = new ErrorCode.HttpProtocolError();
        // .NET takes the methods that it knows in any case.
        else if (call.Method.ToString().Equals("CONNECT", StringComparison.OrdinalIgnoreCase))
            refusal = new ErrorCode.HttpRequestMethodInvalid();
        // Nor does .NET ask for the server as a whole.
        else if (call.Authority is null || call.PathWithQuery == "*")
            refusal = new ErrorCode.HttpRequestUriInvalid();
        else if (call.Headers.Has("content-length") && call.Headers.ContentLength is null)
            refusal = new ErrorCode.HttpProtocolError();
        if (refusal is not null)
            return null;
        // The path stays as the guest wrote it: what it means is the server's to say.
        var path = call.PathWithQuery is null or "" ? "/" : call.PathWithQuery[0] == '/' ? call.PathWithQuery : "/" + call.PathWithQuery;
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        if (Uri.TryCreate($"{scheme}://{call.Authority}{path}", options, out var uri) && uri.UserInfo.Length == 0 && uri.Host.Length > 0)
            return uri;
        refusal = new ErrorCode.HttpRequestUriInvalid();
        return null;
    }
}
