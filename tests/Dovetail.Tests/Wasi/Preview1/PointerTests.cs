using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>
/// What points outside of the memory or is not aligned traps: "the function shall trap rather than returning errno.fault" (witx-docs.md, "Pointers").
/// </summary>
public sealed class PointerTests : Preview1FileTestBase
{
    private const uint End = 0x20000;

    // Each function with arguments that are right, and which of them point: to how many bytes, aligned how. A length that is an argument stands behind its pointer.
    private static readonly (string Name, object[] Arguments, (int Index, uint Bytes, uint Alignment)[] Pointers)[] _functions =
    [
        ("args_get", [Data, Data + 100], [(0, 4, 4), (1, 2, 1)]),
        ("args_sizes_get", [Data, Data + 100], [(0, 4, 4), (1, 4, 4)]),
        ("environ_get", [Data, Data + 100], [(0, 4, 4), (1, 4, 1)]),
        ("environ_sizes_get", [Data, Data + 100], [(0, 4, 4), (1, 4, 4)]),
        ("clock_res_get", [1, Data], [(1, 8, 8)]),
        ("clock_time_get", [1, 0, Data], [(2, 8, 8)]),
        ("fd_fdstat_get", [Root, Data], [(1, 24, 8)]),
        ("fd_filestat_get", [Root, Data], [(1, 64, 8)]),
        ("fd_prestat_get", [Root, Data], [(1, 8, 4)]),
        ("fd_prestat_dir_name", [Root, Data, 100], [(1, 1, 1)]),
        ("fd_pread", [Root + 1, Vectors, 1, 0, Data], [(1, 8, 4), (4, 4, 4)]),
        ("fd_pwrite", [Root + 1, Vectors, 1, 0, Data], [(1, 8, 4), (4, 4, 4)]),
        ("fd_read", [Root + 1, Vectors, 1, Data], [(1, 8, 4), (3, 4, 4)]),
        ("fd_write", [Root + 1, Vectors, 1, Data], [(1, 8, 4), (3, 4, 4)]),
        ("fd_readdir", [Root, Data, 100, 0, Data + 200], [(1, 100, 1), (4, 4, 4)]),
        ("fd_seek", [Root + 1, 0, 0, Data], [(3, 8, 8)]),
        ("fd_tell", [Root + 1, Data], [(1, 8, 8)]),
        ("path_create_directory", [Root, Data, 1], [(1, 1, 1)]),
        ("path_filestat_get", [Root, 0, Data, 1, Data + 64], [(2, 1, 1), (4, 64, 8)]),
        ("path_filestat_set_times", [Root, 0, Data, 1, 0, 0, 0], [(2, 1, 1)]),
        ("path_link", [Root, 0, Data, 1, Root, Data, 1], [(2, 1, 1), (5, 1, 1)]),
        ("path_open", [Root, 0, Data, 1, 0, 0, 0, 0, Data + 64], [(2, 1, 1), (8, 4, 4)]),
        ("path_readlink", [Root, Data, 1, Data + 8, 10, Data + 64], [(1, 1, 1), (3, 10, 1), (5, 4, 4)]),
        ("path_remove_directory", [Root, Data, 1], [(1, 1, 1)]),
        ("path_rename", [Root, Data, 1, Root, Data, 1], [(1, 1, 1), (4, 1, 1)]),
        ("path_symlink", [Data, 1, Root, Data, 1], [(0, 1, 1), (3, 1, 1)]),
        ("path_unlink_file", [Root, Data, 1], [(1, 1, 1)]),
        ("poll_oneoff", [Data, Data + 64, 1, Data + 128], [(0, 48, 8), (1, 32, 8), (3, 4, 4)]),
        ("random_get", [Data, 10], [(0, 10, 1)]),
        ("sock_accept", [Root, 0, Data], [(2, 4, 4)]),
        ("sock_recv", [Root, Vectors, 1, 0, Data, Data + 8], [(1, 8, 4), (4, 4, 4), (5, 2, 2)]),
        ("sock_send", [Root, Vectors, 1, 0, Data], [(1, 8, 4), (4, 4, 4)]),
    ];

    public static TheoryData<string, int> Pointers
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var function in _functions)
            {
                foreach (var (index, _, _) in function.Pointers)
                    data.Add(function.Name, index);
            }
            return data;
        }
    }

    private void Prepare()
    {
        Open(Place.Memory, options: new WasiOptions { Arguments = ["a"], Environment = new Dictionary<string, string> { ["A"] = "b" } });
        Assert.Equal(Root + 1, Make("f"));
        Memory.Write(Data, "f"u8);
    }

    [Fact]
    public void All_functions_that_take_pointers_are_here() => Assert.Equal(
        ["fd_advise", "fd_allocate", "fd_close", "fd_datasync", "fd_fdstat_set_flags", "fd_fdstat_set_rights", "fd_filestat_set_size", "fd_filestat_set_times", "fd_renumber",
            "fd_sync", "proc_raise", "sched_yield", "sock_shutdown"],
        Signatures.Select(signature => signature.Name).Except(_functions.Select(function => function.Name)).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Pointers))]
    public void What_points_outside_traps(string name, int pointer)
    {
        Prepare();
        var (_, arguments, pointers) = _functions.Single(function => function.Name == name);
        var (_, bytes, alignment) = pointers.Single(one => one.Index == pointer);
        // The last place where something of it is outside, the end, and the last of all.
        foreach (var address in new[] { End - (bytes - 1) / alignment * alignment, End, uint.MaxValue / alignment * alignment })
        {
            if (address + bytes <= End && address + bytes > address)
                continue;
            object[] changed = [.. arguments];
            changed[pointer] = address;
            Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Call(name, changed)).Code);
        }
    }

    [Theory, MemberData(nameof(Pointers))]
    public void What_is_not_aligned_traps(string name, int pointer)
    {
        Prepare();
        var (_, arguments, pointers) = _functions.Single(function => function.Name == name);
        var alignment = pointers.Single(one => one.Index == pointer).Alignment;
        for (var off = 1u; off < alignment; off++)
        {
            object[] changed = [.. arguments];
            changed[pointer] = (uint)changed[pointer] + off;
            Assert.Equal(TrapCode.UnalignedPointer, Assert.Throws<TrapException>(() => Call(name, changed)).Code);
        }
    }

    [Theory]
    [InlineData("fd_read"), InlineData("fd_write"), InlineData("fd_pread"), InlineData("fd_pwrite")]
    public void Buffers_that_do_not_lie_in_the_memory_trap(string name)
    {
        Prepare();
        Assert.Equal(Errno.Success, Write(Root + 1, "text"));
        foreach (var (address, length) in new[] { (End, 1u), (End - 1, 2u), (0u, End + 1), (uint.MaxValue, 1u), (8u, uint.MaxValue), (uint.MaxValue, uint.MaxValue) })
        {
            Assert.Equal(Errno.Success, Call("fd_seek", Root + 1, 0, 0, Result));
            object[] arguments = name[3] == 'p' ? [Root + 1, Iovs((Data, 1), (address, length)), 2, 0, Result] : [Root + 1, Iovs((Data, 1), (address, length)), 2, Result];
            Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Call(name, arguments)).Code);
        }
        // None of them is used before the last is checked.
        if (name == "fd_write")
        {
            Assert.Equal(Errno.Success, Call("fd_seek", Root + 1, 0, 0, Result));
            _ = Assert.Throws<TrapException>(() => Call("fd_write", Root + 1, Iovs((0, 0x10000), (End, 1)), 2, Result));
            Assert.Equal("text"u8.ToArray(), Files.ReadFile("f"));
        }
        // The very end is in it.
        Assert.Equal(Errno.Success, Call("fd_read", 0, Iovs((End, 0), (End - 1, 1)), 2, Result));
    }

    [Theory]
    [InlineData(uint.MaxValue), InlineData(1u << 29), InlineData(End / 8)]
    public void More_buffers_than_lie_in_the_memory_trap(uint count)
    {
        Prepare();
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Call("fd_write", 1, Vectors, count, Result)).Code);
    }

    [Theory]
    [InlineData("path_create_directory"), InlineData("path_unlink_file"), InlineData("path_remove_directory")]
    public void Paths_of_any_length_must_lie_in_the_memory(string name)
    {
        Prepare();
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Call(name, Root, Data, uint.MaxValue)).Code);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Call(name, Root, 1, End)).Code);
        Assert.Equal(Errno.Nametoolong, Call(name, Root, 0, End));
    }

    [Fact]
    public void Nothing_has_happened_where_the_result_has_no_place()
    {
        Prepare();
        var (address, length) = Put("new");
        Assert.Throws<TrapException>(() => Call("path_open", Root, 0, address, length, OFlags.Creat, 0, 0, 0, End));
        Assert.Equal(Errno.Noent, CallPath("path_filestat_get", [Root, 0], "new", Data));
        Assert.Throws<TrapException>(() => Call("fd_write", Root + 1, Iovs((Data, 1)), 1, End));
        Assert.Equal(0ul, Stat("f").Size);
    }
}
