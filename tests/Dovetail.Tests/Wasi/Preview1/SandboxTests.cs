using System.Diagnostics;
using Dovetail.Wasi;
using Dovetail.Wasi.Filesystem.Memory;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>No path and no link leads a guest of preview 1 out of what it was granted, and what is read-only stays as it is.</summary>
public sealed class SandboxTests : Preview1FileTestBase
{
    private const string Secret = "secret";
    private const LookupFlags Follow = LookupFlags.SymlinkFollow;

    private static readonly string[] _suffixes = ["", "/", "//", "/."];

    // Every function that takes a path, with one that it must refuse.
    private (string Name, Func<string, Errno> Call)[] Functions(uint fd) =>
    [
        ("open", path => TryOpen(fd, path)),
        ("open to make", path => TryOpen(fd, path, OFlags.Creat, AllOfFile)),
        ("open a directory", path => TryOpen(fd, path, OFlags.Directory, Rights.OfDirectory)),
        ("open to cut off", path => TryOpen(fd, path, OFlags.Trunc, AllOfFile)),
        ("open to cut off only", path => TryOpen(fd, path, OFlags.Trunc, Rights.None)),
        ("filestat_get", path => CallPath("path_filestat_get", [fd, Follow], path, Data)),
        ("filestat_set_times", path => CallPath("path_filestat_set_times", [fd, Follow], path, 0, 0, FstFlags.MtimNow)),
        ("link from", path => Call("path_link", [fd, Follow, .. Pair(path), fd, .. Pair("new")])),
        ("link to", path => Call("path_link", [fd, 0, .. Pair("file"), fd, .. Pair(path)])),
        ("create_directory", path => CallPath("path_create_directory", [fd], path)),
        ("remove_directory", path => CallPath("path_remove_directory", [fd], path)),
        ("unlink_file", path => CallPath("path_unlink_file", [fd], path)),
        ("readlink", path => CallPath("path_readlink", [fd], path, Data, 100, Result)),
        ("symlink", path => Call("path_symlink", [.. Pair("file"), fd, .. Pair(path)])),
        ("rename from", path => Call("path_rename", [fd, .. Pair(path), fd, .. Pair("new")])),
        ("rename to", path => Call("path_rename", [fd, .. Pair("file"), fd, .. Pair(path)])),
    ];

    private void Prepare(Place place, bool isReadOnly = false)
    {
        _ = Preopen(place);
        Directory.CreateDirectory(Path.Combine(Outside, "folder"));
        File.WriteAllText(Path.Combine(Outside, "file"), Secret);
        Provide(place, "file", "mine");
        Provide(place, "folder/file", "mine");
        Open(place, isReadOnly);
    }

    // Absolute ones no guest can make: the host does.
    private void Link(Place place, string path, string target)
    {
        if (place == Place.Memory)
            Files.Locked(() => Files.Add(MemoryWalk.Instance.Locate(Files.Root, path, false).Parent, Path.GetFileName(path), Files.NewLink(target)));
        else
            File.CreateSymbolicLink(Path.Combine(Host, path), target);
    }

    private void AssertUntouched()
    {
        Assert.Equal(Secret, File.ReadAllText(Path.Combine(Outside, "file")));
        Assert.Equal(["file", "folder"], Directory.EnumerateFileSystemEntries(Outside).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Outside, "folder")));
    }

    [Theory, MemberData(nameof(Places))]
    public void No_path_leads_out_by_any_function(Place place)
    {
        Prepare(place);
        string[] paths =
        [
            "..", "../", "../outside", "../outside/file", "../granted/file", "folder/../..", "folder/../../granted/file", "./../outside/file", "folder/./../../outside/new",
            "/", "/etc/passwd", "//etc", Path.Combine(Outside, "file"), "folder/../../outside/folder/",
        ];
        var inside = OpenFolder("folder");
        Assert.All(paths, path => Assert.All(Functions(Root), function => Assert.Equal(Errno.Perm, function.Call(path))));
        Assert.All(["..", "../file", "../folder/file", "./../../outside/file", "/"], path => Assert.All(Functions(inside), function => Assert.Equal(Errno.Perm, function.Call(path))));
        AssertUntouched();
    }

    // GHSA-vqjp-4c8c-hfgg: slashes behind a path or in a link's text.
    [Theory, MemberData(nameof(Places))]
    public void No_link_leads_out_whatever_slashes_there_are(Place place)
    {
        Prepare(place);
        string[] targets = ["..", "../", "../outside", "../outside/", "../outside/folder", "../outside/file", Outside, Outside + "/", Path.Combine(Outside, "file"), "/", "folder/../.."];
        for (var i = 0; i < targets.Length; i++)
        {
            Link(place, $"link{i}", targets[i]);
            Link(place, $"folder/link{i}", targets[i].StartsWith('/') ? targets[i] : "../" + targets[i]);
            Link(place, $"chain{i}", $"link{i}");
            Link(place, $"slash{i}", $"link{i}/");
        }
        string[] links = [.. Enumerable.Range(0, targets.Length).SelectMany(i => new[] { $"link{i}", $"folder/link{i}", $"chain{i}", $"slash{i}" })];
        foreach (var path in links.SelectMany(link => _suffixes.Select(suffix => link + suffix).Concat([link + "/file", link + "/folder/x", link + "/..", link + "/../file"])))
        {
            foreach (var (name, call) in Functions(Root))
            {
                // The link itself may be read, moved and removed.
                if (name is "rename from" or "rename to" or "unlink_file" or "readlink" && links.Contains(path))
                    continue;
                Assert.True(call(path) != Errno.Success, $"{name} {path}");
            }
        }
        AssertUntouched();
    }

    [Theory, MemberData(nameof(Places))]
    public void Paths_that_are_none_are_refused(Place place)
    {
        Prepare(place);
        Assert.All(Functions(Root), function => Assert.Equal(Errno.Noent, function.Call("")));
        Assert.All(Functions(Root), function => Assert.Equal(Errno.Inval, function.Call("file\0/../..")));
        Assert.All(Functions(Root), function => Assert.Equal(Errno.Nametoolong, function.Call(new string('x', 300))));
        Assert.All(Functions(Root), function => Assert.Equal(Errno.Nametoolong, function.Call(string.Concat(Enumerable.Repeat("folder/../", 409)) + "xxxxxx")));
        Assert.All(Functions(Root), function => Assert.Equal(Errno.Nametoolong, function.Call(string.Concat(Enumerable.Repeat("folder/../", 1000)))));
    }

    [Fact]
    public void Paths_that_are_not_utf8_are_refused()
    {
        Prepare(Place.Memory);
        Memory.Write(Data, [(byte)'f', 0xff]);
        Assert.Equal(Errno.Ilseq, Call("path_open", Root, 0, Data, 2, 0, 0, 0, 0, Result));
        Assert.Equal(Errno.Ilseq, Call("path_symlink", [Data, 2, Root, .. Pair("new")]));
        Assert.Equal(Errno.Ilseq, Call("path_rename", [Root, .. Pair("file"), Root, Data, 2]));
        Memory.Write(Data, [0xed, 0xa0, 0x80]);
        Assert.Equal(Errno.Ilseq, Call("path_unlink_file", Root, Data, 3));
    }

    [Theory, MemberData(nameof(Places))]
    public void Absolute_links_are_neither_made_nor_read(Place place)
    {
        Prepare(place);
        Assert.Equal(Errno.Perm, Call("path_symlink", [.. Pair("/etc"), Root, .. Pair("new")]));
        Link(place, "absolute", "/etc/passwd");
        Assert.Equal(Errno.Perm, CallPath("path_readlink", [Root], "absolute", Data, 100, Result));
    }

    // CVE-2024-38358: created through a link that leads out.
    [Theory, MemberData(nameof(Places))]
    public void Nothing_is_made_through_a_link_that_leads_out(Place place)
    {
        Prepare(place);
        Link(place, "absolute", Path.Combine(Outside, "new"));
        Link(place, "relative", "../outside/new");
        Assert.All(["absolute", "relative"], path => Assert.Equal(Errno.Perm, TryOpen(Root, path, OFlags.Creat, AllOfFile)));
        AssertUntouched();
    }

    // CVE-2026-47261: opened to cut off, not to write.
    [Theory, MemberData(nameof(Places))]
    public void What_is_read_only_is_not_cut_off_or_made(Place place)
    {
        Prepare(place, isReadOnly: true);
        foreach (var open in new[] { OFlags.Trunc, OFlags.Creat, OFlags.Creat | OFlags.Trunc })
        {
            Assert.Equal(Errno.Rofs, TryOpen(Root, "file", open, Rights.FdRead));
            Assert.Equal(Errno.Rofs, TryOpen(Root, "file", open, Rights.None));
        }
        Assert.Equal(Errno.Rofs, TryOpen(Root, "new", OFlags.Creat | OFlags.Excl));
        Assert.Equal(Errno.Rofs, TryOpen(Root, "file", rights: Rights.FdWrite));
        Assert.Equal("mine", Read(OpenAt(Root, "file", rights: Rights.FdRead)));
        Assert.Contains(Missing, missing => missing is { Target: "/", Function: "wasi_snapshot_preview1" });
    }

    [Theory, MemberData(nameof(Places))]
    public void What_is_read_only_is_not_changed_by_any_function(Place place)
    {
        Prepare(place, isReadOnly: true);
        foreach (var fd in new[] { Root, OpenFolder("folder") })
        {
            var file = OpenAt(fd, "file", rights: AllOfFile & ~Rights.FdWrite);
            Errno[] results =
            [
                CallPath("path_create_directory", [fd], "new"), CallPath("path_remove_directory", [fd], "folder"), CallPath("path_unlink_file", [fd], "file"),
                Call("path_symlink", [.. Pair("file"), fd, .. Pair("new")]), Call("path_rename", [fd, .. Pair("file"), fd, .. Pair("new")]),
                Call("path_link", [fd, 0, .. Pair("file"), fd, .. Pair("new")]), CallPath("path_filestat_set_times", [fd, 0], "file", 0, 0, FstFlags.MtimNow),
                Call("fd_filestat_set_times", fd, 0, 0, FstFlags.MtimNow), Call("fd_filestat_set_times", file, 0, 0, FstFlags.MtimNow),
                Call("fd_filestat_set_size", file, 0), Call("fd_allocate", file, 0, 100),
            ];
            Assert.All(results, result => Assert.Equal(Errno.Rofs, result));
            Assert.Equal(Errno.Notcapable, Write(file, "x"));
            Assert.Equal("mine", Read(file));
        }
        Assert.Contains(Missing, missing => missing.Target == "/");
    }

    // CVE-2026-58494: linked or moved from what is read-only into what is not.
    [Theory, MemberData(nameof(Places))]
    public void Nothing_leaves_what_is_read_only_by_a_link_or_a_move(Place place)
    {
        Prepare(place);
        Open(new WasiOptions { Preopens = [Preopen(place, isReadOnly: true, "/kept"), Preopen(place, guestPath: "/free")] });
        const uint kept = 3, free = 4;
        Assert.Equal(Errno.Rofs, Call("path_link", [kept, 0, .. Pair("file"), free, .. Pair("new")]));
        Assert.Equal(Errno.Rofs, Call("path_rename", [kept, .. Pair("file"), free, .. Pair("new")]));
        Assert.Equal(Errno.Rofs, Call("path_link", [free, 0, .. Pair("file"), kept, .. Pair("new")]));
        Assert.Equal(Errno.Rofs, Call("path_rename", [free, .. Pair("file"), kept, .. Pair("new")]));
        Assert.Equal(Errno.Success, Call("path_link", [free, 0, .. Pair("file"), free, .. Pair("new")]));
    }

    [LinuxFact]
    public void Nothing_is_linked_from_one_filesystem_to_another()
    {
        Prepare(Place.Memory);
        Prepare(Place.Kernel);
        Open(new WasiOptions { Preopens = [Preopen(Place.Memory, guestPath: "/memory"), Preopen(Place.Kernel, guestPath: "/host")] });
        Assert.Equal(Errno.Xdev, Call("path_link", [3, 0, .. Pair("file"), 4, .. Pair("new")]));
        Assert.Equal(Errno.Xdev, Call("path_rename", [4, .. Pair("file"), 3, .. Pair("new")]));
    }

    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public void Pipes_and_devices_are_not_opened_and_do_not_hang(Place place)
    {
        Prepare(place);
        using (var making = Process.Start("mkfifo", Path.Combine(Host, "pipe")))
            making.WaitForExit();
        Link(place, "link", "pipe");
        foreach (var path in new[] { "pipe", "link" })
        {
            Assert.Equal(Errno.Perm, TryOpen(Root, path));
            Assert.Equal(Errno.Perm, TryOpen(Root, path, rights: Rights.FdWrite));
            Assert.Equal(Errno.Perm, TryOpen(Root, path, OFlags.Creat | OFlags.Trunc, AllOfFile));
        }
        Assert.Equal(FileType.Unknown, Stat("pipe").Type);
        Open(new WasiOptions { Preopens = [place == Place.Kernel ? Dovetail.Wasi.Preopen.Host("/dev") : Dovetail.Wasi.Preopen.HostByComponents("/dev", "/dev")] });
        Assert.All(["null", "zero", "tty"], path => Assert.Equal(Errno.Perm, TryOpen(Root, path)));
        Assert.Equal(FileType.CharacterDevice, Stat("null").Type);
    }

    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public void Magic_links_are_not_followed(Place place)
    {
        Open(new WasiOptions { Preopens = [place == Place.Kernel ? Dovetail.Wasi.Preopen.Host("/proc") : Dovetail.Wasi.Preopen.HostByComponents("/proc", "/proc")] });
        foreach (var link in new[] { "root", "cwd", "exe", "root/etc/passwd", "root/", "cwd/.", "fd/0", "fd/1" })
            Assert.True(TryOpen(Root, $"{Environment.ProcessId}/{link}") is Errno.Perm or Errno.Loop or Errno.Noent, link);
        Assert.Equal(Errno.Success, TryOpen(Root, $"{Environment.ProcessId}/status"));
    }
}
