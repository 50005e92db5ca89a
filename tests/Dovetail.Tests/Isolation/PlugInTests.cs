using System.Runtime.CompilerServices;

namespace Dovetail.Tests.Isolation;

public sealed class PlugInTests : IDisposable
{
    private readonly Engine _engine = new(new EngineOptions { MetersFuel = true });
    private Action _ask = () => { };

    public void Dispose() => _engine.Dispose();

    // Counts its calls from a number on, and does what it is told: 0 answers, 1 spins, 2 traps, 3 grows by a page or traps, 4 asks the host.
    private Component Counter(int from) => Component.Parse(_engine, $$"""
        (component
          (import "ask" (func $ask))
          (core func $ask (canon lower (func $ask)))
          (core module $m (import "" "ask" (func $ask)) (memory 1) (global $count (mut i32) (i32.const {{from}}))
            (func (export "do") (param i32) (result i32)
              (global.set $count (i32.add (global.get $count) (i32.const 1)))
              (if (i32.eq (local.get 0) (i32.const 1)) (then (loop $again (br $again))))
              (if (i32.eq (local.get 0) (i32.const 2)) (then unreachable))
              (if (i32.eq (local.get 0) (i32.const 3)) (then (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))))
              (if (i32.eq (local.get 0) (i32.const 4)) (then (call $ask)))
              (global.get $count)))
          (core instance $i (instantiate $m (with "" (instance (export "ask" (func $ask))))))
          (func (export "do") (param "what" u32) (result u32) (canon lift (core func $i "do"))))
        """);

    private PlugIn<Func<uint, uint>> Make(StoreOptions? limits = null, Action<string, Exception>? faulted = null) => new(
        new Linker(_engine).Define("ask", () => _ask()),
        Counter(0),
        instance => instance.GetFunction<Func<uint, uint>>("do"),
        new IsolationOptions { Store = limits ?? StoreOptions.Default, Faulted = faulted });

    [Fact]
    public void It_keeps_what_it_knows_from_call_to_call()
    {
        using var plugIn = Make();
        Assert.Equal(1u, plugIn.Call(count => count(0)));
        Assert.Equal(2u, plugIn.Call(count => count(0)));
    }

    [Theory]
    [InlineData(1u, TrapCode.OutOfFuel)]
    [InlineData(2u, TrapCode.Unreachable)]
    public void A_fault_is_the_error_of_that_call_and_the_next_finds_a_new_instance(uint what, TrapCode code)
    {
        var faults = new List<Exception>();
        using var plugIn = Make(new StoreOptions { Fuel = 1000 }, (_, fault) => faults.Add(fault));
        Assert.Equal(1u, plugIn.Call(count => count(0)));
        var trap = Assert.Throws<TrapException>(() => plugIn.Call(count => count(what)));
        Assert.Equal(code, trap.Code);
        Assert.Equal([trap], faults);
        Assert.Equal(1u, plugIn.Call(count => count(0)));
    }

    [Fact]
    public void A_deadline_is_for_one_call()
    {
        using var plugIn = Make(new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => plugIn.Call(count => count(1))).Code);
        Assert.Equal(1u, plugIn.Call(count => count(0)));
    }

    [Fact]
    public void A_call_has_its_fuel_whatever_the_host_added_to_the_last_one()
    {
        using var plugIn = Make(store => store.AddFuel(1_000_000), new StoreOptions { Fuel = 1000 });
        Assert.Equal(1u, plugIn.Call(count => count(4)));
        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>(() => plugIn.Call(count => count(1))).Code);
        Assert.Equal(1u, plugIn.Call(count => count(0)));
    }

    [Fact]
    public void A_state_that_cannot_be_disposed_of_ends_with_its_instance()
    {
        using var plugIn = Make(store => store.GetState(this, _ => new Stubborn()), StoreOptions.Default);
        Assert.Equal(1u, plugIn.Call(count => count(4)));
        Assert.Throws<NotSupportedException>(() => plugIn.Call(count => count(2)));
        Assert.Equal(1u, plugIn.Call(count => count(4)));
        Assert.Throws<NotSupportedException>(() => plugIn.Swap(Counter(7)));
        Assert.Equal(8u, plugIn.Call(count => count(0)));
    }

    private PlugIn<Func<uint, uint>> Make(Action<Store> ask, StoreOptions limits) => new(
        new Linker(_engine).Define("ask", ask), Counter(0), instance => instance.GetFunction<Func<uint, uint>>("do"), new IsolationOptions { Store = limits });

    private sealed class Stubborn : IDisposable
    {
        public void Dispose() => throw new NotSupportedException();
    }

    [Fact]
    public void Fuel_is_for_one_call()
    {
        using var plugIn = Make(new StoreOptions { Fuel = 100 });
        for (var i = 1u; i <= 50; i++)
            Assert.Equal(i, plugIn.Call(count => count(0)));
    }

    [Fact]
    public void Memory_is_its_own_and_given_back_with_the_instance()
    {
        using var plugIn = Make(new StoreOptions { MaxMemoryBytes = 3 << 16 });
        using var neighbour = Make(new StoreOptions { MaxMemoryBytes = 3 << 16 });
        for (var i = 0; i < 100; i++)
        {
            plugIn.Call(count => count(3));
            plugIn.Call(count => count(3));
            Assert.Throws<TrapException>(() => plugIn.Call(count => count(3)));
        }
        Assert.Equal(1u, neighbour.Call(count => count(3)));
    }

    [Fact]
    public void Another_component_takes_over()
    {
        using var plugIn = Make();
        plugIn.Call(count => count(0));
        var next = Counter(100);
        plugIn.Swap(next);
        Assert.Same(next, plugIn.Component);
        Assert.Equal(101u, plugIn.Call(count => count(0)));
        Assert.Throws<TrapException>(() => plugIn.Call(count => count(2)));
        Assert.Equal(101u, plugIn.Call(count => count(0)));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_the_old_one_stays()
    {
        using var plugIn = Make();
        plugIn.Call(count => count(0));
        Assert.Throws<LinkException>(() => plugIn.Swap(Component.Parse(_engine, """(component (import "more" (func)))""")));
        Assert.Throws<ArgumentException>(() => plugIn.Swap(Component.Parse(_engine, "(component)")));
        Assert.Throws<TrapException>(() => plugIn.Swap(Component.Parse(_engine, "(component (core module $m (func $f unreachable) (start $f)) (core instance (instantiate $m)))")));
        using var foreign = new Engine();
        Assert.Throws<ArgumentException>(() => plugIn.Swap(Component.Parse(foreign, "(component)")));
        Assert.Equal(2u, plugIn.Call(count => count(0)));
    }

    [Fact]
    public async Task The_call_that_runs_ends_on_the_old_one()
    {
        using var plugIn = Make();
        using var asked = new ManualResetEventSlim();
        using var answer = new ManualResetEventSlim();
        _ask = () =>
        {
            asked.Set();
            answer.Wait();
        };
        var call = Task.Run(() => plugIn.Call(count => count(4)));
        asked.Wait();
        var swap = Task.Run(() => plugIn.Swap(Counter(100)));
        answer.Set();
        await swap;
        Assert.Equal(1u, await call);
        Assert.Equal(101u, plugIn.Call(count => count(0)));
    }

    [Fact]
    public async Task Calls_of_many_threads_take_turns_while_components_come_and_go()
    {
        using var plugIn = Make();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var calls = 0;
            for (; calls < 100 || !stop.IsCancellationRequested; calls++)
                Assert.NotEqual(0u, plugIn.Call(count => count(0)));
        })).ToArray();
        for (var i = 1; i <= 20; i++)
            plugIn.Swap(Counter(i * 1000));
        await stop.CancelAsync();
        await Task.WhenAll(callers);
    }

    [Fact]
    public void A_thread_in_a_call_can_neither_call_nor_exchange_nor_dispose()
    {
        using var plugIn = Make();
        var other = Counter(100);
        _ask = () =>
        {
            Assert.Throws<InvalidOperationException>(() => plugIn.Call(count => count(0)));
            Assert.Throws<InvalidOperationException>(() => plugIn.Swap(other));
            Assert.Throws<InvalidOperationException>(plugIn.Dispose);
        };
        Assert.Equal(1u, plugIn.Call(count => count(4)));
        Assert.Equal(2u, plugIn.Call(count => count(0)));
    }

    [Fact]
    public void A_disposed_one_says_so()
    {
        var plugIn = Make();
        plugIn.Dispose();
        plugIn.Dispose();
        Assert.Throws<ObjectDisposedException>(() => plugIn.Call(count => count(0)));
        Assert.Throws<ObjectDisposedException>(() => plugIn.Swap(Counter(0)));
    }

    [Fact]
    public void The_old_one_is_unloaded()
    {
        using var plugIn = Make();
        var old = Exchange(plugIn);
        for (var i = 0; i < 20 && old.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(old.IsAlive);
        Assert.Equal(101u, plugIn.Call(count => count(0)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Exchange(PlugIn<Func<uint, uint>> plugIn)
    {
        plugIn.Call(count => count(0));
        var old = new WeakReference(plugIn.Component);
        plugIn.Swap(Counter(100));
        return old;
    }
}
