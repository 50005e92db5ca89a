namespace Dovetail.Tests.Instantiation;

/// <summary>A store whose instances are made anew is one in which nothing has run: what guests could change is what it was, to the last byte.</summary>
public class RenewalTests : ComponentTestBase
{
    // Changes all that a guest can: memories and tables, their sizes too, globals of every kind, segments, handles.
    private const string Untidy = """
        (component
          (type $r (resource (rep i32)))
          (core func $new (canon resource.new $r))
          (core module $shared
            (memory (export "m") 1 8)
            (table (export "t") 2 20 funcref)
            (global (export "g") (mut i32) (i32.const 5))
            (data (i32.const 8) "shared"))
          (core instance $shared (instantiate $shared))
          (core module $m
            (type $f (func (result i32)))
            (import "s" "m" (memory $far 1 8))
            (import "s" "t" (table $far 2 20 funcref))
            (import "s" "g" (global $far (mut i32)))
            (import "s" "new" (func $new (param i32) (result i32)))
            (memory $own 1 8)
            (memory $wide i64 0 4)
            (table $own 3 30 funcref)
            (table $filled 2 2 funcref (ref.func $two))
            (global $slot (mut i32) (i32.const 7))
            (global $sum (mut i64) (i64.const 8))
            (global $real (mut f64) (f64.const 1.5))
            (global $vector (mut v128) (v128.const i32x4 1 2 3 4))
            (global $function (mut funcref) (ref.func $one))
            (global $shown (export "shown") (mut i32) (i32.const 9))
            (global $ninth (mut i32) (i32.const 10)) (global $tenth (mut i32) (i32.const 11)) (global $eleventh (mut i32) (i32.const 12))
            (global $twelfth (mut i32) (i32.const 13)) (global $last (mut i32) (i32.const 14))
            (data $active (memory $own) (i32.const 16) "own data")
            (data $late (memory $far) (i32.const 64) "far data")
            (data $passive "passive")
            (elem (table $own) (i32.const 0) func $one $two)
            (elem (table $far) (i32.const 1) func $one)
            (elem $kept func $two $one)
            (func $one (result i32) (i32.const 1))
            (func $two (result i32) (i32.const 2))
            (func $start
              (global.set $far (i32.add (global.get $far) (i32.const 1)))
              (i32.store8 $own (i32.const 200) (i32.add (i32.load8_u $own (i32.const 200)) (i32.const 1))))
            (start $start)
            (func (export "mess")
              (drop (memory.grow $own (i32.const 3))) (drop (memory.grow $far (i32.const 2))) (drop (memory.grow $wide (i64.const 2)))
              (memory.fill $own (i32.const 0) (i32.const 170) (i32.const 262144))
              (memory.fill $far (i32.const 0) (i32.const 171) (i32.const 196608))
              (memory.fill $wide (i64.const 0) (i32.const 172) (i64.const 131072))
              (drop (table.grow $own (ref.func $two) (i32.const 20))) (drop (table.grow $far (ref.func $two) (i32.const 9)))
              (table.fill $own (i32.const 0) (ref.null func) (i32.const 3))
              (table.set $far (i32.const 1) (ref.null func)) (table.set $filled (i32.const 1) (ref.null func))
              (global.set $slot (i32.const 99)) (global.set $sum (i64.const 99)) (global.set $real (f64.const 99)) (global.set $far (i32.const 99))
              (global.set $vector (v128.const i32x4 9 9 9 9)) (global.set $function (ref.func $two)) (global.set $shown (i32.const 99))
              (global.set $ninth (i32.const 99)) (global.set $tenth (i32.const 99)) (global.set $eleventh (i32.const 99)) (global.set $twelfth (i32.const 99)) (global.set $last (i32.const 99))
              (data.drop $passive) (elem.drop $kept)
              (drop (call $new (i32.const 3))) (drop (call $new (i32.const 4))))
            ;; What is seen of all that, in one number after the other; it traps where a segment is gone.
            (func (export "seen") (param $what i32) (result i64)
              (local $i i32) (local $sum i64)
              (if (i32.eq (local.get $what) (i32.const 0)) (then
                (return (i64.extend_i32_u (i32.add (memory.size $own) (i32.mul (i32.const 100) (i32.add (memory.size $far) (i32.mul (i32.const 100) (i32.wrap_i64 (memory.size $wide))))))))))
              (if (i32.eq (local.get $what) (i32.const 1)) (then
                (loop $next
                  (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.extend_i32_u (i32.add (i32.load8_u $own (local.get $i)) (i32.load8_u $far (local.get $i))))))
                  (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
                (return (local.get $sum))))
              (if (i32.eq (local.get $what) (i32.const 2)) (then
                (return (i64.extend_i32_u (i32.add (table.size $own) (i32.mul (table.size $far) (i32.const 100)))))))
              (if (i32.eq (local.get $what) (i32.const 3)) (then
                (return (i64.extend_i32_u (i32.add
                  (i32.add (call_indirect $own (type $f) (i32.const 0)) (call_indirect $own (type $f) (i32.const 1)))
                  (i32.add (call_indirect $far (type $f) (i32.const 1)) (call_indirect $filled (type $f) (i32.const 1))))))))
              (if (i32.eq (local.get $what) (i32.const 4)) (then
                (return (i64.add (i64.add (global.get $sum) (i64.trunc_f64_s (f64.mul (global.get $real) (f64.const 1000)))) (i64.add
                  (i64.extend_i32_u (i32.add (i32.add (i32.add (global.get $slot) (global.get $far)) (global.get $shown)) (i32.add (global.get $ninth) (i32.add (global.get $tenth) (global.get $eleventh)))))
                  (i64.add (i64.extend_i32_u (i32.add (global.get $twelfth) (global.get $last))) (i64x2.extract_lane 1 (global.get $vector))))))))
              (if (i32.eq (local.get $what) (i32.const 5)) (then
                (memory.init $own $passive (i32.const 1000) (i32.const 0) (i32.const 7)) (return (i64.load8_u $own (i32.const 1003)))))
              (if (i32.eq (local.get $what) (i32.const 6)) (then
                (table.init $own $kept (i32.const 1) (i32.const 0) (i32.const 2)) (return (i64.extend_i32_u (call_indirect $own (type $f) (i32.const 1))))))
              (i64.extend_i32_u (call $new (i32.const 1)))))
          (core instance $m (instantiate $m (with "s" (instance
            (export "m" (memory $shared "m")) (export "t" (table $shared "t")) (export "g" (global $shared "g")) (export "new" (func $new))))))
          (func (export "mess") (canon lift (core func $m "mess")))
          (func (export "seen") (param "what" u32) (result u64) (canon lift (core func $m "seen"))))
        """;

    private readonly Store _store;
    private readonly Store _new;

    public RenewalTests() => (_store, _new) = (new Store(Engine) { Runs = [] }, new Store(Engine) { Runs = [] });

    protected override void Dispose(bool disposing)
    {
        _store.Dispose();
        _new.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public void A_guest_finds_all_that_it_can_change_as_in_a_new_store()
    {
        var component = Parse(Untidy);
        var (used, fresh) = (Link().Instantiate(_store, component), Link().Instantiate(_new, component));
        for (var round = 0; round < 3; round++)
        {
            used.Call("mess");
            Renew();
            StoreGraph.AssertSame(fresh, used);
        }
        for (var what = 0u; what <= 7; what++)
            Assert.Equal(fresh.Call("seen", what), used.Call("seen", what));
        StoreGraph.AssertSame(fresh, used);
    }

    [Fact]
    public void What_is_not_made_anew_would_be_seen()
    {
        var component = Parse(Untidy);
        var (used, fresh) = (Link().Instantiate(_store, component), Link().Instantiate(_new, component));
        StoreGraph.AssertSame(fresh, used);
        foreach (var (what, where) in new[] { (5u, "the byte at 1000"), (6u, "Elements"), (7u, "Handles") })
        {
            used.Call("seen", what);
            Assert.Contains(where, Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => StoreGraph.AssertSame(fresh, used)).Message, StringComparison.Ordinal);
            Renew();
            StoreGraph.AssertSame(fresh, used);
        }
    }

    [Fact]
    public void Limits_count_what_there_is_again()
    {
        var page = 1L << 16;
        using var store = new Store(Engine, new StoreOptions { MaxMemoryBytes = 5 * page, MaxTableElements = 10 }) { Runs = [] };
        var instance = Link().Instantiate(store, Parse("""
            (component
              (core module $m (memory 1) (table 1 funcref)
                (func (export "grow") (result i32) (i32.add (memory.grow (i32.const 4)) (table.grow (ref.null func) (i32.const 9)))))
              (core instance $i (instantiate $m))
              (func (export "grow") (result s32) (canon lift (core func $i "grow"))))
            """));
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal((WitValue)2, instance.Call("grow"));
            Assert.Equal((WitValue)(-2), instance.Call("grow"));
            Assert.True(store.TryClear());
            Assert.Equal((page, 10L), (store.Budget.Space.MemoryBytes, store.Budget.Space.TableElements));
            store.Renew();
            Assert.Equal((page, 1L), (store.Budget.Space.MemoryBytes, store.Budget.Space.TableElements));
        }
    }

    [Fact]
    public void What_the_host_keeps_with_the_store_ends()
    {
        var instance = Link().Instantiate(_store, Parse(Counter));
        var kept = _store.GetState(this, _ => new Kept());
        Assert.Equal(1u, Get(instance));
        Renew();
        Assert.True(kept.IsDisposed);
        Assert.NotSame(kept, _store.GetState(this, _ => new Kept()));
        Assert.Equal(1u, Get(instance));
    }

    [Fact]
    public void A_start_function_runs_again_and_its_trap_is_told()
    {
        var traps = false;
        var linker = Link().Define("f", () =>
        {
            if (traps)
                throw new InvalidOperationException("not again");
        });
        var instance = linker.Instantiate(_store, Parse("""
            (component
              (import "f" (func $f))
              (core func $f (canon lower (func $f)))
              (core module $m (import "" "f" (func $f)) (start $f))
              (core instance $i (instantiate $m (with "" (instance (export "f" (func $f)))))))
            """));
        Assert.NotNull(instance);
        Renew();
        traps = true;
        Assert.True(_store.TryClear());
        Assert.Throws<HostException>(_store.Renew);
    }

    [Fact]
    public void Any_thread_comes_next()
    {
        var instance = Link().Instantiate(_store, Parse(Counter));
        for (var round = 0; round < 3; round++)
        {
            var seen = 0u;
            var thread = new Thread(() =>
            {
                if (round > 0)
                    _store.Renew();
                seen = Get(instance);
                Assert.True(_store.TryClear());
            });
            thread.Start();
            thread.Join();
            Assert.Equal(1u, seen);
            Assert.False(_store.Owner.IsOfThread);
        }
    }

    [Fact]
    public void A_store_is_not_made_anew_where_something_else_knows_it()
    {
        // It was not asked to keep what made its instances.
        Link().Instantiate(Store, Parse(Counter));
        Assert.False(Store.TryClear());
        // A core module that no component has.
        Link().Instantiate(_store, Parse(Counter));
        Link().Instantiate(_store, Module.Parse(Engine, "(module)"));
        Assert.False(_store.TryClear());
        // It was told to stop for good.
        using var stop = new CancellationTokenSource();
        using var cancelled = new Store(Engine, new StoreOptions { Cancellation = stop.Token }) { Runs = [] };
        Link().Instantiate(cancelled, Parse(Counter));
        stop.Cancel();
        Assert.False(cancelled.TryClear());
    }

    [Fact]
    public void Nor_where_the_host_was_given_a_resource_of_its_guests()
    {
        var instance = Link().Instantiate(_store, Parse("""
            (component
              (type $r (resource (rep i32)))
              (core func $new (canon resource.new $r))
              (core module $m (import "" "new" (func $new (param i32) (result i32))) (func (export "make") (result i32) (call $new (i32.const 1))))
              (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
              (export $e "r" (type $r))
              (func (export "make") (result (own $e)) (canon lift (core func $i "make"))))
            """));
        Assert.True(_store.TryClear());
        _store.Renew();
        using var resource = instance.GetFunction<Func<GuestResource>>("make")();
        Assert.False(_store.TryClear());
    }

    private void Renew()
    {
        Assert.True(_store.TryClear());
        _store.Renew();
    }

    private sealed class Kept : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
