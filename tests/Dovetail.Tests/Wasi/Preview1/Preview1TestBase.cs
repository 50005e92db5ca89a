using System.Buffers.Binary;
using System.Text;
using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>A module that imports every function of preview 1 and exports it again, so that tests call them over its memory.</summary>
public abstract class Preview1TestBase : WasiTestBase
{
    // The types are those of wasi_snapshot_preview1.witx, in the ABI that witx-docs.md describes: i for i32, l for i64.
    private protected static readonly (string Name, string Parameters)[] Signatures =
    [
        ("args_get", "ii"), ("args_sizes_get", "ii"), ("environ_get", "ii"), ("environ_sizes_get", "ii"), ("clock_res_get", "ii"), ("clock_time_get", "ili"),
        ("fd_advise", "illi"), ("fd_allocate", "ill"), ("fd_close", "i"), ("fd_datasync", "i"), ("fd_fdstat_get", "ii"), ("fd_fdstat_set_flags", "ii"),
        ("fd_fdstat_set_rights", "ill"), ("fd_filestat_get", "ii"), ("fd_filestat_set_size", "il"), ("fd_filestat_set_times", "illi"), ("fd_pread", "iiili"),
        ("fd_prestat_get", "ii"), ("fd_prestat_dir_name", "iii"), ("fd_pwrite", "iiili"), ("fd_read", "iiii"), ("fd_readdir", "iiili"), ("fd_renumber", "ii"),
        ("fd_seek", "ilii"), ("fd_sync", "i"), ("fd_tell", "ii"), ("fd_write", "iiii"), ("path_create_directory", "iii"), ("path_filestat_get", "iiiii"),
        ("path_filestat_set_times", "iiiilli"), ("path_link", "iiiiiii"), ("path_open", "iiiiillii"), ("path_readlink", "iiiiii"), ("path_remove_directory", "iii"),
        ("path_rename", "iiiiii"), ("path_symlink", "iiiii"), ("path_unlink_file", "iii"), ("poll_oneoff", "iiii"), ("proc_raise", "i"), ("random_get", "ii"),
        ("sched_yield", ""), ("sock_accept", "iii"), ("sock_recv", "iiiiii"), ("sock_send", "iiiii"), ("sock_shutdown", "ii"),
    ];

    /// <summary>The descriptor of the first directory that is granted.</summary>
    private protected const uint Root = 3;

    // Where results go, what is read and written, and where paths are put.
    private protected const uint Result = 0x100;
    private protected const uint Vectors = 0x200;
    private protected const uint Data = 0x1000;
    private const uint Paths = 0x8000;

    private protected const Rights AllOfFile = Rights.OfFile;

    private ModuleInstance _instance = null!;
    private uint _paths;

    private protected Memory Memory { get; private set; } = null!;

    private protected List<MissingGrant> Missing { get; } = [];

    private protected static string Puppet { get; } = ModuleText(exportsMemory: true);

    /// <summary>A module of that kind.</summary>
    private protected static string ModuleText(bool exportsMemory)
    {
        var text = new StringBuilder("(module\n");
        foreach (var (name, parameters) in Signatures)
        {
            var types = string.Join(' ', parameters.Select(type => type == 'l' ? "i64" : "i32"));
            text.AppendLine($"""(import "wasi_snapshot_preview1" "{name}" (func ${name} (param {types}) (result i32)))""");
        }
        text.AppendLine("""(import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))""");
        text.AppendLine(exportsMemory ? """(memory (export "memory") 2)""" : "(memory 2)");
        foreach (var (name, _) in Signatures)
            text.AppendLine($"""(export "{name}" (func ${name}))""");
        // Through a function of the guest's, as programs call it.
        return text.Append("""(func (export "proc_exit") (param i32) (call $proc_exit (local.get 0)))""").Append(')').ToString();
    }

    private protected void Open(WasiOptions? options = null, StoreOptions? limits = null)
    {
        var store = Track(new Store(Engine, limits));
        var granted = (options ?? new WasiOptions()) with { OnMissingGrant = Missing.Add };
        _instance = new Linker(Engine).AddWasiPreview1(granted).Instantiate(store, Module.Parse(Engine, Puppet));
        Memory = _instance.GetMemory("memory");
    }

    /// <summary>Calls a function, whose arguments are numbers of whatever type.</summary>
    private protected Errno Call(string name, params object[] arguments)
    {
        var parameters = Signatures.Single(signature => signature.Name == name).Parameters;
        var values = arguments.Select((value, i) => parameters[i] == 'l'
            ? (object)(value is Enum rights ? (long)Convert.ToUInt64(rights, null) : value is ulong big ? (long)big : Convert.ToInt64(value, null))
            : value is int small ? small : (int)(uint)Convert.ToUInt64(value, null)).ToArray();
        return (Errno)(int)_instance.GetFunction(name).Invoke(values)[0]!;
    }

    private protected int Exit(int code) => Assert.Throws<GuestExitException>(() => _instance.GetFunction("proc_exit").Invoke(code)).Code;

    /// <summary>Calls a function that takes a path behind its first arguments.</summary>
    private protected Errno CallPath(string name, object[] before, string path, params object[] behind)
    {
        var (address, length) = Put(path);
        return Call(name, [.. before, address, length, .. behind]);
    }

    /// <summary>Puts a path into the memory: where it is, and how long, as arguments.</summary>
    private protected object[] Pair(string path) => Put(path) is var (address, length) ? [address, length] : [];

    /// <summary>Puts a path into the memory.</summary>
    private protected (uint Address, uint Length) Put(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        var address = Paths + _paths;
        _paths = (_paths + (uint)bytes.Length) % 0x4000;
        Memory.Write(address, bytes);
        return (address, (uint)bytes.Length);
    }

    private protected Errno TryOpen(uint directory, string path, OFlags open = OFlags.None, Rights rights = AllOfFile & ~Rights.FdWrite, Rights inheriting = Rights.None,
        FdFlags flags = FdFlags.None, LookupFlags lookup = LookupFlags.SymlinkFollow) =>
        CallPath("path_open", [directory, lookup], path, open, rights, inheriting, flags, Result);

    /// <summary>Opens what there is, or makes a file.</summary>
    private protected uint OpenAt(uint directory, string path, OFlags open = OFlags.None, Rights rights = AllOfFile, Rights inheriting = Rights.None, FdFlags flags = FdFlags.None)
    {
        Assert.Equal(Errno.Success, TryOpen(directory, path, open, rights, inheriting, flags));
        return ResultUInt32;
    }

    private protected uint Make(string path) => OpenAt(Root, path, OFlags.Creat);

    private protected uint OpenFolder(string path, Rights rights = Rights.OfDirectory, Rights inheriting = Rights.OfDirectory | Rights.OfFile) =>
        OpenAt(Root, path, OFlags.Directory, rights, inheriting);

    private protected uint ResultUInt32 => UInt32(Result);

    private protected uint UInt32(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(address, 4));

    private protected ulong UInt64(uint address) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(address, 8));

    private protected ushort UInt16(uint address) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(address, 2));

    private protected byte[] Bytes(uint address, int length)
    {
        var bytes = new byte[length];
        Memory.Read(address, bytes);
        return bytes;
    }

    private protected string TextAt(uint address, uint length) => Encoding.UTF8.GetString(Bytes(address, (int)length));

    /// <summary>Writes an array of buffers.</summary>
    private protected uint Iovs(params (uint Address, uint Length)[] buffers)
    {
        for (var i = 0; i < buffers.Length; i++)
        {
            Memory.WriteInt32(Vectors + 8 * i, (int)buffers[i].Address);
            Memory.WriteInt32(Vectors + 8 * i + 4, (int)buffers[i].Length);
        }
        return Vectors;
    }

    private protected Errno Write(uint fd, string text)
    {
        Memory.Write(Data, Encoding.UTF8.GetBytes(text));
        return Call("fd_write", fd, Iovs((Data, (uint)Encoding.UTF8.GetByteCount(text))), 1, Result);
    }

    /// <summary>What a read gives; the errno where it fails.</summary>
    private protected string Read(uint fd, uint most = 1000) => Call("fd_read", fd, Iovs((Data, most)), 1, Result) is var errno and not Errno.Success ? $"{errno}" : TextAt(Data, ResultUInt32);

    /// <summary>The attributes of a file: its type, links and size.</summary>
    private protected (FileType Type, ulong Links, ulong Size) Stat(string path, LookupFlags lookup = LookupFlags.None)
    {
        Assert.Equal(Errno.Success, CallPath("path_filestat_get", [Root, lookup], path, Data));
        return ((FileType)Bytes(Data + 16, 1)[0], UInt64(Data + 24), UInt64(Data + 32));
    }
}
