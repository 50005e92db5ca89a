using System.Diagnostics;

namespace Dovetail.Tests.Isolation;

public sealed class IsolationTests : IDisposable
{
    // A plug-in that counts its calls, and does what it is told: 0 answers, 1 spins, 2 traps, 3 runs until its stack ends, 4 asks the host. `open` makes a
    // resource, whose destructor traps where the representation is 13.
    private const string Plugin = """
        (component
          (import "ask" (func $ask))
          (core func $ask (canon lower (func $ask)))
          (core module $libc (memory (export "memory") 1)
            (global $next (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (global.set $next (i32.add (i32.add (global.get $next) (local.get 3)) (i32.const 8)))
              (i32.and (i32.sub (global.get $next) (local.get 3)) (i32.const -8))))
          (core instance $libc (instantiate $libc))
          (core module $d (func (export "drop") (param i32) (if (i32.eq (local.get 0) (i32.const 13)) (then unreachable))))
          (core instance $d (instantiate $d))
          (type $file (resource (rep i32) (dtor (func $d "drop"))))
          (export $f "file" (type $file))
          (core func $new (canon resource.new $file))
          (core module $m
            (import "libc" "memory" (memory 1)) (import "" "ask" (func $ask)) (import "" "new" (func $new (param i32) (result i32)))
            (global $count (mut i32) (i32.const 0))
            (func $deep (call $deep))
            (func $do (param i32) (result i32)
              (global.set $count (i32.add (global.get $count) (i32.const 1)))
              (block $4 (block $3 (block $2 (block $1 (block $0 (br_table $0 $1 $2 $3 $4 (local.get 0)))
                (return (global.get $count)))
                (loop $again (br $again)))
                unreachable)
                (call $deep))
              (call $ask) (global.get $count))
            (func (export "plain") (param i32) (result i32) (call $do (local.get 0)))
            (func (export "try") (param i32) (result i32)
              (i32.store (i32.const 4) (call $do (local.get 0))) (i32.store (i32.const 0) (i32.const 0)) (i32.const 0))
            (func (export "sure") (param i32) (result i32) (drop (call $do (local.get 0))) (i32.const 0))
            (func (export "open") (param i32) (result i32) (call $new (local.get 0)))
            (func (export "read") (param i32) (result i32) (local.get 0))
            (func (export "echo") (param i32 i32) (result i32)
              (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16)))
          (core instance $i (instantiate $m (with "libc" (instance $libc))
            (with "" (instance (export "ask" (func $ask)) (export "new" (func $new))))))
          (func (export "plain") (param "n" u32) (result u32) (canon lift (core func $i "plain")))
          (func (export "try") (param "n" u32) (result (result u32 (error string))) (canon lift (core func $i "try") (memory $libc "memory")))
          (func (export "sure") (param "n" u32) (result (result)) (canon lift (core func $i "sure")))
          (func (export "open") (param "n" u32) (result (own $f)) (canon lift (core func $i "open")))
          (func (export "read") (param "f" (borrow $f)) (result u32) (canon lift (core func $i "read")))
          (func (export "echo") (param "s" string) (result string)
            (canon lift (core func $i "echo") (memory $libc "memory") (realloc (func $libc "realloc")))))
        """;

    // Exports of an import again what it imports, through a core module of its own: so a call is one of a guest.
    private const string User = """
        (component
          (import "plug-in" (instance $p
            (export "file" (type $file (sub resource)))
            (export "plain" (func (param "n" u32) (result u32)))
            (export "try" (func (param "n" u32) (result (result u32 (error string)))))
            (export "sure" (func (param "n" u32) (result (result))))
            (export "open" (func (param "n" u32) (result (own $file))))
            (export "read" (func (param "f" (borrow $file)) (result u32)))
            (export "echo" (func (param "s" string) (result string)))))
          (core module $libc (memory (export "memory") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096)))
          (core instance $libc (instantiate $libc))
          (alias export $p "file" (type $file))
          (core func $plain (canon lower (func $p "plain")))
          (core func $try (canon lower (func $p "try") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core func $sure (canon lower (func $p "sure")))
          (core func $open (canon lower (func $p "open")))
          (core func $read (canon lower (func $p "read")))
          (core func $echo (canon lower (func $p "echo") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core func $drop (canon resource.drop $file))
          (core module $m
            (import "" "plain" (func $plain (param i32) (result i32)))
            (import "" "try" (func $try (param i32 i32)))
            (import "" "sure" (func $sure (param i32) (result i32)))
            (import "" "open" (func $open (param i32) (result i32)))
            (import "" "read" (func $read (param i32) (result i32)))
            (import "" "drop" (func $drop (param i32)))
            (import "" "echo" (func $echo (param i32 i32 i32)))
            (global $file (mut i32) (i32.const 0))
            (func (export "plain") (param i32) (result i32) (call $plain (local.get 0)))
            (func (export "try") (param i32) (result i32) (call $try (local.get 0) (i32.const 64)) (i32.const 64))
            (func (export "sure") (param i32) (result i32) (call $sure (local.get 0)))
            (func (export "keep") (param i32) (global.set $file (call $open (local.get 0))))
            (func (export "read") (result i32) (call $read (global.get $file)))
            (func (export "drop") (call $drop (global.get $file)))
            (func (export "echo") (param i32 i32) (result i32) (call $echo (local.get 0) (local.get 1) (i32.const 80)) (i32.const 80)))
          (core instance $i (instantiate $m (with "" (instance (export "plain" (func $plain)) (export "try" (func $try)) (export "sure" (func $sure))
            (export "open" (func $open)) (export "read" (func $read)) (export "drop" (func $drop)) (export "echo" (func $echo))))))
          (func (export "plain") (param "n" u32) (result u32) (canon lift (core func $i "plain")))
          (func (export "try") (param "n" u32) (result (result u32 (error string))) (canon lift (core func $i "try") (memory $libc "memory")))
          (func (export "sure") (param "n" u32) (result (result)) (canon lift (core func $i "sure")))
          (func (export "keep") (param "n" u32) (canon lift (core func $i "keep")))
          (func (export "read") (result u32) (canon lift (core func $i "read")))
          (func (export "drop") (canon lift (core func $i "drop")))
          (func (export "echo") (param "s" string) (result string)
            (canon lift (core func $i "echo") (memory $libc "memory") (realloc (func $libc "realloc")))))
        """;

    private readonly Engine engine = new();
    private readonly List<Store> stores = [];
    private readonly List<Exception> faults = [];
    private Action ask = () => { };

    public void Dispose()
    {
        stores.ForEach(store => store.Dispose());
        engine.Dispose();
    }

    [Fact]
    public void Values_pass_through()
    {
        var user = Make();
        Assert.Equal((WitValue)1u, user.Call("plain", 0u));
        Assert.Equal(WitValue.Ok(2u), user.Call("try", 0u));
        Assert.Equal(WitValue.Ok(), user.Call("sure", 0u));
        Assert.Equal((WitValue)"what is said", user.Call("echo", "what is said"));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData(1u, TrapCode.DeadlineExceeded)]
    [InlineData(2u, TrapCode.Unreachable)]
    [InlineData(3u, TrapCode.CallStackExhausted)]
    public void A_fault_is_the_error_of_that_call_and_the_next_finds_a_new_instance(uint what, TrapCode code)
    {
        var user = Make(new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(WitValue.Ok(1u), user.Call("try", 0u));
        var error = user.Call("try", what);
        Assert.Equal(code, Assert.IsType<TrapException>(Assert.Single(faults)).Code);
        Assert.Equal(WitValue.Err(faults[0].Message), error);
        Assert.Equal(WitValue.Ok(1u), user.Call("try", 0u));
        Assert.Equal(WitValue.Err(), user.Call("sure", what));
        Assert.Equal(WitValue.Ok(1u), user.Call("try", 0u));
    }

    [Fact]
    public void Without_a_case_for_it_the_caller_traps_too()
    {
        var user = Make();
        var trap = Assert.Throws<TrapException>(() => user.Call("plain", 2u));
        Assert.Equal(TrapCode.IsolatedFault, trap.Code);
        Assert.Contains("`plug-in`: wasm trap: wasm `unreachable` instruction executed", trap.Message, StringComparison.Ordinal);
        Assert.Equal(TrapCode.CannotEnterComponent, Assert.Throws<TrapException>(() => user.Call("plain", 0u)).Code);
    }

    [Fact]
    public void Resources_stand_behind_handles_and_end_with_the_instance()
    {
        var user = Make();
        user.Call("keep", 41u);
        Assert.Equal((WitValue)41u, user.Call("read"));
        user.Call("drop");
        user.Call("keep", 42u);
        Assert.Equal(WitValue.Err(), user.Call("sure", 2u));
        user.Call("drop");
        user.Call("keep", 43u);
        Assert.Equal(WitValue.Err(), user.Call("sure", 2u));
        var trap = Assert.Throws<TrapException>(() => user.Call("read"));
        Assert.Contains("gone with its store", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_destructor_that_traps_does_not_hurt_the_one_who_drops()
    {
        var user = Make();
        user.Call("keep", 13u);
        user.Call("drop");
        Assert.Equal(TrapCode.Unreachable, Assert.IsType<TrapException>(Assert.Single(faults)).Code);
        Assert.Equal(WitValue.Err(), user.Call("sure", 0u));
        Assert.Equal(WitValue.Ok(1u), user.Call("try", 0u));
    }

    [Fact]
    public void What_the_host_throws_inside_is_an_error_of_that_call()
    {
        var user = Make();
        ask = () => throw new IOException("disk full");
        Assert.Contains("disk full", user.Call("try", 4u).ToString(), StringComparison.Ordinal);
        ask = () => throw new GuestExitException(3);
        Assert.Contains("exited with code 3", user.Call("try", 4u).ToString(), StringComparison.Ordinal);
        ask = () => { };
        Assert.Equal(WitValue.Ok(1u), user.Call("try", 4u));
    }

    [Fact]
    public void Memory_is_its_own_and_given_back()
    {
        var user = Make(new StoreOptions { MaxMemoryBytes = 1 << 16 }, new StoreOptions { MaxMemoryBytes = 1 << 16 });
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(WitValue.Err(), user.Call("sure", 2u));
        }
        Assert.Equal(WitValue.Ok(1u), user.Call("try", 0u));
    }

    [Fact]
    public void Stopping_the_caller_stops_what_it_called()
    {
        var user = Make(outer: new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        var clock = Stopwatch.StartNew();
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => user.Call("try", 1u)).Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2));

        user = Make();
        ask = () => user.Store.Interrupt();
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(() => user.Call("try", 4u)).Code);
        Assert.Empty(faults);
    }

    // Spins in its start function, or where a resource is dropped, once it is told so.
    private const string Spinner = """
        (component
          (import "spins" (func $spins (result u32)))
          (core func $spins (canon lower (func $spins)))
          (core module $m (import "" "spins" (func $spins (result i32)))
            (func $spin (loop $again (br_if $again (call $spins)))) (start $spin)
            (func (export "drop") (param i32) (call $spin)))
          (core instance $i (instantiate $m (with "" (instance (export "spins" (func $spins))))))
          (type $r' (resource (rep i32) (dtor (core func $i "drop"))))
          (export $r "r" (type $r'))
          (core func $new (canon resource.new $r'))
          (core module $n (import "" "new" (func $new (param i32) (result i32)))
            (func (export "open") (result i32) (call $new (i32.const 1))) (func (export "fail") (result i32) unreachable))
          (core instance $n (instantiate $n (with "" (instance (export "new" (func $new))))))
          (func (export "open") (result (own $r)) (canon lift (core func $n "open")))
          (func (export "fail") (result (result)) (canon lift (core func $n "fail"))))
        """;

    private const string SpinnersUser = """
        (component
          (import "p" (instance $p (export "r" (type $r (sub resource))) (export "open" (func (result (own $r)))) (export "fail" (func (result (result))))))
          (alias export $p "r" (type $r))
          (core func $open (canon lower (func $p "open"))) (core func $drop (canon resource.drop $r))
          (core module $m (import "" "open" (func $open (result i32))) (import "" "drop" (func $drop (param i32)))
            (func (export "drop") (call $drop (call $open))))
          (core instance $i (instantiate $m (with "" (instance (export "open" (func $open)) (export "drop" (func $drop))))))
          (func (export "drop") (canon lift (core func $i "drop")))
          (export "fail" (func $p "fail")))
        """;

    private TrapCode EndsSpinning(Func<Store, Linker, ComponentInstance?> prepare, Action<Store, Linker, ComponentInstance?> spin)
    {
        using var store = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(300) });
        var spins = false;
        var linker = new Linker(engine).Define("spins", () => spins ? 1u : 0u).Isolate("p", Component.Parse(engine, Spinner));
        var instance = prepare(store, linker);
        spins = true;
        return Assert.Throws<TrapException>(() => spin(store, linker, instance)).Code;
    }

    [Fact]
    public void Its_start_ends_with_the_one_who_instantiates() =>
        Assert.Equal(TrapCode.DeadlineExceeded, EndsSpinning((_, _) => null, (store, linker, _) => linker.Instantiate(store, Component.Parse(engine, SpinnersUser))));

    [Fact]
    public void Its_start_ends_with_the_one_whose_call_revives_it() =>
        Assert.Equal(TrapCode.DeadlineExceeded, EndsSpinning(
            (store, linker) =>
            {
                var instance = linker.Instantiate(store, Component.Parse(engine, SpinnersUser));
                Assert.Equal(WitValue.Err(), instance.Call("fail"));
                return instance;
            },
            (_, _, instance) => instance!.Call("drop")));

    [Fact]
    public void Its_destructor_ends_with_the_one_who_drops() =>
        Assert.Equal(TrapCode.DeadlineExceeded, EndsSpinning(
            (store, linker) => linker.Instantiate(store, Component.Parse(engine, SpinnersUser)), (_, _, instance) => instance!.Call("drop")));

    [Fact]
    public void Components_that_isolate_each_other_in_a_circle_are_refused()
    {
        var component = Component.Parse(engine, """
            (component (import "me" (instance $i (export "f" (func)))) (export "f" (func $i "f")))
            """);
        Assert.Throws<LinkException>(() => new Linker(engine).Isolate("me", component).Instantiate(NewStore(null), component));
    }

    [Fact]
    public void It_ends_with_the_store_around_it()
    {
        var user = Make();
        user.Store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => user.Call("try", 0u));
    }

    private ComponentInstance Make(StoreOptions? inner = null, StoreOptions? outer = null) => new Linker(engine)
        .Define("ask", (Action)(() => ask()))
        .Isolate("plug-in", Component.Parse(engine, Plugin), new IsolationOptions
        {
            Store = inner ?? StoreOptions.Default,
            Faulted = (name, fault) => faults.Add(fault),
        })
        .Instantiate(NewStore(outer), Component.Parse(engine, User));

    private Store NewStore(StoreOptions? options)
    {
        stores.Add(new Store(engine, options));
        return stores[^1];
    }
}
