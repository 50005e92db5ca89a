using System.Runtime.InteropServices;

namespace Dovetail.Runtime;

/// <summary><see cref="AddressSpace"/> by mmap.</summary>
internal sealed partial class UnixAddressSpace : AddressSpace
{
    private const int ProtectNone = 0;
    private const int ProtectReadWrite = 1 | 2;
    private const int MapPrivate = 2;
    private const int AdviseDontNeed = 4;

    private static readonly int MapFlags = OperatingSystem.IsLinux()
        ? MapPrivate | 0x20 /* MAP_ANONYMOUS */ | 0x4000 /* MAP_NORESERVE */
        : MapPrivate | 0x1000 /* MAP_ANON */ | 0x40 /* MAP_NORESERVE */;

    internal override nint Reserve(nuint length)
    {
        var start = Map(0, length, ProtectNone, MapFlags, -1, 0);
        return start == -1 ? 0 : start;
    }

    internal override bool Commit(nint start, nuint length) =>
        length == 0 || Protect(start, length, ProtectReadWrite) == 0;

    // Only on Linux does the advice promise zeroes for private anonymous memory.
    internal override bool Reset(nint start, nuint length) =>
        length == 0 || (OperatingSystem.IsLinux() && Advise(start, length, AdviseDontNeed) == 0);

    internal override void Release(nint start, nuint length) => _ = Unmap(start, length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
