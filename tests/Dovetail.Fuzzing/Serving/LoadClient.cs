using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Dovetail.Fuzzing.Serving;

/// <summary>A client that does one thing after the other, and looks at every answer.</summary>
/// <param name="greetings">What the components say, of which any may serve.</param>
internal sealed class LoadClient(int port, string[] greetings, SeededRandom random, Tally tally) : IDisposable
{
    // A pause between two requests, up to this, keeps the load below what the machine can do.
    private const int MostPause = 300;

    // How much later than its deadline a guest's end may be seen, on a machine that has other work.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private RawConnection? connection;
    private int number;

    /// <summary>Goes on until it is stopped, to the end of a request.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var kind = random.Below(100) switch { < 4 => Traffic.Trap, < 6 => Traffic.Hang, < 8 => Traffic.Bomb, < 11 => Traffic.Slow, < 14 => Traffic.Abort, _ => Traffic.Healthy };
            var start = Stopwatch.GetTimestamp();
            var wrong = await TryAsync(kind).ConfigureAwait(false);
            var time = Stopwatch.GetElapsedTime(start);
            if (wrong is not null) Forget($"{kind}: {wrong}");
            else if (kind is Traffic.Trap or Traffic.Hang or Traffic.Bomb && time > ServerProcess.Deadline + Slack) Forget($"{kind}: answered after {time}");
            else tally.Add(kind, time.TotalMilliseconds);
            await Task.Delay(random.Below(MostPause), CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection?.Dispose();

    private async Task<string?> TryAsync(Traffic kind)
    {
        try
        {
            return kind switch
            {
                Traffic.Trap => await AskAsync(RawConnection.Request("GET", random.Pick<string>(["/trap", "/set-trap", "/silent", "/flood"])), 500).ConfigureAwait(false),
                Traffic.Hang => await AskAsync(RawConnection.Request("GET", random.OneIn(4) ? "/spin" : "/sleep"), 504).ConfigureAwait(false),
                Traffic.Bomb => await AskAsync(RawConnection.Request("GET", "/bomb"), 500).ConfigureAwait(false),
                Traffic.Slow => await SlowAsync().ConfigureAwait(false),
                Traffic.Abort => await AbortAsync().ConfigureAwait(false),
                _ => await HealthyAsync().ConfigureAwait(false),
            };
        }
        catch (Exception exception) when (exception is IOException or SocketException or FormatException or OverflowException)
        {
            return exception.Message;
        }
    }

    private Task<string?> HealthyAsync()
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"{random.Next():x}-{number++}");
        switch (random.Below(8))
        {
            case 0:
                var body = new byte[random.Below(100_000)];
                Array.Fill(body, random.Byte());
                return AskAsync(RawConnection.Request("POST", "/echo", body), 200, answer => answer.Body.AsSpan().SequenceEqual(body));
            case 1:
                return AskAsync(RawConnection.Request("GET", "/lines/50"), 200, answer => answer.Text.EndsWith("line 48\nline 49\n", StringComparison.Ordinal));
            case 2:
                return AskAsync(RawConnection.Request("GET", "/empty"), 204, answer => answer.Body.Length == 0);
            case 3 or 4:
                return AskAsync(
                    RawConnection.Request("POST", $"/json/{token}", Encoding.ASCII.GetBytes(token)),
                    200,
                    answer => answer.Text.StartsWith($"{{\"method\":\"POST\",\"path\":\"/json/{token}\",\"bytes\":{token.Length},", StringComparison.Ordinal));
            default:
                return AskAsync(RawConnection.Request("GET", "/"), 200, answer => greetings.Contains(answer.Text));
        }
    }

    private async Task<string?> SlowAsync()
    {
        if (random.OneIn(3))
        {
            using var reader = await RawConnection.OpenAsync(port, isNarrow: true).ConfigureAwait(false);
            reader.Pause = TimeSpan.FromMilliseconds(10);
            await reader.SendAsync(RawConnection.Request("GET", "/lines/8000")).ConfigureAwait(false);
            var answer = await reader.ReadAsync().ConfigureAwait(false);
            return answer.Status == 200 && answer.Text.EndsWith("line 7999\n", StringComparison.Ordinal) ? null : $"{answer.Status} with {answer.Body.Length} bytes";
        }

        var body = new byte[40];
        Array.Fill(body, (byte)'x');
        var request = RawConnection.Request("POST", "/json/slow", body);
        // The header in pieces, or the body.
        var (first, piece) = random.OneIn(2) ? (0, 10) : (request.Length - body.Length, 4);
        using var writer = await RawConnection.OpenAsync(port).ConfigureAwait(false);
        await writer.SendAsync(request.AsMemory(0, first)).ConfigureAwait(false);
        for (var at = first; at < request.Length; at += piece)
        {
            await Task.Delay(20).ConfigureAwait(false);
            await writer.SendAsync(request.AsMemory(at, Math.Min(piece, request.Length - at))).ConfigureAwait(false);
        }

        var reply = await writer.ReadAsync().ConfigureAwait(false);
        return reply.Status == 200 && reply.Text.Contains("\"bytes\":40,", StringComparison.Ordinal) ? null : $"{reply.Status} with {reply.Text}";
    }

    // Nobody is left who could be answered: what this must not do is harm others.
    private async Task<string?> AbortAsync()
    {
        using var leaver = await RawConnection.OpenAsync(port).ConfigureAwait(false);
        var request = random.Pick<string>(["/slow/1000", "/lines/100000", "/sleep", "/", "/echo"]);
        var bytes = request == "/echo" ? RawConnection.Request("POST", request, new byte[100_000]) : RawConnection.Request("GET", request);
        try
        {
            await leaver.SendAsync(bytes.AsMemory(0, random.OneIn(3) ? random.Below(bytes.Length) : bytes.Length - (request == "/echo" ? 1000 : 0))).ConfigureAwait(false);
            if (request is "/slow/1000" or "/lines/100000" && random.OneIn(2)) await leaver.SkipAsync().WaitAsync(TimeSpan.FromMilliseconds(200)).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It was cut within the request, and waits for the rest.
        }

        if (random.OneIn(2)) leaver.Reset();
        return null;
    }

    private async Task<string?> AskAsync(byte[] request, int status, Predicate<RawAnswer>? isRight = null)
    {
        connection ??= await RawConnection.OpenAsync(port).ConfigureAwait(false);
        await connection.SendAsync(request).ConfigureAwait(false);
        var answer = await connection.ReadAsync().ConfigureAwait(false);
        if (answer.Status != status || isRight is not null && !isRight(answer))
            return $"{Encoding.Latin1.GetString(request.AsSpan(0, request.AsSpan().IndexOf((byte)'\r')))} gave {answer.Status} with {answer.Body.Length} bytes: {answer.Text[..Math.Min(200, answer.Text.Length)]}";
        if (connection.HasMore) return "something came behind the answer";
        if (answer.Closes) Forget(null);
        return null;
    }

    private void Forget(string? finding)
    {
        if (finding is not null) tally.Complain(finding);
        connection?.Dispose();
        connection = null;
    }
}
