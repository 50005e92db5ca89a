using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dovetail.Runtime;

/// <summary><see cref="AddressSpace"/> by mmap.</summary>
internal sealed partial class UnixAddressSpace : AddressSpace
{
    private const int ProtectNone = 0;
    private const int ProtectReadWrite = 1 | 2;
    private const int MapPrivateFlag = 2;
    private const int MapFixed = 0x10;
    private const int AdviseDontNeed = 4;
    private const uint CloseOnExecute = 1;

    private static readonly int MapFlags = OperatingSystem.IsLinux()
        ? MapPrivateFlag | 0x20 /* MAP_ANONYMOUS */ | 0x4000 /* MAP_NORESERVE */
        : MapPrivateFlag | 0x1000 /* MAP_ANON */ | 0x40 /* MAP_NORESERVE */;

    internal override nint Reserve(nuint length)
    {
        var start = Map(0, length, ProtectNone, MapFlags, -1, 0);
        return start == -1 ? 0 : start;
    }

    internal override bool Commit(nint start, nuint length) =>
        length == 0 || Protect(start, length, ProtectReadWrite) == 0;

    // Only on Linux does the advice promise zeroes for private anonymous memory, and the file's bytes for private mappings of one.
    internal override bool Reset(nint start, nuint length) => length == 0 || (OperatingSystem.IsLinux()
        ? Advise(start, length, AdviseDontNeed) == 0
        : Map(start, length, ProtectReadWrite, MapFlags | MapFixed, -1, 0) == start);

    internal override SafeFileHandle? CreateMemoryFile(long length)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var file = new SafeFileHandle(CreateFile("dovetail-image", CloseOnExecute), ownsHandle: true);
            if (!file.IsInvalid && Truncate(file, length) == 0)
                return file;
            file.Dispose();
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
        }
        return null;
    }

    internal override bool MapPrivate(nint start, nuint length, SafeFileHandle file) =>
        MapFile(start, length, ProtectReadWrite, MapPrivateFlag | MapFixed, file, 0) == start;

    internal override void Release(nint start, nuint length) => _ = Unmap(start, length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapFile(nint address, nuint length, int protection, int flags, SafeFileHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate")]
    private static partial int Truncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
