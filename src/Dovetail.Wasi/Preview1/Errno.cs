using FileCode = Dovetail.Wasi.Filesystem.ErrorCode;
using SocketCode = Dovetail.Wasi.Sockets.ErrorCode;

namespace Dovetail.Wasi.Preview1;

/// <summary>What functions return (<c>typenames.witx</c>, <c>$errno</c>).</summary>
internal enum Errno : ushort
{
    Success = 0,
    Acces = 2,
    Addrinuse = 3,
    Addrnotavail = 4,
    Again = 6,
    Already = 7,
    Badf = 8,
    Busy = 10,
    Connaborted = 13,
    Connrefused = 14,
    Connreset = 15,
    Deadlk = 16,
    Dquot = 19,
    Exist = 20,
    Fbig = 22,
    Hostunreach = 23,
    Ilseq = 25,
    Inprogress = 26,
    Intr = 27,
    Inval = 28,
    Io = 29,
    Isdir = 31,
    Loop = 32,
    Mfile = 33,
    Mlink = 34,
    Msgsize = 35,
    Nametoolong = 37,
    Nodev = 43,
    Noent = 44,
    Nolck = 46,
    Nomem = 48,
    Nospc = 51,
    Notconn = 53,
    Notdir = 54,
    Notempty = 55,
    Notrecoverable = 56,
    Notsock = 57,
    Notsup = 58,
    Notty = 59,
    Nxio = 60,
    Overflow = 61,
    Perm = 63,
    Pipe = 64,
    Rofs = 69,
    Spipe = 70,
    Timedout = 73,
    Txtbsy = 74,
    Xdev = 75,
    Notcapable = 76,
}

/// <summary>Why a function of preview 1 failed, where no service says so.</summary>
internal sealed class ErrnoException(Errno errno) : Exception($"preview 1: {errno}")
{
    public Errno Errno { get; } = errno;
}

/// <summary>The codes of the services as those of preview 1.</summary>
internal static class Errnos
{
    public static Errno Of(FileCode code) => code switch
    {
        FileCode.Access => Errno.Acces,
        FileCode.WouldBlock => Errno.Again,
        FileCode.Already => Errno.Already,
        FileCode.BadDescriptor => Errno.Badf,
        FileCode.Busy => Errno.Busy,
        FileCode.Deadlock => Errno.Deadlk,
        FileCode.Quota => Errno.Dquot,
        FileCode.Exist => Errno.Exist,
        FileCode.FileTooLarge => Errno.Fbig,
        FileCode.IllegalByteSequence => Errno.Ilseq,
        FileCode.InProgress => Errno.Inprogress,
        FileCode.Interrupted => Errno.Intr,
        FileCode.Invalid => Errno.Inval,
        FileCode.IsDirectory => Errno.Isdir,
        FileCode.Loop => Errno.Loop,
        FileCode.TooManyLinks => Errno.Mlink,
        FileCode.MessageSize => Errno.Msgsize,
        FileCode.NameTooLong => Errno.Nametoolong,
        FileCode.NoDevice => Errno.Nodev,
        FileCode.NoEntry => Errno.Noent,
        FileCode.NoLock => Errno.Nolck,
        FileCode.InsufficientMemory => Errno.Nomem,
        FileCode.InsufficientSpace => Errno.Nospc,
        FileCode.NotDirectory => Errno.Notdir,
        FileCode.NotEmpty => Errno.Notempty,
        FileCode.NotRecoverable => Errno.Notrecoverable,
        FileCode.Unsupported => Errno.Notsup,
        FileCode.NoTty => Errno.Notty,
        FileCode.NoSuchDevice => Errno.Nxio,
        FileCode.Overflow => Errno.Overflow,
        FileCode.NotPermitted => Errno.Perm,
        FileCode.Pipe => Errno.Pipe,
        FileCode.ReadOnly => Errno.Rofs,
        FileCode.InvalidSeek => Errno.Spipe,
        FileCode.TextFileBusy => Errno.Txtbsy,
        FileCode.CrossDevice => Errno.Xdev,
        _ => Errno.Io,
    };

    public static Errno Of(SocketCode code) => code switch
    {
        SocketCode.AccessDenied => Errno.Acces,
        SocketCode.NotSupported => Errno.Notsup,
        SocketCode.InvalidArgument => Errno.Inval,
        SocketCode.OutOfMemory => Errno.Nomem,
        SocketCode.Timeout => Errno.Timedout,
        SocketCode.ConcurrencyConflict => Errno.Already,
        SocketCode.WouldBlock => Errno.Again,
        SocketCode.InvalidState => Errno.Notconn,
        SocketCode.NewSocketLimit => Errno.Mfile,
        SocketCode.AddressNotBindable => Errno.Addrnotavail,
        SocketCode.AddressInUse => Errno.Addrinuse,
        SocketCode.RemoteUnreachable => Errno.Hostunreach,
        SocketCode.ConnectionRefused => Errno.Connrefused,
        SocketCode.ConnectionReset => Errno.Connreset,
        SocketCode.ConnectionAborted => Errno.Connaborted,
        _ => Errno.Io,
    };

    /// <summary>What went wrong with a stream. One that has ended is a pipe without a reader to who writes.</summary>
    public static Errno Of(Io.StreamFault fault) => fault switch
    {
        { IsClosed: true } => Errno.Pipe,
        { Code: FileCode code } => Of(code),
        { Code: SocketCode code } => Of(code),
        _ => Errno.Io,
    };
}
