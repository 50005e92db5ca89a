using System.Buffers.Binary;
using System.IO.Pipelines;
using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary><c>poll_oneoff</c> and the clocks.</summary>
public sealed class PollTests : Preview1FileTestBase
{
    private const uint Subscriptions = 0x2000;
    private const uint Events = 0x4000;
    private const ulong Second = 1_000_000_000;

    private readonly ManualTime _time = new();
    private uint _count;

    private void Open(StoreOptions? limits = null)
    {
        Open(new WasiOptions { TimeProvider = _time, Preopens = [Preopen(Place.Memory)] }, limits);
        // Time begins with the first use.
        _ = Time(ClockId.Monotonic);
    }

    [Fact]
    public void Clocks_tell_the_time_and_how_fine_it_is()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((3 * Second, 365 * 86_400 * Second + 3 * Second), (Time(ClockId.Monotonic), Time(ClockId.Realtime)));
        Assert.Equal((100ul, 100ul), (Resolution(ClockId.Monotonic), Resolution(ClockId.Realtime)));
        foreach (var id in new[] { ClockId.ProcessCputimeId, ClockId.ThreadCputimeId, (ClockId)4, (ClockId)uint.MaxValue })
            Assert.Equal((Errno.Inval, Errno.Inval), (Call("clock_time_get", id, 0, Result), Call("clock_res_get", id, Result)));
    }

    [Fact]
    public void Clocks_are_as_coarse_as_the_host_wants()
    {
        Open(new WasiOptions { TimeProvider = _time, ClockResolution = TimeSpan.FromSeconds(2) });
        _ = Time(ClockId.Monotonic);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(2 * Second, Time(ClockId.Monotonic));
        Assert.Equal((2 * Second, 2 * Second), (Resolution(ClockId.Monotonic), Resolution(ClockId.Realtime)));
    }

    [Fact]
    public void Of_what_is_waited_for_all_that_is_ready_is_told()
    {
        Open();
        Clock(1, ClockId.Monotonic, 0);
        Clock(2, ClockId.Monotonic, Second);
        Clock(3, ClockId.Realtime, 0);
        Assert.Equal([(1ul, Errno.Success, EventType.Clock, 0ul, 0), (3, Errno.Success, EventType.Clock, 0, 0)], Poll());
    }

    [Theory]
    [InlineData(0u, false), InlineData(1u, false), InlineData(0u, true), InlineData(1u, true)]
    public async Task A_guest_sleeps_until_its_time(uint clock, bool isAbsolute)
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        var until = (isAbsolute ? Time((ClockId)clock) : 0) + Second;
        Clock(7, (ClockId)clock, until, isAbsolute);
        var polling = Task.Run(Poll);
        Assert.True(SpinWait.SpinUntil(() => _time.TimerCount == 1, TimeSpan.FromSeconds(30)));
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(polling.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([(7ul, Errno.Success, EventType.Clock, 0ul, 0)], await polling.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, _time.TimerCount);
    }

    [Fact]
    public void A_time_that_has_passed_is_not_waited_for()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        Clock(1, ClockId.Monotonic, Second, isAbsolute: true);
        Clock(2, ClockId.Realtime, Second, isAbsolute: true);
        Assert.Equal([1ul, 2ul], Poll().Select(one => one.UserData));
    }

    [Theory]
    [InlineData(ulong.MaxValue), InlineData(1ul << 63), InlineData(40ul * 365 * 86_400 * Second)]
    public void A_guest_that_sleeps_for_ages_is_stopped_by_its_deadline(ulong time)
    {
        foreach (var isAbsolute in new[] { false, true })
        {
            Open(new WasiOptions(), new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
            _count = 0;
            Clock(1, ClockId.Monotonic, time, isAbsolute);
            Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(Poll).Code);
        }
    }

    [Fact]
    public void Files_are_always_ready_and_say_how_much_there_is()
    {
        Open();
        var fd = Make("f");
        Assert.Equal(Errno.Success, Write(fd, "0123456789"));
        Assert.Equal(Errno.Success, Call("fd_seek", fd, 3, Whence.Set, Result));
        Fd(1, EventType.FdRead, fd);
        Fd(2, EventType.FdWrite, fd);
        Clock(3, ClockId.Monotonic, Second);
        Assert.Equal([(1ul, Errno.Success, EventType.FdRead, 7ul, 0), (2, Errno.Success, EventType.FdWrite, 65536, 0)], Poll());
    }

    [Fact]
    public async Task An_input_is_ready_when_there_is_something_to_read()
    {
        var (input, output) = (new Pipe(), new MemoryStream());
        Open(new WasiOptions { Stdin = input.Reader.AsStream(), Stdout = output, TimeProvider = _time });
        Fd(1, EventType.FdRead, 0);
        Clock(2, ClockId.Monotonic, Second);
        var polling = Task.Run(Poll);
        Assert.True(SpinWait.SpinUntil(() => _time.TimerCount == 1, TimeSpan.FromSeconds(30)));
        await input.Writer.WriteAsync("abc"u8.ToArray());
        Assert.Equal([(1ul, Errno.Success, EventType.FdRead, 1ul, 0)], await polling.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("abc", Read(0));
        _count = 0;
        Fd(1, EventType.FdWrite, 1);
        Assert.Equal([(1ul, Errno.Success, EventType.FdWrite, 65536ul, 0)], Poll());
    }

    [Fact]
    public void An_output_that_has_failed_is_hung_up_and_the_next_write_says_why()
    {
        var output = new LateStream();
        Open(new WasiOptions { Stdout = output });
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_flags", 1, FdFlags.Nonblock));
        Assert.Equal(Errno.Success, Write(1, "x"));
        output.Written.SetException(new IOException());
        for (var i = 0; i < 2; i++)
        {
            _count = 0;
            Fd(1, EventType.FdWrite, 1);
            Assert.Equal([(1ul, Errno.Success, EventType.FdWrite, 0ul, 1)], Poll());
        }
        Assert.Equal((Errno.Io, Errno.Pipe), (Write(1, "x"), Write(1, "x")));
    }

    // Takes what it is given when the test says so.
    private sealed class LateStream : MemoryStream
    {
        public TaskCompletionSource Written { get; } = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(Written.Task);
    }

    [Fact]
    public void What_cannot_be_waited_for_is_an_event_with_an_error()
    {
        Open();
        Fd(1, EventType.FdRead, 99);
        Fd(2, EventType.FdRead, 1);
        Fd(3, EventType.FdWrite, 0);
        Fd(4, EventType.FdRead, Root);
        Clock(5, ClockId.ThreadCputimeId, 0);
        Clock(6, ClockId.Monotonic, Second);
        Memory.Write(Subscriptions + 5 * 48 + 40, [2]);
        Assert.Equal(
            [
                (1ul, Errno.Badf, EventType.FdRead, 0ul, 0), (2, Errno.Notcapable, EventType.FdRead, 0, 0), (3, Errno.Notcapable, EventType.FdWrite, 0, 0),
                (4, Errno.Notcapable, EventType.FdRead, 0, 0), (5, Errno.Inval, EventType.Clock, 0, 0), (6, Errno.Inval, EventType.Clock, 0, 0),
            ],
            Poll());
    }

    [Fact]
    public void A_poll_of_nothing_and_one_of_what_is_not_known_are_refused()
    {
        Open();
        Assert.Equal(Errno.Inval, Call("poll_oneoff", Subscriptions, Events, 0, Result));
        Clock(1, ClockId.Monotonic, 0);
        Memory.Write(Subscriptions + 8, [3]);
        Assert.Equal(Errno.Inval, Call("poll_oneoff", Subscriptions, Events, 1, Result));
    }

    [Fact]
    public void A_poll_of_more_than_may_be_traps()
    {
        Open(new WasiOptions { Limits = new WasiLimits { MaxPollables = 2 } });
        for (var i = 0u; i < 3; i++)
            Clock(i, ClockId.Monotonic, 0);
        var trap = Assert.Throws<TrapException>(Poll);
        Assert.Equal(TrapCode.LimitReached, trap.Code);
        Assert.Contains("MaxPollables", trap.Message, StringComparison.Ordinal);
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => Call("poll_oneoff", Subscriptions, Events, uint.MaxValue, Result)).Code);
    }

    [Fact]
    public void Subscriptions_may_be_written_over_by_their_events()
    {
        Open();
        for (var i = 0u; i < 10; i++)
            Clock(i, ClockId.Monotonic, 0);
        Assert.Equal(Errno.Success, Call("poll_oneoff", Subscriptions, Subscriptions, 10, Result));
        Assert.Equal(Enumerable.Range(0, 10), Enumerable.Range(0, 10).Select(i => (int)UInt64(Subscriptions + 32 * (uint)i)));
    }

    private ulong Time(ClockId id) => Call("clock_time_get", id, 0, Result) == Errno.Success ? UInt64(Result) : throw new InvalidOperationException();

    private ulong Resolution(ClockId id) => Call("clock_res_get", id, Result) == Errno.Success ? UInt64(Result) : throw new InvalidOperationException();

    private void Clock(ulong userData, ClockId id, ulong timeout, bool isAbsolute = false)
    {
        Span<byte> bytes = stackalloc byte[48];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, userData);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], (uint)id);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], timeout);
        bytes[40] = isAbsolute ? (byte)1 : (byte)0;
        Memory.Write(Subscriptions + 48 * _count++, bytes);
    }

    private void Fd(ulong userData, EventType type, uint fd)
    {
        Span<byte> bytes = stackalloc byte[48];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, userData);
        bytes[8] = (byte)type;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], fd);
        Memory.Write(Subscriptions + 48 * _count++, bytes);
    }

    private (ulong UserData, Errno Error, EventType Type, ulong Count, int Flags)[] Poll()
    {
        Assert.Equal(Errno.Success, Call("poll_oneoff", Subscriptions, Events, _count, Result));
        return [.. Enumerable.Range(0, (int)ResultUInt32).Select(i => Events + 32 * (uint)i).Select(at =>
            (UInt64(at), (Errno)UInt16(at + 8), (EventType)Bytes(at + 10, 1)[0], UInt64(at + 16), (int)UInt16(at + 24)))];
    }
}
