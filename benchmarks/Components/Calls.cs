using Dovetail;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Modules.Encoding;

namespace Components;

/// <summary>A line of the table.</summary>
/// <param name="Name">The call; what bench.mjs calls it, where that has it.</param>
/// <param name="Goal">The most that it shall take, in nanoseconds; null where nothing is set.</param>
internal sealed record Row(string Name, Timing Time, double? Goal = null);

/// <summary>The calls of bench.mjs, by the same names, through typed delegates, and what they take beyond the guest's own work.</summary>
internal sealed class Calls : IDisposable
{
    private const string Ascii = "hello world, this is 32 bytes ok";
    private const int DataPage = 16;

    private readonly string folder;
    private readonly Engine engine = new();
    private readonly Store store;
    private readonly Linker linker;
    private readonly Component guest;
    private readonly Component composed;
    private readonly ModuleInstance core;
    private readonly List<Row> rows = [];

    private Calls(string folder)
    {
        store = new Store(engine);
        this.folder = folder;
        linker = DefineHost(new Linker(engine))
            .Define("bench:b/host", "hadd", (int a, int b) => a + b)
            .Define("bench:b/host", "hlen", (int begin, int length) => length);
        var path = Path.Combine(folder, "guest.component.wasm");
        guest = Component.Load(engine, path);
        composed = Component.Load(engine, Path.Combine(folder, "composed.component.wasm"));
        core = linker.Instantiate(store, Module.Load(engine, CoreOf(path)));
    }

    private sealed record Point(uint Id, double X, double Y, byte Tag);

    /// <summary>All rows.</summary>
    public static List<Row> Run(string folder)
    {
        using var calls = new Calls(folder);
        calls.Scalars();
        calls.Strings();
        calls.Bytes();
        calls.Records();
        calls.Composed();
        calls.Instances();
        return calls.rows;
    }

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    private void Scalars()
    {
        var instance = linker.Instantiate(store, guest);
        var ops = instance.GetInterface("bench:b/ops");
        var add = ops.GetFunction<Func<int, int, int>>("add");
        var direct = core.GetFunction<Func<int, int, int>>("bench:b/ops#add");
        var callhost = instance.GetFunction<Func<uint, int>>("callhost");
        var typed = Add("add(s32,s32)", 100_000, n => { for (var i = 0; i < n; i++) add(i, 2); }, 5);
        var raw = Add("core add (raw WebAssembly export)", 100_000, n => { for (var i = 0; i < n; i++) direct(i, 2); });
        rows.Add(new Row("add beyond the core export", typed - raw, 3));
        Add("guest->host hadd", 100_000, n => callhost((uint)n), 5);
        Add("dynamic add, by name", 100_000, n => { for (var i = 0; i < n; i++) ops.Call("add", i, 2); }, 50);
    }

    private void Strings()
    {
        var instance = linker.Instantiate(store, guest);
        var echo = instance.GetInterface("bench:b/ops").GetFunction<Func<string, string>>("echo");
        var callhostlen = instance.GetFunction<Func<uint, uint>>("callhostlen");
        var kilobyte = string.Concat(Enumerable.Repeat(Ascii, 32));
        var mixed = string.Concat(Enumerable.Repeat("héllo wörld ✓ ", 3));
        Add("echo(32 B ascii)", 20_000, n => { for (var i = 0; i < n; i++) echo(Ascii); }, 80);
        Add("echo(1 KiB ascii)", 10_000, n => { for (var i = 0; i < n; i++) echo(kilobyte); }, 250);
        Add("echo(45 chars non-ascii)", 20_000, n => { for (var i = 0; i < n; i++) echo(mixed); });
        Add("guest->host hlen(32 B string)", 20_000, n => callhostlen((uint)n));
    }

    private void Bytes()
    {
        var sum = linker.Instantiate(store, guest).GetInterface("bench:b/ops").GetFunction<Func<byte[], uint>>("sum");
        var bytes = Enumerable.Repeat((byte)3, 65536).ToArray();
        var inPlace = core.GetFunction<Func<int, int, int>>("bench:b/ops#sum");
        var address = Place(bytes);
        var whole = Add("sum(list<u8> 64 KiB)", 300, n => { for (var i = 0; i < n; i++) sum(bytes); });
        var part = Add("core sum, bytes in place", 300, n => { for (var i = 0; i < n; i++) inPlace(address, bytes.Length); });
        rows.Add(new Row("list<u8> 64 KiB beyond the core export", whole - part, 1500));
    }

    private void Records()
    {
        var ops = linker.Instantiate(store, guest).GetInterface("bench:b/ops");
        var pts = ops.GetFunction<Func<Point[], double>>("pts");
        var mkpts = ops.GetFunction<Func<uint, Point[]>>("mkpts");
        var points = Enumerable.Range(0, 1000).Select(i => new Point((uint)i, i * .5, i, (byte)i)).ToArray();
        Add("pts(list<record> 1000)", 1000, n => { for (var i = 0; i < n; i++) pts(points); }, 3000);
        Add("mkpts -> list<record> 1000", 300, n => { for (var i = 0; i < n; i++) mkpts(1000); });
    }

    private void Composed()
    {
        var instance = linker.Instantiate(store, composed);
        var add = instance.GetFunction<Func<uint, int>>("calladd");
        var echo = instance.GetFunction<Func<uint, uint>>("callecho");
        var sum = instance.GetFunction<Func<uint, uint>>("callsum");
        var inPlace = core.GetFunction<Func<int, int, int>>("bench:b/ops#sum");
        var address = Place(new byte[65536]);
        Add("component->component add", 100_000, n => add((uint)n), 6);
        Add("component->component echo 32 B", 20_000, n => echo((uint)n), 50);
        var whole = Add("component->component sum 64 KiB list", 300, n => sum((uint)n));
        var part = Timing.Of(300, n => { for (var i = 0; i < n; i++) inPlace(address, 65536); });
        rows.Add(new Row("component->component 64 KiB beyond the core export", whole - part, 2000));
        Between.Run(engine, store, (name, count, run) => Add(name, count, run));
    }

    private void Instances()
    {
        Add("instantiate guest (modules compiled)", 500, n => Instantiate(n, engine, linker, guest));
        Add("instantiate composed (modules compiled)", 200, n => Instantiate(n, engine, linker, composed), 60_000);
        using var keepingNone = new Engine(new EngineOptions { MaxPooledMemories = 0 });
        var fresh = Component.Load(keepingNone, Path.Combine(folder, "composed.component.wasm"));
        var linking = DefineHost(new Linker(keepingNone));
        Add("instantiate composed, no memories kept", 200, n => Instantiate(n, keepingNone, linking, fresh));
    }

    private static void Instantiate(int count, Engine engine, Linker linker, Component component)
    {
        for (var i = 0; i < count; i++)
        {
            using var own = new Store(engine);
            linker.Instantiate(own, component);
        }
    }

    private static Linker DefineHost(Linker linker) => linker.Define("bench:b/host",
        host => host.Function("hadd", (int a, int b) => a + b).Function("hlen", (string text) => (uint)text.Length));

    private Timing Add(string name, int count, Action<int> run, double? goal = null)
    {
        var time = Timing.Of(count, run);
        rows.Add(new Row(name, time, goal));
        return time;
    }

    // Behind all that the guest's own allocator, which begins again after each call, ever reaches.
    private int Place(byte[] bytes)
    {
        var memory = core.GetMemory("memory");
        var address = (long)DataPage << 16;
        if (memory.ByteLength < address + bytes.Length)
            memory.Grow(DataPage + 2);
        memory.Write(address, bytes);
        return (int)address;
    }

    // The guest is one module behind what adapts it: the first that exports its functions.
    private static byte[] CoreOf(string path) => ComponentDecoder.Decode(File.ReadAllBytes(path)).Fields.OfType<CoreModuleField>()
        .Select(field => ModuleEncoder.Encode(field.Module)).First();
}
