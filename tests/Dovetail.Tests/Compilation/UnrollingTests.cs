namespace Dovetail.Tests.Compilation;

/// <summary>Calls of a function by itself, which are written as copies of its code.</summary>
public sealed class UnrollingTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(20, 6765)]
    public void Copies_compute_what_calls_do(int n, int expected) => Assert.Equal(expected, Wat.Instantiate("""
        (module (func $f (export "f") (param i32) (result i32)
          local.get 0 i32.const 2 i32.lt_s
          if local.get 0 return end
          local.get 0 i32.const 1 i32.sub call $f
          local.get 0 i32.const 2 i32.sub call $f
          i32.add))
        """).GetFunction<Func<int, int>>("f")(n));

    [Fact]
    public void Each_copy_begins_with_cleared_locals()
    {
        var f = Wat.Instantiate("""
            (module (func $f (export "f") (param i32) (result i32) (local i32)
              local.get 1 i32.const 1 i32.add local.set 1
              local.get 0 i32.eqz if local.get 1 return end
              local.get 0 i32.const 1 i32.sub call $f
              local.get 1 i32.const 10 i32.mul i32.add))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal((1, 11, 101), (f(0), f(1), f(10)));
    }

    [Fact]
    public void Operands_that_wait_keep_their_values_over_a_copy()
    {
        var f = Wat.Instantiate("""
            (module (memory 1) (func $f (export "f") (param i32) (result i32)
              local.get 0 i32.eqz if i32.const 0 i32.const 0 i32.store i32.const 0 return end
              i32.const 0 local.get 0 i32.store
              i32.const 0 i32.load
              local.get 0
              local.get 0 i32.const 1 i32.sub local.tee 0 call $f
              i32.add i32.add))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(2 * (1 + 2 + 3 + 4 + 5 + 6 + 7), f(7));
    }

    [Fact]
    public void Copies_have_loops_and_several_results()
    {
        var f = Wat.Instantiate("""
            (module
              (func $f (param i32) (result i32 i64) (local i32 i64)
                local.get 0 i32.eqz if i32.const 0 i64.const 1 return end
                local.get 0 i32.const 1 i32.sub call $f local.set 2 local.set 1
                loop
                  local.get 2 i64.const 1 i64.add local.set 2
                  local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
                end
                local.get 1 i32.const 1 i32.add local.get 2)
              (func (export "f") (param i32) (result i64) (local i64)
                local.get 0 call $f local.set 1 i64.extend_i32_s i64.const 1000 i64.mul local.get 1 i64.add))
            """).GetFunction<Func<int, long>>("f");
        Assert.Equal((5 * 1000) + 1 + 5 + 4 + 3 + 2 + 1, f(5));
    }

    [Fact]
    public void A_copy_that_never_returns_ends_what_follows()
    {
        var f = Wat.Instantiate("""
            (module (func $f (export "f") (param i32) (result i32)
              local.get 0 i32.eqz if unreachable end
              local.get 0 i32.const 1 i32.sub call $f
              unreachable))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => f(9)).Code);
    }

    [Fact]
    public void Endless_recursion_through_copies_exhausts_the_stack_or_is_interrupted()
    {
        var f = Wat.Instantiate("""
            (module (func $f (export "f") (param i32) (result i32)
              local.get 0 i32.const 1 i32.add call $f local.get 0 call $f i32.add))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(TrapCode.CallStackExhausted, Assert.Throws<TrapException>(() => f(0)).Code);
    }
}
