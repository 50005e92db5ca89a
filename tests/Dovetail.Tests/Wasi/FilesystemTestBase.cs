using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary>Where a filesystem of the tests is.</summary>
public enum Place
{
    /// <summary>In memory.</summary>
    Memory,
    /// <summary>On the host, resolved by the kernel.</summary>
    Kernel,
    /// <summary>On the host, resolved component by component.</summary>
    Components,
}

/// <summary>Tests that are the same over all filesystems.</summary>
public abstract class FilesystemTestBase : WasiTestBase
{
    private static readonly string _text = WasiText.Forward([WasiText.Io(), WasiText.Clocks, WasiText.Filesystem], "streams", "types", "preopens");
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail").FullName;

    private protected static WitValue NoFlags { get; } = WitValue.Flags();

    private protected static WitValue Follow { get; } = WitValue.Flags("symlink-follow");

    /// <summary>All places that this system has.</summary>
    public static TheoryData<Place> Places => OperatingSystem.IsLinux() ? [Place.Memory, Place.Kernel, Place.Components] : [Place.Memory];

    /// <summary>The places on the host.</summary>
    public static TheoryData<Place> HostPlaces => [Place.Kernel, Place.Components];

    /// <summary>The directory of the host that is granted, for what guests cannot do.</summary>
    private protected string Host => Path.Combine(_folder, "granted");

    /// <summary>What is not granted.</summary>
    private protected string Outside => Path.Combine(_folder, "outside");

    private protected ComponentInstance Types { get; private set; } = null!;

    private protected ComponentInstance Streams { get; private set; } = null!;

    private protected List<MissingGrant> Missing { get; } = [];

    private protected MemoryFileSystem Files { get; set; } = new();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_folder, true);
    }

    /// <summary>The descriptor of an empty directory.</summary>
    private protected WitValue Open(Place place, bool isReadOnly = false, WasiOptions? options = null) => Open(options, Preopen(place, isReadOnly))[0];

    private protected Preopen Preopen(Place place, bool isReadOnly = false)
    {
        Directory.CreateDirectory(Host);
        Directory.CreateDirectory(Outside);
        return place switch
        {
            Place.Memory => Dovetail.Wasi.Preopen.Memory(Files, "/", isReadOnly),
            Place.Kernel => Dovetail.Wasi.Preopen.Host(Host, "/", isReadOnly),
            _ => Dovetail.Wasi.Preopen.HostByComponents(Host, "/", isReadOnly),
        };
    }

    private protected WitValue[] Open(WasiOptions? options, params Preopen[] preopens)
    {
        var instance = Start(_text, (options ?? new WasiOptions()) with { Preopens = [.. preopens], OnMissingGrant = Missing.Add });
        (Types, Streams) = (Interface(instance, "types"), Interface(instance, "streams"));
        var directories = Interface(instance, "preopens").Call("get-directories").Items;
        return [.. Enumerable.Range(0, directories.Count).Select(i => directories[i].Items[0])];
    }

    private protected WitValue Do(WitValue descriptor, string method, params WitValue[] arguments) => Types.Method($"descriptor.{method}", descriptor, arguments);

    private protected WitValue OpenAt(WitValue directory, string path, string[] open, params string[] flags) =>
        Do(directory, "open-at", Follow, path, WitValue.Flags(open), WitValue.Flags(flags));

    private protected WitValue File(WitValue directory, string path) => OpenAt(directory, path, ["create"], "read", "write").Ok();

    /// <summary>Makes a file.</summary>
    private protected void Write(WitValue directory, string path, string text) =>
        _ = Do(File(directory, path), "write", System.Text.Encoding.UTF8.GetBytes(text), 0ul).Ok();

    private protected string Read(WitValue directory, string path) => Text(Do(OpenAt(directory, path, [], "read").Ok(), "read", 1000ul, 0ul).Ok().Items[0]);

    private protected string[] Names(WitValue directory)
    {
        var entries = Do(directory, "read-directory").Ok();
        var names = new List<string>();
        while (Types.Method("directory-entry-stream.read-directory-entry", entries).Ok() is { CaseName: "some" } entry)
            names.Add($"{entry.CaseValue!.Value["name"]} {entry.CaseValue!.Value["type"]}".Replace("\"", "", StringComparison.Ordinal));
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
