using System.Runtime.Intrinsics;

namespace Dovetail.Tests.Runtime;

/// <summary>Exceptions of WebAssembly: within a function and between functions.</summary>
public sealed class ExceptionTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public ExceptionTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Values_of_every_type_arrive_where_they_are_caught()
    {
        var swap = Instantiate("""
            (module (tag $e (param i32 i64 f32 f64 v128 funcref externref))
              (func (export "run") (param i32 i64 f32 f64 v128 funcref externref) (result i32 i64 f32 f64 v128 funcref externref)
                (block $caught (result i32 i64 f32 f64 v128 funcref externref)
                  (try_table (catch $e $caught)
                    (throw $e (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)))
                  (unreachable))))
            """).GetFunction("run");
        var vector = Vector128.Create((byte)1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        Assert.Equal([-1, long.MinValue, 1.5f, -2.5, vector, swap, "x"], swap.Invoke(-1, long.MinValue, 1.5f, -2.5, vector, swap, "x"));
        Assert.Equal([1, 2L, float.NegativeInfinity, double.MaxValue, Vector128<byte>.Zero, null, null],
            swap.Invoke(1, 2L, float.NegativeInfinity, double.MaxValue, Vector128<byte>.Zero, null, null));
    }

    [Fact]
    public void A_handler_sees_the_locals_and_the_memory_as_they_were_when_it_was_thrown()
    {
        var instance = Instantiate("""
            (module (memory 1) (tag $e)
              (func $grow (drop (memory.grow (i32.const 1))) (throw $e))
              (func (export "run") (param $p i32) (result i32) (local $l i32)
                (i32.store (i32.const 0) (i32.const 7))
                (block $h
                  (try_table (catch $e $h)
                    (local.set $l (i32.const 5)) (local.set $p (i32.add (local.get $p) (i32.const 1)))
                    (call $grow)
                    (local.set $l (i32.const 6))))
                (i32.store (i32.const 0x1fffc) (i32.const 100))
                (i32.add (i32.add (local.get $l) (local.get $p)) (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 0x1fffc))))))
            """);
        Assert.Equal(5 + 11 + 7 + 100, instance.GetFunction<Func<int, int>>("run")(10));
    }

    [Fact]
    public void Operands_below_a_try_table_survive_it()
    {
        var run = Instantiate("""
            (module (tag $e (param i32))
              (func (export "run") (param i32) (result i32)
                local.get 0 i32.const 1 i32.add
                i32.const 2 i32.const 3
                try_table (param i32 i32) (result i32) (catch $e 0)
                  i32.add
                  local.get 0 i32.eqz if i32.const 50 throw $e end
                end
                i32.mul))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(30, run(5));
        Assert.Equal(50, run(0));
    }

    [Fact]
    public void Branches_leave_one_or_several_protected_blocks()
    {
        var run = Instantiate("""
            (module (tag $e (param i32))
              (func (export "run") (param i32) (result i32) (local $n i32)
                (block $end
                  (block $caught (result i32)
                    (loop $again
                      (local.set $n (i32.add (local.get $n) (i32.const 1)))
                      (try_table (catch $e $caught)
                        (block $in
                          (try_table (catch $e $caught)
                            (br_if $again (i32.lt_u (local.get $n) (local.get 0)))
                            (br_table $in $again $end (i32.add (i32.const 1) (i32.eq (local.get $n) (i32.const 13))))))
                        (unreachable)))
                    (unreachable))
                  (return (i32.const -1)))
                (local.get $n)))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(13, run(10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void A_function_returns_from_within_protected_blocks(int results)
    {
        var types = string.Concat(Enumerable.Repeat(" i64", results));
        var values = string.Concat(Enumerable.Range(1, results).Select(i => $"(i64.const {i})"));
        var instance = Instantiate($"""
            (module (tag $e)
              (func $throw (throw $e))
              (func (export "run") (param i32) (result{types})
                (block $h (try_table (catch_all $h) (try_table (catch_all $h)
                  (if (local.get 0) (then (return {values})))
                  (call $throw))))
                {values}))
            """);
        Assert.Equal(Enumerable.Range(1, results).Select(i => (object?)(long)i), instance.GetFunction("run").Invoke(1));
        Assert.Equal(Enumerable.Range(1, results).Select(i => (object?)(long)i), instance.GetFunction("run").Invoke(0));
    }

    [Fact]
    public void Functions_with_eight_results_and_more_give_references_too()
    {
        var many = string.Concat(Enumerable.Repeat(" funcref externref", 5));
        var instance = Instantiate($"""
            (module (func $f (param funcref externref) (result{many})
                {string.Concat(Enumerable.Repeat("(local.get 0) (local.get 1)", 5))})
              (func (export "run") (param funcref externref) (result funcref externref) (local $x externref)
                (call $f (local.get 0) (local.get 1))
                (local.set 1) (local.set 0) {string.Concat(Enumerable.Repeat("(drop)", 8))} (local.get 0) (local.get 1)))
            """).GetFunction("run");
        Assert.Equal([instance, "x"], instance.Invoke(instance, "x"));
    }

    [Fact]
    public void A_loop_catches_again_and_again()
    {
        var run = Instantiate("""
            (module (tag $e (param i32)) (tag $other)
              (func $throw (param i32) (if (i32.and (local.get 0) (i32.const 1)) (then (throw $e (local.get 0)))) (throw $other))
              (func (export "run") (param i32) (result i32) (local $sum i32)
                (loop $l
                  (block $next
                    (block $h (result i32)
                      (try_table (catch $e $h) (catch $other $next)
                        (call $throw (local.get 0)))
                      (unreachable))
                    (local.set $sum (i32.add (local.get $sum))))
                  (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                  (br_if $l (local.get 0)))
                (local.get $sum)))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(250_000, run(1000));
    }

    [Fact]
    public void The_innermost_clause_with_the_tag_catches_and_the_first_of_several()
    {
        var run = Instantiate("""
            (module (tag $a) (tag $b)
              (func $throw (param i32) (if (local.get 0) (then (throw $a))) (throw $b))
              (func (export "run") (param i32) (result i32)
                (block $outer (block $all (block $inner
                  (try_table (catch $a $outer) (catch_all $all)
                    (try_table (catch $a $inner) (catch $a $outer)
                      (call $throw (local.get 0))))
                  (unreachable))
                  (return (i32.const 1)))
                  (return (i32.const 2)))
                (i32.const 3)))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal((1, 2), (run(1), run(0)));
    }

    [Fact]
    public void A_reference_throws_the_same_exception_again_and_a_null_one_traps()
    {
        var run = Instantiate("""
            (module (tag $e (param i32)) (global $kept (mut exnref) (ref.null exn))
              (func $keep (param i32)
                (block $h (result i32 exnref)
                  (try_table (catch_ref $e $h) (throw $e (local.get 0)))
                  (unreachable))
                (global.set $kept) (drop))
              (func (export "run") (param i32) (result i32)
                (if (local.get 0) (then (call $keep (local.get 0))))
                (block $h (result i32)
                  (try_table (catch $e $h) (throw_ref (global.get $kept)))
                  (unreachable))))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(TrapCode.NullReference, Assert.Throws<TrapException>(() => run(0)).Code);
        Assert.Equal((8, 8), (run(8), run(0)));
    }

    [Fact]
    public void No_clause_catches_a_trap_or_what_the_host_threw()
    {
        var linker = new Linker(_engine).Define("host", "f", (Action)(() => throw new InvalidOperationException("no")));
        var instance = Instantiate("""
            (module (import "host" "f" (func $f)) (memory 1)
              (func (export "host") (block $h (try_table (catch_all $h) (call $f))))
              (func (export "trap") (block $h (try_table (catch_all $h) (unreachable))))
              (func (export "divide") (param i32) (block $h (try_table (catch_all $h) (drop (i32.div_u (i32.const 1) (local.get 0))))))
              (func (export "load") (param i32) (block $h (try_table (catch_all $h) (drop (i32.load (local.get 0))))))
              (func $deep (export "deep") (block $h (try_table (catch_all $h) (call $deep)))))
            """, linker);
        Assert.Equal("host.f", Assert.Throws<HostException>(instance.GetFunction<Action>("host")).Origin);
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(instance.GetFunction<Action>("trap")).Code);
        Assert.Equal(TrapCode.IntegerDivideByZero, Assert.Throws<TrapException>(() => instance.GetFunction("divide").Invoke(0)).Code);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetFunction("load").Invoke(65_533)).Code);
        Assert.Equal(TrapCode.CallStackExhausted, Assert.Throws<TrapException>(instance.GetFunction<Action>("deep")).Code);
    }

    [Fact]
    public void A_tail_call_inside_a_try_table_is_not_protected_by_it()
    {
        var instance = Instantiate("""
            (module (tag $e (export "e")) (type $f (func (param i32) (result i32))) (table funcref (elem $throw $ok))
              (func $throw (type $f) (throw $e))
              (func $ok (type $f) (i32.mul (local.get 0) (i32.const 2)))
              (func (export "direct") (type $f)
                (block $h (try_table (catch_all $h) (return_call $throw (local.get 0)))) (i32.const -1))
              (func (export "indirect") (param i32 i32) (result i32)
                (block $h (try_table (catch_all $h)
                  (return_call_indirect (type $f) (local.get 0) (local.get 1)))) (i32.const -1)))
            """);
        Assert.Throws<WasmException>(() => instance.GetFunction<Func<int, int>>("direct")(1));
        var indirect = instance.GetFunction<Func<int, int, int>>("indirect");
        Assert.Throws<WasmException>(() => indirect(1, 0));
        Assert.Equal(42, indirect(21, 1));
        Assert.Equal(TrapCode.UndefinedElement, Assert.Throws<TrapException>(() => indirect(1, 2)).Code);
    }

    [Fact]
    public void A_chain_of_exceptions_that_carry_exceptions_meets_the_limit_of_the_heap()
    {
        using var store = new Store(_engine, new StoreOptions { MaxHeapBytes = 4 << 20 });
        var run = new Linker(_engine).Instantiate(store, Module.Parse(_engine, """
            (module (tag $e (param exnref)) (global $last (mut exnref) (ref.null exn))
              (func $throw (block $h (result exnref exnref)
                (try_table (catch_ref $e $h) (throw $e (global.get $last))) (unreachable))
                (global.set $last) (drop))
              (func (export "keep") (loop $l (call $throw) (br $l)))
              (func (export "drop") (param i32)
                (loop $l (call $throw) (global.set $last (ref.null exn))
                  (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
            """));
        run.GetFunction<Action<int>>("drop")(100_000);
        var trap = Assert.Throws<TrapException>(run.GetFunction<Action>("keep"));
        Assert.Equal(TrapCode.LimitReached, trap.Code);
    }

    [Fact]
    public void Branches_on_references_leave_protected_blocks()
    {
        var run = Instantiate("""
            (module (tag $e)
              (func (export "null") (param externref) (result i32)
                (block $null (block $h (try_table (catch_all $h)
                  (drop (br_on_null $null (local.get 0))))
                  (return (i32.const 1)))
                  (return (i32.const 2)))
                (i32.const 3))
              (func (export "nonnull") (param externref) (result externref)
                (block $found (result (ref extern))
                  (block $h (try_table (catch_all $h) (br_on_non_null $found (local.get 0))))
                  (return (ref.null extern))))
              (func (export "cast") (param anyref) (result i32)
                (i31.get_s (block $found (result (ref i31))
                  (block $h (try_table (catch_all $h) (drop (br_on_cast $found anyref (ref i31) (local.get 0))) (throw $e)))
                  (return (i32.const -1)))))
              (func (export "make") (param i32) (result anyref) (ref.i31 (local.get 0))))
            """);
        Assert.Equal([1], run.GetFunction("null").Invoke("x"));
        Assert.Equal([3], run.GetFunction("null").Invoke((object?)null));
        Assert.Equal(["x"], run.GetFunction("nonnull").Invoke("x"));
        Assert.Equal([null], run.GetFunction("nonnull").Invoke((object?)null));
        Assert.Equal([7], run.GetFunction("cast").Invoke(run.GetFunction("make").Invoke(7)[0]));
        Assert.Equal([-1], run.GetFunction("cast").Invoke((object?)null));
    }

    [Fact]
    public void Ten_thousand_frames_catch_and_throw_on()
    {
        using var store = new Store(_engine, new StoreOptions { MaxStackBytes = 64 << 20 });
        var run = new Linker(_engine).Instantiate(store, Module.Parse(_engine, """
            (module (tag $e (param i32)) (tag $never)
              (func $down (param i32)
                (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 7))))
                (block $never
                  (block $h (result exnref)
                    (try_table (catch $never $never) (catch_all_ref $h) (call $down (i32.sub (local.get 0) (i32.const 1))))
                    (return))
                  (throw_ref)))
              (func (export "run") (param i32) (result i32)
                (block $h (result i32) (try_table (catch $e $h) (call $down (local.get 0))) (unreachable))))
            """)).GetFunction<Func<int, int>>("run");
        var result = 0;
        var thread = new Thread(() => result = run(10_000), 64 << 20);
        thread.Start();
        thread.Join();
        Assert.Equal(7, result);
    }

    private ModuleInstance Instantiate(string text, Linker? linker = null) =>
        (linker ?? new Linker(_engine)).Instantiate(_store, Module.Parse(_engine, text));
}
