using System.Buffers.Binary;
using System.Text;
using Dovetail.Wasi.Filesystem;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>fd_*</c> but for reading and writing: what concerns a descriptor as a whole.</summary>
internal static class FdCalls
{
    private const uint FdstatSize = 24;
    private const uint PrestatSize = 8;

    public static Errno Close(Guest guest, uint fd)
    {
        guest.Files.Close(fd);
        return Errno.Success;
    }

    public static Errno Renumber(Guest guest, uint from, uint to)
    {
        guest.Files.Renumber(from, to);
        return Errno.Success;
    }

    public static Errno FdstatGet(Guest guest, uint fd, uint result)
    {
        var open = guest.Files[fd];
        Span<byte> stat = stackalloc byte[(int)FdstatSize];
        stat.Clear();
        stat[0] = (byte)open.Type;
        BinaryPrimitives.WriteUInt16LittleEndian(stat[2..], (ushort)open.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[8..], (ulong)open.Rights);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[16..], (ulong)open.Inheriting);
        guest.Memory.Write(result, stat, sizeof(ulong));
        return Errno.Success;
    }

    public static Errno FdstatSetFlags(Guest guest, uint fd, uint flags)
    {
        guest.Fd(fd, Rights.FdFdstatSetFlags).SetFlags((FdFlags)Guest.Flags(flags, (uint)FdFlags.All));
        return Errno.Success;
    }

    public static Errno FdstatSetRights(Guest guest, uint fd, ulong rights, ulong inheriting)
    {
        var open = guest.Files[fd];
        if (((Rights)rights & ~open.Rights) != 0 || ((Rights)inheriting & ~open.Inheriting) != 0)
            return Errno.Notcapable;
        (open.Rights, open.Inheriting) = ((Rights)rights, (Rights)inheriting);
        return Errno.Success;
    }

    public static Errno FilestatGet(Guest guest, uint fd, uint result)
    {
        var open = guest.Fd(fd, Rights.FdFilestatGet);
        FileStat.Write(guest.Memory, result, open.Stat(), open.Type);
        return Errno.Success;
    }

    public static Errno FilestatSetSize(Guest guest, uint fd, ulong size)
    {
        guest.File(fd, Rights.FdFilestatSetSize, Errno.Inval).Node.WritableFile.SetSize(Signed(size, Errno.Fbig));
        return Errno.Success;
    }

    public static Errno FilestatSetTimes(Guest guest, uint fd, ulong access, ulong modification, uint flags)
    {
        var (newAccess, newModification) = FileStat.Times(access, modification, flags);
        guest.Fd(fd, Rights.FdFilestatSetTimes).Node.MutableNode.SetTimes(newAccess, newModification);
        return Errno.Success;
    }

    public static Errno Advise(Guest guest, uint fd, ulong offset, ulong length, uint advice)
    {
        if (advice > (uint)Advice.NoReuse)
            return Errno.Inval;
        var file = (OpenFile)guest.File(fd, Rights.FdAdvise).Node.Node;
        file.Advise(Signed(offset, Errno.Inval), Signed(length, Errno.Inval), (Advice)advice);
        return Errno.Success;
    }

    public static Errno Allocate(Guest guest, uint fd, ulong offset, ulong length)
    {
        var file = guest.File(fd, Rights.FdAllocate).Node.WritableFile;
        if (length == 0)
            return Errno.Inval;
        if (Signed(offset, Errno.Fbig) > long.MaxValue - Signed(length, Errno.Fbig))
            return Errno.Fbig;
        file.Allocate((long)offset, (long)length);
        return Errno.Success;
    }

    public static Errno Sync(Guest guest, uint fd)
    {
        guest.Fd(fd, Rights.FdSync).Node.Node.Sync(dataAlone: false);
        return Errno.Success;
    }

    public static Errno Datasync(Guest guest, uint fd)
    {
        guest.Fd(fd, Rights.FdDatasync).Node.Node.Sync(dataAlone: true);
        return Errno.Success;
    }

    // Libraries of C ask for one number after the other until there is none: that is no reason to throw.
    public static Errno PrestatGet(Guest guest, uint fd, uint result)
    {
        if (guest.Files.Find(fd) is not DirectoryFd { GuestPath: { } path })
            return Errno.Badf;
        Span<byte> stat = stackalloc byte[(int)PrestatSize];
        stat.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(stat[4..], (uint)Encoding.UTF8.GetByteCount(path));
        guest.Memory.Write(result, stat, sizeof(uint));
        return Errno.Success;
    }

    public static Errno PrestatDirName(Guest guest, uint fd, uint buffer, uint length)
    {
        if (guest.Files.Find(fd) is not DirectoryFd { GuestPath: { } path })
            return Errno.Badf;
        var bytes = Encoding.UTF8.GetBytes(path);
        if (bytes.Length > length)
            return Errno.Nametoolong;
        guest.Memory.Write(buffer, bytes);
        return Errno.Success;
    }

    private static long Signed(ulong value, Errno otherwise) => value <= long.MaxValue ? (long)value : throw new ErrnoException(otherwise);
}
