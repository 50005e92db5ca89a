using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dovetail.Fuzzing.Serving;

/// <summary>An answer that was read to its end.</summary>
/// <param name="Closes">Whether the server closes the connection behind it.</param>
internal sealed record RawAnswer(int Status, bool Closes, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.Latin1.GetString(Body);
}

/// <summary>A connection that shows what a library would smooth over: where an answer ends, and whether anything comes behind it.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[16 << 10];
    private int start, end;

    private RawConnection()
    {
    }

    /// <summary>How long to wait before each piece that is read.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>Whether something has come that nobody asked for.</summary>
    public bool HasMore => end > start || socket.Available > 0;

    /// <summary>Connects to a port of 127.0.0.1.</summary>
    public static async Task<RawConnection> OpenAsync(int port, bool isNarrow = false)
    {
        var connection = new RawConnection();
        if (isNarrow) connection.socket.ReceiveBufferSize = 4096;
        await connection.socket.ConnectAsync(IPAddress.Loopback, port).ConfigureAwait(false);
        return connection;
    }

    /// <summary>A request with its body.</summary>
    public static byte[] Request(string method, string path, byte[]? body = null, string headers = "") =>
    [
        .. Encoding.Latin1.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{(body is null ? "" : $"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n")}\r\n"),
        .. body ?? [],
    ];

    /// <summary>Sends all of it.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
    }

    /// <summary>Reads an answer to its end.</summary>
    /// <exception cref="IOException">The connection was closed before, or this is no answer.</exception>
    public async Task<RawAnswer> ReadAsync()
    {
        var first = (await LineAsync().ConfigureAwait(false)).Split(' ');
        if (first is not ["HTTP/1.1", var status, ..]) throw new IOException($"expected an answer, found {string.Join(' ', first)}");
        var (length, isChunked, closes) = (0L, false, false);
        for (string line; (line = await LineAsync().ConfigureAwait(false)).Length > 0;)
        {
            if (line.StartsWith("content-length: ", StringComparison.OrdinalIgnoreCase)) length = long.Parse(line.AsSpan(16), CultureInfo.InvariantCulture);
            isChunked |= line.Equals("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase);
            closes |= line.Equals("connection: close", StringComparison.OrdinalIgnoreCase);
        }

        using var body = new MemoryStream();
        if (!isChunked)
        {
            await TakeAsync(body, length).ConfigureAwait(false);
            return new RawAnswer(int.Parse(status, CultureInfo.InvariantCulture), closes, body.ToArray());
        }

        while (await ChunkAsync().ConfigureAwait(false) is > 0 and var size)
        {
            await TakeAsync(body, size).ConfigureAwait(false);
            if (await LineAsync().ConfigureAwait(false) != "") throw new IOException("expected the end of a chunk");
        }

        // Trailers, up to the empty line.
        while (await LineAsync().ConfigureAwait(false) != "")
        {
        }

        return new RawAnswer(int.Parse(status, CultureInfo.InvariantCulture), closes, body.ToArray());

        async Task<long> ChunkAsync() => long.Parse(await LineAsync().ConfigureAwait(false), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>Reads the next piece, and forgets it.</summary>
    public async Task SkipAsync()
    {
        start = end;
        await FillAsync().ConfigureAwait(false);
    }

    /// <summary>Breaks off: what was not read is lost, and the other side is told of a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private async Task TakeAsync(MemoryStream body, long length)
    {
        while (length > 0)
        {
            if (start == end) await FillAsync().ConfigureAwait(false);
            var part = (int)Math.Min(length, end - start);
            body.Write(buffer, start, part);
            start += part;
            length -= part;
        }
    }

    private async Task<string> LineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (start == end) await FillAsync().ConfigureAwait(false);
            var next = (char)buffer[start++];
            if (next == '\n' && line is [.., '\r']) return line.ToString(0, line.Length - 1);
            if (line.Append(next).Length > 10_000) throw new IOException("a line has no end");
        }
    }

    private async Task FillAsync()
    {
        if (Pause > TimeSpan.Zero) await Task.Delay(Pause).ConfigureAwait(false);
        (start, end) = (0, await socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false));
        if (end == 0) throw new IOException("the connection was closed before the answer's end");
    }
}
