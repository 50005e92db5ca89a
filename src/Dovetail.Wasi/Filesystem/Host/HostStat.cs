using System.Runtime.InteropServices;
using Dovetail.Wasi.Clocks;
using Dovetail.Wasi.Posix;

namespace Dovetail.Wasi.Filesystem.Host;

/// <summary>Attributes of files of the host, and times for them.</summary>
internal static class HostStat
{
    /// <summary>Of an open file or directory.</summary>
    public static Libc.Statx Of(SafeHandle file)
    {
        HostErrors.Check(Libc.statx(file, "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, out var stat));
        return stat;
    }

    /// <summary>Of a name in a directory, which is not followed; null where there is none.</summary>
    public static Libc.Statx? Find(SafeHandle directory, string name)
    {
        if (Libc.statx(directory, name, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out var stat) == 0)
            return stat;
        return Marshal.GetLastPInvokeError() == HostErrors.ENOENT ? null : throw HostErrors.Last();
    }

    public static NodeStat ToGuest(in Libc.Statx stat) => new(
        new NodeIdentity((ulong)stat.DeviceMajor << 32 | stat.DeviceMinor, stat.Number),
        new DescriptorStat(TypeOf(stat), stat.Links, stat.Size, Time(stat.Accessed), Time(stat.Modified), Time(stat.Changed)));

    public static DescriptorType TypeOf(in Libc.Statx stat) => (stat.Mode >> 12) switch
    {
        1 => DescriptorType.Fifo,
        2 => DescriptorType.CharacterDevice,
        4 => DescriptorType.Directory,
        6 => DescriptorType.BlockDevice,
        8 => DescriptorType.RegularFile,
        10 => DescriptorType.SymbolicLink,
        12 => DescriptorType.Socket,
        _ => DescriptorType.Unknown,
    };

    /// <summary>Times as the system takes them: of the last access and the last modification.</summary>
    public static Libc.Timespec[] Times(NewTimestamp access, NewTimestamp modification) => [Time(access), Time(modification)];

    private static Libc.Timespec Time(NewTimestamp time) => time switch
    {
        NewTimestamp.Now => new(0, Libc.Timespec.Now),
        NewTimestamp.Timestamp { Value: var value } => new((long)value.Seconds, value.Nanoseconds),
        _ => new(0, Libc.Timespec.Omit),
    };

    // WASI has no times before 1970.
    private static Datetime? Time(Libc.StatxTime time) => time.Seconds < 0 ? null : new Datetime((ulong)time.Seconds, time.Nanoseconds);
}
