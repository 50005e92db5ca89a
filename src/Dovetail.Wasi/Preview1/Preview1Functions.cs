using Dovetail.Wasi.Filesystem;
using Dovetail.Wasi.Sockets;

namespace Dovetail.Wasi.Preview1;

/// <summary>The functions of <c>wasi_snapshot_preview1</c>, by their names, as delegates for an instance that calls. What they throw becomes the number that they return.</summary>
internal static class Preview1Functions
{
    /// <summary>The module that they are imported from.</summary>
    public const string Module = "wasi_snapshot_preview1";

    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, Func<Guest, Delegate>> All { get; } = new Dictionary<string, Func<Guest, Delegate>>
    {
        ["args_get"] = guest => Call<uint, uint>(guest, ArgumentCalls.ArgsGet),
        ["args_sizes_get"] = guest => Call<uint, uint>(guest, ArgumentCalls.ArgsSizesGet),
        ["environ_get"] = guest => Call<uint, uint>(guest, ArgumentCalls.EnvironGet),
        ["environ_sizes_get"] = guest => Call<uint, uint>(guest, ArgumentCalls.EnvironSizesGet),
        ["clock_res_get"] = guest => Call<uint, uint>(guest, ClockCalls.ResGet),
        ["clock_time_get"] = guest => Call<uint, ulong, uint>(guest, ClockCalls.TimeGet),
        ["fd_advise"] = guest => Call<uint, ulong, ulong, uint>(guest, FdCalls.Advise),
        ["fd_allocate"] = guest => Call<uint, ulong, ulong>(guest, FdCalls.Allocate),
        ["fd_close"] = guest => Call<uint>(guest, FdCalls.Close),
        ["fd_datasync"] = guest => Call<uint>(guest, FdCalls.Datasync),
        ["fd_fdstat_get"] = guest => Call<uint, uint>(guest, FdCalls.FdstatGet),
        ["fd_fdstat_set_flags"] = guest => Call<uint, uint>(guest, FdCalls.FdstatSetFlags),
        ["fd_fdstat_set_rights"] = guest => Call<uint, ulong, ulong>(guest, FdCalls.FdstatSetRights),
        ["fd_filestat_get"] = guest => Call<uint, uint>(guest, FdCalls.FilestatGet),
        ["fd_filestat_set_size"] = guest => Call<uint, ulong>(guest, FdCalls.FilestatSetSize),
        ["fd_filestat_set_times"] = guest => Call<uint, ulong, ulong, uint>(guest, FdCalls.FilestatSetTimes),
        ["fd_pread"] = guest => Call<uint, uint, uint, ulong, uint>(guest, ReadWriteCalls.Pread),
        ["fd_prestat_get"] = guest => Call<uint, uint>(guest, FdCalls.PrestatGet),
        ["fd_prestat_dir_name"] = guest => Call<uint, uint, uint>(guest, FdCalls.PrestatDirName),
        ["fd_pwrite"] = guest => Call<uint, uint, uint, ulong, uint>(guest, ReadWriteCalls.Pwrite),
        ["fd_read"] = guest => Call<uint, uint, uint, uint>(guest, ReadWriteCalls.Read),
        ["fd_readdir"] = guest => Call<uint, uint, uint, ulong, uint>(guest, ReadWriteCalls.Readdir),
        ["fd_renumber"] = guest => Call<uint, uint>(guest, FdCalls.Renumber),
        ["fd_seek"] = guest => Call<uint, long, uint, uint>(guest, ReadWriteCalls.Seek),
        ["fd_sync"] = guest => Call<uint>(guest, FdCalls.Sync),
        ["fd_tell"] = guest => Call<uint, uint>(guest, ReadWriteCalls.Tell),
        ["fd_write"] = guest => Call<uint, uint, uint, uint>(guest, ReadWriteCalls.Write),
        ["path_create_directory"] = guest => Call<uint, uint, uint>(guest, PathCalls.CreateDirectory),
        ["path_filestat_get"] = guest => Call<uint, uint, uint, uint, uint>(guest, PathCalls.FilestatGet),
        ["path_filestat_set_times"] = guest => Call<uint, uint, uint, uint, ulong, ulong, uint>(guest, PathCalls.FilestatSetTimes),
        ["path_link"] = guest => Call<uint, uint, uint, uint, uint, uint, uint>(guest, PathCalls.Link),
        ["path_open"] = guest => Call<uint, uint, uint, uint, uint, ulong, ulong, uint, uint>(guest, PathOpenCall.Open),
        ["path_readlink"] = guest => Call<uint, uint, uint, uint, uint, uint>(guest, PathCalls.Readlink),
        ["path_remove_directory"] = guest => Call<uint, uint, uint>(guest, PathCalls.RemoveDirectory),
        ["path_rename"] = guest => Call<uint, uint, uint, uint, uint, uint>(guest, PathCalls.Rename),
        ["path_symlink"] = guest => Call<uint, uint, uint, uint, uint>(guest, PathCalls.Symlink),
        ["path_unlink_file"] = guest => Call<uint, uint, uint>(guest, PathCalls.UnlinkFile),
        ["poll_oneoff"] = guest => Call<uint, uint, uint, uint>(guest, PollCall.Oneoff),
        ["proc_exit"] = _ => (Action<uint>)ProcessCalls.Exit,
        ["proc_raise"] = guest => Call<uint>(guest, ProcessCalls.Raise),
        ["random_get"] = guest => Call<uint, uint>(guest, ProcessCalls.RandomGet),
        ["sched_yield"] = guest => Call(guest, ProcessCalls.Yield),
        ["sock_accept"] = guest => Call<uint, uint, uint>(guest, SocketCalls.Accept),
        ["sock_recv"] = guest => Call<uint, uint, uint, uint, uint, uint>(guest, SocketCalls.Recv),
        ["sock_send"] = guest => Call<uint, uint, uint, uint, uint>(guest, SocketCalls.Send),
        ["sock_shutdown"] = guest => Call<uint, uint>(guest, SocketCalls.Shutdown),
    };

    private static int? NumberOf(Exception fault) => fault switch
    {
        ErrnoException own => (int)own.Errno,
        FileFault file => (int)Errnos.Of(file.Code),
        SocketFault socket => (int)Errnos.Of(socket.Code),
        _ => null,
    };

    private static Func<int> Call(Guest guest, Func<Guest, Errno> call) => () =>
    {
        try
        {
            return (int)call(guest);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };

    private static Func<T1, int> Call<T1>(Guest guest, Func<Guest, T1, Errno> call) => (a) =>
    {
        try
        {
            return (int)call(guest, a);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };

    private static Func<T1, T2, int> Call<T1, T2>(Guest guest, Func<Guest, T1, T2, Errno> call) => (a, b) =>
    {
        try
        {
            return (int)call(guest, a, b);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };

    private static Func<T1, T2, T3, int> Call<T1, T2, T3>(Guest guest, Func<Guest, T1, T2, T3, Errno> call) => (a, b, c) =>
    {
        try
        {
            return (int)call(guest, a, b, c);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };

    private static Func<T1, T2, T3, T4, int> Call<T1, T2, T3, T4>(Guest guest, Func<Guest, T1, T2, T3, T4, Errno> call) => (a, b, c, d) =>
    {
        try
        {
            return (int)call(guest, a, b, c, d);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };

    private static Func<T1, T2, T3, T4, T5, int> Call<T1, T2, T3, T4, T5>(Guest guest, Func<Guest, T1, T2, T3, T4, T5, Errno> call) => (a, b, c, d, e) =>
    {
        try
        {
            return (int)call(guest, a, b, c, d, e);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };

    private static Func<T1, T2, T3, T4, T5, T6, int> Call<T1, T2, T3, T4, T5, T6>(Guest guest, Func<Guest, T1, T2, T3, T4, T5, T6, Errno> call) => (a, b, c, d, e, f) =>
    {
        try
        {
            return (int)call(guest, a, b, c, d, e, f);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };

    private static Func<T1, T2, T3, T4, T5, T6, T7, int> Call<T1, T2, T3, T4, T5, T6, T7>(Guest guest, Func<Guest, T1, T2, T3, T4, T5, T6, T7, Errno> call) => (a, b, c, d, e, f, g) =>
    {
        try
        {
            return (int)call(guest, a, b, c, d, e, f, g);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };

    private static Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, int> Call<T1, T2, T3, T4, T5, T6, T7, T8, T9>(Guest guest, Func<Guest, T1, T2, T3, T4, T5, T6, T7, T8, T9, Errno> call) => (a, b, c, d, e, f, g, h, i) =>
    {
        try
        {
            return (int)call(guest, a, b, c, d, e, f, g, h, i);
        }
        catch (Exception fault) when (NumberOf(fault) is { } number)
        {
            return number;
        }
    };
}
