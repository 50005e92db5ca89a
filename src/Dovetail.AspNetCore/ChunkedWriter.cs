using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Dovetail.Wasi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Dovetail.AspNetCore;

/// <summary>A body in chunks, with fields behind it (RFC 9112 §7.1): Kestrel writes no trailers over HTTP/1.1, but leaves the chunks to who names them as the transfer coding.</summary>
/// <remarks>
/// Only over a connection of Kestrel's own with nothing in between that would change the body, and only where somebody has said that trailers are wanted or will come:
/// the client by <c>te: trailers</c>, or the guest by a field <c>trailer</c> (RFC 9110 §6.6.2). A piece that is flushed is one chunk.
/// </remarks>
internal sealed class ChunkedWriter(PipeWriter connection) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _chunk = new();

    /// <summary>Whether an answer can have trailers that way.</summary>
    public static bool Fits(HttpContext context, FieldList headers) =>
        HttpProtocol.IsHttp11(context.Request.Protocol)
        && context.Features.Get<IHttpMinResponseDataRateFeature>() is { } kestrel && ReferenceEquals(kestrel, context.Features.Get<IHttpResponseBodyFeature>())
        && !headers.Has("content-length")
        && (headers.Has("trailer") || context.Request.Headers.TE.Any(value => value is not null && WantsTrailers(value)));

    public override void Advance(int bytes) => _chunk.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _chunk.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _chunk.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Frame();
        return connection.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => connection.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => connection.Complete(exception);

    /// <summary>Nothing more comes but the trailers. One that would say again where the body ends is left out (RFC 9110 §6.5.1).</summary>
    public ValueTask<FlushResult> EndAsync(FieldList? trailers)
    {
        Frame();
        connection.Write("0\r\n"u8);
        foreach (var (name, value) in trailers?.Entries ?? [])
        {
            if (name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
                continue;
            connection.Write(Encoding.ASCII.GetBytes(name));
            connection.Write(": "u8);
            connection.Write(value);
            connection.Write("\r\n"u8);
        }
        connection.Write("\r\n"u8);
        // Who names the chunks flushes them: Kestrel's own end of an answer doesn't.
        return connection.FlushAsync();
    }

    // An empty chunk would be the last.
    private void Frame()
    {
        if (_chunk.WrittenCount == 0)
            return;
        connection.Write(Encoding.ASCII.GetBytes(_chunk.WrittenCount.ToString("x", CultureInfo.InvariantCulture)));
        connection.Write("\r\n"u8);
        connection.Write(_chunk.WrittenSpan);
        connection.Write("\r\n"u8);
        _chunk.ResetWrittenCount();
    }

    // A weight may follow each coding, but `trailers` has none.
    private static bool WantsTrailers(string value) =>
        value.Split(',', StringSplitOptions.TrimEntries).Contains("trailers", StringComparer.OrdinalIgnoreCase);
}
