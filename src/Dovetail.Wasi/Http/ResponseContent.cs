using System.Net.Http.Headers;
using System.Text;

namespace Dovetail.Wasi.Http;

/// <summary>The body of a response that was received.</summary>
internal sealed class ResponseContent(HttpResponseMessage response, Stream stream, ResponseLimits limits) : IncomingContent
{
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using var clock = new CancellationTokenSource(limits.BetweenBytes, limits.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellation);
        int read;
        try
        {
            read = await stream.ReadAsync(buffer, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (clock.IsCancellationRequested)
        {
            throw new HttpRefusedException(new ErrorCode.ConnectionReadTimeout());
        }
        _read += read;
        return _read > limits.MaxBytes ? throw new HttpRefusedException(new ErrorCode.HttpResponseBodySize((ulong)_read)) : read;
    }

    public override FieldList? Trailers() => response.TrailingHeaders.Any()
        ? FieldsOf(limits.MaxFieldBytes, new ErrorCode.HttpResponseTrailerSectionSize(null), response.TrailingHeaders)
        : null;

    public override ErrorCode Explain(Exception exception) => HttpFailure.Explain(exception);

    public override void Close() => response.Dispose();

    /// <summary>The fields as the guest sees them, byte for byte.</summary>
    /// <exception cref="HttpRefusedException">They are <paramref name="tooLarge"/>.</exception>
    public static FieldList FieldsOf(int mostBytes, ErrorCode tooLarge, params ReadOnlySpan<HttpHeaders> sections)
    {
        var list = new FieldList(mostBytes);
        foreach (var section in sections)
        {
            foreach (var (name, values) in section.NonValidated)
            {
                foreach (var value in values)
                    list.Append(name, Encoding.Latin1.GetBytes(value), tooLarge);
            }
        }
        return list;
    }
}

/// <summary>How much a response may use.</summary>
/// <param name="MaxBytes">How long the body may be; null for any length.</param>
internal sealed record ResponseLimits(TimeSpan BetweenBytes, long? MaxBytes, int MaxFieldBytes, TimeProvider Time);
