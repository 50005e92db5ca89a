using Dovetail.AspNetCore;
using Dovetail.Wasi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dovetail.Tests.AspNetCore;

/// <summary>What goes wrong with the body of a request that came in, as a code of <c>wasi:http/types.error-code</c>.</summary>
public sealed class RequestBodyTests
{
    private readonly DefaultHttpContext _context = new();

    [Fact]
    public void Trailers_of_more_than_may_be_are_too_large()
    {
        _context.Features.Set<IHttpRequestTrailersFeature>(new Trailers { ["x-end"] = "later" });
        Assert.Equal(1, new RequestBody(_context, 1000).Trailers()!.Count);
        Assert.IsType<ErrorCode.HttpRequestTrailerSectionSize>(Assert.Throws<HttpRefusedException>(() => new RequestBody(_context, 20).Trailers()).Code);
    }

    [Theory]
    [InlineData(StatusCodes.Status413PayloadTooLarge, typeof(ErrorCode.HttpRequestBodySize))]
    [InlineData(StatusCodes.Status408RequestTimeout, typeof(ErrorCode.ConnectionReadTimeout))]
    [InlineData(StatusCodes.Status400BadRequest, typeof(ErrorCode.HttpProtocolError))]
    public void What_the_server_refuses_has_a_code(int status, Type code) =>
        Assert.IsType(code, new RequestBody(_context, 1000).Explain(new BadHttpRequestException("refused", status)));

    [Fact]
    public void A_client_that_goes_away_terminates_the_connection()
    {
        Assert.IsType<ErrorCode.ConnectionTerminated>(new RequestBody(_context, 1000).Explain(new IOException()));
        _context.RequestAborted = new CancellationToken(canceled: true);
        Assert.IsType<ErrorCode.ConnectionTerminated>(new RequestBody(_context, 1000).Explain(new BadHttpRequestException("gone")));
    }

    private sealed class Trailers : HeaderDictionary, IHttpRequestTrailersFeature
    {
        public bool Available => true;

        IHeaderDictionary IHttpRequestTrailersFeature.Trailers => this;
    }
}
