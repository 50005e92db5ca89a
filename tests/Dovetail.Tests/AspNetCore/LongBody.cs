using System.Net;

namespace Dovetail.Tests.AspNetCore;

/// <summary>A hundred megabytes that go out while they come back, which .NET's own contents don't, and of which neither client nor server may hold more than a part.</summary>
internal sealed class LongBody : HttpContent
{
    private const long Length = 100_000_000;

    // What the windows of HTTP/2 and the buffers of the sockets may take, and the pieces in the guest.
    private const long MostUnderWay = 32 << 20;

    private const int Piece = 1 << 16;

    // Not a divisor of a piece, so that one which is lost, or comes twice, is seen.
    private const int Period = 251;

    private static readonly byte[] _pattern = [.. Enumerable.Range(0, Period + Piece).Select(i => (byte)(i % Period))];

    private long _sent;

    /// <summary>Has it echoed over HTTP/2, and looks at what comes back.</summary>
    public static async Task EchoAsync(string address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(5) };
        var body = new LongBody();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = body };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Length, await body.CompareAsync(await response.Content.ReadAsStreamAsync()));
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (int piece; (piece = (int)Math.Min(Piece, Length - _sent)) > 0;)
        {
            var bytes = _pattern.AsMemory((int)(_sent % Period), piece);
            Interlocked.Add(ref _sent, piece);
            await stream.WriteAsync(bytes);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }

    private async Task<long> CompareAsync(Stream answer)
    {
        var (received, buffer) = (0L, new byte[Piece]);
        for (int read; (read = await answer.ReadAsync(buffer)) > 0; received += read)
        {
            Assert.True(_pattern.AsSpan((int)(received % Period), read).SequenceEqual(buffer.AsSpan(0, read)), $"other bytes came back at {received}");
            Assert.InRange(Interlocked.Read(ref _sent) - received, 0, MostUnderWay);
        }
        return received;
    }
}
