using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serving;

/// <summary>Sends one request after the other on each of some connections, and times the answers. Speaks just enough HTTP to cost little beside the server.</summary>
internal static class LoadClient
{
    // What the last answers may take.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Requests per second, and the time in which 99 of 100 were answered, in milliseconds.</summary>
    /// <exception cref="TimeoutException">An answer does not come.</exception>
    public static async Task<(double PerSecond, double P99)> RunAsync(int port, string path, int connections, TimeSpan time)
    {
        using var stop = new CancellationTokenSource();
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        var clients = Enumerable.Range(0, connections).Select(_ => Task.Run(() => LoopAsync(port, request, stop.Token))).ToArray();
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(time);
        await stop.CancelAsync();
        var times = (await Task.WhenAll(clients).WaitAsync(Longest, CancellationToken.None)).SelectMany(list => list).ToArray();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(times);
        return (times.Length / seconds, times.Length == 0 ? double.NaN : times[(int)(times.Length * 0.99)]);
    }

    private static async Task<List<double>> LoopAsync(int port, byte[] request, CancellationToken stop)
    {
        var times = new List<double>(100_000);
        var buffer = new byte[1 << 16];
        while (!stop.IsCancellationRequested)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port, CancellationToken.None);
            for (var isOpen = true; isOpen && !stop.IsCancellationRequested;)
            {
                var start = Stopwatch.GetTimestamp();
                isOpen = await AskAsync(socket, request, buffer);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        return times;
    }

    // Whether the connection can take another request.
    private static async Task<bool> AskAsync(Socket socket, byte[] request, byte[] buffer)
    {
        await socket.SendAsync(request, SocketFlags.None, CancellationToken.None);
        for (var have = 0; have < buffer.Length;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have), SocketFlags.None, CancellationToken.None);
            have += read;
            if (IsWhole(buffer.AsSpan(0, have), isClosed: read == 0))
                return read > 0 && buffer.AsSpan(0, have).IndexOf("\r\nConnection: close\r\n"u8) < 0;
            if (read == 0)
                throw new IOException($"the server closed the connection after {Encoding.ASCII.GetString(buffer, 0, have)}");
        }
        throw new IOException($"an answer has more than {buffer.Length} bytes");
    }

    // With a length the body is the end; in chunks the last one is; and with neither the connection's end.
    private static bool IsWhole(ReadOnlySpan<byte> answer, bool isClosed)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        if (!answer.StartsWith("HTTP/1.1 200"u8))
            throw new IOException(Encoding.ASCII.GetString(answer));
        var rest = answer[(head + 4)..];
        var fields = Encoding.ASCII.GetString(answer[..head]);
        return fields.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? rest.EndsWith("0\r\n\r\n"u8)
            : LengthOf(fields) is { } length ? rest.Length >= length
            : isClosed;
    }

    private static int? LengthOf(string fields)
    {
        const string Name = "\r\ncontent-length:";
        if (fields.IndexOf(Name, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at))
            return null;
        var value = fields.AsSpan(at + Name.Length);
        return int.Parse(value[..(value.IndexOf('\r') is var end and >= 0 ? end : value.Length)], CultureInfo.InvariantCulture);
    }
}
