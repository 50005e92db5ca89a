using Microsoft.Win32.SafeHandles;

namespace Dovetail.Runtime;

/// <summary>Address space from the operating system: reserved without memory behind it, then committed from the front on.</summary>
/// <remarks>Only the Linux half was ever run; the macOS constants and the Windows half follow their manuals.</remarks>
internal abstract class AddressSpace
{
    /// <summary>The operating system of this process.</summary>
    internal static AddressSpace Current { get; } =
        OperatingSystem.IsWindows() ? new WindowsAddressSpace() : new UnixAddressSpace();

    /// <summary>Reserves <paramref name="length"/> bytes that cannot be touched yet; 0 when there is no room.</summary>
    internal abstract nint Reserve(nuint length);

    /// <summary>Makes a part of a reservation readable and writable, and zero; false when there is no memory for it.</summary>
    internal abstract bool Commit(nint start, nuint length);

    /// <summary>
    /// Gives the memory of a committed part back, which is then zero again, or what the file mapped there holds; false when the system cannot.
    /// </summary>
    internal abstract bool Reset(nint start, nuint length);

    /// <summary>A file of <paramref name="length"/> zeroes that exists in memory alone; null where the system has none.</summary>
    internal virtual SafeFileHandle? CreateMemoryFile(long length) => null;

    /// <summary>Puts a private copy of a file, made as it is written to, in place of a committed part; false when there is no room.</summary>
    internal virtual bool MapPrivate(nint start, nuint length, SafeFileHandle file) => false;

    /// <summary>Gives a whole reservation back.</summary>
    internal abstract void Release(nint start, nuint length);
}
