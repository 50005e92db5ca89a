// CA1001: the body ends with the resource that stands for it.
#pragma warning disable CA1001

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.outgoing-response</c>.</summary>
internal sealed class OutgoingResponse(WasiState state, FieldList headers) : WasiResource(state, heldBytes: headers.Bytes)
{
    private BodySink? _body;
    private bool _isSent;

    protected override string TypeName => "outgoing-response";

    public ushort StatusCode { get; private set; } = 200;

    public Result<ValueTuple, ValueTuple> SetStatusCode(ushort code)
    {
        if (code is < 100 or > 999)
            return Result<ValueTuple, ValueTuple>.Err(default);
        StatusCode = code;
        return Result<ValueTuple, ValueTuple>.Ok(default);
    }

    public Fields Headers() => new(State, headers, this);

    public Result<OutgoingBody, ValueTuple> Body()
    {
        if (_body is not null)
            return Result<OutgoingBody, ValueTuple>.Err(default);
        Hold(headers.Bytes + BodySink.DefaultPermit);
        _body = new BodySink(headers.ContentLength, length => new ErrorCode.HttpResponseBodySize(length));
        return Result<OutgoingBody, ValueTuple>.Ok(new OutgoingBody(State, _body));
    }

    // Nobody takes the body of a message that is never sent.
    public override void Close()
    {
        if (!_isSent)
            _body?.Abort();
    }

    /// <summary>The guest gave it away.</summary>
    public HttpAnswer Take()
    {
        _isSent = true;
        Drop();
        return new HttpAnswer(StatusCode, headers, _body);
    }
}
