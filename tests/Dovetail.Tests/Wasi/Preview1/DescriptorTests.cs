using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>Numbers of descriptors and the rights that they have.</summary>
public sealed class DescriptorTests : Preview1FileTestBase
{
    [Fact]
    public void Directories_that_are_granted_are_found_by_their_numbers()
    {
        Open(new WasiOptions { Preopens = [Preopen(Place.Memory, guestPath: "/"), Preopen(Place.Memory, guestPath: "/größe")] });
        Assert.Equal([("/", 1u), ("/größe", 8u)], new[] { Prestat(3), Prestat(4) });
        Assert.Equal(Errno.Badf, Call("fd_prestat_get", 5, Result));
        Assert.Equal(Errno.Badf, Call("fd_prestat_dir_name", 5, Data, 10));
        Assert.Equal(Errno.Nametoolong, Call("fd_prestat_dir_name", 4, Data, 7));
        Assert.Equal(Errno.Badf, Call("fd_prestat_get", OpenFolder("."), Result));
    }

    [Fact]
    public void Without_a_grant_there_is_no_directory()
    {
        Open();
        Assert.Equal(Errno.Badf, Call("fd_prestat_get", 3, Result));
        Assert.Equal(Errno.Badf, TryOpen(3, "etc"));
    }

    [Fact]
    public void What_is_closed_is_no_descriptor_for_any_function()
    {
        Open(Place.Memory);
        var fd = Make("f");
        Assert.Equal(Errno.Success, Call("fd_close", fd));
        var (address, length) = Put("f");
        Assert.Equal(Errno.Badf, Call("fd_close", fd));
        Assert.Equal(Errno.Badf, Call("fd_advise", fd, 0, 0, 0));
        Assert.Equal(Errno.Badf, Call("fd_allocate", fd, 0, 1));
        Assert.Equal(Errno.Badf, Call("fd_datasync", fd));
        Assert.Equal(Errno.Badf, Call("fd_sync", fd));
        Assert.Equal(Errno.Badf, Call("fd_fdstat_get", fd, Result));
        Assert.Equal(Errno.Badf, Call("fd_fdstat_set_flags", fd, 0));
        Assert.Equal(Errno.Badf, Call("fd_fdstat_set_rights", fd, 0, 0));
        Assert.Equal(Errno.Badf, Call("fd_filestat_get", fd, Result));
        Assert.Equal(Errno.Badf, Call("fd_filestat_set_size", fd, 0));
        Assert.Equal(Errno.Badf, Call("fd_filestat_set_times", fd, 0, 0, 0));
        Assert.Equal(Errno.Badf, Call("fd_pread", fd, Vectors, 0, 0, Result));
        Assert.Equal(Errno.Badf, Call("fd_pwrite", fd, Vectors, 0, 0, Result));
        Assert.Equal(Errno.Badf, Call("fd_read", fd, Vectors, 0, Result));
        Assert.Equal(Errno.Badf, Call("fd_write", fd, Vectors, 0, Result));
        Assert.Equal(Errno.Badf, Call("fd_readdir", fd, Data, 10, 0, Result));
        Assert.Equal(Errno.Badf, Call("fd_renumber", fd, 0));
        Assert.Equal(Errno.Badf, Call("fd_renumber", 0, fd));
        Assert.Equal(Errno.Badf, Call("fd_seek", fd, 0, 0, Result));
        Assert.Equal(Errno.Badf, Call("fd_tell", fd, Result));
        Assert.Equal(Errno.Badf, Call("fd_prestat_get", fd, Result));
        Assert.Equal(Errno.Badf, Call("path_create_directory", fd, address, length));
        Assert.Equal(Errno.Badf, Call("path_filestat_get", fd, 0, address, length, Result));
        Assert.Equal(Errno.Badf, Call("path_filestat_set_times", fd, 0, address, length, 0, 0, 0));
        Assert.Equal(Errno.Badf, Call("path_link", fd, 0, address, length, Root, address, length));
        Assert.Equal(Errno.Badf, Call("path_link", Root, 0, address, length, fd, address, length));
        Assert.Equal(Errno.Badf, Call("path_open", fd, 0, address, length, 0, 0, 0, 0, Result));
        Assert.Equal(Errno.Badf, Call("path_readlink", fd, address, length, Data, 10, Result));
        Assert.Equal(Errno.Badf, Call("path_remove_directory", fd, address, length));
        Assert.Equal(Errno.Badf, Call("path_rename", fd, address, length, Root, address, length));
        Assert.Equal(Errno.Badf, Call("path_rename", Root, address, length, fd, address, length));
        Assert.Equal(Errno.Badf, Call("path_symlink", address, length, fd, address, length));
        Assert.Equal(Errno.Badf, Call("path_unlink_file", fd, address, length));
        Assert.Equal(Errno.Badf, Call("sock_accept", fd, 0, Result));
        Assert.Equal(Errno.Badf, Call("sock_recv", fd, Vectors, 0, 0, Result, Result + 8));
        Assert.Equal(Errno.Badf, Call("sock_send", fd, Vectors, 0, 0, Result));
        Assert.Equal(Errno.Badf, Call("sock_shutdown", fd, 1));
        Assert.Equal(Errno.Badf, Call("fd_close", uint.MaxValue));
        Assert.Equal(Errno.Badf, Call("fd_close", 1u << 31));
    }

    [Fact]
    public void Numbers_are_used_again_but_those_of_the_standard_streams()
    {
        Open(Place.Memory);
        var fd = Make("f");
        Assert.Equal(Errno.Success, Call("fd_close", fd));
        Assert.Equal(fd, Make("f"));
        Assert.Equal((Errno.Success, Errno.Success), (Call("fd_close", 0), Call("fd_close", 1)));
        Assert.True(Make("g") > 2);
        Assert.Equal(Errno.Badf, Write(1, "x"));
    }

    // RUSTSEC-2025-0046: onto itself, onto what is closed, and onto a directory that was granted.
    [Fact]
    public void Renumbering_moves_a_descriptor_and_closes_the_other()
    {
        Open(Place.Memory);
        var (a, b) = (Make("a"), Make("b"));
        Assert.Equal(Errno.Success, Write(a, "one"));
        Assert.Equal(Errno.Success, Call("fd_renumber", a, a));
        Assert.Equal(Errno.Success, Write(a, "two"));
        Assert.Equal(Errno.Success, Call("fd_renumber", a, b));
        Assert.Equal(Errno.Badf, Call("fd_renumber", a, b));
        Assert.Equal(Errno.Badf, Call("fd_renumber", b, a));
        Assert.Equal(Errno.Success, Write(b, "!"));
        Assert.Equal("onetwo!"u8.ToArray(), Files.ReadFile("a"));
        Assert.Empty(Files.ReadFile("b"));
        Assert.Equal(Errno.Success, Call("fd_renumber", b, Root));
        Assert.Equal(Errno.Badf, Call("fd_prestat_get", Root, Result));
        Assert.Equal(Errno.Notdir, TryOpen(Root, "a"));
    }

    // RUSTSEC-2026-0182: what is renumbered over was never freed.
    [Fact]
    public void Renumbering_again_and_again_leaves_nothing_open()
    {
        Open(Place.Memory, options: new WasiOptions { Limits = new WasiLimits { MaxOpenFiles = 3 } });
        var kept = Make("f");
        for (var i = 0; i < 10_000; i++)
            Assert.Equal(Errno.Success, Call("fd_renumber", Make("f"), kept));
        Assert.Equal(Errno.Success, Write(kept, "x"));
    }

    [Fact]
    public void A_directory_that_is_granted_beyond_the_limit_of_files_traps()
    {
        Open(Place.Memory, options: new WasiOptions { Limits = new WasiLimits { MaxOpenFiles = 0 } });
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => Call("fd_close", Root)).Code);
    }

    [Theory, MemberData(nameof(Places))]
    public void As_many_files_are_open_as_may_be(Place place)
    {
        Open(place, options: new WasiOptions { Limits = new WasiLimits { MaxOpenFiles = 3 } });
        var (a, _) = (Make("a"), Make("b"));
        Assert.Equal(Errno.Mfile, TryOpen(Root, "c", OFlags.Creat));
        Assert.Equal(Errno.Noent, CallPath("path_filestat_get", [Root, 0], "c", Data));
        Assert.Equal(Errno.Dquot, Call("fd_readdir", Root, Data, 100, 0, Result));
        Assert.Equal(Errno.Success, Call("fd_close", a));
        Assert.Equal(Errno.Success, Call("fd_readdir", Root, Data, 100, 0, Result));
        Assert.Equal(Errno.Mfile, TryOpen(Root, "a"));
    }

    [Theory, MemberData(nameof(Places))]
    public void Rights_are_taken_away_and_never_given_back(Place place)
    {
        Open(place);
        var fd = Make("f");
        Assert.Equal((AllOfFile, Rights.None), RightsOf(fd));
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_rights", fd, AllOfFile & ~Rights.FdWrite, 0));
        Assert.Equal(Errno.Notcapable, Write(fd, "x"));
        Assert.Equal("", Read(fd));
        Assert.Equal(Errno.Notcapable, Call("fd_fdstat_set_rights", fd, AllOfFile, 0));
        Assert.Equal(Errno.Notcapable, Call("fd_fdstat_set_rights", fd, Rights.FdRead, Rights.FdRead));
        Assert.Equal((AllOfFile & ~Rights.FdWrite, Rights.None), RightsOf(fd));
    }

    public static TheoryData<string, ulong> FileRights => new()
    {
        { "fd_datasync", (ulong)Rights.FdDatasync }, { "fd_sync", (ulong)Rights.FdSync }, { "fd_advise", (ulong)Rights.FdAdvise }, { "fd_allocate", (ulong)Rights.FdAllocate },
        { "fd_read", (ulong)Rights.FdRead }, { "fd_pread", (ulong)Rights.FdRead }, { "fd_pread", (ulong)Rights.FdSeek }, { "fd_write", (ulong)Rights.FdWrite },
        { "fd_pwrite", (ulong)Rights.FdWrite }, { "fd_pwrite", (ulong)Rights.FdSeek }, { "fd_seek", (ulong)Rights.FdSeek }, { "fd_tell", (ulong)(Rights.FdSeek | Rights.FdTell) },
        { "fd_fdstat_set_flags", (ulong)Rights.FdFdstatSetFlags }, { "fd_filestat_get", (ulong)Rights.FdFilestatGet },
        { "fd_filestat_set_size", (ulong)Rights.FdFilestatSetSize }, { "fd_filestat_set_times", (ulong)Rights.FdFilestatSetTimes },
    };

    [Theory, MemberData(nameof(FileRights))]
    public void A_function_of_files_needs_its_right(string function, ulong right)
    {
        Open(Place.Memory);
        var (without, with) = (OpenAt(Root, "f", OFlags.Creat, AllOfFile & ~(Rights)right), OpenAt(Root, "f", OFlags.Creat, AllOfFile));
        Assert.Equal(Errno.Notcapable, Do(without));
        Assert.Equal(Errno.Success, Do(with));

        Errno Do(uint fd) => function switch
        {
            "fd_advise" => Call(function, fd, 0, 1, 0),
            "fd_allocate" => Call(function, fd, 0, 1),
            "fd_read" or "fd_write" => Call(function, fd, Iovs((Data, 1)), 1, Result),
            "fd_pread" or "fd_pwrite" => Call(function, fd, Iovs((Data, 1)), 1, 0, Result),
            "fd_seek" => Call(function, fd, 1, Whence.Set, Result),
            "fd_tell" or "fd_filestat_get" => Call(function, fd, Result),
            "fd_fdstat_set_flags" => Call(function, fd, 0),
            "fd_filestat_set_size" => Call(function, fd, 1),
            "fd_filestat_set_times" => Call(function, fd, 0, 0, 0),
            _ => Call(function, fd),
        };
    }

    public static TheoryData<string, ulong> DirectoryRights => new()
    {
        { "fd_readdir", (ulong)Rights.FdReaddir }, { "path_create_directory", (ulong)Rights.PathCreateDirectory }, { "path_filestat_get", (ulong)Rights.PathFilestatGet },
        { "path_filestat_set_times", (ulong)Rights.PathFilestatSetTimes }, { "path_link", (ulong)Rights.PathLinkSource }, { "path_link", (ulong)Rights.PathLinkTarget },
        { "path_open", (ulong)Rights.PathOpen }, { "path_open creat", (ulong)Rights.PathCreateFile }, { "path_open trunc", (ulong)Rights.PathFilestatSetSize },
        { "path_readlink", (ulong)Rights.PathReadlink }, { "path_remove_directory", (ulong)Rights.PathRemoveDirectory }, { "path_rename", (ulong)Rights.PathRenameSource },
        { "path_rename", (ulong)Rights.PathRenameTarget }, { "path_symlink", (ulong)Rights.PathSymlink }, { "path_unlink_file", (ulong)Rights.PathUnlinkFile },
    };

    [Theory, MemberData(nameof(DirectoryRights))]
    public void A_function_of_directories_needs_its_right(string function, ulong right)
    {
        Open(Place.Memory);
        Touch("file");
        Assert.Equal(Errno.Success, CallPath("path_create_directory", [Root], "folder"));
        Assert.Equal(Errno.Success, Call("path_symlink", [.. Pair("file"), Root, .. Pair("link")]));
        Assert.Equal(Errno.Notcapable, Do(OpenFolder(".", Rights.OfDirectory & ~(Rights)right)));
        Assert.Equal(Errno.Success, Do(OpenFolder(".")));

        Errno Do(uint fd) => function switch
        {
            "fd_readdir" => Call(function, fd, Data, 10, 0, Result),
            "path_create_directory" => CallPath(function, [fd], "made"),
            "path_filestat_get" => CallPath(function, [fd, 0], "file", Result),
            "path_filestat_set_times" => CallPath(function, [fd, 0], "file", 0, 0, 0),
            "path_link" => Call(function, [fd, 0, .. Pair("file"), fd, .. Pair("linked")]),
            "path_open" => TryOpen(fd, "file"),
            "path_open creat" => TryOpen(fd, "created", OFlags.Creat),
            "path_open trunc" => TryOpen(fd, "file", OFlags.Trunc),
            "path_readlink" => CallPath(function, [fd], "link", Data, 10, Result),
            "path_remove_directory" => CallPath(function, [fd], "folder"),
            "path_rename" => Call(function, [fd, .. Pair("file"), fd, .. Pair("renamed")]),
            "path_symlink" => Call(function, [.. Pair("file"), fd, .. Pair("linked")]),
            _ => CallPath(function, [fd], "file"),
        };
    }

    [Theory, MemberData(nameof(Places))]
    public void Nothing_is_opened_with_rights_that_are_not_inherited(Place place)
    {
        Open(place);
        Touch("f");
        var folder = OpenFolder(".", inheriting: Rights.FdRead | Rights.FdWrite | Rights.PathOpen);
        Assert.Equal(Errno.Notcapable, TryOpen(folder, "f", rights: Rights.FdRead | Rights.FdSeek));
        Assert.Equal(Errno.Notcapable, TryOpen(folder, "new", OFlags.Creat, Rights.FdRead | Rights.FdSeek));
        Assert.Equal(Errno.Notcapable, TryOpen(folder, "f", OFlags.Trunc, Rights.FdRead, flags: FdFlags.Sync));
        Assert.Equal(Errno.Noent, CallPath("path_filestat_get", [Root, 0], "new", Data));
        // A right that does not apply is not given, and none asked for.
        Assert.Equal((Rights.FdRead, Rights.None), RightsOf(OpenAt(folder, "f", rights: Rights.FdRead | Rights.PathSymlink)));
        Assert.Equal((Rights.PathOpen, Rights.FdRead | Rights.PathOpen), RightsOf(OpenAt(folder, ".", rights: Rights.PathOpen | Rights.FdSeek, inheriting: (Rights)ulong.MaxValue & ~Rights.FdWrite)));
    }

    private (Rights, Rights) RightsOf(uint fd)
    {
        Assert.Equal(Errno.Success, Call("fd_fdstat_get", fd, Result));
        return ((Rights)UInt64(Result + 8), (Rights)UInt64(Result + 16));
    }

    private (string, uint) Prestat(uint fd)
    {
        Assert.Equal(Errno.Success, Call("fd_prestat_get", fd, Result));
        Assert.Equal(0, Bytes(Result, 1)[0]);
        var length = UInt32(Result + 4);
        Assert.Equal(Errno.Success, Call("fd_prestat_dir_name", fd, Data, length));
        return (TextAt(Data, length), length);
    }
}
