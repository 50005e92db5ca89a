using System.Runtime.InteropServices;

namespace Dovetail.Runtime;

/// <summary>
/// Reads and writes by the calls of the system themselves: .NET's files and its console take, the first time in a process, longer to load than a
/// small module takes to compile. What is not plain is left to them, who know how to say what is wrong.
/// </summary>
/// <remarks>Only the Linux part was ever run. Safe from many threads.</remarks>
internal static unsafe partial class UnixFile
{
    private const int LongestPath = 512;
    private const int SmallFile = 4096;
    private const int SeekEnd = 2;
    private const int ReadOnlyLinux = 0x80000 /* O_CLOEXEC */;
    private const int ReadOnlyApple = 0x1000000 /* O_CLOEXEC */;

    private static bool IsKnown => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>The content of the file; null where that is left to .NET.</summary>
    internal static byte[]? TryRead(string path)
    {
        if (!IsKnown || path.Length is 0 or > LongestPath)
            return null;
        // Not by an encoding, which is slow to load as well.
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
        var written = 0;
        fixed (byte* start = bytes)
        {
            while (IsKnown && written < bytes.Length)
            {
                var count = Write(descriptor, start + written, (nuint)(bytes.Length - written));
                if (count <= 0)
                    break;
                written += (int)count;
            }
        }
        return written;
    }

    // A pipe can be read once: it is not given up, though its length is not known.
    private static byte[]? TryReadToEnd(int file)
    {
        var length = Seek(file, 0, SeekEnd);
        if (length >= Array.MaxLength || (length >= 0 && Seek(file, 0, 0) != 0))
            return null;
        // A byte more, for the call that finds the end.
        var (bytes, read) = (new byte[length > 0 ? length + 1 : SmallFile], 0);
        while (true)
        {
            nint count;
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
