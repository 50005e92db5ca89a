namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.incoming-request</c>.</summary>
internal sealed class IncomingRequest(WasiState state, HttpExchange exchange) : WasiResource(state)
{
    private bool _isConsumed;

    protected override string TypeName => "incoming-request";

    public HttpMethod Method => exchange.Method;

    public string? PathWithQuery => exchange.PathWithQuery;

    public HttpScheme? Scheme => exchange.Scheme;

    public string? Authority => exchange.Authority;

    public Fields Headers() => new(State, exchange.Headers, this);

    public Result<IncomingBody, ValueTuple> Consume()
    {
        if (_isConsumed)
            return Result<IncomingBody, ValueTuple>.Err(default);
        _isConsumed = true;
        return Result<IncomingBody, ValueTuple>.Ok(new IncomingBody(State, new BodySource(exchange.Body)));
    }
}

/// <summary>A request that came in and is to be answered. Belongs to the thread of the guest that answers it.</summary>
internal abstract class HttpExchange
{
    /// <summary>The method.</summary>
    public abstract HttpMethod Method { get; }

    /// <summary>The path, with what follows a question mark.</summary>
    public abstract string? PathWithQuery { get; }

    /// <summary>The scheme.</summary>
    public abstract HttpScheme? Scheme { get; }

    /// <summary>The host that was asked, with its port where that was named.</summary>
    public abstract string? Authority { get; }

    /// <summary>The fields of the header.</summary>
    public abstract FieldList Headers { get; }

    /// <summary>The body.</summary>
    public abstract IncomingContent Body { get; }

    /// <summary>The guest has said what it answers.</summary>
    public abstract void Respond(Result<HttpAnswer, ErrorCode> answer);
}

/// <summary>The answer to a request.</summary>
/// <param name="Body">Where its body comes from; null where the guest has none.</param>
internal sealed record HttpAnswer(int Status, FieldList Headers, BodySink? Body);
