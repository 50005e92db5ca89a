using Dovetail.Wasi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dovetail.AspNetCore;

/// <summary>The body of a request that came in.</summary>
internal sealed class RequestBody(HttpContext context, int mostFieldBytes) : IncomingContent
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => context.Request.Body.ReadAsync(buffer, cancellation);

    public override FieldList? Trailers() => context.Features.Get<IHttpRequestTrailersFeature>() is { Available: true } feature
        ? FieldEncoding.ToGuest(context, feature.Trailers, mostFieldBytes, new ErrorCode.HttpRequestTrailerSectionSize(null))
        : null;

    public override ErrorCode Explain(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new ErrorCode.HttpRequestBodySize(null),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new ErrorCode.ConnectionReadTimeout(),
        BadHttpRequestException when !context.RequestAborted.IsCancellationRequested => new ErrorCode.HttpProtocolError(),
        _ => new ErrorCode.ConnectionTerminated(),
    };
}
