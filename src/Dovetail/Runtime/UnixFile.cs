using System.Runtime.InteropServices;

namespace Dovetail.Runtime;

/// <summary>
/// Reads and writes by the calls of the system themselves: .NET's files and its console take, the first time in a process, as long to load as a
/// small module takes to compile. What is not plain is left to them, who know how to say what is wrong.
/// </summary>
/// <remarks>Only the Linux part was ever run. Safe from many threads.</remarks>
internal static unsafe partial class UnixFile
{
    private const int LongestPath = 512;
    private const int SmallFile = 4096;

    // Beyond, what .NET has to load is little, and a second copy of the bytes would be much.
    private const int LargestFile = 1 << 20;
    private const int SeekEnd = 2;
    private const int ReadOnlyLinux = 0x80000 /* O_CLOEXEC */;
    private const int ReadOnlyApple = 0x1000000 /* O_CLOEXEC */;

    private static bool IsKnown => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>The content of the file; null where that is left to .NET: what is not there or no file, large files, names that are not plain.</summary>
    internal static byte[]? TryRead(string path)
    {
        if (!IsKnown || path.Length is 0 or > LongestPath || HasParent(path))
            return null;
        // Not by an encoding, which is slow to load as well. There is room for each character and the end.
        var name = stackalloc byte[path.Length + 1];
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] is '\0' or > '\x7f')
                return null;
            name[i] = (byte)path[i];
        }
        name[path.Length] = 0;
        var file = Open(name, OperatingSystem.IsLinux() ? ReadOnlyLinux : ReadOnlyApple);
        if (file < 0)
            return null;
        try
        {
            return TryReadToEnd(file);
        }
        finally
        {
            _ = Close(file);
        }
    }

    /// <summary>Writes to an open descriptor; how many of the bytes, until the system refused the next.</summary>
    internal static int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        if (!IsKnown)
            return 0;
        var written = 0;
        fixed (byte* start = bytes)
        {
            while (written < bytes.Length)
            {
                // What is left of the bytes, and no more.
                var count = Write(descriptor, start + written, (nuint)(bytes.Length - written));
                if (count <= 0)
                    break;
                written += (int)count;
            }
        }
        return written;
    }

    // .NET takes `folder/..` away from a path before the system sees it, which may know the folder as a link.
    private static bool HasParent(string path)
    {
        for (var i = 1; i < path.Length; i++)
        {
            if (path[i] == '.' && path[i - 1] == '.')
                return true;
        }
        return false;
    }

    // A pipe, whose length is not known, can be read but once, and is not given up.
    private static byte[]? TryReadToEnd(int file)
    {
        var length = Seek(file, 0, SeekEnd);
        if (length > LargestFile || (length >= 0 && Seek(file, 0, 0) != 0))
            return null;
        // A byte more, for the call that finds the end.
        var (bytes, read) = (new byte[length > 0 ? length + 1 : SmallFile], 0);
        while (true)
        {
            nint count;
            // What is left of the array, and no more.
            fixed (byte* start = bytes)
                count = Read(file, start + read, (nuint)(bytes.Length - read));
            if (count < 0)
                return null;
            read += (int)count;
            if (count == 0)
                break;
            if (read == Array.MaxLength)
                return null;
            if (read == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(read * 2L, Array.MaxLength));
        }
        Array.Resize(ref bytes, read);
        return bytes;
    }

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial nint Seek(int file, nint offset, int origin);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
