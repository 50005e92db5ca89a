using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>What <c>fd_*</c> do with regular files, over all filesystems.</summary>
public sealed class FileTests : Preview1FileTestBase
{
    private const ulong TooFar = 1ul << 63;

    [Theory, MemberData(nameof(Places))]
    public void Reads_and_writes_go_on_where_the_last_ended(Place place)
    {
        Open(place);
        var fd = Make("f");
        Assert.Equal(Errno.Success, Write(fd, "hello"));
        Assert.Equal(Errno.Success, Write(fd, " world"));
        Assert.Equal("", Read(fd));
        Assert.Equal((Errno.Success, 0ul), Seek(fd, 0, Whence.Set));
        Assert.Equal(("hello", " worl", "d", ""), (Read(fd, 5), Read(fd, 5), Read(fd, 5), Read(fd, 5)));
        Assert.Equal((Errno.Success, 11ul), Tell(fd));
    }

    [Theory, MemberData(nameof(Places))]
    public void Seek_moves_from_the_start_from_here_and_from_the_end(Place place)
    {
        Open(place);
        var fd = Make("f");
        Assert.Equal(Errno.Success, Write(fd, "0123456789"));
        Assert.Equal((Errno.Success, 2ul), Seek(fd, 2, Whence.Set));
        Assert.Equal((Errno.Success, 5ul), Seek(fd, 3, Whence.Cur));
        Assert.Equal((Errno.Success, 7ul), Seek(fd, -3, Whence.End));
        Assert.Equal("789", Read(fd));
        Assert.Equal((Errno.Success, 20ul), Seek(fd, 10, Whence.End));
        Assert.Equal("", Read(fd));
        Assert.Equal(Errno.Inval, Seek(fd, -1, Whence.Set).Error);
        Assert.Equal(Errno.Inval, Seek(fd, long.MinValue, Whence.Cur).Error);
        Assert.Equal(Errno.Overflow, Seek(fd, long.MaxValue, Whence.End).Error);
        Assert.Equal(Errno.Inval, Call("fd_seek", fd, 0, 3, Result));
        Assert.Equal((Errno.Success, 20ul), Tell(fd));
    }

    [Theory, MemberData(nameof(Places))]
    public void Reads_and_writes_at_a_place_leave_the_other_place_alone(Place place)
    {
        Open(place);
        var fd = Make("f");
        Assert.Equal(Errno.Success, Write(fd, "abc"));
        Memory.Write(Data, "XYZ"u8);
        Assert.Equal(Errno.Success, Call("fd_pwrite", fd, Iovs((Data, 2), (Data + 2, 1)), 2, 5, Result));
        Assert.Equal(3u, ResultUInt32);
        Assert.Equal(Errno.Success, Call("fd_pread", fd, Iovs((Data, 4), (Data + 50, 4)), 2, 1, Result));
        Assert.Equal((7u, "bc\0\0", "XYZ"), (ResultUInt32, TextAt(Data, 4), TextAt(Data + 50, 3)));
        Assert.Equal((Errno.Success, 3ul), Tell(fd));
        Assert.Equal(Errno.Success, Call("fd_pread", fd, Iovs((Data, 4)), 1, TooFar, Result));
        Assert.Equal(0u, ResultUInt32);
        Assert.Equal(Errno.Fbig, Call("fd_pwrite", fd, Iovs((Data, 4)), 1, TooFar, Result));
        Assert.Equal(Errno.Fbig, Call("fd_pwrite", fd, Iovs((Data, 4)), 1, long.MaxValue, Result));
    }

    [Theory, MemberData(nameof(Places))]
    public void A_file_that_appends_writes_at_its_end_until_it_is_told_not_to(Place place)
    {
        Open(place);
        var fd = OpenAt(Root, "f", OFlags.Creat, flags: FdFlags.Append);
        Assert.Equal(Errno.Success, Write(fd, "ab"));
        Assert.Equal((Errno.Success, 0ul), Seek(fd, 0, Whence.Set));
        Assert.Equal(Errno.Success, Write(fd, "cd"));
        Assert.Equal((Errno.Success, 4ul), Tell(fd));
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_flags", fd, 0));
        Assert.Equal((Errno.Success, 0ul), Seek(fd, 0, Whence.Set));
        Assert.Equal(Errno.Success, Write(fd, "X"));
        Assert.Equal((Errno.Success, 0ul), Seek(fd, 0, Whence.Set));
        Assert.Equal("Xbcd", Read(fd));
    }

    [Theory, MemberData(nameof(Places))]
    public void Flags_that_a_file_was_opened_with_are_kept_but_those_that_can_change(Place place)
    {
        Open(place);
        var fd = OpenAt(Root, "f", OFlags.Creat, flags: FdFlags.Sync | FdFlags.Dsync | FdFlags.Rsync);
        Assert.Equal(FdFlags.Sync | FdFlags.Dsync | FdFlags.Rsync, Flags(fd));
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_flags", fd, FdFlags.All));
        Assert.Equal(FdFlags.All, Flags(fd));
        Assert.Equal(Errno.Notsup, Call("fd_fdstat_set_flags", fd, FdFlags.Append));
        Assert.Equal(Errno.Inval, Call("fd_fdstat_set_flags", fd, 32));
        Assert.Equal(FdFlags.All, Flags(fd));

        FdFlags Flags(uint file) => Call("fd_fdstat_get", file, Result) == Errno.Success ? (FdFlags)UInt16(Result + 2) : default;
    }

    [Theory, MemberData(nameof(Places))]
    public void Sizes_are_set_and_space_is_allocated(Place place)
    {
        Open(place);
        var fd = Make("f");
        Assert.Equal(Errno.Success, Write(fd, "abc"));
        Assert.Equal(Errno.Success, Call("fd_filestat_set_size", fd, 5));
        Assert.Equal(5ul, Stat("f").Size);
        Assert.Equal(Errno.Success, Call("fd_filestat_set_size", fd, 1));
        Assert.Equal(1ul, Stat("f").Size);
        Assert.Equal(Errno.Fbig, Call("fd_filestat_set_size", fd, TooFar));
        // Not every filesystem of a host can say that there will be space.
        var isAllocated = Call("fd_allocate", fd, 2, 8) is var allocated && allocated == Errno.Success;
        Assert.True(isAllocated || allocated == Errno.Notsup && place != Place.Memory, $"{allocated}");
        Assert.Equal(isAllocated ? 10ul : 1, Stat("f").Size);
        Assert.Equal(allocated, Call("fd_allocate", fd, 0, 2));
        Assert.Equal(isAllocated ? 10ul : 1, Stat("f").Size);
        Assert.Equal(Errno.Inval, Call("fd_allocate", fd, 0, 0));
        Assert.Equal(Errno.Fbig, Call("fd_allocate", fd, TooFar, 1));
        Assert.Equal(Errno.Fbig, Call("fd_allocate", fd, long.MaxValue, 1));
        Assert.True(Call("fd_allocate", fd, 0, 1ul << 62) is Errno.Fbig or Errno.Nospc or Errno.Notsup);
    }

    [Theory, MemberData(nameof(Places))]
    public void Attributes_tell_files_apart_and_nothing_of_the_host(Place place)
    {
        Open(place);
        var (a, b) = (Make("a"), Make("b"));
        Assert.Equal(Errno.Success, Write(a, "123"));
        var (first, second) = (Filestat(a), Filestat(b));
        Assert.Equal((FileType.RegularFile, 1ul, 3ul), (first.Type, first.Links, first.Size));
        Assert.Equal(first.Device, second.Device);
        Assert.NotEqual(first.Number, second.Number);
        Assert.Equal(Errno.Success, Call("path_link", [Root, 0, .. Pair("a"), Root, .. Pair("c")]));
        Assert.Equal(Errno.Success, CallPath("path_filestat_get", [Root, 0], "c", Result));
        Assert.Equal((first.Device, first.Number), (UInt64(Result), UInt64(Result + 8)));
        Assert.True(first.Number > uint.MaxValue, "a number of the host's is small");
        Assert.Equal(Errno.Success, Call("fd_filestat_get", Root, Result));
        Assert.Equal((byte)FileType.Directory, Bytes(Result + 16, 1)[0]);
    }

    [Theory, MemberData(nameof(Places))]
    public void Times_are_set_as_they_are_given_or_to_now(Place place)
    {
        Open(place);
        var fd = Make("f");
        var before = Filestat(fd);
        Assert.Equal(Errno.Success, Call("fd_filestat_set_times", fd, 1_000_000_007, 2_000_000_009, FstFlags.Atim | FstFlags.Mtim));
        Assert.Equal((1_000_000_007ul, 2_000_000_009ul), (Filestat(fd).Access, Filestat(fd).Modification));
        Assert.Equal(Errno.Success, Call("fd_filestat_set_times", fd, 5, 5, 0));
        Assert.Equal((1_000_000_007ul, 2_000_000_009ul), (Filestat(fd).Access, Filestat(fd).Modification));
        Assert.Equal(Errno.Success, Call("fd_filestat_set_times", fd, 5, 5, FstFlags.AtimNow | FstFlags.MtimNow));
        Assert.True(Filestat(fd).Modification >= before.Modification - 1_000_000_000);
        Assert.Equal(Errno.Inval, Call("fd_filestat_set_times", fd, 5, 5, FstFlags.Atim | FstFlags.AtimNow));
        Assert.Equal(Errno.Inval, Call("fd_filestat_set_times", fd, 5, 5, FstFlags.Mtim | FstFlags.MtimNow));
        Assert.Equal(Errno.Inval, Call("fd_filestat_set_times", fd, 5, 5, 16));
        Assert.Equal(Errno.Success, Call("fd_filestat_set_times", Root, 5, 7, FstFlags.Mtim));
        Assert.Equal(7ul, Filestat(Root).Modification);
    }

    [Theory, MemberData(nameof(Places))]
    public void Advice_is_taken_and_bytes_are_synchronised(Place place)
    {
        Open(place);
        var fd = Make("f");
        for (var advice = 0; advice < 6; advice++)
            Assert.Equal(Errno.Success, Call("fd_advise", fd, 0, 10, advice));
        Assert.Equal(Errno.Inval, Call("fd_advise", fd, 0, 10, 6));
        Assert.Equal(Errno.Inval, Call("fd_advise", fd, TooFar, 10, 0));
        Assert.Equal(Errno.Isdir, Call("fd_advise", Root, 0, 10, 0));
        Assert.Equal((Errno.Success, Errno.Success), (Call("fd_sync", fd), Call("fd_datasync", fd)));
        Assert.Equal((Errno.Success, Errno.Success), (Call("fd_sync", Root), Call("fd_datasync", Root)));
    }

    [Theory, MemberData(nameof(Places))]
    public void A_file_that_was_unlinked_lives_until_it_is_closed(Place place)
    {
        Open(place);
        var fd = Make("f");
        Assert.Equal(Errno.Success, Write(fd, "still"));
        Assert.Equal(Errno.Success, CallPath("path_unlink_file", [Root], "f"));
        Assert.Equal((Errno.Success, 0ul), Seek(fd, 0, Whence.Set));
        Assert.Equal("still", Read(fd));
        Assert.Equal(0ul, Filestat(fd).Links);
    }

    [Fact]
    public void A_disk_that_is_full_takes_what_there_is_room_for()
    {
        Files = new MemoryFileSystem(maxBytes: 100_000);
        Open(Place.Memory);
        var fd = Make("f");
        Assert.Equal(Errno.Success, Call("fd_write", fd, Iovs((0, 0x10000), (0, 0x10000)), 2, Result));
        Assert.Equal(0x10000u, ResultUInt32);
        Assert.Equal(Errno.Nospc, Call("fd_write", fd, Iovs((0, 0x10000)), 1, Result));
    }

    [Theory, MemberData(nameof(Places))]
    public void Directories_are_no_files(Place place)
    {
        Open(place);
        var buffers = Iovs((Data, 10));
        Assert.Equal(Errno.Isdir, Call("fd_read", Root, buffers, 1, Result));
        Assert.Equal(Errno.Isdir, Call("fd_write", Root, buffers, 1, Result));
        Assert.Equal(Errno.Isdir, Call("fd_pread", Root, buffers, 1, 0, Result));
        Assert.Equal(Errno.Isdir, Call("fd_pwrite", Root, buffers, 1, 0, Result));
        Assert.Equal(Errno.Isdir, Call("fd_seek", Root, 0, Whence.Cur, Result));
        Assert.Equal(Errno.Isdir, Call("fd_tell", Root, Result));
        Assert.Equal(Errno.Isdir, Call("fd_allocate", Root, 0, 1));
        Assert.Equal(Errno.Isdir, Call("fd_filestat_set_size", Root, 0));
    }

    private (Errno Error, ulong Place) Seek(uint fd, long distance, Whence whence) => (Call("fd_seek", fd, distance, whence, Result), UInt64(Result));

    private (Errno Error, ulong Place) Tell(uint fd) => (Call("fd_tell", fd, Result), UInt64(Result));

    private (ulong Device, ulong Number, FileType Type, ulong Links, ulong Size, ulong Access, ulong Modification) Filestat(uint fd)
    {
        Assert.Equal(Errno.Success, Call("fd_filestat_get", fd, Result));
        return (UInt64(Result), UInt64(Result + 8), (FileType)Bytes(Result + 16, 1)[0], UInt64(Result + 24), UInt64(Result + 32), UInt64(Result + 40), UInt64(Result + 48));
    }
}
