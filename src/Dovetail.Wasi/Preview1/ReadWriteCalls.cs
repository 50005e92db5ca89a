using System.Buffers.Binary;
using System.Text;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>fd_read</c>, <c>fd_write</c> and what goes with them: bytes, places in files, and entries of directories.</summary>
internal static class ReadWriteCalls
{
    private const int DirentSize = 24;

    public static Errno Read(Guest guest, uint fd, uint vectors, uint count, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        var buffers = new IoVectors(guest.Memory, vectors, count);
        return Say(guest, result, guest.Bytes(fd, Rights.FdRead).Read(ref buffers));
    }

    public static Errno Write(Guest guest, uint fd, uint vectors, uint count, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        var buffers = new IoVectors(guest.Memory, vectors, count);
        return Say(guest, result, guest.Bytes(fd, Rights.FdWrite).Write(ref buffers));
    }

    public static Errno Pread(Guest guest, uint fd, uint vectors, uint count, ulong offset, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        var buffers = new IoVectors(guest.Memory, vectors, count);
        return Say(guest, result, guest.File(fd, Rights.FdRead | Rights.FdSeek).ReadAt(ref buffers, offset));
    }

    public static Errno Pwrite(Guest guest, uint fd, uint vectors, uint count, ulong offset, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        var buffers = new IoVectors(guest.Memory, vectors, count);
        return Say(guest, result, guest.File(fd, Rights.FdWrite | Rights.FdSeek).WriteAt(ref buffers, offset));
    }

    public static Errno Seek(Guest guest, uint fd, long distance, uint whence, uint result)
    {
        guest.Memory.Check(result, sizeof(ulong), sizeof(ulong));
        if (whence > (uint)Whence.End)
            return Errno.Inval;
        var file = guest.File(fd, Rights.None);
        // The right to seek is that to tell, too.
        if (distance != 0 || whence != (uint)Whence.Cur || !file.Rights.HasFlag(Rights.FdTell))
            file.Require(Rights.FdSeek);
        guest.Memory.WriteUInt64(result, file.Seek(distance, (Whence)whence));
        return Errno.Success;
    }

    public static Errno Tell(Guest guest, uint fd, uint result)
    {
        var file = guest.File(fd, Rights.None);
        if (!file.Rights.HasFlag(Rights.FdSeek))
            file.Require(Rights.FdTell);
        guest.Memory.WriteUInt64(result, file.Offset);
        return Errno.Success;
    }

    public static Errno Readdir(Guest guest, uint fd, uint buffer, uint length, ulong cookie, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        guest.Memory.Check(buffer, length);
        var listing = guest.Directory(fd, Rights.FdReaddir).Listing;
        var used = 0U;
        while (used < length && listing.Peek(cookie) is { } found)
        {
            var entry = Dirent(++cookie, found.Number, found.Entry);
            var part = entry.AsSpan(0, (int)Math.Min((uint)entry.Length, length - used));
            guest.Memory.Write(buffer + used, part);
            used += (uint)part.Length;
            // What was cut off comes again.
            if (part.Length == entry.Length)
                listing.Take();
        }
        return Say(guest, result, used);
    }

    private static byte[] Dirent(ulong next, ulong number, Filesystem.DirectoryEntry entry)
    {
        var bytes = new byte[DirentSize + Encoding.UTF8.GetByteCount(entry.Name)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, next);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), number);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), (uint)(bytes.Length - DirentSize));
        bytes[20] = (byte)FileStat.TypeOf(entry.Type);
        Encoding.UTF8.GetBytes(entry.Name, bytes.AsSpan(DirentSize));
        return bytes;
    }

    private static Errno Say(Guest guest, uint result, uint count)
    {
        guest.Memory.WriteUInt32(result, count);
        return Errno.Success;
    }
}
