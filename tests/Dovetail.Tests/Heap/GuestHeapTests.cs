using Dovetail.Tests.Compilation;

namespace Dovetail.Tests.Heap;

/// <summary>The limit on what a guest holds of the garbage-collected heap.</summary>
public sealed class GuestHeapTests
{
    private const string Text = """
        (module
          (type $cell (struct (field (ref null $cell)) (field i64)))
          (type $bytes (array (mut i8)))
          (type $list (array (mut anyref)))
          (global $kept (mut anyref) (ref.null any))
          (func (export "cells") (param $count i32) (param $keep i32) (local $last (ref null $cell))
            (loop $more
              (local.set $last (struct.new $cell (select (result (ref null $cell)) (local.get $last) (ref.null $cell) (local.get $keep)) (i64.const 1)))
              (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
            (global.set $kept (local.get $last)))
          (func (export "bytes") (param i32) (global.set $kept (array.new_default $bytes (local.get 0))))
          (func (export "numbers") (param $count i32) (local $list (ref $list))
            (local.set $list (array.new_default $list (local.get $count)))
            (global.set $kept (local.get $list))
            (loop $more
              (local.set $count (i32.sub (local.get $count) (i32.const 1)))
              (array.set $list (local.get $list) (local.get $count) (ref.i31 (i32.add (local.get $count) (i32.const 5000))))
              (br_if $more (local.get $count))))
          (func (export "fill") (param i32) (local (ref $bytes)) (local.set 1 (array.new_default $bytes (local.get 0)))
            (loop (array.fill $bytes (local.get 1) (i32.const 0) (i32.const 7) (local.get 0)) (br 0))))
        """;

    [Fact]
    public void A_guest_that_keeps_more_than_the_limit_traps()
    {
        var instance = Wat.Instantiate(Text, new StoreOptions { MaxHeapBytes = 8 << 20 });
        AssertLimit(() => instance.GetFunction<Action<int, int>>("cells")(1_000_000, 1));
        AssertLimit(() => instance.GetFunction<Action<int>>("bytes")(16 << 20));
        AssertLimit(() => instance.GetFunction<Action<int>>("numbers")(800_000));
    }

    [Fact]
    public void What_the_limit_allows_is_allowed()
    {
        var instance = Wat.Instantiate(Text, new StoreOptions { MaxHeapBytes = 16 << 20 });
        instance.GetFunction<Action<int, int>>("cells")(100_000, 1);
        instance.GetFunction<Action<int>>("bytes")(4 << 20);
        instance.GetFunction<Action<int>>("numbers")(100_000);
    }

    [Fact]
    public void Garbage_does_not_count_however_much_of_it_is_made()
    {
        var instance = Wat.Instantiate(Text, new StoreOptions { MaxHeapBytes = 8 << 20 });
        instance.GetFunction<Action<int, int>>("cells")(2_000_000, 0);
        var bytes = instance.GetFunction<Action<int>>("bytes");
        for (var i = 0; i < 100; i++)
            bytes(2 << 20);
    }

    [Fact]
    public void A_long_array_is_refused_before_it_is_made()
    {
        var instance = Wat.Instantiate(Text);
        var before = GC.GetTotalAllocatedBytes();
        AssertLimit(() => instance.GetFunction<Action<int>>("bytes")(-1));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    [Fact]
    public void Long_work_on_arrays_is_interrupted()
    {
        var instance = Wat.Instantiate(Text, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(200) });
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction<Action<int>>("fill")(64 << 20));
        Assert.Equal(TrapCode.DeadlineExceeded, trap.Code);
    }

    private static void AssertLimit(Action action) => Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(action).Code);
}
