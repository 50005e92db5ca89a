using System.Runtime.InteropServices;
using System.Text;
using Dovetail.Wasi;
using Dovetail.Wasi.Posix;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:filesystem</c>, each function, in memory and on the host.</summary>
public sealed class FilesystemTests : FilesystemTestBase
{
    [Theory, MemberData(nameof(Places))]
    public void A_file_is_written_and_read_at_offsets(Place place)
    {
        var file = File(Open(place), "f");
        Assert.Equal(5ul, (ulong)Do(file, "write", "world"u8.ToArray(), 7ul).Ok());
        _ = Do(file, "write", "hello"u8.ToArray(), 0ul).Ok();
        var all = Do(file, "read", 100ul, 0ul).Ok();
        Assert.Equal(("hello\0\0world", true), (Text(all.Items[0]), (bool)all.Items[1]));
        var part = Do(file, "read", 3ul, 8ul).Ok();
        Assert.Equal(("orl", false), (Text(part.Items[0]), (bool)part.Items[1]));
        var beyond = Do(file, "read", 3ul, 1ul << 40).Ok();
        Assert.Equal((0, true), (beyond.Items[0].Items.Count, (bool)beyond.Items[1]));
        Assert.Equal((0, true), (Do(file, "read", ulong.MaxValue, ulong.MaxValue).Ok().Items[0].Items.Count, true));
        Assert.False((bool)Do(file, "read", 0ul, 0ul).Ok().Items[1]);
    }

    [Theory, MemberData(nameof(Places))]
    public void A_read_of_everything_gives_no_more_than_the_limit(Place place)
    {
        var file = File(Open(place, options: new WasiOptions { Limits = new WasiLimits { MaxReadBytes = 100 } }), "f");
        _ = Do(file, "set-size", 1_000_000ul).Ok();
        Assert.Equal(100, Do(file, "read", ulong.MaxValue, 0ul).Ok().Items[0].Items.Count);
    }

    [Theory]
    [InlineData(Architecture.X64, true), InlineData(Architecture.Arm64, true), InlineData(Architecture.RiscV64, true), InlineData(Architecture.LoongArch64, true)]
    [InlineData(Architecture.X86, false), InlineData(Architecture.Arm, false), InlineData(Architecture.S390x, false), InlineData(Architecture.Ppc64le, false)]
    public void A_processor_with_other_numbers_for_the_systems_calls_is_not_known(Architecture processor, bool isKnown) => Assert.Equal(isKnown, Libc.IsKnown(processor));

    [Theory, MemberData(nameof(Places))]
    public async Task Stores_that_append_to_one_file_lose_nothing_to_each_other(Place place)
    {
        const int each = 500;
        _ = File(Open(place), "f");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
        {
            var file = OpenAt(Open(place), "f", [], "write").Ok();
            var (streams, append) = (Streams, Do(file, "append-via-stream").Ok());
            return Task.Run(() =>
            {
                for (var n = 0; n < each; n++)
                    _ = streams.Method("output-stream.blocking-write-and-flush", append, Enumerable.Repeat((byte)('0' + i), 10).ToArray()).Ok();
            });
        })).WaitAsync(TimeSpan.FromMinutes(1));
        var text = place == Place.Memory ? Encoding.ASCII.GetString(Files.ReadFile("f")) : await System.IO.File.ReadAllTextAsync(Path.Combine(Host, "f"));
        Assert.Equal(4 * each, text.Chunk(10).Count(line => line.Distinct().Count() == 1));
    }

    [Theory, MemberData(nameof(Places))]
    public void Streams_read_write_and_append(Place place)
    {
        var file = File(Open(place), "f");
        var output = Do(file, "write-via-stream", 2ul).Ok();
        _ = Streams.Method("output-stream.blocking-write-and-flush", output, "cd"u8.ToArray()).Ok();
        _ = Streams.Method("output-stream.blocking-write-and-flush", output, "ef"u8.ToArray()).Ok();
        var append = Do(file, "append-via-stream").Ok();
        _ = Streams.Method("output-stream.blocking-write-and-flush", append, "gh"u8.ToArray()).Ok();
        _ = Do(file, "write", "ij"u8.ToArray(), 8ul).Ok();
        _ = Streams.Method("output-stream.blocking-write-and-flush", append, "kl"u8.ToArray()).Ok();
        var input = Do(file, "read-via-stream", 1ul).Ok();
        Assert.Equal("\0cdefghijkl", Text(Streams.Method("input-stream.blocking-read", input, 100ul).Ok()));
        Assert.Equal("closed", Streams.Method("input-stream.read", input, 100ul).Err().CaseName);
        var beyond = Do(file, "read-via-stream", ulong.MaxValue).Ok();
        Assert.Equal("closed", Streams.Method("input-stream.read", beyond, 1ul).Err().CaseName);
    }

    [Theory, MemberData(nameof(Places))]
    public void What_fails_in_a_stream_has_an_error_code(Place place)
    {
        var file = File(Open(place), "f");
        var output = Do(file, "write-via-stream", ulong.MaxValue).Ok();
        var error = Streams.Method("output-stream.blocking-write-and-flush", output, new byte[1]).Err();
        Assert.Equal(WitValue.Some(WitValue.Enum("file-too-large")), Types.Call("filesystem-error-code", error.CaseValue!.Value));
        Assert.Equal("closed", Streams.Method("output-stream.check-write", output).Err().CaseName);
    }

    [Theory, MemberData(nameof(Places))]
    public void Sizes_are_set_and_told(Place place)
    {
        var file = File(Open(place), "f");
        _ = Do(file, "write", "hello"u8.ToArray(), 0ul).Ok();
        _ = Do(file, "set-size", 2ul).Ok();
        _ = Do(file, "set-size", 4ul).Ok();
        Assert.Equal("he\0\0", Text(Do(file, "read", 10ul, 0ul).Ok().Items[0]));
        var stat = Do(file, "stat").Ok();
        Assert.Equal((4ul, 1ul, "regular-file"), ((ulong)stat["size"], (ulong)stat["link-count"], $"{stat["type"]}"));
        Assert.Equal("file-too-large", Code(Do(file, "set-size", ulong.MaxValue)));
        Assert.Equal("file-too-large", Code(Do(file, "write", new byte[1], ulong.MaxValue)));
        // More than filesystems of Linux have room for, and no more than a number of the system's can say.
        Assert.Contains(Code(Do(file, "write", new byte[1], long.MaxValue - 1ul)), new[] { "file-too-large", "insufficient-space" });
    }

    [Theory, MemberData(nameof(Places))]
    public void Flags_and_types_are_those_of_the_opening(Place place)
    {
        var directory = Open(place);
        Assert.Equal(WitValue.Flags("read", "mutate-directory"), Do(directory, "get-flags").Ok());
        Assert.Equal(WitValue.Enum("directory"), Do(directory, "get-type").Ok());
        Assert.Equal(WitValue.Flags("read", "write"), Do(File(directory, "f"), "get-flags").Ok());
        Assert.Equal(WitValue.Flags("read"), Do(OpenAt(directory, "f", [], "read").Ok(), "get-flags").Ok());
        Assert.Equal(WitValue.Enum("regular-file"), Do(File(directory, "f"), "get-type").Ok());
        Assert.Equal("ok", Code(OpenAt(directory, "f", [], "read", "write", "file-integrity-sync", "data-integrity-sync")));
    }

    [Theory, MemberData(nameof(Places))]
    public void Only_what_was_opened_for_it_is_read_or_written(Place place)
    {
        var directory = Open(place);
        Write(directory, "f", "x");
        var (read, write) = (OpenAt(directory, "f", [], "read").Ok(), OpenAt(directory, "f", [], "write").Ok());
        Assert.Equal("bad-descriptor", Code(Do(write, "read", 1ul, 0ul)));
        Assert.Equal("bad-descriptor", Code(Do(write, "read-via-stream", 0ul)));
        Assert.Equal("bad-descriptor", Code(Do(read, "write", new byte[1], 0ul)));
        Assert.Equal("bad-descriptor", Code(Do(read, "write-via-stream", 0ul)));
        Assert.Equal("bad-descriptor", Code(Do(read, "append-via-stream")));
        Assert.Equal("bad-descriptor", Code(Do(read, "set-size", 0ul)));
        Assert.Equal("is-directory", Code(Do(directory, "read", 1ul, 0ul)));
        Assert.Equal("is-directory", Code(Do(directory, "read-via-stream", 0ul)));
        Assert.Equal("is-directory", Code(Do(directory, "write", new byte[1], 0ul)));
        Assert.Equal("not-directory", Code(Do(read, "read-directory")));
        Assert.Equal("not-directory", Code(Do(read, "create-directory-at", "d")));
        Assert.Equal("not-directory", Code(OpenAt(read, "f", [], "read")));
    }

    [Theory, MemberData(nameof(Places))]
    public void Open_makes_cuts_off_and_refuses_as_it_is_told(Place place)
    {
        var directory = Open(place);
        Assert.Equal("no-entry", Code(OpenAt(directory, "f", [], "read")));
        Assert.Equal("ok", Code(OpenAt(directory, "f", ["create", "exclusive"], "write")));
        Assert.Equal("exist", Code(OpenAt(directory, "f", ["create", "exclusive"], "write")));
        Write(directory, "f", "text");
        Assert.Equal("ok", Code(OpenAt(directory, "f", ["truncate"], "write")));
        Assert.Equal("", Read(directory, "f"));
        Assert.Equal("not-directory", Code(OpenAt(directory, "f", ["directory"], "read")));
        Assert.Equal("not-directory", Code(OpenAt(directory, "f/", [], "read")));
        _ = Do(directory, "create-directory-at", "d").Ok();
        Assert.Equal("ok", Code(OpenAt(directory, "d", ["directory"], "read")));
        Assert.Equal("is-directory", Code(OpenAt(directory, "d", [], "write")));
        Assert.Equal("is-directory", Code(OpenAt(directory, "d", ["create"], "read")));
        Assert.Equal("is-directory", Code(OpenAt(directory, "new/", ["create"], "write")));
        Assert.Equal("no-entry", Code(OpenAt(directory, "none/new", ["create"], "write")));
        Assert.Equal("not-directory", Code(OpenAt(directory, "f/new", ["create"], "write")));
    }

    [Theory, MemberData(nameof(Places))]
    public void Directories_are_made_listed_and_removed(Place place)
    {
        var directory = Open(place);
        Assert.Empty(Names(directory));
        _ = Do(directory, "create-directory-at", "d").Ok();
        _ = Do(directory, "create-directory-at", "d/e/").Ok();
        Write(directory, "d/ä", "x");
        _ = Do(directory, "symlink-at", "d", "link").Ok();
        Assert.Equal(["d directory", "link symbolic-link"], Names(directory));
        Assert.Equal(["e directory", "ä regular-file"], Names(OpenAt(directory, "link", ["directory"], "read").Ok()));
        Assert.Equal("exist", Code(Do(directory, "create-directory-at", "d")));
        Assert.Equal("exist", Code(Do(directory, "create-directory-at", "link")));
        Assert.Equal("not-empty", Code(Do(directory, "remove-directory-at", "d")));
        Assert.Equal("not-directory", Code(Do(directory, "remove-directory-at", "d/ä")));
        Assert.Equal("not-directory", Code(Do(directory, "remove-directory-at", "link")));
        Assert.Equal("invalid", Code(Do(directory, "remove-directory-at", "d/e/.")));
        Assert.Equal("ok", Code(Do(directory, "remove-directory-at", "d/e/")));
        Assert.Equal("ok", Code(Do(directory, "unlink-file-at", "d/ä")));
        Assert.Equal("ok", Code(Do(directory, "remove-directory-at", "d")));
        Assert.Equal("no-entry", Code(Do(directory, "remove-directory-at", "d")));
    }

    [Theory, MemberData(nameof(Places))]
    public void A_directory_of_many_entries_is_listed_whole(Place place)
    {
        var directory = Open(place);
        for (var i = 0; i < 900; i++)
            _ = Do(directory, "create-directory-at", $"a-rather-long-name-of-a-directory-{i:D5}").Ok();
        Assert.Equal(900, Names(directory).Length);
    }

    [Theory, MemberData(nameof(Places))]
    public void Files_are_unlinked(Place place)
    {
        var directory = Open(place);
        Write(directory, "f", "x");
        var open = OpenAt(directory, "f", [], "read").Ok();
        _ = Do(directory, "create-directory-at", "d").Ok();
        _ = Do(directory, "symlink-at", "d", "link").Ok();
        Assert.Equal("is-directory", Code(Do(directory, "unlink-file-at", "d")));
        Assert.Equal("is-directory", Code(Do(directory, "unlink-file-at", "d/")));
        Assert.Equal("not-directory", Code(Do(directory, "unlink-file-at", "f/")));
        Assert.Equal("not-directory", Code(Do(directory, "unlink-file-at", "link/")));
        Assert.Equal("no-entry", Code(Do(directory, "unlink-file-at", "none")));
        Assert.Equal("ok", Code(Do(directory, "unlink-file-at", "f")));
        Assert.Equal("ok", Code(Do(directory, "unlink-file-at", "link")));
        Assert.Equal(["d directory"], Names(directory));
        Assert.Equal("x", Text(Do(open, "read", 10ul, 0ul).Ok().Items[0]));
        Assert.Equal(0ul, (ulong)Do(open, "stat").Ok()["link-count"]);
    }

    [Theory, MemberData(nameof(Places))]
    public void Links_are_made_read_and_followed(Place place)
    {
        var directory = Open(place);
        Write(directory, "f", "text");
        _ = Do(directory, "symlink-at", "f", "link").Ok();
        Assert.Equal("f", (string)Do(directory, "readlink-at", "link").Ok());
        Assert.Equal("invalid", Code(Do(directory, "readlink-at", "f")));
        Assert.Equal("no-entry", Code(Do(directory, "readlink-at", "none")));
        Assert.Equal("exist", Code(Do(directory, "symlink-at", "f", "link")));
        Assert.Equal("no-entry", Code(Do(directory, "symlink-at", "f", "new/")));
        Assert.Equal("no-entry", Code(Do(directory, "symlink-at", "", "new")));
        Assert.Equal("symbolic-link", $"{Do(directory, "stat-at", NoFlags, "link").Ok()["type"]}");
        Assert.Equal("regular-file", $"{Do(directory, "stat-at", Follow, "link").Ok()["type"]}");
        Assert.Equal("loop", Code(Do(directory, "open-at", NoFlags, "link", WitValue.Flags(), WitValue.Flags("read"))));
        Assert.Equal("text", Read(directory, "link"));
        _ = Do(directory, "symlink-at", "new", "dangling").Ok();
        Assert.Equal("no-entry", Code(OpenAt(directory, "dangling", [], "read")));
        Write(directory, "dangling", "made");
        Assert.Equal("made", Read(directory, "new"));
    }

    [Theory, MemberData(nameof(Places))]
    public void Hard_links_are_the_same_object(Place place)
    {
        var directory = Open(place);
        Write(directory, "f", "text");
        _ = Do(directory, "create-directory-at", "d").Ok();
        _ = Do(directory, "symlink-at", "f", "link").Ok();
        Assert.Equal("ok", Code(Do(directory, "link-at", NoFlags, "f", directory, "d/g")));
        Assert.Equal("ok", Code(Do(directory, "link-at", Follow, "link", directory, "h")));
        Assert.Equal("ok", Code(Do(directory, "link-at", NoFlags, "link", directory, "link2")));
        Assert.Equal("exist", Code(Do(directory, "link-at", NoFlags, "f", directory, "d/g")));
        Assert.Equal("no-entry", Code(Do(directory, "link-at", NoFlags, "none", directory, "x")));
        Assert.Equal("not-permitted", Code(Do(directory, "link-at", NoFlags, "d", directory, "x")));
        Assert.Equal("not-directory", Code(Do(directory, "link-at", NoFlags, "f/", directory, "x")));
        Assert.Equal("no-entry", Code(Do(directory, "link-at", NoFlags, "f", directory, "x/")));
        Assert.Equal(3ul, (ulong)Do(directory, "stat-at", NoFlags, "f").Ok()["link-count"]);
        Assert.Equal("symbolic-link", $"{Do(directory, "stat-at", NoFlags, "link2").Ok()["type"]}");
        var (f, g, other) = (OpenAt(directory, "f", [], "read").Ok(), OpenAt(directory, "d/g", [], "read").Ok(), File(directory, "other"));
        Assert.True((bool)Do(f, "is-same-object", g));
        Assert.False((bool)Do(f, "is-same-object", other));
    }

    [Theory, MemberData(nameof(Places))]
    public void Things_are_renamed(Place place)
    {
        var directory = Open(place);
        Write(directory, "f", "text");
        Write(directory, "g", "other");
        _ = Do(directory, "create-directory-at", "d").Ok();
        _ = Do(directory, "create-directory-at", "d/e").Ok();
        _ = Do(directory, "create-directory-at", "empty").Ok();
        var inner = OpenAt(directory, "d", ["directory"], "read").Ok();
        Assert.Equal("ok", Code(Do(directory, "rename-at", "f", inner, "moved")));
        Assert.Equal("text", Read(directory, "d/moved"));
        Assert.Equal("ok", Code(Do(inner, "rename-at", "moved", directory, "g")));
        Assert.Equal("text", Read(directory, "g"));
        Assert.Equal("no-entry", Code(Do(directory, "rename-at", "f", directory, "x")));
        Assert.Equal("not-directory", Code(Do(directory, "rename-at", "d", directory, "g")));
        Assert.Equal("is-directory", Code(Do(directory, "rename-at", "g", directory, "d")));
        Assert.Equal("not-empty", Code(Do(directory, "rename-at", "empty", directory, "d")));
        Assert.Equal("invalid", Code(Do(directory, "rename-at", "d", directory, "d/e/x")));
        Assert.Equal("not-directory", Code(Do(directory, "rename-at", "g/", directory, "x")));
        Assert.Equal("not-directory", Code(Do(directory, "rename-at", "g", directory, "x/")));
        Assert.Equal("busy", Code(Do(directory, "rename-at", ".", directory, "x")));
        Assert.Equal("ok", Code(Do(directory, "rename-at", "d/", directory, "empty/")));
        Assert.Equal("ok", Code(Do(directory, "rename-at", "g", directory, "g")));
        Assert.Equal(["empty directory", "g regular-file"], Names(directory));
    }

    [Theory, MemberData(nameof(Places))]
    public void Times_are_set_and_told(Place place)
    {
        static WitValue Time(ulong seconds, uint nanoseconds) => WitValue.Record(("seconds", seconds), ("nanoseconds", nanoseconds));
        static WitValue At(ulong seconds, uint nanoseconds) => WitValue.Variant("timestamp", Time(seconds, nanoseconds));
        var (directory, keep, now) = (Open(place), WitValue.Variant("no-change"), WitValue.Variant("now"));
        var file = File(directory, "f");
        _ = Do(directory, "symlink-at", "f", "link").Ok();
        _ = Do(file, "set-times", At(1, 2), At(3, 999_999_999)).Ok();
        var stat = Do(file, "stat").Ok();
        Assert.Equal((WitValue.Some(Time(1, 2)), WitValue.Some(Time(3, 999_999_999))), (stat["data-access-timestamp"], stat["data-modification-timestamp"]));
        _ = Do(directory, "set-times-at", Follow, "link", keep, At(1_000_000_000, 0)).Ok();
        _ = Do(directory, "set-times-at", NoFlags, "link", At(5, 0), At(6, 0)).Ok();
        stat = Do(directory, "stat-at", NoFlags, "f").Ok();
        Assert.Equal((WitValue.Some(Time(1, 2)), WitValue.Some(Time(1_000_000_000, 0))), (stat["data-access-timestamp"], stat["data-modification-timestamp"]));
        Assert.Equal(WitValue.Some(Time(6, 0)), Do(directory, "stat-at", NoFlags, "link").Ok()["data-modification-timestamp"]);
        _ = Do(directory, "set-times-at", NoFlags, "f", now, now).Ok();
        Assert.NotEqual(WitValue.Some(Time(1_000_000_000, 0)), Do(file, "stat").Ok()["data-modification-timestamp"]);
        Assert.Equal("invalid", Code(Do(file, "set-times", At(0, 1_000_000_000), keep)));
        Assert.Equal("invalid", Code(Do(file, "set-times", At(0, (1 << 30) - 1), keep)));
        Assert.Equal("invalid", Code(Do(file, "set-times", keep, At(ulong.MaxValue, 0))));
        Assert.Equal("not-directory", Code(Do(directory, "set-times-at", Follow, "f/", keep, keep)));
        Assert.Equal("no-entry", Code(Do(directory, "set-times-at", Follow, "none", keep, keep)));
    }

    [Theory, MemberData(nameof(Places))]
    public void A_hash_changes_with_the_file_and_tells_nothing_else(Place place)
    {
        var directory = Open(place);
        Write(directory, "f", "text");
        Write(directory, "g", "text");
        var file = File(directory, "f");
        var hash = Do(file, "metadata-hash").Ok();
        Assert.Equal(hash, Do(directory, "metadata-hash-at", NoFlags, "f").Ok());
        Assert.NotEqual(hash, Do(directory, "metadata-hash-at", NoFlags, "g").Ok());
        _ = Do(file, "write", "longer text"u8.ToArray(), 0ul).Ok();
        Assert.NotEqual(hash, Do(file, "metadata-hash").Ok());
        Assert.Equal("no-entry", Code(Do(directory, "metadata-hash-at", NoFlags, "none")));
    }

    [Theory, MemberData(nameof(Places))]
    public void Advice_and_synchronisation_are_taken(Place place)
    {
        var directory = Open(place);
        var file = File(directory, "f");
        foreach (var advice in new[] { "normal", "sequential", "random", "will-need", "dont-need", "no-reuse" })
            Assert.Equal("ok", Code(Do(file, "advise", 0ul, 10ul, WitValue.Enum(advice))));
        Assert.Equal("bad-descriptor", Code(Do(directory, "advise", 0ul, 10ul, WitValue.Enum("normal"))));
        Assert.Equal("invalid", Code(Do(file, "advise", ulong.MaxValue, 10ul, WitValue.Enum("normal"))));
        Assert.Equal(["ok", "ok", "ok", "ok"], new[] { Do(file, "sync"), Do(file, "sync-data"), Do(directory, "sync"), Do(directory, "sync-data") }.Select(Code));
    }

    [Fact]
    public void A_directory_that_is_granted_beyond_the_limit_of_files_traps() => Assert.Equal(TrapCode.LimitReached,
        Assert.Throws<TrapException>(() => Open(Place.Memory, options: new WasiOptions { Limits = new WasiLimits { MaxOpenFiles = 0 } })).Code);

    [Theory, MemberData(nameof(Places))]
    public void One_open_file_more_than_the_limit_is_refused(Place place)
    {
        var directory = Open(place, options: new WasiOptions { Limits = new WasiLimits { MaxOpenFiles = 3 } });
        var first = File(directory, "f");
        _ = File(directory, "f");
        Assert.Equal("quota", Code(OpenAt(directory, "f", [], "read")));
        Assert.Equal("quota", Code(Do(directory, "read-directory")));
        ((Dovetail.Wasi.Filesystem.Descriptor)first.AsResource()).Drop();
        Assert.Equal("ok", Code(OpenAt(directory, "f", [], "read")));
    }

    [Fact]
    public void Without_a_grant_there_is_no_directory() => Assert.Empty(Open(null, []));

    [Fact]
    public void Files_in_memory_are_the_hosts_too()
    {
        Files.WriteFile("a/b/c", "from the host"u8);
        var directory = Open(Place.Memory);
        Assert.Equal("from the host", Read(directory, "a/b/c"));
        Write(directory, "a/d", "from the guest");
        Assert.Equal("from the guest"u8.ToArray(), Files.ReadFile("a/d"));
        Assert.Throws<IOException>(() => Files.ReadFile("a/none"));
        Assert.Throws<IOException>(() => Files.WriteFile("a/d/e", "x"u8));
        Assert.Throws<IOException>(() => Files.WriteFile("../x", "x"u8));
    }

    [Fact]
    public void Memory_takes_no_more_bytes_and_nodes_than_it_may()
    {
        // Two bytes besides for each name of one letter.
        Files = new MemoryFileSystem(maxBytes: 1002, maxNodes: 4);
        var directory = Open(Place.Memory);
        var file = File(directory, "f");
        Assert.Equal("ok", Code(Do(file, "set-size", 1000ul)));
        Assert.Equal("insufficient-space", Code(Do(file, "write", new byte[1], 1000ul)));
        Assert.Equal("insufficient-space", Code(Do(file, "set-size", 1ul << 30)));
        Assert.Equal("file-too-large", Code(Do(file, "write", new byte[1], 1ul << 62)));
        Assert.Equal("ok", Code(Do(file, "set-size", 0ul)));
        Assert.Equal("ok", Code(Do(file, "write", new byte[1000], 0ul)));
        Assert.Equal("insufficient-space", Code(Do(directory, "rename-at", "f", directory, "longer")));
        Assert.Equal("insufficient-space", Code(Do(directory, "symlink-at", "f", "l")));
        Assert.Equal("ok", Code(Do(directory, "unlink-file-at", "f")));
        Assert.Equal("insufficient-space", Code(Do(File(directory, "g"), "write", new byte[1], 0ul)));
        ((Dovetail.Wasi.Filesystem.Descriptor)file.AsResource()).Drop();
        Assert.Equal("ok", Code(Do(File(directory, "g"), "write", new byte[900], 0ul)));
        Assert.Equal("insufficient-space", Code(Do(directory, "symlink-at", new string('x', 50), "l")));
        Assert.Equal("ok", Code(Do(directory, "symlink-at", new string('x', 49), "l")));
        Assert.Equal("ok", Code(Do(directory, "unlink-file-at", "l")));
        Assert.Equal("ok", Code(Do(directory, "rename-at", "g", directory, "g2")));
        Assert.Equal("ok", Code(Do(directory, "rename-at", "g2", directory, "g")));
        _ = File(directory, "h");
        _ = Do(directory, "create-directory-at", "d").Ok();
        Assert.Equal("insufficient-space", Code(Do(directory, "create-directory-at", "e")));
        Assert.Equal("insufficient-space", Code(Do(directory, "link-at", NoFlags, "g", directory, "e")));
    }
}
