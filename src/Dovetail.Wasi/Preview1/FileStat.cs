using System.Buffers.Binary;
using Dovetail.Wasi.Filesystem;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>$filestat</c>, and the times that a guest sets.</summary>
internal static class FileStat
{
    private const int Size = 64;

    /// <summary>Writes attributes; of what is in no filesystem, only what it is. Numbers tell objects apart and say nothing of the host.</summary>
    public static void Write(GuestMemory memory, uint address, NodeStat? known, FileType type)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        bytes[16] = (byte)type;
        if (known is { } node)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, MetadataHash.NumberOf(new NodeIdentity(node.Identity.System, 0)));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], MetadataHash.NumberOf(node.Identity));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], node.Stat.LinkCount);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], node.Stat.Size);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], ClockCalls.Nanoseconds(node.Stat.DataAccessTimestamp));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[48..], ClockCalls.Nanoseconds(node.Stat.DataModificationTimestamp));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[56..], ClockCalls.Nanoseconds(node.Stat.StatusChangeTimestamp));
        }
        memory.Write(address, bytes, sizeof(ulong));
    }

    /// <summary>The times of the last access and modification that a guest sets.</summary>
    /// <exception cref="ErrnoException">It wants a time to be two things.</exception>
    public static (NewTimestamp Access, NewTimestamp Modification) Times(ulong access, ulong modification, uint flags)
    {
        var wanted = (FstFlags)Guest.Flags(flags, (uint)FstFlags.All);
        return (Time(access, wanted.HasFlag(FstFlags.Atim), wanted.HasFlag(FstFlags.AtimNow)), Time(modification, wanted.HasFlag(FstFlags.Mtim), wanted.HasFlag(FstFlags.MtimNow)));
    }

    /// <summary>What a node is in preview 1, which has no pipes.</summary>
    public static FileType TypeOf(DescriptorType type) => type switch
    {
        DescriptorType.BlockDevice => FileType.BlockDevice,
        DescriptorType.CharacterDevice => FileType.CharacterDevice,
        DescriptorType.Directory => FileType.Directory,
        DescriptorType.RegularFile => FileType.RegularFile,
        DescriptorType.SymbolicLink => FileType.SymbolicLink,
        DescriptorType.Socket => FileType.SocketStream,
        _ => FileType.Unknown,
    };

    private static NewTimestamp Time(ulong time, bool isGiven, bool isNow) => (isGiven, isNow) switch
    {
        (true, true) => throw new ErrnoException(Errno.Inval),
        (true, false) => new NewTimestamp.Timestamp(ClockCalls.Time(time)),
        (false, true) => new NewTimestamp.Now(),
        _ => new NewTimestamp.NoChange(),
    };
}
