namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.request-options</c>.</summary>
internal sealed class RequestOptions(WasiState state) : WasiResource(state)
{
    protected override string TypeName => "request-options";

    /// <summary>What they say.</summary>
    public HttpTimeouts Timeouts { get; private set; }

    public Result<ValueTuple, ValueTuple> Set(HttpTimeouts timeouts)
    {
        Timeouts = timeouts;
        return Result<ValueTuple, ValueTuple>.Ok(default);
    }
}

/// <summary>How long a request may wait, in nanoseconds; null for as long as the host lets it.</summary>
internal readonly record struct HttpTimeouts(ulong? Connect, ulong? FirstByte, ulong? BetweenBytes);
