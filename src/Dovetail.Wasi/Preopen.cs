using Dovetail.Wasi.Filesystem;
using Dovetail.Wasi.Filesystem.Host;

namespace Dovetail.Wasi;

/// <summary>A directory that guests are granted, with all that is beneath it. Immutable.</summary>
public sealed class Preopen
{
    private readonly Func<OpenDirectory> _open;

    private Preopen(string guestPath, bool isReadOnly, Func<OpenDirectory> open) => (GuestPath, IsReadOnly, _open) = (guestPath, isReadOnly, open);

    /// <summary>What guests call it: <c>/</c>, <c>/data</c>, <c>.</c></summary>
    public string GuestPath { get; }

    /// <summary>Whether nothing beneath it may be changed.</summary>
    public bool IsReadOnly { get; }

    /// <summary>A directory of the host. Guests reach what is beneath it, and nothing else: no path and no symbolic link leads out. They cannot open pipes and devices.</summary>
    /// <param name="hostPath">The directory. It is opened when a guest first asks for it.</param>
    /// <param name="guestPath">What guests call it; as the host does, unless given.</param>
    /// <exception cref="UnsupportedException">
    /// The system is not Linux on a 64-bit processor of Intel's, ARM's, RISC-V's or Loongson's kind, where alone this is possible so far; a <see cref="MemoryFileSystem"/> is everywhere.
    /// </exception>
    public static Preopen Host(string hostPath, string? guestPath = null, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(hostPath);
        HostDirectory.ThrowIfUnsupported();
        return new Preopen(guestPath ?? hostPath, isReadOnly, () => HostDirectory.OpenBase(hostPath));
    }

    /// <summary>A filesystem in memory.</summary>
    public static Preopen Memory(MemoryFileSystem files, string guestPath = "/", bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(guestPath);
        return new Preopen(guestPath, isReadOnly, files.OpenRoot);
    }

    /// <summary>Opens it anew.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal FileDescriptor Open() => new(_open(), DescriptorFlags.Read, IsReadOnly);

    /// <summary>A directory of the host, resolved component by component even where the kernel could do it.</summary>
    internal static Preopen HostByComponents(string hostPath, string guestPath, bool isReadOnly = false) =>
        new(guestPath, isReadOnly, () => HostDirectory.OpenBase(hostPath, byComponents: true));
}
