using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

public sealed class StoreTests : IDisposable
{
    private static readonly FunctionType Nullary = EmittedModule.Type([], []);
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_deadline_stops_a_loop_and_not_the_next_call()
    {
        using var store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        var instance = Instantiate(store, Loops());
        for (var round = 0; round < 3; round++)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(instance.GetFunction<Action>("loop")).Code);
            Assert.InRange(clock.ElapsedMilliseconds, 45, 10_000);
            instance.GetFunction<Action>("nothing")();
        }
    }

    [Fact]
    public void A_deadline_holds_for_a_call_after_one_that_was_over_when_the_alarm_came()
    {
        using var store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(20) });
        var instance = Instantiate(store, Loops());
        instance.GetFunction<Action>("nothing")();
        Thread.Sleep(60);
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(instance.GetFunction<Action>("loop")).Code);
    }

    [Fact]
    public void The_alarms_of_stores_that_are_disposed_do_not_pile_up()
    {
        for (var i = 0; i < 20_000; i++)
        {
            using var store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromHours(1) });
            Assert.True(store.Enter(HostCalls.FrameSize));
            store.Exit();
        }
        Assert.InRange(Watchdog.Count, 0, 10_000);
    }

    [Fact]
    public void A_store_that_nobody_disposes_of_is_collected_before_its_deadline()
    {
        var store = Forgotten();
        for (var i = 0; i < 10 && store.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(store.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Forgotten()
        {
            var store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromHours(1) });
            Instantiate(store, Loops()).GetFunction<Action>("nothing")();
            return new WeakReference(store);
        }
    }

    [Fact]
    public void A_deadline_reads_the_given_clock()
    {
        var time = new ManualTime();
        using var store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromHours(1), TimeProvider = time });
        var linker = new Linker(_engine).Define("env", "f", () => time.Advance(TimeSpan.FromMinutes(50)));
        var run = linker.Instantiate(store, Caller().Build(_engine)).GetFunction<Action>("run");
        run();
        run();
        var slow = new Linker(_engine).Define("env", "f", () => time.Advance(TimeSpan.FromMinutes(61)));
        run = slow.Instantiate(store, Caller().Build(_engine)).GetFunction<Action>("run");
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(run).Code);
    }

    [Fact]
    public void A_cancelled_token_stops_the_call_and_every_later_one()
    {
        using var source = new CancellationTokenSource();
        using var store = new Store(_engine, new StoreOptions { Cancellation = source.Token });
        var instance = Instantiate(store, Loops());
        source.CancelAfter(20);
        Assert.Equal(TrapCode.Cancelled, Assert.Throws<TrapException>(instance.GetFunction<Action>("loop")).Code);
        Assert.Equal(TrapCode.Cancelled, Assert.Throws<TrapException>(instance.GetFunction<Action>("nothing")).Code);
    }

    [Fact]
    public async Task Interrupt_stops_the_running_call_only()
    {
        using var store = new Store(_engine);
        var instance = Instantiate(store, Loops());
        store.Interrupt();
        instance.GetFunction<Action>("nothing")();
        var run = Running(store, instance);
        store.Interrupt();
        Assert.Equal(TrapCode.Interrupted, Assert.IsType<TrapException>(await run).Code);
        instance.GetFunction<Action>("nothing")();
    }

    [Fact]
    public async Task A_second_thread_is_refused_and_the_first_goes_on()
    {
        using var store = new Store(_engine);
        var instance = Instantiate(store, Loops());
        var memory = new Memory(store, new MemoryType(new Limits(1, 1)));
        var table = new Table(store, new TableType(ValType.FuncRef, new Limits(1, 1)));
        var global = new Global(store, new GlobalType(ValType.I32, true), 1);
        var run = Running(store, instance);
        Assert.Throws<InvalidOperationException>(instance.GetFunction<Action>("nothing"));
        Assert.Throws<InvalidOperationException>(() => memory.ReadInt32(0));
        Assert.Throws<InvalidOperationException>(() => memory.Grow(1));
        Assert.Throws<InvalidOperationException>(() => table[0]);
        Assert.Throws<InvalidOperationException>(() => global.Value);
        Assert.Throws<InvalidOperationException>(() => Instantiate(store, Loops()));
        Assert.False(run.IsCompleted);
        store.Interrupt();
        Assert.IsType<TrapException>(await run);
        Assert.Equal(0, memory.ReadInt32(0));
    }

    [Fact]
    public async Task Dispose_stops_the_call_of_another_thread_and_waits_for_it()
    {
        var store = new Store(_engine);
        var instance = Instantiate(store, Loops());
        var memory = new Memory(store, new MemoryType(new Limits(1, 1)));
        var run = Running(store, instance);
        await store.DisposeAsync();
        Assert.Equal(TrapCode.Interrupted, Assert.IsType<TrapException>(await run).Code);
        Assert.Equal(-1, memory.Limit);
        await store.DisposeAsync();
    }

    [Fact]
    public void After_dispose_every_use_says_so()
    {
        var store = new Store(_engine);
        var instance = Instantiate(store, Loops());
        var function = instance.GetFunction("nothing");
        var call = function.CreateDelegate<Action>();
        var table = new Table(store, new TableType(ValType.FuncRef, new Limits(1, 1)));
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(call);
        Assert.Throws<ObjectDisposedException>(() => function.Invoke());
        Assert.Throws<ObjectDisposedException>(() => table[0]);
        Assert.Throws<ObjectDisposedException>(() => table.Grow(1));
        Assert.Throws<ObjectDisposedException>(() => new Memory(store, new MemoryType(new Limits(1, 1))));
        Assert.Throws<ObjectDisposedException>(() => new Table(store, new TableType(ValType.FuncRef, new Limits(1, 1))));
        Assert.Throws<ObjectDisposedException>(() => new Global(store, new GlobalType(ValType.I32, true)));
        Assert.Throws<ObjectDisposedException>(() => Instantiate(store, Loops()));
        store.Interrupt();
    }

    [Fact]
    public void A_host_function_may_dispose_the_store_it_is_called_from()
    {
        var store = new Store(_engine);
        var memory = new Memory(store, new MemoryType(new Limits(1, 1)));
        var held = -2L;
        var linker = new Linker(_engine).Define("env", "f", () =>
        {
            store.Dispose();
            held = memory.Limit;
        });
        var run = linker.Instantiate(store, Caller().Build(_engine)).GetFunction<Action>("run");
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(run).Code);
        Assert.Equal((65_535, -1), (held, memory.Limit));
        Assert.Throws<ObjectDisposedException>(run);
    }

    [Fact]
    public void Threads_that_come_at_the_same_time_are_never_both_inside()
    {
        using var store = new Store(_engine);
        var (inside, met) = (0, false);
        var entered = new int[3];
        var linker = new Linker(_engine).Define("env", "f", () =>
        {
            met |= Interlocked.Increment(ref inside) != 1;
            Thread.SpinWait(5);
            Interlocked.Decrement(ref inside);
        });
        var run = linker.Instantiate(store, Caller().Build(_engine)).GetFunction<Action>("run");
        var threads = Enumerable.Range(0, entered.Length).Select(id => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (Record.Exception(run) is not { } fault)
                    entered[id]++;
                else
                    Assert.IsType<InvalidOperationException>(fault);
                if (i % 16 == 0)
                    Thread.Yield();
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.False(met);
        Assert.All(entered, count => Assert.NotEqual(0, count));
        run();
    }

    [Fact]
    public void A_store_goes_from_thread_to_thread_when_nobody_is_inside()
    {
        using var store = new Store(_engine);
        var nothing = Instantiate(store, Loops()).GetFunction<Action>("nothing");
        for (var i = 0; i < 50; i++)
        {
            Exception? found = null;
            var thread = new Thread(() => found = Record.Exception(nothing));
            thread.Start();
            thread.Join();
            Assert.Null(found);
            nothing();
        }
    }

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Store(_engine, new StoreOptions { Deadline = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Store(_engine, new StoreOptions { MaxMemoryBytes = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Engine(new EngineOptions { MaxMemoryReservation = -1 }));
    }

    [Fact]
    public void A_disposed_engine_makes_nothing_new()
    {
        var engine = new Engine();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new Store(engine));
        Assert.Throws<ObjectDisposedException>(() => new Linker(engine));
    }

    [Fact]
    public void Works_on_a_thread_with_little_stack()
    {
        using var store = new Store(_engine);
        var depth = 0;
        Action? run = null;
        var linker = new Linker(_engine).Define("env", "f", () => { depth++; run!(); });
        run = linker.Instantiate(store, Caller().Build(_engine)).GetFunction<Action>("run");
        Exception? found = null;
        var thread = new Thread(() => found = Record.Exception(run), 256 << 10);
        thread.Start();
        thread.Join();
        Assert.Equal(TrapCode.CallStackExhausted, Assert.IsType<TrapException>(found).Code);
        // Fewer than a thread of the usual size would take, whatever the JIT has done to the frames by then.
        Assert.InRange(depth, 10, 20_000);
    }

    /// <summary>`loop` runs until it is interrupted.</summary>
    private static EmittedModule Loops() => new EmittedModule()
        .Function("loop", Nullary, code =>
        {
            var loop = code.DefineLabel();
            code.MarkLabel(loop).LoadArgument(0).Load(RuntimeMembers.OwnerStore).Emit(CilOp.Volatile)
                .Load(RuntimeMembers.StoreInterruptFlag).Branch(CilOp.Brfalse, loop);
            code.LoadArgument(0).Load(RuntimeMembers.OwnerStore).Call(RuntimeMembers.Interrupted).Return();
        })
        .Function("nothing", Nullary, code => code.Return());

    private static EmittedModule Caller() =>
        new EmittedModule().Import("env", "f", Nullary).Function("run", Nullary, code => CallTests.CallImport(code, 0, Nullary));

    private ModuleInstance Instantiate(Store store, EmittedModule module) =>
        new Linker(_engine).Instantiate(store, module.Build(_engine));

    /// <summary>Runs `loop` on another thread; it is inside when this returns.</summary>
    private static Task<Exception?> Running(Store store, ModuleInstance instance)
    {
        var loop = instance.GetFunction<Action>("loop");
        var run = Task.Factory.StartNew(() => Record.Exception(loop)!, TaskCreationOptions.LongRunning);
        Assert.True(SpinWait.SpinUntil(() => store.IsEntered, TimeSpan.FromSeconds(30)));
        return run!;
    }

    private sealed class ManualTime : TimeProvider
    {
        private readonly List<Timer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(this, callback, state);
            _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan span)
        {
            _now += span.Ticks;
            _timers.ForEach(timer => timer.Fire());
        }

        private sealed class Timer(ManualTime time, TimerCallback callback, object? state) : ITimer
        {
            private long _due = long.MaxValue;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : time._now + dueTime.Ticks;
                return true;
            }

            public void Fire()
            {
                if (_due > time._now)
                    return;
                _due = long.MaxValue;
                callback(state);
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
