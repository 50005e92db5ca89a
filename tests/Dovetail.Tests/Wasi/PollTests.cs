using System.IO.Pipelines;
using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:io/poll</c> and <c>wasi:clocks</c>.</summary>
public sealed class PollTests : WasiTestBase
{
    private static readonly string _text = WasiText.Forward(
        [WasiText.Io(), WasiText.Stdio(), WasiText.Clocks], "poll", "streams", "stdin", "monotonic", "wall", "timezone");

    private readonly ManualTime _time = new();
    private ComponentInstance _poll = null!;
    private ComponentInstance _clock = null!;
    private ComponentInstance _instance = null!;

    private void Open(WasiOptions? options = null, StoreOptions? limits = null)
    {
        _instance = Start(_text, options ?? new WasiOptions { TimeProvider = _time }, limits);
        (_poll, _clock) = (Interface(_instance, "poll"), Interface(_instance, "monotonic"));
        // Time begins with the first use.
        _ = _clock.Call("now");
    }

    private bool IsReady(WitValue pollable) => (bool)_poll.Method("pollable.ready", pollable);

    private WitValue After(TimeSpan time) => _clock.Call("subscribe-duration", (ulong)time.TotalNanoseconds);

    [Fact]
    public void Time_begins_with_the_store_and_goes_on()
    {
        _time.Advance(TimeSpan.FromDays(1));
        Open();
        Assert.Equal(0ul, (ulong)_clock.Call("now"));
        _time.Advance(TimeSpan.FromMicroseconds(7));
        Assert.Equal(7000ul, (ulong)_clock.Call("now"));
        Assert.Equal(100ul, (ulong)_clock.Call("resolution"));
    }

    [Fact]
    public void A_clock_can_be_made_coarse()
    {
        Open(new WasiOptions { TimeProvider = _time, ClockResolution = TimeSpan.FromMilliseconds(10) });
        _time.Advance(TimeSpan.FromMilliseconds(57));
        Assert.Equal(50_000_000ul, (ulong)_clock.Call("now"));
        Assert.Equal(10_000_000ul, (ulong)_clock.Call("resolution"));
        var wall = Interface(_instance, "wall");
        Assert.Equal(50_000_000u, (uint)wall.Call("now")["nanoseconds"]);
        Assert.Equal(10_000_000u, (uint)wall.Call("resolution")["nanoseconds"]);
    }

    [Fact]
    public void The_wall_clock_counts_from_1970()
    {
        Open();
        _time.Advance(TimeSpan.FromTicks(10_000_001));
        var now = Interface(_instance, "wall").Call("now");
        Assert.Equal((365 * 86_400ul + 1, 100u), ((ulong)now["seconds"], (uint)now["nanoseconds"]));
        Assert.Equal(100u, (uint)Interface(_instance, "wall").Call("resolution")["nanoseconds"]);
    }

    [Fact]
    public void The_time_zone_is_utc()
    {
        Open();
        var when = WitValue.Record(("seconds", 5ul), ("nanoseconds", 0u));
        Assert.Equal(0, (int)Interface(_instance, "timezone").Call("utc-offset", when));
        Assert.Equal("UTC", (string)Interface(_instance, "timezone").Call("display", when)["name"]);
    }

    [Fact]
    public void A_timer_is_ready_from_its_time_on()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(1));
        var (soon, past, now) = (After(TimeSpan.FromSeconds(1)), _clock.Call("subscribe-instant", 999_999_999ul), After(TimeSpan.Zero));
        Assert.Equal((false, true, true), (IsReady(soon), IsReady(past), IsReady(now)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(IsReady(soon));
        _ = _poll.Method("pollable.block", soon);
    }

    [Fact]
    public async Task A_poll_gives_all_that_are_ready_in_order_duplicates_too()
    {
        Open();
        var (one, two, never) = (After(TimeSpan.FromSeconds(1)), After(TimeSpan.FromSeconds(2)), After(TimeSpan.FromDays(10_000)));
        var polling = Task.Run(() => _poll.Call("poll", WitValue.List(never, two, one, one)));
        await Advanced(TimeSpan.FromSeconds(1.5), 4);
        Assert.Equal(WitValue.List(2u, 3u), await polling);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(WitValue.List(1u, 2u), _poll.Call("poll", WitValue.List(never, two, one)));
    }

    [Fact]
    public async Task Who_lost_in_a_poll_leaves_no_timer_behind()
    {
        Open();
        var (one, never) = (After(TimeSpan.FromSeconds(1)), After(TimeSpan.FromDays(30)));
        var polling = Task.Run(() => _poll.Call("poll", WitValue.List(never, one)));
        await Advanced(TimeSpan.FromSeconds(1), 2);
        Assert.Equal(WitValue.List(1u), await polling);
        Assert.Equal(0, _time.TimerCount);
    }

    [Fact]
    public void A_poll_of_nothing_traps()
    {
        Open();
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => _poll.Call("poll", WitValue.List())).Code);
    }

    [Fact]
    public void A_poll_of_more_than_the_limit_traps()
    {
        Open(new WasiOptions { Limits = new WasiLimits { MaxPollables = 3 } });
        var now = After(TimeSpan.Zero);
        Assert.Equal(3, _poll.Call("poll", WitValue.List(now, now, now)).Items.Count);
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => _poll.Call("poll", WitValue.List(now, now, now, now))).Code);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1ul << 62)]
    [InlineData(5_000_000_000_000_000ul)]
    public void A_guest_that_sleeps_for_ever_ends_at_its_deadline(ulong duration)
    {
        Open(WasiOptions.Default, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(500) });
        var timer = _clock.Call("subscribe-duration", duration);
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => _poll.Method("pollable.block", timer)).Code);
    }

    [Fact]
    public void A_guest_that_polls_for_what_never_comes_ends_at_its_deadline()
    {
        Open(new WasiOptions { Stdin = new Pipe().Reader.AsStream() }, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(500) });
        var input = Interface(_instance, "stdin").Call("get-stdin");
        var pollable = Interface(_instance, "streams").Method("input-stream.subscribe", input);
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => _poll.Call("poll", WitValue.List(pollable, pollable))).Code);
    }

    [Fact]
    public void Sleeping_takes_as_long_as_it_should_on_the_real_clock()
    {
        Open(WasiOptions.Default);
        var before = (ulong)_clock.Call("now");
        _ = _poll.Method("pollable.block", After(TimeSpan.FromMilliseconds(30)));
        Assert.InRange((ulong)_clock.Call("now") - before, 30_000_000ul, 5_000_000_000ul);
    }

    [Fact]
    public async Task Many_guests_that_sleep_on_the_thread_pool_wake_in_time()
    {
        ComponentInstance[] guests = [.. Enumerable.Range(0, 40).Select(_ => Start(_text))];
        var began = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(guests.Select(guest => Task.Run(() =>
        {
            var timer = Interface(guest, "monotonic").Call("subscribe-duration", 50_000_000ul);
            _ = Interface(guest, "poll").Call("poll", WitValue.List(timer));
        })));
        Assert.InRange(began.Elapsed, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));
    }

    // CVE-2026-27195: a call that was ended while it waited, and another after it.
    [Fact]
    public void A_wait_that_was_cut_off_leaves_the_host_well()
    {
        Open(WasiOptions.Default, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(500) });
        Assert.Throws<TrapException>(() => _poll.Method("pollable.block", After(TimeSpan.FromDays(1))));
        Assert.True(IsReady(After(TimeSpan.Zero)));
        Open(WasiOptions.Default);
        Assert.True(IsReady(After(TimeSpan.Zero)));
    }

    // The guest is on its way into the poll: time moves when it has set its timers.
    private async Task Advanced(TimeSpan time, int timers)
    {
        while (_time.TimerCount < timers)
            await Task.Delay(1);
        _time.Advance(time);
    }
}
