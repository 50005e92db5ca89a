using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>Whatever a guest passes to whatever function, it gets an <c>errno</c> or a trap, and the host no exception of its own.</summary>
public sealed class HostileCallTests : Preview1FileTestBase
{
    private const int CallCount = 20_000;
    private const uint MemoryBytes = 0x20000;

    private static readonly string[] _paths = [".", "..", "a", "a/", "b", "b/c", "link", "loop", "../x", "/etc", "a\0b", "größe", new('x', 300)];

    // What the arguments of a function are: (f) a descriptor, (p) a path with (n) its length, (v) buffers and (c) how many, (b) a place for bytes and (z) how many, (r) a place for
    // a result, (s) subscriptions, (o) a number of 64 bits, (g) rights, (e) flags or an enumeration.
    private static readonly Dictionary<string, string> _kinds = new()
    {
        ["args_get"] = "rb",
        ["args_sizes_get"] = "rr",
        ["environ_get"] = "rb",
        ["environ_sizes_get"] = "rr",
        ["clock_res_get"] = "er",
        ["clock_time_get"] = "eor",
        ["fd_advise"] = "fooe",
        ["fd_allocate"] = "foo",
        ["fd_close"] = "f",
        ["fd_datasync"] = "f",
        ["fd_fdstat_get"] = "fr",
        ["fd_fdstat_set_flags"] = "fe",
        ["fd_fdstat_set_rights"] = "fgg",
        ["fd_filestat_get"] = "fr",
        ["fd_filestat_set_size"] = "fo",
        ["fd_filestat_set_times"] = "fooe",
        ["fd_pread"] = "fvcor",
        ["fd_prestat_get"] = "fr",
        ["fd_prestat_dir_name"] = "fbz",
        ["fd_pwrite"] = "fvcor",
        ["fd_read"] = "fvcr",
        ["fd_readdir"] = "fbzor",
        ["fd_renumber"] = "ff",
        ["fd_seek"] = "foer",
        ["fd_sync"] = "f",
        ["fd_tell"] = "fr",
        ["fd_write"] = "fvcr",
        ["path_create_directory"] = "fpn",
        ["path_filestat_get"] = "fepnr",
        ["path_filestat_set_times"] = "fepnooe",
        ["path_link"] = "fepnfpn",
        ["path_open"] = "fepnegger",
        ["path_readlink"] = "fpnbzr",
        ["path_remove_directory"] = "fpn",
        ["path_rename"] = "fpnfpn",
        ["path_symlink"] = "pnfpn",
        ["path_unlink_file"] = "fpn",
        ["poll_oneoff"] = "sscr",
        ["proc_raise"] = "e",
        ["random_get"] = "bz",
        ["sched_yield"] = "",
        ["sock_accept"] = "fer",
        ["sock_recv"] = "fvcerr",
        ["sock_send"] = "fvcer",
        ["sock_shutdown"] = "fe",
    };

    // Numbers of errno that typenames.witx has.
    private const int MostErrno = 76;

    private uint _length;

    [Theory]
    [InlineData(1, Place.Memory), InlineData(2, Place.Memory), InlineData(3, Place.Memory)]
    public void Any_call_ends_with_an_errno_or_a_trap_in_memory(int seed, Place place) => Attack(seed, place);

    [LinuxTheory]
    [InlineData(4, Place.Kernel), InlineData(5, Place.Components)]
    public void Any_call_ends_with_an_errno_or_a_trap_on_the_host(int seed, Place place) => Attack(seed, place);

    private void Attack(int seed, Place place)
    {
        var random = new Random(seed);
        Start();
        var (trapped, succeeded, failures) = (0, new HashSet<string>(), new HashSet<Errno>());
        for (var i = 0; i < CallCount; i++)
        {
            // Nothing is left to call on where a guest has closed all that it had.
            if (i % 200 == 199)
                Start();
            var (name, parameters) = Signatures[random.Next(Signatures.Length)];
            if (name is "fd_close" or "fd_renumber" or "fd_fdstat_set_rights" && random.Next(5) > 0)
                continue;
            Prepare(random);
            object[] arguments = [.. _kinds[name].Select((kind, index) => Argument(random, kind, isWide: parameters[index] == 'l'))];
            try
            {
                var errno = Call(name, arguments);
                Assert.InRange((int)errno, 0, MostErrno);
                _ = errno == Errno.Success ? succeeded.Add(name) : failures.Add(errno);
            }
            catch (TrapException trap) when (trap.Code is TrapCode.MemoryOutOfBounds or TrapCode.UnalignedPointer or TrapCode.LimitReached or TrapCode.DeadlineExceeded)
            {
                trapped++;
            }
            catch (Exception fault)
            {
                Assert.Fail($"{name}({string.Join(", ", arguments)}) as call {i}: {fault}");
            }
        }
        // The attack reaches far: of the 40 functions that can, nearly all did what they were asked, and they failed in many ways.
        Assert.True(succeeded.Count >= 36, string.Join(", ", succeeded));
        Assert.True(failures.Count >= 15, string.Join(", ", failures));
        Assert.InRange(trapped, CallCount / 100, CallCount / 2);

        void Start()
        {
            Open(new WasiOptions
            {
                Preopens = [Preopen(place), Preopen(place, isReadOnly: true)],
                Arguments = ["program"],
                RandomSeed = seed,
                Limits = new WasiLimits { MaxOpenFiles = 20, MaxRandomBytes = 1 << 20 },
            }, new StoreOptions { Deadline = TimeSpan.FromSeconds(10) });
            // As far as they are not there, or are something else by now.
            _ = CallPath("path_create_directory", [Root], "b");
            _ = Call("path_symlink", [.. Pair("a"), Root, .. Pair("link")]);
            foreach (var path in new[] { "a", "b/c", "größe" })
                _ = TryOpen(Root, path, OFlags.Creat, AllOfFile);
        }
    }

    // Buffers and subscriptions of all kinds where arguments point.
    private void Prepare(Random random)
    {
        _ = Iovs((Data, random.Next(10) == 0 ? uint.MaxValue : (uint)random.Next(1000)), ((uint)random.Next((int)MemoryBytes), (uint)random.Next(100)), (Data, 3));
        var bytes = new byte[3 * 48];
        for (var i = 0; i < bytes.Length; i += 48)
        {
            bytes[i + 8] = (byte)random.Next(random.Next(10) == 0 ? 5 : 3);
            bytes[i + 16] = (byte)random.Next(6);
            bytes[i + 26] = (byte)random.Next(20);
            bytes[i + 40] = (byte)random.Next(random.Next(10) == 0 ? 4 : 2);
        }
        Memory.Write(Data, bytes);
    }

    private object Argument(Random random, char kind, bool isWide)
    {
        if (random.Next(12) == 0)
        {
            return isWide ? random.Next(3) switch { 0 => ulong.MaxValue, 1 => 1ul << 63, _ => (ulong)random.NextInt64() }
                : random.Next(4) switch { 0 => uint.MaxValue, 1 => (uint)random.Next(), 2 => MemoryBytes - (uint)random.Next(64), _ => (uint)random.Next(100) };
        }
        switch (kind)
        {
            case 'f': return random.Next(3) == 0 ? Root : (uint)random.Next(9);
            case 'p':
                var (address, length) = Put(random.Next(2) == 0 ? $"{(char)('a' + random.Next(6))}" : _paths[random.Next(_paths.Length)]);
                _length = length;
                return address;
            case 'n': return _length;
            case 'v': return Vectors;
            case 'c': return (uint)random.Next(4);
            case 'b': return Data + (uint)random.Next(100);
            case 'z': return (uint)random.Next(300);
            case 'r': return Result + 8 * (uint)random.Next(8);
            case 's': return Data;
            case 'o': return (ulong)random.Next(100);
            case 'g': return random.Next(4) is 0 or 1 ? random.Next(2) == 0 ? 0 : (ulong)random.NextInt64() : (ulong)(Rights.OfFile | Rights.OfDirectory) & ~(1ul << random.Next(30));
            default: return (uint)(random.Next(3) == 0 ? random.Next(20) : 1 << random.Next(4) >> 1);
        }
    }
}
