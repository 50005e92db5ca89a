using System.Runtime.InteropServices;

namespace Dovetail.Wasi.Posix;

/// <summary>The system's calls that .NET has no way to make, by the system's own names. None is given an address of a guest's.</summary>
internal static partial class Libc
{
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_TRUNC = 0x200;
    public const int O_NONBLOCK = 0x800;
    public const int O_DSYNC = 0x1000;
    public const int O_SYNC = 0x101000;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_REMOVEDIR = 0x200;
    public const int AT_EMPTY_PATH = 0x1000;

    public const uint STATX_BASIC_STATS = 0x7ff;

    private const string Library = "libc";

    // These two differ between processors.
    public static int O_DIRECTORY { get; } = IsArm ? 0x4000 : 0x10000;

    public static int O_NOFOLLOW { get; } = IsArm ? 0x8000 : 0x20000;

    /// <summary>Whether the numbers and layouts here are a processor's: those of x64, and of the 64-bit ones after it that share theirs, are known.</summary>
    public static bool IsKnown(Architecture processor) => processor is Architecture.X64 or Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64;

    /// <summary>The number of a call: on x64, and on the processors that share theirs.</summary>
    public static nint Number(int x64, int others) => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? x64 : others;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Whether a descriptor would take or give bytes now, without waiting. True also where it would fail at once.</summary>
    /// <param name="forWriting">A pipe that would has room for 4096 bytes.</param>
    public static bool IsPrompt(int descriptor, bool forWriting)
    {
        const short readable = 1;
        const short writable = 4;
        var request = new PollRequest { Descriptor = descriptor, Events = forWriting ? writable : readable };
        return poll(ref request, 1, 0) > 0;
    }

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int openat(SafeHandle directory, string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open_at(int directory, string path, int flags, uint mode);

    /// <summary><c>openat2</c>, which libraries of C have no name for yet.</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint openat2(nint number, SafeHandle directory, string path, ref OpenHow how, nuint size);

    /// <summary><c>getdents64</c>, which not every library of C has a name for.</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint getdents64(nint number, SafeHandle directory, [Out, MarshalAs(UnmanagedType.LPArray, SizeParamIndex = 3)] byte[] entries, nint size);

    /// <summary>Writes at the end of a file, wherever that is when its turn comes, of this process and of others. How many bytes; negative for an error.</summary>
    public static nint Append(SafeHandle file, ReadOnlySpan<byte> bytes)
    {
        const int append = 0x10;
        // The system is told where the bytes are, and has read them when it returns.
        var copy = GCHandle.Alloc(bytes.ToArray(), GCHandleType.Pinned);
        try
        {
            var part = new IoVector { Start = copy.AddrOfPinnedObject(), Length = (nuint)bytes.Length };
            return pwritev2(Number(328, 287), file, ref part, 1, 0, 0, append);
        }
        finally
        {
            copy.Free();
        }
    }

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(SafeHandle directory, string path, int flags, uint mask, out Statx stat);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdirat(SafeHandle directory, string path, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlinkat(SafeHandle directory, string path, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int renameat(SafeHandle directory, string path, SafeHandle newDirectory, string newPath);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int linkat(SafeHandle directory, string path, SafeHandle newDirectory, string newPath, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int symlinkat(string target, SafeHandle directory, string path);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint readlinkat(SafeHandle directory, string path, [Out, MarshalAs(UnmanagedType.LPArray, SizeParamIndex = 3)] byte[] target, nuint size);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int utimensat(SafeHandle directory, string path, [In] Timespec[] times, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int futimens(SafeHandle file, [In] Timespec[] times);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ftruncate(SafeHandle file, long size);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fallocate(SafeHandle file, int mode, long offset, long length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fsync(SafeHandle file);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fdatasync(SafeHandle file);

    [LibraryImport(Library)]
    public static partial int posix_fadvise(SafeHandle file, long offset, long length, int advice);

    // Not every library of C has a name for it.
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint pwritev2(nint number, SafeHandle file, ref IoVector parts, nint count, nint low, nint high, nint flags);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int poll(ref PollRequest requests, nuint count, int timeout);

    /// <summary>A time; the nanoseconds may say "now", or "as it was".</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Timespec(long seconds, long nanoseconds)
    {
        public const long Now = (1 << 30) - 1;
        public const long Omit = (1 << 30) - 2;

        public readonly long Seconds = seconds;
        public readonly long Nanoseconds = nanoseconds;
    }

    /// <summary>How <c>openat2</c> resolves a path.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OpenHow
    {
        public const ulong NoMagicLinks = 0x02;
        public const ulong Beneath = 0x08;

        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>Attributes of a file, laid out alike on all processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct Statx
    {
        [FieldOffset(16)] public uint Links;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Number;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(64)] public StatxTime Accessed;
        [FieldOffset(96)] public StatxTime Changed;
        [FieldOffset(112)] public StatxTime Modified;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    public struct StatxTime
    {
        [FieldOffset(0)] public long Seconds;
        [FieldOffset(8)] public uint Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public nint Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
