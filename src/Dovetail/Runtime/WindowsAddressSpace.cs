using System.Runtime.InteropServices;

namespace Dovetail.Runtime;

/// <summary><see cref="AddressSpace"/> by VirtualAlloc. Never run yet.</summary>
internal sealed partial class WindowsAddressSpace : AddressSpace
{
    private const uint MemCommit = 0x1000;
    private const uint MemReserve = 0x2000;
    private const uint MemDecommit = 0x4000;
    private const uint MemRelease = 0x8000;
    private const uint PageNoAccess = 0x01;
    private const uint PageReadWrite = 0x04;

    internal override nint Reserve(nuint length) => VirtualAlloc(0, length, MemReserve, PageNoAccess);

    internal override bool Commit(nint start, nuint length) =>
        length == 0 || VirtualAlloc(start, length, MemCommit, PageReadWrite) != 0;

    internal override bool Reset(nint start, nuint length) =>
        length == 0 || (VirtualFree(start, length, MemDecommit) && Commit(start, length));

    internal override void Release(nint start, nuint length) => _ = VirtualFree(start, 0, MemRelease);

    [LibraryImport("kernel32")]
    private static partial nint VirtualAlloc(nint address, nuint length, uint type, uint protection);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFree(nint address, nuint length, uint type);
}
