using System.Diagnostics;
using System.Globalization;
using Dovetail;
using Dovetail.AspNetCore;
using Dovetail.Wasi;
using Microsoft.AspNetCore.Http;

namespace Serving;

/// <summary>What a request costs on one thread without a server around it, and how much of that is making the instance.</summary>
internal static class InProcess
{
    private const int Repetitions = 2_000;

    public static async Task RunAsync(string file, string path, int rounds)
    {
        using var engine = new Engine();
        var component = Component.Load(engine, file);
        var linker = new Linker(engine).AddWasi();
        var host = new ComponentHost(component);
        List<(double Microseconds, double Bytes)> instances = [], requests = [];
        // The first round is not counted: it compiles.
        for (var round = 0; round <= rounds; round++)
        {
            instances.Add(await MeasureAsync(() =>
            {
                using var store = new Store(engine, host.Options.Limits);
                linker.Instantiate(store, component);
                return Task.CompletedTask;
            }));
            requests.Add(await MeasureAsync(() =>
            {
                var context = new DefaultHttpContext();
                (context.Request.Method, context.Request.Scheme, context.Request.Path) = ("GET", "http", path);
                context.Request.Host = new HostString("127.0.0.1");
                return host.HandleAsync(context);
            }));
        }
        Console.WriteLine("| on one thread | µs | least | allocated B |\n|---|---|---|---|");
        foreach (var (name, list) in new[] { ("store and instance", instances), ("request", requests) })
        {
            var times = list.Skip(1).Select(each => each.Microseconds).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {times[times.Length / 2]:F1} | {times[0]:F1} | {list[^1].Bytes:F0} |"));
        }
    }

    // Of many repetitions the middle one: what else the machine does is left out.
    private static async Task<(double Microseconds, double Bytes)> MeasureAsync(Func<Task> run)
    {
        var times = new double[Repetitions];
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Repetitions;
        Array.Sort(times);
        return (times[Repetitions / 2], allocated);
    }
}
