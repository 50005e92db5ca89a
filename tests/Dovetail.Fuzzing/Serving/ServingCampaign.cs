using System.Net.Sockets;
using System.Text;

namespace Dovetail.Fuzzing.Serving;

/// <summary>
/// Faults under load: clients of every kind against a server in a process of its own, whose component is exchanged every five seconds. Every request must have exactly one whole answer, those that
/// are in order the right one, and what the server holds in the end must not be more than after some time.
/// </summary>
internal sealed class ServingCampaign(ulong seed)
{
    private const int Clients = 24;
    private const string Greeting = "hello from a component\n";
    private const string Other = "hello from another one\n";
    private static readonly TimeSpan SwapPause = TimeSpan.FromSeconds(5);

    private readonly Tally tally = new();
    private int swaps;

    /// <summary>Runs for <paramref name="time"/>, and compares with what was after <paramref name="settled"/>; the exit code.</summary>
    /// <param name="guest">The handler in C of the tests.</param>
    public async Task<int> RunAsync(byte[] guest, TimeSpan time, TimeSpan settled)
    {
        var folder = Directory.CreateTempSubdirectory("dovetail-serving").FullName;
        try
        {
            var file = Path.Combine(folder, "handler.wasm");
            await File.WriteAllBytesAsync(file, guest).ConfigureAwait(false);
            await RunAsync(file, guest, time, settled).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or FormatException or InvalidOperationException)
        {
            // What was found before says why.
            tally.Complain($"the run broke off: {exception}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var line in tally.Lines()) Console.WriteLine(line);
        foreach (var finding in tally.Findings) Console.WriteLine($"finding: {finding}");
        Console.WriteLine($"serving: {tally.Count} requests, {swaps} swaps, {tally.Findings.Count} findings");
        return tally.Findings.Count == 0 ? 0 : 1;
    }

    private async Task RunAsync(string file, byte[] guest, TimeSpan time, TimeSpan settled)
    {
        using var server = await ServerProcess.StartAsync(file, tally.Complain).ConfigureAwait(false);
        await LoadAsync(server, file, guest, settled).ConfigureAwait(false);
        var before = await SettleAsync(server, null).ConfigureAwait(false);
        Console.WriteLine($"after {settled.TotalSeconds:F0} s: {before}");
        await LoadAsync(server, file, guest, time - settled).ConfigureAwait(false);
        var after = await SettleAsync(server, before).ConfigureAwait(false);
        Console.WriteLine($"after {time.TotalSeconds:F0} s: {after}");
        if (after.GrowthSince(before) is { } growth) tally.Complain(growth);
    }

    private async Task LoadAsync(ServerProcess server, string file, byte[] guest, TimeSpan time)
    {
        using var stop = new CancellationTokenSource(time);
        var clients = Enumerable.Range(0, Clients)
            .Select(i => new LoadClient(server.Port, [Greeting, Other], new SeededRandom(SeededRandom.SeedOf(seed, i + swaps * Clients)), tally)).ToArray();
        var running = clients.Select(client => Task.Run(() => client.RunAsync(stop.Token))).ToArray();
        try
        {
            while (!stop.IsCancellationRequested && server.Lives)
            {
                await Task.Delay(SwapPause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!stop.IsCancellationRequested) await SwapAsync(server, file, guest).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ConfigureAwait(false);
            foreach (var client in clients) client.Dispose();
            if (!server.Lives) tally.Complain("the server has ended");
        }
    }

    // The same handler with another greeting, of the same length, takes over.
    private async Task SwapAsync(ServerProcess server, string file, byte[] guest)
    {
        var greeting = swaps++ % 2 == 0 ? Other : Greeting;
        var next = guest.ToArray();
        Encoding.ASCII.GetBytes(greeting, next.AsSpan(next.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Greeting))));
        await File.WriteAllBytesAsync(file + ".new", next).ConfigureAwait(false);
        File.Move(file + ".new", file, overwrite: true);
        if (!await UntilAsync(async () => await GetAsync(server, "/").ConfigureAwait(false) == greeting).ConfigureAwait(false))
            tally.Complain("a component was not taken");
    }

    // When the requests have ended, connections and the threads that served them do.
    private async Task<ServerFigures> SettleAsync(ServerProcess server, ServerFigures? before)
    {
        if (!await UntilAsync(async () => (await GetAsync(server, ServerProcess.HealthPath).ConfigureAwait(false)).Contains("\"active\":0,", StringComparison.Ordinal)).ConfigureAwait(false))
            tally.Complain("guests run that nobody waits for");
        var figures = await server.FiguresAsync().ConfigureAwait(false);
        await UntilAsync(async () =>
        {
            await Task.Delay(1000).ConfigureAwait(false);
            var last = figures;
            figures = await server.FiguresAsync().ConfigureAwait(false);
            return before is null ? figures.Threads >= last.Threads && figures.Descriptors >= last.Descriptors : figures.GrowthSince(before) is null;
        }).ConfigureAwait(false);
        return figures;
    }

    private static async Task<string> GetAsync(ServerProcess server, string path)
    {
        using var connection = await RawConnection.OpenAsync(server.Port).ConfigureAwait(false);
        await connection.SendAsync(RawConnection.Request("GET", path)).ConfigureAwait(false);
        return (await connection.ReadAsync().ConfigureAwait(false)).Text;
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> condition)
    {
        for (var start = Environment.TickCount64; Environment.TickCount64 - start < 30_000; await Task.Delay(100).ConfigureAwait(false))
        {
            if (await condition().ConfigureAwait(false)) return true;
        }

        return false;
    }
}
