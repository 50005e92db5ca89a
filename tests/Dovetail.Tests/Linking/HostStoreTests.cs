using Dovetail.Tests.Instantiation;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Linking;

/// <summary>Functions of the host that take the store that calls them, keep something with it, and wait inside of it.</summary>
public sealed class HostStoreTests : ComponentTestBase
{
    private const string Text = """
        (component
          (import "f" (func $f (param "n" u32) (result u32)))
          (core func $f' (canon lower (func $f)))
          (core module $m (import "" "f" (func $f (param i32) (result i32))) (func (export "f") (param i32) (result i32) (call $f (local.get 0))))
          (core instance $i (instantiate $m (with "" (instance (export "f" (func $f'))))))
          (func (export "f") (param "n" u32) (result u32) (canon lift (core func $i "f"))))
        """;

    private uint Call(Delegate function, Store? store = null) =>
        (uint)Link().Define("f", function).Instantiate(store ?? Store, Parse(Text)).Call("f", 20u);

    [Fact]
    public void A_first_parameter_is_the_store_that_calls() => Assert.Equal(21u, Call((Store store, uint n) => store == Store ? n + 1 : 0));

    [Fact]
    public void A_store_that_is_not_first_does_not_fit() => Assert.Throws<LinkException>(() => Call((uint n, Store store) => n));

    [Fact]
    public void A_guests_function_takes_no_store()
    {
        var instance = Link().Define("f", (uint n) => n).Instantiate(Store, Parse(Text));
        Assert.Contains("given no Store", Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<Store, uint, uint>>("f")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_is_made_once_for_a_store_and_ends_with_it()
    {
        var key = new object();
        var state = new State();
        using (var store = new Store(Engine))
        {
            Assert.Same(state, store.GetState(key, _ => state));
            Assert.Same(state, store.GetState(key, _ => new State()));
            Assert.NotSame(state, store.GetState(new object(), _ => new State()));
            Assert.False(state.IsDisposed);
        }
        Assert.True(state.IsDisposed);
    }

    [Fact]
    public void State_of_one_type_is_not_taken_for_another()
    {
        var key = new object();
        Store.GetState(key, _ => new State());
        Assert.Throws<InvalidCastException>(() => Store.GetState(key, _ => "text"));
    }

    [Fact]
    public void A_state_that_fails_to_end_keeps_nothing_else_from_it()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 1 });
        var (first, last, store) = (new State(), new State(), new Store(engine));
        store.GetState(first, _ => first);
        store.GetState(this, _ => new Failing());
        store.GetState(last, _ => last);
        _ = new Memory(store, new MemoryType(new Limits(1, 1)));
        Assert.Throws<InvalidTimeZoneException>(store.Dispose);
        Assert.Equal((true, true, 1), (first.IsDisposed, last.IsDisposed, engine.Memories.Count));
        store.Dispose();
    }

    [Fact]
    public void A_wait_gives_what_it_waited_for() => Assert.Equal(22u, Call((Store store, uint n) => store.Wait(async _ =>
    {
        await Task.Delay(10, CancellationToken.None);
        return n + 2;
    })));

    [Fact]
    public void A_wait_may_have_an_end() => Assert.Equal(1u, Call((Store store, uint n) =>
        (store.Wait(_ => new ValueTask(new TaskCompletionSource().Task), TimeSpan.FromMilliseconds(5)) ? 10u : 0u)
        + (store.Wait(_ => ValueTask.CompletedTask, TimeSpan.FromMilliseconds(5)) ? 1u : 0u)));

    [Fact]
    public void What_is_not_waited_for_any_more_is_cancelled_when_the_store_ends()
    {
        var token = CancellationToken.None;
        var store = new Store(Engine);
        Assert.False(store.Wait(cancellation =>
        {
            token = cancellation;
            return new ValueTask(new TaskCompletionSource().Task);
        }, TimeSpan.FromMilliseconds(1)));
        Assert.False(token.IsCancellationRequested);
        store.Dispose();
        Assert.True(token.IsCancellationRequested);
        Assert.Throws<TrapException>(() => store.Wait(_ => ValueTask.CompletedTask));
    }

    [Fact]
    public void What_an_operation_throws_is_the_hosts_error()
    {
        var error = Assert.Throws<HostException>(() => Call((Store store, uint n) => store.Wait<uint>(async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("no");
        })));
        Assert.Equal("no", error.InnerException!.Message);
    }

    [Fact]
    public void A_wait_ends_at_the_deadline_and_cancels_the_operation()
    {
        using var store = new Store(Engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(500) });
        var token = CancellationToken.None;
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => Call((Store store, uint n) => store.Wait<uint>(async cancellation =>
        {
            token = cancellation;
            await Task.Delay(Timeout.Infinite, cancellation);
            return n;
        }), store)).Code);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void A_later_call_waits_anew_after_one_that_was_interrupted()
    {
        var calls = 0;
        uint Wait(Store store, uint n) => store.Wait<uint>(async cancellation =>
        {
            if (++calls == 1)
                _ = Task.Run(store.Interrupt, CancellationToken.None);
            await Task.Delay(calls == 1 ? Timeout.Infinite : 1, cancellation);
            return n;
        });
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(() => Call(Wait)).Code);
        Assert.Equal(20u, Call(Wait));
    }

    [Fact]
    public async Task Disposing_the_store_ends_a_wait()
    {
        var store = new Store(Engine);
        using var inside = new ManualResetEventSlim();
        var calling = Task.Run(() => Call((Store store, uint n) => store.Wait<uint>(async cancellation =>
        {
            inside.Set();
            await Task.Delay(Timeout.Infinite, cancellation);
            return n;
        }), store));
        inside.Wait(TimeSpan.FromSeconds(30));
        await store.DisposeAsync();
        Assert.Equal(TrapCode.Interrupted, (await Assert.ThrowsAsync<TrapException>(() => calling)).Code);
    }

    private sealed class State : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Failing : IDisposable
    {
        public void Dispose() => throw new InvalidTimeZoneException();
    }
}
