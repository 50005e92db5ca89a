using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>Tests of preview 1 that are the same over all filesystems.</summary>
public abstract class Preview1FileTestBase : Preview1TestBase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail").FullName;

    /// <summary>All places that this system has.</summary>
    public static TheoryData<Place> Places => FilesystemTestBase.Places;

    /// <summary>The places on the host.</summary>
    public static TheoryData<Place> HostPlaces => FilesystemTestBase.HostPlaces;

    /// <summary>The directory of the host that is granted.</summary>
    private protected string Host => Path.Combine(_folder, "granted");

    /// <summary>What is not granted.</summary>
    private protected string Outside => Path.Combine(_folder, "outside");

    private protected MemoryFileSystem Files { get; set; } = new();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_folder, true);
    }

    private protected Preopen Preopen(Place place, bool isReadOnly = false, string guestPath = "/")
    {
        Directory.CreateDirectory(Host);
        Directory.CreateDirectory(Outside);
        return place switch
        {
            Place.Memory => Dovetail.Wasi.Preopen.Memory(Files, guestPath, isReadOnly),
            Place.Kernel => Dovetail.Wasi.Preopen.Host(Host, guestPath, isReadOnly),
            _ => Dovetail.Wasi.Preopen.HostByComponents(Host, guestPath, isReadOnly),
        };
    }

    /// <summary>Opens an empty directory as <see cref="Preview1TestBase.Root"/>.</summary>
    private protected void Open(Place place, bool isReadOnly = false, WasiOptions? options = null) =>
        Open((options ?? new WasiOptions()) with { Preopens = [Preopen(place, isReadOnly)] });

    /// <summary>Makes a file with a text, as the host.</summary>
    private protected void Provide(Place place, string path, string text)
    {
        if (place == Place.Memory)
        {
            Files.WriteFile(path, System.Text.Encoding.UTF8.GetBytes(text));
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Host, path))!);
        File.WriteAllText(Path.Combine(Host, path), text);
    }

    /// <summary>Makes a file that is closed again.</summary>
    private protected void Touch(string path) => Assert.Equal(Errno.Success, Call("fd_close", Make(path)));
}
