using Dovetail.Tests.Compilation;

namespace Dovetail.Tests.Heap;

public sealed class StructTests
{
    [Fact]
    public void Every_field_keeps_its_own_value_whichever_row_and_slot_it_lies_in()
    {
        var fields = Enumerable.Range(0, 60).Select(i => (i % 6) switch
        {
            0 => "i32",
            1 => "i64",
            2 => "f32",
            3 => "f64",
            4 => "i31ref",
            _ => "i16",
        }).ToArray();
        string Value(int i) => (i % 6) switch
        {
            4 => $"(ref.i31 (i32.const {1000 + i}))",
            5 => $"(i32.const {-i})",
            _ => $"({fields[i]}.const {1000 + i})",
        };
        string Same(int i, string got) => (i % 6) switch
        {
            4 => $"(i32.eq (i31.get_s {got}) (i32.const {1000 + i}))",
            5 => $"(i32.eq {got} (i32.const {-i}))",
            _ => $"({fields[i]}.eq {got} {Value(i)})",
        };
        string Get(int i) => $"(struct.get{(i % 6 == 5 ? "_s" : "")} $t {i} (local.get 0))";
        var sets = string.Concat(Enumerable.Range(0, 60).Reverse().Select(i => $"(struct.set $t {i} (local.get 0) {Value(i)})"));
        var sums = string.Concat(Enumerable.Range(0, 60).Select(i => $"(local.set 1 (i32.add (local.get 1) {Same(i, Get(i))}))"));
        var instance = Wat.Instantiate($"""
            (module (type $t (struct {string.Concat(fields.Select(field => $"(field (mut {field}))"))}))
              (func $count (param (ref $t)) (result i32) (local i32) {sums} (local.get 1))
              (func (export "new") (result i32) (call $count (struct.new $t {string.Concat(Enumerable.Range(0, 60).Select(Value))})))
              (func (export "set") (result i32) (local (ref null $t)) (local.set 0 (struct.new_default $t))
                {sets} (call $count (ref.as_non_null (local.get 0))))
              (global $g (ref $t) (struct.new $t {string.Concat(Enumerable.Range(0, 60).Select(Value))}))
              (func (export "global") (result i32) (call $count (global.get $g))))
            """);
        Assert.Equal(60, instance.GetFunction<Func<int>>("new")());
        Assert.Equal(60, instance.GetFunction<Func<int>>("set")());
        Assert.Equal(60, instance.GetFunction<Func<int>>("global")());
    }

    [Fact]
    public void Fields_of_a_supertype_lie_at_the_same_places()
    {
        var run = Wat.Instantiate("""
            (module
              (type $a (sub (struct (field i32) (field anyref) (field (mut i64)))))
              (type $b (sub $a (struct (field i32) (field anyref) (field (mut i64)) (field f64 anyref anyref anyref anyref i32))))
              (func $sum (param (ref $a)) (result i64)
                (i64.add (i64.extend_i32_s (struct.get $a 0 (local.get 0))) (struct.get $a 2 (local.get 0))))
              (func (export "run") (result i64) (call $sum (struct.new $b (i32.const 3) (ref.null any) (i64.const 40)
                (f64.const 9) (ref.null any) (ref.null any) (ref.null any) (ref.null any) (i32.const 8)))))
            """).GetFunction<Func<long>>("run");
        Assert.Equal(43, run());
    }

    [Fact]
    public void Vectors_lie_in_two_slots_and_in_arrays()
    {
        var run = Wat.Instantiate("""
            (module
              (type $s (struct (field i64) (field (mut v128)) (field (mut v128)) (field i32))) (type $a (array (mut v128)))
              (global $g (ref $s) (struct.new $s (i64.const 1) (v128.const i64x2 2 3) (v128.const i64x2 4 5) (i32.const 6)))
              (global $h (ref $a) (array.new $a (v128.const i64x2 7 8) (i32.const 3)))
              (func $sum (param v128) (result i64) (i64.add (i64x2.extract_lane 0 (local.get 0)) (i64.mul (i64.const 100) (i64x2.extract_lane 1 (local.get 0)))))
              (func (export "run") (param i32) (result i64)
                (struct.set $s 1 (global.get $g) (i64x2.add (struct.get $s 1 (global.get $g)) (struct.get $s 2 (global.get $g))))
                (array.set $a (global.get $h) (i32.const 1) (struct.get $s 1 (global.get $g)))
                (call $sum (array.get $a (global.get $h) (local.get 0)))))
            """).GetFunction<Func<int, long>>("run");
        Assert.Equal(807, run(0));
        Assert.Equal(1310, run(1));
        Assert.Equal(807, run(2));
    }

    [Theory]
    [InlineData("(struct.get $s 0 (ref.null $s))", TrapCode.NullReference)]
    [InlineData("(struct.set $s 0 (ref.null $s) (i32.const 1)) (i32.const 0)", TrapCode.NullReference)]
    [InlineData("(array.len (ref.null $a))", TrapCode.NullReference)]
    [InlineData("(array.get $a (ref.null $a) (i32.const 0))", TrapCode.NullReference)]
    [InlineData("(array.get $a (array.new_default $a (i32.const 3)) (i32.const 3))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.get $a (array.new_default $a (i32.const 3)) (i32.const -1))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(i31.get_u (ref.null i31))", TrapCode.NullReference)]
    [InlineData("(struct.get $s 0 (ref.cast (ref $s) (ref.i31 (i32.const 1))))", TrapCode.CastFailure)]
    [InlineData("(struct.get $s 0 (ref.cast (ref $s) (struct.new_default $t)))", TrapCode.CastFailure)]
    [InlineData("(array.fill $a (ref.null $a) (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 0)", TrapCode.NullReference)]
    [InlineData("(drop (array.new_default $a (i32.const -1))) (i32.const 0)", TrapCode.LimitReached)]
    public void A_wrong_use_traps_and_shows_the_frame(string code, TrapCode expected)
    {
        var run = Wat.Instantiate($"""
            (module (type $s (struct (field (mut i32)))) (type $t (struct (field (mut i64)))) (type $a (array (mut i32)))
              (func (export "run") (result i32) {code}))
            """).GetFunction("run");
        var trap = Assert.Throws<TrapException>(() => run.Invoke());
        Assert.Equal(expected, trap.Code);
        Assert.Equal(["f0"], trap.Frames.ToArray());
    }

    [Fact]
    public void Loops_reach_other_objects_in_each_round()
    {
        // The same temporaries before and in the loop.
        var run = Wat.Instantiate("""
            (module
              (type $a (array (mut i32))) (type $f (sub (func (param i32) (result i32))))
              (elem declare func $twice) (global $g (mut funcref) (ref.null func)) (func $twice (type $f) (i32.mul (local.get 0) (i32.const 2)))
              (func (export "run") (param $n i32) (result i32) (local $a (ref $a)) (local $s i32)
                (local.set $a (array.new $a (i32.const 1) (i32.const 4)))
                (local.set $s (call_ref $f (array.get $a (local.get $a) (i32.const 2)) (ref.func $twice)))
                (local.set $s (i32.add (local.get $s) (ref.test (ref $f) (global.get $g))))
                (loop $more
                  (drop (ref.test (ref $f) (ref.func $twice)))
                  (local.set $a (array.new $a (local.get $s) (i32.const 3)))
                  (local.set $s (i32.add (local.get $s) (call_ref $f (array.get $a (local.get $a) (i32.const 2)) (ref.func $twice))))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $s)))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(2 * 3 * 3 * 3, run(3));
    }

    [Fact]
    public void A_cast_to_a_type_that_is_not_final_looks_at_its_depth()
    {
        var run = Wat.Instantiate("""
            (module
              (type $a (sub (struct))) (type $b (sub $a (struct (field i32)))) (type $c (sub $b (struct (field i32 i32)))) (type $d (sub $a (struct (field f32))))
              (func $make (param i32) (result anyref)
                (block (block (block (block (br_table 0 1 2 3 (local.get 0))) (return (struct.new_default $a)))
                  (return (struct.new_default $b))) (return (struct.new_default $c)))
                (struct.new_default $d))
              (func (export "run") (param i32) (result i32) (local anyref) (local.set 1 (call $make (local.get 0)))
                (i32.or (ref.test (ref $a) (local.get 1)) (i32.or (i32.shl (ref.test (ref $b) (local.get 1)) (i32.const 1))
                  (i32.or (i32.shl (ref.test (ref $c) (local.get 1)) (i32.const 2)) (i32.shl (ref.test (ref $d) (local.get 1)) (i32.const 3)))))))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal([0b0001, 0b0011, 0b0111, 0b1001], Enumerable.Range(0, 4).Select(run));
    }
}
