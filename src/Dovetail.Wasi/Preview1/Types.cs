namespace Dovetail.Wasi.Preview1;

// Types of typenames.witx, by its names.

/// <summary><c>$filetype</c>.</summary>
internal enum FileType : byte
{
    Unknown,
    BlockDevice,
    CharacterDevice,
    Directory,
    RegularFile,
    SocketDgram,
    SocketStream,
    SymbolicLink,
}

/// <summary><c>$fdflags</c>.</summary>
[Flags]
internal enum FdFlags : ushort
{
    None = 0,
    Append = 1,
    Dsync = 2,
    Nonblock = 4,
    Rsync = 8,
    Sync = 16,
    All = Append | Dsync | Nonblock | Rsync | Sync,
}

/// <summary><c>$oflags</c>.</summary>
[Flags]
internal enum OFlags : ushort
{
    None = 0,
    Creat = 1,
    Directory = 2,
    Excl = 4,
    Trunc = 8,
    All = Creat | Directory | Excl | Trunc,
}

/// <summary><c>$lookupflags</c>.</summary>
[Flags]
internal enum LookupFlags : uint
{
    None = 0,
    SymlinkFollow = 1,
    All = SymlinkFollow,
}

/// <summary><c>$fstflags</c>.</summary>
[Flags]
internal enum FstFlags : ushort
{
    None = 0,
    Atim = 1,
    AtimNow = 2,
    Mtim = 4,
    MtimNow = 8,
    All = Atim | AtimNow | Mtim | MtimNow,
}

/// <summary><c>$clockid</c>.</summary>
internal enum ClockId : uint
{
    Realtime,
    Monotonic,
    ProcessCputimeId,
    ThreadCputimeId,
}

/// <summary><c>$whence</c>.</summary>
internal enum Whence : byte
{
    Set,
    Cur,
    End,
}

/// <summary><c>$eventtype</c>.</summary>
internal enum EventType : byte
{
    Clock,
    FdRead,
    FdWrite,
}

/// <summary><c>$riflags</c>.</summary>
[Flags]
internal enum RiFlags : ushort
{
    None = 0,
    RecvPeek = 1,
    RecvWaitall = 2,
    All = RecvPeek | RecvWaitall,
}

/// <summary><c>$sdflags</c>.</summary>
[Flags]
internal enum SdFlags : byte
{
    None = 0,
    Rd = 1,
    Wr = 2,
    All = Rd | Wr,
}
