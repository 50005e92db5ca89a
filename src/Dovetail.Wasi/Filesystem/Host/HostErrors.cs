using System.Runtime.InteropServices;

namespace Dovetail.Wasi.Filesystem.Host;

/// <summary>Linux's errors as codes of WASI.</summary>
internal static class HostErrors
{
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EINVAL = 22;
    public const int ENOSYS = 38;
    public const int EPERM = 1;
    public const int EOPNOTSUPP = 95;

    /// <summary>What the last call of the system failed with.</summary>
    public static FileFault Last() => Of(Marshal.GetLastPInvokeError());

    public static FileFault Of(int error) => new(CodeOf(error));

    /// <exception cref="FileFault">The call failed.</exception>
    public static void Check(nint result)
    {
        if (result < 0)
            throw Last();
    }

    /// <summary>Whether it is one of those that .NET's own calls throw for what the system said.</summary>
    public static bool IsOfSystem(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>What .NET's own calls throw, as far as they keep what the system said.</summary>
    public static FileFault Of(Exception exception) => exception switch
    {
        // For EFBIG; .NET takes it for a mistake of who calls.
        ArgumentOutOfRangeException => new FileFault(ErrorCode.FileTooLarge),
        UnauthorizedAccessException => new FileFault(ErrorCode.BadDescriptor),
        IOException { HResult: > 0 and < 200 } io => Of(io.HResult),
        _ => new FileFault(ErrorCode.Io),
    };

    private static ErrorCode CodeOf(int error) => error switch
    {
        EPERM => ErrorCode.NotPermitted,
        ENOENT => ErrorCode.NoEntry,
        EINTR => ErrorCode.Interrupted,
        5 => ErrorCode.Io,
        6 => ErrorCode.NoSuchDevice,
        9 => ErrorCode.BadDescriptor,
        EAGAIN => ErrorCode.WouldBlock,
        12 => ErrorCode.InsufficientMemory,
        13 => ErrorCode.Access,
        16 => ErrorCode.Busy,
        17 => ErrorCode.Exist,
        EXDEV => ErrorCode.CrossDevice,
        19 => ErrorCode.NoDevice,
        ENOTDIR => ErrorCode.NotDirectory,
        21 => ErrorCode.IsDirectory,
        EINVAL => ErrorCode.Invalid,
        // No more descriptors, in the process or the system.
        23 or 24 => ErrorCode.Quota,
        25 => ErrorCode.NoTty,
        26 => ErrorCode.TextFileBusy,
        27 => ErrorCode.FileTooLarge,
        28 => ErrorCode.InsufficientSpace,
        29 => ErrorCode.InvalidSeek,
        30 => ErrorCode.ReadOnly,
        31 => ErrorCode.TooManyLinks,
        32 => ErrorCode.Pipe,
        35 => ErrorCode.Deadlock,
        36 => ErrorCode.NameTooLong,
        37 => ErrorCode.NoLock,
        ENOSYS or EOPNOTSUPP => ErrorCode.Unsupported,
        39 => ErrorCode.NotEmpty,
        40 => ErrorCode.Loop,
        75 => ErrorCode.Overflow,
        84 => ErrorCode.IllegalByteSequence,
        90 => ErrorCode.MessageSize,
        114 => ErrorCode.Already,
        115 => ErrorCode.InProgress,
        122 => ErrorCode.Quota,
        131 => ErrorCode.NotRecoverable,
        _ => ErrorCode.Io,
    };
}
