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

/// <summary>
/// A connection that shows what a library would smooth over: where an answer ends, and whether anything comes behind it. What takes longer than its limit is an
/// <see cref="IOException"/>.
/// </summary>
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

    /// <summary>How long sending a request may take, and then the answer to its end; 30 s unless it is set, far more than guests are given.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether something has come that nobody asked for.</summary>
    public bool HasMore => end > start || socket.Available > 0;

    /// <summary>Connects to a port of 127.0.0.1.</summary>
    public static async Task<RawConnection> OpenAsync(int port, bool isNarrow = false)
    {
        var connection = new RawConnection();
        if (isNarrow) connection.socket.ReceiveBufferSize = 4096;
        try
        {
            await connection.InTimeAsync("connection", async limit =>
            {
                await connection.socket.ConnectAsync(IPAddress.Loopback, port, limit).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A request with its body.</summary>
    public static byte[] Request(string method, string path, byte[]? body = null, string headers = "") =>
    [
        .. Encoding.Latin1.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{(body is null ? "" : $"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n")}\r\n"),
        .. body ?? [],
    ];

    /// <summary>Sends all of it.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => InTimeAsync("end of sending", async limit =>
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, limit).ConfigureAwait(false)..];
        return true;
    });

    /// <summary>Reads an answer to its end.</summary>
    /// <exception cref="IOException">The connection was closed before, or this is no answer.</exception>
    public Task<RawAnswer> ReadAsync() => InTimeAsync("whole answer", AnswerAsync);

    /// <summary>Reads the next piece, and forgets it.</summary>
    public async Task SkipAsync()
    {
        start = end;
        await FillAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Breaks off: what was not read is lost, and the other side is told of a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private async Task<T> InTimeAsync<T>(string what, Func<CancellationToken, Task<T>> act)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await act(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"no {what} within {Limit.TotalSeconds:0.#} s"));
        }
    }

    private async Task<RawAnswer> AnswerAsync(CancellationToken limit)
    {
        var first = (await LineAsync(limit).ConfigureAwait(false)).Split(' ');
        if (first is not ["HTTP/1.1", var text, ..] || !int.TryParse(text, CultureInfo.InvariantCulture, out var status))
            throw new IOException($"expected an answer, found {string.Join(' ', first)}");
        var (length, isChunked, closes) = ((long?)null, false, false);
        for (string line; (line = await LineAsync(limit).ConfigureAwait(false)).Length > 0;)
        {
            if (line.StartsWith("content-length: ", StringComparison.OrdinalIgnoreCase)) length = long.Parse(line.AsSpan(16), CultureInfo.InvariantCulture);
            isChunked |= line.Equals("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase);
            closes |= line.Equals("connection: close", StringComparison.OrdinalIgnoreCase);
        }

        // RFC 9112 §6.3: what has neither chunks nor a length ends with its connection, unless nothing can follow its head.
        if (status is 204 or 304) length = 0;
        using var body = new MemoryStream();
        if (isChunked) await ChunksAsync(body, limit).ConfigureAwait(false);
        else if (length is { } bytes) await TakeAsync(body, bytes, limit).ConfigureAwait(false);
        else await AllAsync(body, limit).ConfigureAwait(false);
        return new RawAnswer(status, closes || !isChunked && length is null, body.ToArray());
    }

    private async Task ChunksAsync(MemoryStream body, CancellationToken limit)
    {
        while (long.Parse(await LineAsync(limit).ConfigureAwait(false), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            await TakeAsync(body, size, limit).ConfigureAwait(false);
            if (await LineAsync(limit).ConfigureAwait(false) != "") throw new IOException("expected the end of a chunk");
        }

        // Trailers, up to the empty line.
        while (await LineAsync(limit).ConfigureAwait(false) != "")
        {
        }
    }

    private async Task TakeAsync(MemoryStream body, long length, CancellationToken limit)
    {
        while (length > 0)
        {
            if (start == end) await FillAsync(limit).ConfigureAwait(false);
            var part = (int)Math.Min(length, end - start);
            body.Write(buffer, start, part);
            start += part;
            length -= part;
        }
    }

    private async Task AllAsync(MemoryStream body, CancellationToken limit)
    {
        do body.Write(buffer, start, end - start);
        while (await ReceiveAsync(limit).ConfigureAwait(false));
    }

    private async Task<string> LineAsync(CancellationToken limit)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (start == end) await FillAsync(limit).ConfigureAwait(false);
            var next = (char)buffer[start++];
            if (next == '\n' && line is [.., '\r']) return line.ToString(0, line.Length - 1);
            if (line.Append(next).Length > 10_000) throw new IOException("a line has no end");
        }
    }

    private async Task FillAsync(CancellationToken limit)
    {
        if (!await ReceiveAsync(limit).ConfigureAwait(false)) throw new IOException("the connection was closed before the answer's end");
    }

    // False for the end of the connection.
    private async Task<bool> ReceiveAsync(CancellationToken limit)
    {
        if (Pause > TimeSpan.Zero) await Task.Delay(Pause, limit).ConfigureAwait(false);
        (start, end) = (0, await socket.ReceiveAsync(buffer, SocketFlags.None, limit).ConfigureAwait(false));
        return end > 0;
    }
}
