using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>What <c>path_*</c> and <c>fd_readdir</c> do, over all filesystems.</summary>
public sealed class PathTests : Preview1FileTestBase
{
    [Theory, MemberData(nameof(Places))]
    public void Files_are_made_opened_emptied_and_found_to_be_there(Place place)
    {
        Open(place);
        Assert.Equal(Errno.Noent, TryOpen(Root, "f"));
        Assert.Equal(Errno.Success, Write(OpenAt(Root, "f", OFlags.Creat | OFlags.Excl), "abc"));
        Assert.Equal(Errno.Exist, TryOpen(Root, "f", OFlags.Creat | OFlags.Excl));
        Assert.Equal("abc", Read(Make("f")));
        Assert.Equal("", Read(OpenAt(Root, "f", OFlags.Trunc)));
        Assert.Equal(Errno.Notdir, TryOpen(Root, "f", OFlags.Directory));
        Assert.Equal(Errno.Notdir, TryOpen(Root, "f/"));
        Assert.Equal(Errno.Notdir, TryOpen(Root, "f/g"));
        Assert.Equal(Errno.Notdir, TryOpen(Make("f"), "g"));
        Assert.Equal(Errno.Isdir, TryOpen(Root, ".", rights: Rights.FdWrite));
        Assert.Equal(Errno.Success, TryOpen(Root, ".", rights: Rights.FdRead));
    }

    [Theory, MemberData(nameof(Places))]
    public void What_is_opened_without_a_right_to_write_is_not_written(Place place)
    {
        Open(place);
        Touch("f");
        Assert.Equal(Errno.Notcapable, Write(OpenAt(Root, "f", rights: Rights.FdRead), "x"));
        Assert.Equal("Notcapable", Read(OpenAt(Root, "f", rights: Rights.FdWrite)));
        // As compilers' libraries ask for it, of files that are only read.
        var fd = OpenAt(Root, "f", rights: AllOfFile & ~Rights.FdWrite);
        Assert.Equal(Errno.Badf, Call("fd_filestat_set_size", fd, 1));
        Assert.Equal(Errno.Badf, Call("fd_allocate", fd, 0, 1));
    }

    [Fact]
    public void Flags_that_are_not_known_are_refused()
    {
        Open(Place.Memory);
        Touch("f");
        Assert.Equal(Errno.Inval, TryOpen(Root, "f", (OFlags)16));
        Assert.Equal(Errno.Inval, TryOpen(Root, "f", flags: (FdFlags)32));
        Assert.Equal(Errno.Inval, TryOpen(Root, "f", lookup: (LookupFlags)2));
        Assert.Equal(Errno.Inval, CallPath("path_filestat_get", [Root, 2], "f", Data));
        Assert.Equal(Errno.Inval, CallPath("path_filestat_set_times", [Root, 2], "f", 0, 0, 0));
        Assert.Equal(Errno.Inval, CallPath("path_filestat_set_times", [Root, 0], "f", 0, 0, 16));
        Assert.Equal(Errno.Inval, Call("path_link", [Root, 2, .. Pair("f"), Root, .. Pair("g")]));
    }

    [Theory, MemberData(nameof(Places))]
    public void Directories_are_made_and_removed(Place place)
    {
        Open(place);
        Assert.Equal(Errno.Success, CallPath("path_create_directory", [Root], "d"));
        Assert.Equal(Errno.Exist, CallPath("path_create_directory", [Root], "d"));
        Assert.Equal(Errno.Noent, CallPath("path_create_directory", [Root], "none/d"));
        Touch("d/f");
        Assert.Equal(Errno.Notempty, CallPath("path_remove_directory", [Root], "d"));
        Assert.Equal(Errno.Notdir, CallPath("path_remove_directory", [Root], "d/f"));
        Assert.Equal(Errno.Isdir, CallPath("path_unlink_file", [Root], "d"));
        Assert.Equal(Errno.Success, CallPath("path_unlink_file", [Root], "d/f"));
        Assert.Equal(Errno.Noent, CallPath("path_unlink_file", [Root], "d/f"));
        Assert.Equal(Errno.Success, CallPath("path_remove_directory", [Root], "d"));
        Assert.Equal(Errno.Noent, CallPath("path_remove_directory", [Root], "d"));
    }

    [Theory, MemberData(nameof(Places))]
    public void Links_are_made_read_and_followed_where_that_is_wanted(Place place)
    {
        Open(place);
        Assert.Equal(Errno.Success, Write(Make("f"), "text"));
        Assert.Equal(Errno.Success, Symlink("f", "link"));
        Assert.Equal(Errno.Exist, Symlink("f", "link"));
        Assert.Equal("f", Readlink("link"));
        Assert.Equal(Errno.Inval, CallPath("path_readlink", [Root], "f", Data, 10, Result));
        Assert.Equal((FileType.SymbolicLink, FileType.RegularFile), (Stat("link").Type, Stat("link", LookupFlags.SymlinkFollow).Type));
        Assert.Equal("text", Read(OpenAt(Root, "link")));
        Assert.Equal(Errno.Loop, TryOpen(Root, "link", lookup: LookupFlags.None));
        Assert.Equal(Errno.Success, Symlink("loop", "loop"));
        Assert.Equal(Errno.Loop, TryOpen(Root, "loop"));
        Assert.Equal(Errno.Success, CallPath("path_filestat_set_times", [Root, 0], "link", 0, 7, FstFlags.Mtim));
        Assert.Equal(Errno.Success, CallPath("path_filestat_get", [Root, 0], "link", Data));
        Assert.Equal(7ul, UInt64(Data + 48));
        Assert.Equal(Errno.Success, CallPath("path_filestat_set_times", [Root, LookupFlags.SymlinkFollow], "link", 0, 9, FstFlags.Mtim));
        Assert.Equal(Errno.Success, CallPath("path_filestat_get", [Root, 0], "f", Data));
        Assert.Equal(9ul, UInt64(Data + 48));
        Assert.Equal(Errno.Noent, CallPath("path_filestat_set_times", [Root, 0], "none", 0, 0, 0));
    }

    [Theory, MemberData(nameof(Places))]
    public void A_links_text_is_cut_off_where_there_is_no_room(Place place)
    {
        Open(place);
        Assert.Equal(Errno.Success, Symlink("0123456789", "link"));
        Memory.Write(Data, "xxxxxx"u8);
        Assert.Equal(Errno.Success, CallPath("path_readlink", [Root], "link", Data, 4, Result));
        Assert.Equal((4u, "0123xx"), (ResultUInt32, TextAt(Data, 6)));
        Assert.Equal(Errno.Success, CallPath("path_readlink", [Root], "link", Data, 0, Result));
        Assert.Equal(0u, ResultUInt32);
    }

    [Theory, MemberData(nameof(Places))]
    public void Hard_links_are_names_of_the_same_file(Place place)
    {
        Open(place);
        Assert.Equal(Errno.Success, Write(Make("f"), "text"));
        Assert.Equal(Errno.Success, Link("f", "g"));
        Assert.Equal(2ul, Stat("f").Links);
        Assert.Equal(Errno.Exist, Link("f", "g"));
        Assert.Equal(Errno.Noent, Link("none", "h"));
        Assert.Equal(Errno.Noent, Link("f", "h/"));
        Assert.Equal(Errno.Success, CallPath("path_create_directory", [Root], "d"));
        Assert.Equal(Errno.Perm, Link("d", "e"));
        Assert.Equal(Errno.Success, CallPath("path_unlink_file", [Root], "f"));
        Assert.Equal("text", Read(OpenAt(Root, "g")));
    }

    [Theory, MemberData(nameof(Places))]
    public void Names_are_changed_and_replaced(Place place)
    {
        Open(place);
        Assert.Equal(Errno.Success, Write(Make("a"), "one"));
        Touch("b");
        Assert.Equal(Errno.Success, Rename("a", "b"));
        Assert.Equal("one", Read(OpenAt(Root, "b")));
        Assert.Equal(Errno.Noent, Rename("a", "c"));
        Assert.Equal((Errno.Success, Errno.Success), (CallPath("path_create_directory", [Root], "d"), CallPath("path_create_directory", [Root], "e")));
        Assert.Equal(Errno.Isdir, Rename("b", "d"));
        Assert.Equal(Errno.Notdir, Rename("d", "b"));
        Touch("e/f");
        Assert.Equal(Errno.Notempty, Rename("d", "e"));
        Assert.Equal(Errno.Success, Rename("e", "d"));
        Assert.Equal(Errno.Inval, Rename("d", "d/x"));
        Assert.Equal(FileType.RegularFile, Stat("d/f").Type);
    }

    [Theory, MemberData(nameof(Places))]
    public void A_directory_is_listed_with_itself_and_what_is_above(Place place)
    {
        Open(place);
        Touch("file");
        Assert.Equal(Errno.Success, CallPath("path_create_directory", [Root], "folder"));
        Assert.Equal(Errno.Success, Symlink("file", "link"));
        Assert.Equal(
            [(".", FileType.Directory), ("..", FileType.Directory), ("file", FileType.RegularFile), ("folder", FileType.Directory), ("link", FileType.SymbolicLink)],
            List(Root).Select(entry => (entry.Name, entry.Type)).OrderBy(entry => entry.Name, StringComparer.Ordinal));
        foreach (var (name, number, _) in List(Root).Where(entry => entry.Name != ".."))
        {
            Assert.Equal(Errno.Success, CallPath("path_filestat_get", [Root, 0], name, Data));
            Assert.Equal(UInt64(Data + 8), number);
        }
    }

    [Theory, MemberData(nameof(Places))]
    public void A_listing_goes_on_from_any_place_whatever_the_room(Place place)
    {
        Open(place);
        var names = Enumerable.Range(0, 50).Select(i => $"{i}{new string('x', i)}").ToArray();
        Array.ForEach(names, Touch);
        var all = List(Root);
        Assert.Equal([".", "..", .. names.Order(StringComparer.Ordinal)], all.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (var room in new uint[] { 24 + 53, 100, 256, 1000 })
            Assert.Equal(all, List(Root, room));
        // Back, forth and beyond.
        Assert.Equal(all[30..], List(Root, 4096, 30));
        Assert.Equal(all[10..], List(Root, 4096, 10));
        Assert.Empty(List(Root, 4096, 52));
        Assert.Empty(List(Root, 4096, ulong.MaxValue));
        Assert.Equal(all, List(Root));
    }

    [Theory, MemberData(nameof(Places))]
    public void An_entry_that_has_no_room_is_cut_off_and_comes_again(Place place)
    {
        Open(place);
        Touch("a-long-name");
        Assert.Equal(Errno.Success, Call("fd_readdir", Root, Data, 26 + 25 + 20, 0, Result));
        Assert.Equal(26u + 25 + 20, ResultUInt32);
        Assert.Equal(Errno.Success, Call("fd_readdir", Root, Data, 100, 2, Result));
        Assert.Equal((24u + 11, "a-long-name"), (ResultUInt32, TextAt(Data + 24, 11)));
        Assert.Equal(Errno.Success, Call("fd_readdir", Root, Data, 0, 0, Result));
        Assert.Equal(0u, ResultUInt32);
    }

    [Theory, MemberData(nameof(Places))]
    public void Who_removes_what_is_listed_meets_all_of_it(Place place)
    {
        Open(place);
        for (var i = 0; i < 200; i++)
            Touch($"f{i}");
        var (removed, cookie) = (0, 0ul);
        while (true)
        {
            var entries = List(Root, 300, cookie, once: true);
            foreach (var (name, _, _) in entries)
            {
                cookie++;
                removed += name[0] == 'f' && CallPath("path_unlink_file", [Root], name) == Errno.Success ? 1 : 0;
            }
            if (entries.Length == 0)
                break;
        }
        Assert.Equal(200, removed);
        Assert.Equal(2, List(Root).Length);
    }

    [Theory, MemberData(nameof(Places))]
    public void What_the_host_keeps_for_a_listing_counts(Place place)
    {
        Open(place, options: new WasiOptions { Limits = new WasiLimits { MaxHeldBytes = 40_000 } });
        Array.ForEach([.. Enumerable.Range(0, 1000)], i => Touch($"f{i}"));
        var (one, two, three) = (OpenFolder("."), OpenFolder("."), OpenFolder("."));
        Assert.Equal(Errno.Success, Call("fd_readdir", one, Data, 100, 0, Result));
        Assert.Equal(Errno.Success, Call("fd_readdir", one, Data, 100, 0, Result));
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() =>
        {
            _ = Call("fd_readdir", two, Data, 100, 0, Result);
            _ = Call("fd_readdir", three, Data, 100, 0, Result);
        }).Code);
        Assert.Equal((Errno.Success, Errno.Success, Errno.Success), (Call("fd_close", one), Call("fd_close", two), Call("fd_close", three)));
        Assert.Equal(Errno.Success, Call("fd_readdir", Root, Data, 100, 0, Result));
    }

    [Theory, MemberData(nameof(Places))]
    public void A_directory_that_was_removed_has_an_end(Place place)
    {
        Open(place);
        Assert.Equal(Errno.Success, CallPath("path_create_directory", [Root], "gone"));
        var gone = OpenFolder("gone");
        Assert.Equal(Errno.Success, CallPath("path_remove_directory", [Root], "gone"));
        Assert.Equal([".", ".."], List(gone).Select(entry => entry.Name));
    }

    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public void A_name_that_is_not_utf8_is_left_out(Place place)
    {
        Open(place);
        using (var making = System.Diagnostics.Process.Start("sh", ["-c", $"touch \"{Host}/$(printf 'bad\\377')\""]))
            making.WaitForExit();
        File.WriteAllText(Path.Combine(Host, "after"), "");
        Assert.Equal(Errno.Success, Call("fd_readdir", Root, Data, 1000, 2, Result));
        Assert.Equal(24u + 5, ResultUInt32);
        using var removing = System.Diagnostics.Process.Start("rm", ["-r", Host]);
        removing.WaitForExit();
    }

    private Errno Symlink(string target, string path) => Call("path_symlink", [.. Pair(target), Root, .. Pair(path)]);

    private Errno Link(string path, string newPath) => Call("path_link", [Root, 0, .. Pair(path), Root, .. Pair(newPath)]);

    private Errno Rename(string path, string newPath) => Call("path_rename", [Root, .. Pair(path), Root, .. Pair(newPath)]);

    private string Readlink(string path)
    {
        Assert.Equal(Errno.Success, CallPath("path_readlink", [Root], path, Data, 100, Result));
        return TextAt(Data, ResultUInt32);
    }

    // Reads on until less than the buffer is filled, as libraries do.
    private (string Name, ulong Number, FileType Type)[] List(uint fd, uint room = 4096, ulong cookie = 0, bool once = false)
    {
        var entries = new List<(string, ulong, FileType)>();
        while (true)
        {
            Assert.Equal(Errno.Success, Call("fd_readdir", fd, 0x10000, room, cookie, Result));
            var (used, at) = (ResultUInt32, 0u);
            while (used - at >= 24 && UInt32(0x10000 + at + 16) is var length && used - at - 24 >= length)
            {
                Assert.Equal(++cookie, UInt64(0x10000 + at));
                entries.Add((TextAt(0x10000 + at + 24, length), UInt64(0x10000 + at + 8), (FileType)Bytes(0x10000 + at + 20, 1)[0]));
                at += 24 + length;
            }
            if (used < room || once)
                return [.. entries];
        }
    }
}
