using System.Globalization;
using System.Net;
using Dovetail.Tests.House;
using Dovetail.Wasi;
using Xunit.Sdk;

namespace Dovetail.Tests.Wasi;

/// <summary>
/// Guests in C that call each function of WASI 0.2 and provoke each error (<c>tests/wasi</c>). A guest names its tests, each is run in a store of its own, and the name says what is to be
/// expected: <c>traps_…</c> a trap, <c>exceeds_…</c> one at a limit, <c>exits_N_…</c> the exit code, <c>denied_…</c> success though nothing is granted; all others succeed with what is granted here.
/// </summary>
public sealed class GuestSuiteTests : WasiTestBase
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("dovetail").FullName;

    public static TheoryData<string> SystemTests => [.. Names("system")];

    public static TheoryData<string> NetTests => [.. Names("net")];

    public static TheoryData<string> ServiceTests => [.. Names("services")];

    public static TheoryData<string, Place> FileTests
    {
        get
        {
            var cases = new TheoryData<string, Place>();
            foreach (var place in OperatingSystem.IsLinux() ? [Place.Memory, Place.Kernel, Place.Components] : new[] { Place.Memory })
            {
                foreach (var name in Names("files"))
                    cases.Add(name, place);
            }
            return cases;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_scratch, true);
    }

    /// <summary>Io, clocks, random and cli.</summary>
    [Theory, MemberData(nameof(SystemTests))]
    public void System(string test) => Run("system", test, new WasiOptions
    {
        Stdin = test.StartsWith("broken_read", StringComparison.Ordinal) ? new BrokenStream() : new MemoryStream("0123456789"u8.ToArray()),
        Stdout = test.StartsWith("broken_write", StringComparison.Ordinal) ? new BrokenStream() : new MemoryStream(),
        Stderr = new MemoryStream(),
        Arguments = ["program", "one", ""],
        Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "" },
        InitialDirectory = "/home",
        Terminals = TerminalStreams.Stdin | TerminalStreams.Stdout | TerminalStreams.Stderr,
    });

    /// <summary>Filesystem, over each of the places that there are.</summary>
    [Theory, MemberData(nameof(FileTests))]
    public void Files(string test, Place place)
    {
        var (granted, kept) = (Path.Combine(_scratch, "granted"), Path.Combine(_scratch, "kept"));
        var memory = new MemoryFileSystem();
        if (place == Place.Memory)
        {
            memory.WriteFile("kept", "content"u8);
            memory.WriteFile("dir/inner", []);
        }
        else
        {
            Directory.CreateDirectory(granted);
            Directory.CreateDirectory(Path.Combine(kept, "dir"));
            File.WriteAllText(Path.Combine(kept, "kept"), "content");
            File.WriteAllText(Path.Combine(kept, "dir", "inner"), "");
        }
        Run("files", test, new WasiOptions
        {
            Limits = new WasiLimits { MaxOpenFiles = 20 },
            Preopens = place switch
            {
                Place.Memory => [Preopen.Memory(new MemoryFileSystem()), Preopen.Memory(memory, "/ro", isReadOnly: true)],
                Place.Kernel => [Preopen.Host(granted, "/"), Preopen.Host(kept, "/ro", isReadOnly: true)],
                _ => [Preopen.HostByComponents(granted, "/"), Preopen.HostByComponents(kept, "/ro", isReadOnly: true)],
            },
        });
    }

    /// <summary>Sockets.</summary>
    [Theory, MemberData(nameof(NetTests))]
    public void Net(string test) => Run("net", test, new WasiOptions
    {
        Limits = new WasiLimits { MaxSockets = 20 },
        Network = new NetworkGrants
        {
            // One address is allowed that no machine has, so that binding to it comes as far as the system.
            Allow = (use, address) => IPAddress.IsLoopback(address.Address) || use is SocketUse.TcpBind or SocketUse.UdpBind && address.Address.Equals(IPAddress.Parse("192.0.2.1")),
            AllowLookup = name => name == "localhost",
        },
    });

    /// <summary>Config, logging and keyvalue.</summary>
    [Theory, MemberData(nameof(ServiceTests))]
    public void Services(string test)
    {
        var (bucket, logged) = (new MemoryBucket(10_000), new List<WasiLogEntry>());
        Run("services", test, new WasiOptions
        {
            Config = new Dictionary<string, string> { ["color"] = "red", ["empty"] = "" },
            Log = logged.Add,
            KeyValue = name => name == "default" ? bucket : null,
        });
        if (test == "logs_at_every_level")
            Assert.Equal(Enum.GetValues<WasiLogLevel>().Select(level => new WasiLogEntry(level, "context", "message")), logged);
    }

    [Fact]
    public void A_guest_that_finds_something_says_where()
    {
        var found = Assert.Throws<HostException>(() => Run("services", "no_such_test", WasiOptions.Default));
        Assert.Matches("line [0-9]+: there is no such test", Assert.IsType<XunitException>(found.InnerException).Message);
    }

    private void Run(string guest, string test, WasiOptions granted) => Run(Engine, guest, test, granted);

    internal static Component Load(Engine engine, string guest) => Component.Load(engine, Repository.PathOf($"tests/wasi/{guest}.wasm"));

    internal static Linker Linker(Engine engine, WasiOptions? options) =>
        new Linker(engine).AddWasi(options).Define("fail", new Action<string>(message => throw new XunitException(message)));

    internal static string[] Names(string guest)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        return Linker(engine, null).Instantiate(store, Load(engine, guest)).GetFunction<Func<string[]>>("tests")();
    }

    internal static void Run(Engine engine, string guest, string test, WasiOptions granted)
    {
        using var store = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromMinutes(1) });
        var run = Linker(engine, test.StartsWith("denied_", StringComparison.Ordinal) ? null : granted).Instantiate(store, Load(engine, guest)).GetFunction<Action<string>>("run");
        switch (test.Split('_'))
        {
            case ["traps", ..]:
                Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => run(test)).Code);
                break;
            case ["exceeds", ..]:
                Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => run(test)).Code);
                break;
            case ["exits", var code, ..]:
                Assert.Equal(int.Parse(code, CultureInfo.InvariantCulture), Assert.Throws<GuestExitException>(() => run(test)).Code);
                break;
            default:
                run(test);
                break;
        }
    }

    // Whatever is done with it fails.
    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");
    }
}
