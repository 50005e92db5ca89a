using System.Diagnostics;
using Dovetail.Wasi.Posix;
using Microsoft.Win32.SafeHandles;

namespace Dovetail.Tests.Wasi;

/// <summary>No path, link or race leads a guest out of what it was granted, and what is read-only stays as it is.</summary>
public sealed class SandboxTests : FilesystemTestBase
{
    private const string Secret = "secret";

    private static readonly string[] _suffixes = ["", "/", "//", "/."];

    // Every function that takes a path, with one that it must refuse.
    private static readonly (string Method, Func<WitValue, string, WitValue[]> Arguments)[] _functions =
    [
        ("open-at", (_, path) => [Follow, path, WitValue.Flags(), WitValue.Flags("read")]),
        ("open-at", (_, path) => [Follow, path, WitValue.Flags("create"), WitValue.Flags("write")]),
        ("open-at", (_, path) => [Follow, path, WitValue.Flags("directory"), WitValue.Flags("read")]),
        ("open-at", (_, path) => [Follow, path, WitValue.Flags("truncate"), WitValue.Flags("write")]),
        ("stat-at", (_, path) => [Follow, path]),
        ("set-times-at", (_, path) => [Follow, path, WitValue.Variant("now"), WitValue.Variant("now")]),
        ("link-at", (directory, path) => [Follow, path, directory, "new"]),
        ("link-at", (directory, path) => [NoFlags, "file", directory, path]),
        ("metadata-hash-at", (_, path) => [Follow, path]),
        ("create-directory-at", (_, path) => [path]),
        ("remove-directory-at", (_, path) => [path]),
        ("unlink-file-at", (_, path) => [path]),
        ("readlink-at", (_, path) => [path]),
        ("symlink-at", (_, path) => ["file", path]),
        ("rename-at", (directory, path) => [path, directory, "new"]),
        ("rename-at", (directory, path) => ["file", directory, path]),
    ];

    private WitValue Prepare(Place place, bool isReadOnly = false)
    {
        _ = Preopen(place);
        Directory.CreateDirectory(Path.Combine(Outside, "folder"));
        System.IO.File.WriteAllText(Path.Combine(Outside, "file"), Secret);
        if (place == Place.Memory)
        {
            Files.WriteFile("file", "mine"u8);
            Files.WriteFile("folder/file", "mine"u8);
        }
        else
        {
            System.IO.File.WriteAllText(Path.Combine(Host, "file"), "mine");
            Directory.CreateDirectory(Path.Combine(Host, "folder"));
            System.IO.File.WriteAllText(Path.Combine(Host, "folder", "file"), "mine");
        }
        return Open(place, isReadOnly);
    }

    private void Link(Place place, string path, string target)
    {
        // Absolute ones no guest can make: the host does.
        if (place == Place.Memory)
            Files.Locked(() => Files.Add(Dovetail.Wasi.Filesystem.Memory.MemoryWalk.Instance.Locate(Root, path, false).Parent, Path.GetFileName(path), Files.NewLink(target)));
        else
            System.IO.File.CreateSymbolicLink(Path.Combine(Host, path), target);
    }

    private Dovetail.Wasi.Filesystem.Memory.MemoryFolder Root => Files.Root;

    private void AssertUntouched()
    {
        Assert.Equal(Secret, System.IO.File.ReadAllText(Path.Combine(Outside, "file")));
        Assert.Equal(["file", "folder"], Directory.EnumerateFileSystemEntries(Outside).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Outside, "folder")));
    }

    [Theory, MemberData(nameof(Places))]
    public void No_path_leads_out_by_any_function(Place place)
    {
        var directory = Prepare(place);
        string[] paths =
        [
            "..", "../", "../outside", "../outside/file", "../granted/file", "folder/../..", "folder/../../granted/file", "./../outside/file", "folder/./../../outside/new",
            "/", "/etc/passwd", "//etc", Path.Combine(Outside, "file"), "folder/../../outside/folder/",
        ];
        Assert.All(paths, path => Assert.All(_functions, function => Assert.Equal(
            "not-permitted", Code(Do(directory, function.Method, function.Arguments(directory, path))))));
        AssertUntouched();
    }

    // GHSA-vqjp-4c8c-hfgg: slashes behind a path or in a link's text.
    [Theory, MemberData(nameof(Places))]
    public void No_link_leads_out_whatever_slashes_there_are(Place place)
    {
        var directory = Prepare(place);
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
            foreach (var (method, arguments) in _functions)
            {
                // The link itself may be read, moved and removed.
                if (method is "rename-at" or "unlink-file-at" or "readlink-at" && links.Contains(path))
                    continue;
                Assert.True(Code(Do(directory, method, arguments(directory, path))) != "ok", $"{method} {path}");
            }
        }
        AssertUntouched();
    }

    [Theory, MemberData(nameof(Places))]
    public void Links_that_stay_inside_are_followed(Place place)
    {
        var directory = Prepare(place);
        foreach (var (path, target) in new[] { ("a", "folder/../file"), ("folder/b", "../folder/file"), ("c", "folder//"), ("d", "c"), ("e", "./folder/.") })
            Link(place, path, target);
        Assert.All(["a", "folder/b", "c/file", "c//file", "d/b", "e/file", "c/../file", "d/./../a", "./file", "folder/../folder/file"], path => Assert.Equal("mine", Read(directory, path)));
        Assert.All(["c", "c/", "d/", "d/.", "e//", ".", "folder/.."], path => Assert.Equal("ok", Code(OpenAt(directory, path, ["directory"], "read"))));
        Assert.Equal("not-directory", Code(OpenAt(directory, "a/", [], "read")));
    }

    [Theory, MemberData(nameof(Places))]
    public void Circles_of_links_end(Place place)
    {
        var directory = Prepare(place);
        Link(place, "self", "self");
        Link(place, "one", "two");
        Link(place, "two", "one/x");
        for (var i = 0; i < 45; i++)
            Link(place, $"n{i}", i == 0 ? "file" : $"n{i - 1}");
        Assert.All(["self", "self/", "one", "two", "one/x", "n44"], path => Assert.Equal("loop", Code(OpenAt(directory, path, [], "read"))));
        Assert.Equal("mine", Read(directory, "n30"));
    }

    [Theory, MemberData(nameof(Places))]
    public void Paths_that_are_none_are_refused(Place place)
    {
        var directory = Prepare(place);
        Assert.All(_functions, function => Assert.Equal("no-entry", Code(Do(directory, function.Method, function.Arguments(directory, "")))));
        Assert.All(_functions, function => Assert.Equal("invalid", Code(Do(directory, function.Method, function.Arguments(directory, "file\0/../..")))));
        Assert.All(_functions, function => Assert.Equal("name-too-long", Code(Do(directory, function.Method, function.Arguments(directory, new string('x', 300))))));
        Assert.All(_functions, function => Assert.Equal("name-too-long", Code(Do(directory, function.Method, function.Arguments(directory, string.Concat(Enumerable.Repeat("folder/../", 1000)))))));
    }

    [Theory, MemberData(nameof(Places))]
    public void Absolute_links_are_neither_made_nor_read(Place place)
    {
        var directory = Prepare(place);
        Assert.Equal("not-permitted", Code(Do(directory, "symlink-at", "/etc", "new")));
        Link(place, "absolute", "/etc/passwd");
        Assert.Equal("not-permitted", Code(Do(directory, "readlink-at", "absolute")));
    }

    // CVE-2024-38358: created through a link that leads out.
    [Theory, MemberData(nameof(Places))]
    public void Nothing_is_made_through_a_link_that_leads_out(Place place)
    {
        var directory = Prepare(place);
        Link(place, "absolute", Path.Combine(Outside, "new"));
        Link(place, "relative", "../outside/new");
        Assert.All(["absolute", "relative"], path => Assert.Equal("not-permitted", Code(OpenAt(directory, path, ["create"], "write"))));
        AssertUntouched();
    }

    // CVE-2026-47261: opened to cut off, not to write.
    [Theory, MemberData(nameof(Places))]
    public void What_is_read_only_is_not_cut_off_or_made(Place place)
    {
        var directory = Prepare(place, isReadOnly: true);
        Assert.All(
            (string[][])[["truncate"], ["create"], ["create", "truncate"], ["create", "exclusive"]],
            open => Assert.Equal("read-only", Code(OpenAt(directory, open.Contains("exclusive") ? "new" : "file", open, "read"))));
        Assert.Equal("read-only", Code(OpenAt(directory, "file", [], "read", "write")));
        Assert.Equal("read-only", Code(OpenAt(directory, "folder", [], "read", "mutate-directory")));
        Assert.Equal("mine", Read(directory, "file"));
        Assert.NotEmpty(Missing);
    }

    [Theory, MemberData(nameof(Places))]
    public void What_is_read_only_is_not_changed_by_any_function(Place place)
    {
        var directory = Prepare(place, isReadOnly: true);
        var now = WitValue.Variant("now");
        foreach (var at in new[] { directory, OpenAt(directory, "folder", ["directory"], "read").Ok() })
        {
            var file = OpenAt(at, "file", [], "read").Ok();
            WitValue[] results =
            [
                Do(at, "create-directory-at", "new"), Do(at, "remove-directory-at", "folder"), Do(at, "unlink-file-at", "file"), Do(at, "symlink-at", "file", "new"),
                Do(at, "rename-at", "file", at, "new"), Do(at, "link-at", NoFlags, "file", at, "new"), Do(at, "set-times", now, now), Do(at, "set-times-at", NoFlags, "file", now, now),
                Do(file, "set-times", now, now), Do(file, "set-size", 0ul), Do(file, "write", new byte[1], 0ul), Do(file, "write-via-stream", 0ul), Do(file, "append-via-stream"),
            ];
            Assert.All(results, result => Assert.Equal("read-only", Code(result)));
            Assert.Equal("mine", Read(at, "file"));
            Assert.Equal(WitValue.Flags("read"), Do(at, "get-flags").Ok());
        }
        Assert.Contains(Missing, missing => missing.Target == "/");
    }

    // CVE-2026-58494: linked or moved from what is read-only into what is not.
    [Theory, MemberData(nameof(Places))]
    public void Nothing_leaves_what_is_read_only_by_a_link_or_a_move(Place place)
    {
        _ = Prepare(place);
        var (kept, free) = Open(null, Preopen(place, isReadOnly: true), Preopen(place)) is [var a, var b] ? (a, b) : default;
        Assert.Equal("read-only", Code(Do(kept, "link-at", NoFlags, "file", free, "new")));
        Assert.Equal("read-only", Code(Do(kept, "rename-at", "file", free, "new")));
        Assert.Equal("read-only", Code(Do(free, "link-at", NoFlags, "file", kept, "new")));
        Assert.Equal("read-only", Code(Do(free, "rename-at", "file", kept, "new")));
        Assert.Equal("ok", Code(Do(free, "link-at", NoFlags, "file", free, "new")));
    }

    [LinuxFact]
    public void Nothing_is_linked_from_one_filesystem_to_another()
    {
        _ = Prepare(Place.Memory);
        _ = Prepare(Place.Kernel);
        var (memory, host) = Open(null, Preopen(Place.Memory), Preopen(Place.Kernel)) is [var a, var b] ? (a, b) : default;
        Assert.Equal("cross-device", Code(Do(memory, "link-at", NoFlags, "file", host, "new")));
        Assert.Equal("cross-device", Code(Do(host, "rename-at", "file", memory, "new")));
        Assert.False((bool)Do(memory, "is-same-object", host));
    }

    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public void Pipes_devices_and_sockets_are_not_opened_and_do_not_hang(Place place)
    {
        var directory = Prepare(place);
        using (var making = Process.Start("mkfifo", Path.Combine(Host, "pipe")))
            making.WaitForExit();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(Host, "socket")));
        Link(place, "link", "pipe");
        foreach (var path in new[] { "pipe", "socket", "link" })
        {
            Assert.Equal("not-permitted", Code(OpenAt(directory, path, [], "read")));
            Assert.Equal("not-permitted", Code(OpenAt(directory, path, [], "write")));
            Assert.Equal("not-permitted", Code(OpenAt(directory, path, ["create", "truncate"], "read", "write")));
        }
        Assert.Equal("fifo", $"{Do(directory, "stat-at", NoFlags, "pipe").Ok()["type"]}");
        Assert.Equal("socket", $"{Do(directory, "stat-at", NoFlags, "socket").Ok()["type"]}");
        var devices = Open(null, place == Place.Kernel ? Dovetail.Wasi.Preopen.Host("/dev") : Dovetail.Wasi.Preopen.HostByComponents("/dev", "/dev"))[0];
        Assert.All(["null", "zero", "tty"], path => Assert.Equal("not-permitted", Code(OpenAt(devices, path, [], "read"))));
        Assert.Equal("character-device", $"{Do(devices, "stat-at", NoFlags, "null").Ok()["type"]}");
    }

    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public void Magic_links_are_not_followed(Place place)
    {
        var processes = Open(null, place == Place.Kernel ? Dovetail.Wasi.Preopen.Host("/proc") : Dovetail.Wasi.Preopen.HostByComponents("/proc", "/proc"))[0];
        var self = $"{Environment.ProcessId}";
        foreach (var link in new[] { "root", "cwd", "exe", "root/etc/passwd", "root/", "cwd/.", "fd/0", "fd/1" })
            Assert.True(Code(OpenAt(processes, $"{self}/{link}", [], "read")) is "not-permitted" or "loop" or "no-entry", link);
        Assert.Equal("ok", Code(OpenAt(processes, $"{self}/status", [], "read")));
        var root = Open(null, place == Place.Kernel ? Dovetail.Wasi.Preopen.Host("/") : Dovetail.Wasi.Preopen.HostByComponents("/", "/"))[0];
        Assert.Equal("not-permitted", Code(OpenAt(root, "..", ["directory"], "read")));
        Assert.Equal("not-permitted", Code(OpenAt(root, $"proc/{self}/root", [], "read")));
        Assert.Equal("ok", Code(OpenAt(root, "etc", ["directory"], "read")));
    }

    // A file of which nothing is at the start, so that the system fails to read it.
    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public void What_the_system_fails_to_read_is_an_error_of_the_call_and_of_the_stream(Place place)
    {
        var processes = Open(null, place == Place.Kernel ? Dovetail.Wasi.Preopen.Host("/proc") : Dovetail.Wasi.Preopen.HostByComponents("/proc", "/proc"))[0];
        var file = OpenAt(processes, $"{Environment.ProcessId}/mem", [], "read").Ok();
        Assert.Equal("io", Code(Do(file, "read", 10ul, 0ul)));
        var stream = Do(file, "read-via-stream", 0ul).Ok();
        var failed = Streams.Method("input-stream.blocking-read", stream, 10ul).Err();
        Assert.Equal("last-operation-failed", failed.CaseName);
        Assert.Equal("io", $"{Types.Call("filesystem-error-code", failed.CaseValue!.Value).CaseValue}");
        Assert.Equal("closed", Streams.Method("input-stream.blocking-read", stream, 10ul).Err().CaseName);
    }

    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public void Names_that_are_not_utf8_are_errors_of_their_own(Place place)
    {
        var directory = Prepare(place);
        using (var making = Process.Start("sh", ["-c", $"touch \"{Host}/$(printf 'bad\\377')\" && ln -s \"$(printf 'bad\\377')\" \"{Host}/link\""]))
            making.WaitForExit();
        Assert.Equal("illegal-byte-sequence", Code(Do(directory, "readlink-at", "link")));
        var entries = Do(directory, "read-directory").Ok();
        var results = Enumerable.Range(0, 5).Select(_ => Types.Method("directory-entry-stream.read-directory-entry", entries)).ToArray();
        Assert.Single(results, result => Code(result) == "illegal-byte-sequence");
        Assert.Equal(WitValue.None, results[^1].Ok());
        // .NET cannot remove such a file either.
        using var removing = Process.Start("rm", ["-r", Host]);
        removing.WaitForExit();
    }

    // Node's and uvwasi's warning: links that are put in the way while a path is resolved.
    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public async Task No_link_that_appears_meanwhile_leads_out(Place place)
    {
        var directory = Prepare(place);
        Directory.CreateDirectory(Path.Combine(Host, "swap"));
        System.IO.File.WriteAllText(Path.Combine(Host, "swap", "file"), "mine");
        Link(place, "other", Outside);
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            using var host = new SafeFileHandle(Libc.open_at(Libc.AT_FDCWD, Host, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0), ownsHandle: true);
            while (!stop.IsCancellationRequested)
            {
                foreach (var (from, to) in new[] { ("swap", "third"), ("other", "swap"), ("swap", "other"), ("third", "swap") })
                    Assert.Equal(0, Libc.renameat(host, from, host, to));
            }
        });
        var opened = 0;
        for (var i = 0; i < 3000; i++)
        {
            var result = OpenAt(directory, "swap/file", [], "read");
            if (Code(result) == "ok")
            {
                opened++;
                Assert.Equal("mine", Text(Do(result.Ok(), "read", 100ul, 0ul).Ok().Items[0]));
                ((Dovetail.Wasi.Filesystem.Descriptor)result.Ok().AsResource()).Drop();
            }
            // Outside there is such a folder, and it is empty.
            Assert.NotEqual("ok", Code(Do(directory, "remove-directory-at", "swap/folder")));
            if (Code(OpenAt(directory, "swap/new", ["create"], "write")) is "ok")
                _ = Do(directory, "unlink-file-at", "swap/new");
        }
        await stop.CancelAsync();
        await swapping;
        Assert.True(opened > 0);
        AssertUntouched();
    }

    // Between the look at a file and its opening it becomes a pipe: to open that for reading or writing would wait for the other side.
    [LinuxTheory, MemberData(nameof(HostPlaces))]
    public async Task A_pipe_that_appears_meanwhile_is_not_waited_for(Place place)
    {
        var directory = Prepare(place);
        using (var making = Process.Start("mkfifo", Path.Combine(Host, "pipe")))
            making.WaitForExit();
        System.IO.File.WriteAllText(Path.Combine(Host, "swap"), "mine");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            using var host = new SafeFileHandle(Libc.open_at(Libc.AT_FDCWD, Host, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0), ownsHandle: true);
            while (!stop.IsCancellationRequested)
            {
                foreach (var (from, to) in new[] { ("swap", "third"), ("pipe", "swap"), ("swap", "pipe"), ("third", "swap") })
                    Assert.Equal(0, Libc.renameat(host, from, host, to));
            }
        });
        var codes = new HashSet<string>();
        for (var i = 0; i < 3000; i++)
        {
            var result = OpenAt(directory, "swap", [], i % 2 == 0 ? ["read"] : ["write"]);
            codes.Add(Code(result));
            if (Code(result) == "ok")
                ((Dovetail.Wasi.Filesystem.Descriptor)result.Ok().AsResource()).Drop();
        }
        await stop.CancelAsync();
        await swapping;
        Assert.Subset(new HashSet<string> { "ok", "not-permitted", "no-entry", "no-such-device" }, codes);
        Assert.Contains("ok", codes);
    }
}
