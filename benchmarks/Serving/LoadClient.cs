using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serving;

/// <summary>Sends one request after the other on each of some connections, and times the answers. Speaks just enough HTTP to cost little beside the server.</summary>
internal static class LoadClient
{
    /// <summary>Requests per second, and the time in which 99 of 100 were answered, in milliseconds.</summary>
    public static async Task<(double PerSecond, double P99)> RunAsync(int port, string path, int connections, TimeSpan time)
    {
        using var stop = new CancellationTokenSource();
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        var clients = Enumerable.Range(0, connections).Select(_ => Task.Run(() => LoopAsync(port, request, stop.Token))).ToArray();
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(time);
        await stop.CancelAsync();
        var times = (await Task.WhenAll(clients)).SelectMany(list => list).ToArray();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(times);
        return (times.Length / seconds, times.Length == 0 ? double.NaN : times[(int)(times.Length * 0.99)]);
    }

    private static async Task<List<double>> LoopAsync(int port, byte[] request, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, CancellationToken.None);
        var times = new List<double>(100_000);
        var buffer = new byte[4096];
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(request, SocketFlags.None, CancellationToken.None);
            var have = 0;
            while (!IsWhole(buffer.AsSpan(0, have)))
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(have), SocketFlags.None, CancellationToken.None);
                if (read == 0)
                    throw new IOException($"the server closed the connection after {Encoding.ASCII.GetString(buffer, 0, have)}");
                have += read;
            }
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return times;
    }

    // With a length the body is the end; in chunks the last one is.
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        if (!answer.StartsWith("HTTP/1.1 200"u8))
            throw new IOException(Encoding.ASCII.GetString(answer));
        var rest = answer[(head + 4)..];
        var fields = Encoding.ASCII.GetString(answer[..head]);
        return fields.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? rest.EndsWith("0\r\n\r\n"u8) : rest.Length >= LengthOf(fields);
    }

    private static int LengthOf(string fields)
    {
        const string Name = "\r\ncontent-length:";
        var value = fields.AsSpan(fields.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length);
        return int.Parse(value[..(value.IndexOf('\r') is var end and >= 0 ? end : value.Length)], CultureInfo.InvariantCulture);
    }
}
