using Dovetail.Wasi.Clocks;

namespace Dovetail.Wasi.Filesystem;

/// <summary><c>wasi:filesystem/types.descriptor-type</c>.</summary>
internal enum DescriptorType
{
    Unknown,
    BlockDevice,
    CharacterDevice,
    Directory,
    Fifo,
    SymbolicLink,
    RegularFile,
    Socket,
}

/// <summary><c>wasi:filesystem/types.descriptor-flags</c>.</summary>
[Flags]
internal enum DescriptorFlags
{
    None,
    Read = 1,
    Write = 2,
    FileIntegritySync = 4,
    DataIntegritySync = 8,
    RequestedWriteSync = 16,
    MutateDirectory = 32,
}

/// <summary><c>wasi:filesystem/types.path-flags</c>.</summary>
[Flags]
internal enum PathFlags
{
    None,
    SymlinkFollow = 1,
}

/// <summary><c>wasi:filesystem/types.open-flags</c>.</summary>
[Flags]
internal enum OpenFlags
{
    None,
    Create = 1,
    Directory = 2,
    Exclusive = 4,
    Truncate = 8,
}

/// <summary><c>wasi:filesystem/types.advice</c>.</summary>
internal enum Advice
{
    Normal,
    Sequential,
    Random,
    WillNeed,
    DontNeed,
    NoReuse,
}

/// <summary><c>wasi:filesystem/types.descriptor-stat</c>.</summary>
internal readonly record struct DescriptorStat(
    DescriptorType Type, ulong LinkCount, ulong Size, Datetime? DataAccessTimestamp, Datetime? DataModificationTimestamp, Datetime? StatusChangeTimestamp);

/// <summary><c>wasi:filesystem/types.new-timestamp</c>.</summary>
internal abstract record NewTimestamp
{
    public sealed record NoChange : NewTimestamp;

    public sealed record Now : NewTimestamp;

    public sealed record Timestamp(Datetime Value) : NewTimestamp;
}

/// <summary><c>wasi:filesystem/types.directory-entry</c>.</summary>
internal readonly record struct DirectoryEntry(DescriptorType Type, string Name);

/// <summary><c>wasi:filesystem/types.metadata-hash-value</c>.</summary>
internal readonly record struct MetadataHashValue(ulong Lower, ulong Upper);

/// <summary>Which object of a system a node is. Guests never see it.</summary>
/// <param name="System">The device, or what stands for it.</param>
/// <param name="Number">The object's number there.</param>
internal readonly record struct NodeIdentity(ulong System, ulong Number);

/// <summary>What one look at a node tells.</summary>
internal readonly record struct NodeStat(NodeIdentity Identity, DescriptorStat Stat);
