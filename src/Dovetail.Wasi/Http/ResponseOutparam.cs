namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.response-outparam</c>.</summary>
internal sealed class ResponseOutparam(WasiState state, HttpExchange exchange) : WasiResource(state)
{
    protected override string TypeName => "response-outparam";

    public static void Set(ResponseOutparam param, Result<OutgoingResponse, ErrorCode> response)
    {
        param.Drop();
        param.Exchange.Respond(response.IsOk
            ? Result<HttpAnswer, ErrorCode>.Ok(response.Value.Take())
            : Result<HttpAnswer, ErrorCode>.Err(response.Error));
    }

    /// <summary>No server of .NET sends what comes before a response.</summary>
    public static Result<ValueTuple, ErrorCode> SendInformational(ushort status, Fields headers)
    {
        headers.Drop();
        return Result<ValueTuple, ErrorCode>.Err(status is < 100 or > 199
            ? new ErrorCode.HttpProtocolError()
            : new ErrorCode.InternalError("informational responses are not supported"));
    }

    private HttpExchange Exchange => exchange;
}
