// CA1001: the body ends with the resource that stands for it.
#pragma warning disable CA1001

using Status = Dovetail.Result<System.ValueTuple, System.ValueTuple>;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.outgoing-request</c>.</summary>
internal sealed class OutgoingRequest(WasiState state, FieldList headers) : WasiResource(state, heldBytes: headers.Bytes)
{
    private static readonly Status _done = Status.Ok(default);
    private static readonly Status _refused = Status.Err(default);

    private BodySink? _body;
    private bool _isSent;

    protected override string TypeName => "outgoing-request";

    public HttpMethod Method { get; private set; } = new HttpMethod.Get();

    public string? PathWithQuery { get; private set; }

    public HttpScheme? Scheme { get; private set; }

    public string? Authority { get; private set; }

    private HttpCall Call => new(Method, Scheme, Authority, PathWithQuery, headers, _body, default);

    public Result<OutgoingBody, ValueTuple> Body()
    {
        if (_body is not null)
            return Result<OutgoingBody, ValueTuple>.Err(default);
        Hold(Call.HeldBytes + BodySink.DefaultPermit);
        _body = new BodySink(headers.ContentLength, length => new ErrorCode.HttpRequestBodySize(length));
        return Result<OutgoingBody, ValueTuple>.Ok(new OutgoingBody(State, _body, hasTrailers: false));
    }

    public Fields Headers() => new(State, headers, this);

    public Status SetMethod(HttpMethod method)
    {
        if (method is HttpMethod.Other other && !FieldSyntax.IsToken(other.Name))
            return _refused;
        Method = method is HttpMethod.Other { Name: var name } ? HttpMethod.Of(name) : method;
        return Changed();
    }

    public Status SetPathWithQuery(string? path)
    {
        if (path is not null && !UriSyntax.IsPathWithQuery(path))
            return _refused;
        PathWithQuery = path;
        return Changed();
    }

    public Status SetScheme(HttpScheme? scheme)
    {
        if (scheme is HttpScheme.Other other && !UriSyntax.IsScheme(other.Name))
            return _refused;
        Scheme = scheme is HttpScheme.Other { Name: var name } ? HttpScheme.Of(name) : scheme;
        return Changed();
    }

    public Status SetAuthority(string? authority)
    {
        if (authority is not null && !UriSyntax.IsAuthority(authority))
            return _refused;
        Authority = authority;
        return Changed();
    }

    // Nobody takes the body of a message that is never sent.
    public override void Close()
    {
        if (!_isSent)
            _body?.Abort();
    }

    /// <summary>The guest gave it away.</summary>
    public HttpCall Take(RequestOptions? options)
    {
        _isSent = true;
        Drop();
        return Call with { Timeouts = options?.Timeouts ?? default };
    }

    private Status Changed()
    {
        Hold(Call.HeldBytes);
        return _done;
    }
}

/// <summary>A request that is to be made.</summary>
/// <param name="Body">Where its body comes from; null where the guest has none.</param>
internal sealed record HttpCall(
    HttpMethod Method, HttpScheme? Scheme, string? Authority, string? PathWithQuery, FieldList Headers, BodySink? Body, HttpTimeouts Timeouts)
{
    /// <summary>How many bytes it takes, what its body holds back among them.</summary>
    public long HeldBytes => Headers.Bytes + (Body is null ? 0 : BodySink.DefaultPermit)
        + sizeof(char) * (Length((Method as HttpMethod.Other)?.Name) + Length((Scheme as HttpScheme.Other)?.Name) + Length(Authority) + Length(PathWithQuery));

    private static long Length(string? text) => text?.Length ?? 0;
}
