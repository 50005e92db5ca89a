using System.Diagnostics;
using Dovetail;

namespace Components;

/// <summary>The calls of bench.mjs, by the same names, through typed delegates.</summary>
internal static class Calls
{
    private const int Repetitions = 9;

    // The runtime compiles what is hot again in the background, at the earliest 100 ms after it last compiled something new.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.6);

    private sealed record Point(uint Id, double X, double Y, byte Tag);

    /// <summary>For each call the least nanoseconds of all repetitions, and the bytes allocated in one.</summary>
    public static List<(string Name, double Nanoseconds, double Bytes)> Run(string folder)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine).Define("bench:b/host", host => host
            .Function("hadd", (int a, int b) => a + b)
            .Function("hlen", (string text) => (uint)text.Length));
        var guest = Component.Load(engine, Path.Combine(folder, "guest.component.wasm"));
        var composed = Component.Load(engine, Path.Combine(folder, "composed.component.wasm"));
        var results = new List<(string, double, double)>();
        Host(results, linker.Instantiate(store, guest));
        Composed(results, linker.Instantiate(store, composed));
        Between.Run(engine, store, (name, count, run) => results.Add(Time(name, count, run)));
        results.Add(Time("instantiate guest (modules compiled)", 500, n => Instantiate(n, engine, linker, guest)));
        results.Add(Time("instantiate composed (modules compiled)", 200, n => Instantiate(n, engine, linker, composed)));
        return results;
    }

    private static void Host(List<(string, double, double)> results, ComponentInstance guest)
    {
        const string ascii = "hello world, this is 32 bytes ok";
        var kilobyte = string.Concat(Enumerable.Repeat(ascii, 32));
        var mixed = string.Concat(Enumerable.Repeat("héllo wörld ✓ ", 3));
        var bytes = Enumerable.Repeat((byte)3, 65536).ToArray();
        var points = Enumerable.Range(0, 1000).Select(i => new Point((uint)i, i * .5, i, (byte)i)).ToArray();
        var ops = guest.GetInterface("bench:b/ops");
        var add = ops.GetFunction<Func<int, int, int>>("add");
        var echo = ops.GetFunction<Func<string, string>>("echo");
        var sum = ops.GetFunction<Func<byte[], uint>>("sum");
        var pts = ops.GetFunction<Func<Point[], double>>("pts");
        var mkpts = ops.GetFunction<Func<uint, Point[]>>("mkpts");
        var callhost = guest.GetFunction<Func<uint, int>>("callhost");
        var callhostlen = guest.GetFunction<Func<uint, uint>>("callhostlen");
        results.Add(Time("add(s32,s32)", 100_000, n => { for (var i = 0; i < n; i++) add(i, 2); }));
        results.Add(Time("echo(32 B ascii)", 20_000, n => { for (var i = 0; i < n; i++) echo(ascii); }));
        results.Add(Time("echo(1 KiB ascii)", 10_000, n => { for (var i = 0; i < n; i++) echo(kilobyte); }));
        results.Add(Time("echo(45 chars non-ascii)", 20_000, n => { for (var i = 0; i < n; i++) echo(mixed); }));
        results.Add(Time("sum(list<u8> 64 KiB)", 300, n => { for (var i = 0; i < n; i++) sum(bytes); }));
        results.Add(Time("pts(list<record> 1000)", 100, n => { for (var i = 0; i < n; i++) pts(points); }));
        results.Add(Time("mkpts -> list<record> 1000", 100, n => { for (var i = 0; i < n; i++) mkpts(1000); }));
        results.Add(Time("guest->host hadd", 100_000, n => callhost((uint)n)));
        results.Add(Time("guest->host hlen(32 B string)", 20_000, n => callhostlen((uint)n)));
    }

    private static void Composed(List<(string, double, double)> results, ComponentInstance composed)
    {
        var add = composed.GetFunction<Func<uint, int>>("calladd");
        var echo = composed.GetFunction<Func<uint, uint>>("callecho");
        var sum = composed.GetFunction<Func<uint, uint>>("callsum");
        results.Add(Time("component->component add", 100_000, n => add((uint)n)));
        results.Add(Time("component->component echo 32 B", 20_000, n => echo((uint)n)));
        results.Add(Time("component->component sum 64 KiB list", 200, n => sum((uint)n)));
    }

    private static void Instantiate(int count, Engine engine, Linker linker, Component component)
    {
        for (var i = 0; i < count; i++)
        {
            using var store = new Store(engine);
            linker.Instantiate(store, component);
        }
    }

    private static (string, double, double) Time(string name, int count, Action<int> run)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < WarmUp)
            run(count);
        var (best, bytes) = (double.MaxValue, 0.0);
        for (var i = 0; i < Repetitions; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            run(count);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / count);
            bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }
        return (name, best, bytes);
    }
}
