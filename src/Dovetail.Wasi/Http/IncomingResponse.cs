namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.incoming-response</c>.</summary>
internal sealed class IncomingResponse(WasiState state, HttpReply reply) : WasiResource(state, heldBytes: reply.Headers.Bytes)
{
    private bool _isConsumed;

    protected override string TypeName => "incoming-response";

    public ushort Status => reply.Status;

    public Fields Headers() => new(State, reply.Headers, this);

    public Result<IncomingBody, ValueTuple> Consume()
    {
        if (_isConsumed)
            return Result<IncomingBody, ValueTuple>.Err(default);
        _isConsumed = true;
        return Result<IncomingBody, ValueTuple>.Ok(new IncomingBody(State, new BodySource(reply.Body)));
    }

    public override void Close()
    {
        if (!_isConsumed)
            reply.Body.Close();
    }
}

/// <summary>The response to a request that was made.</summary>
internal sealed record HttpReply(ushort Status, FieldList Headers, IncomingContent Body);
