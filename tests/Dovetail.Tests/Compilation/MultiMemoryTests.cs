using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Compilation;

public sealed class MultiMemoryTests
{
    [Fact]
    public void Each_memory_has_bounds_of_its_own()
    {
        var instance = Wat.Instantiate("""
            (module (memory 1) (memory $b 2) (memory $c 0)
              (func (export "a") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "b") (param i32) (result i32) (i32.load $b (local.get 0)))
              (func (export "c") (param i32) (result i32) (i32.load $c (local.get 0)))
              (func (export "all") (param i32)
                (i32.store (local.get 0) (i32.const 1))
                (i32.store $b (local.get 0) (i32.const 2))
                (i32.store $c (local.get 0) (i32.const 3))))
            """);
        Assert.Equal(0, instance.GetFunction<Func<int, int>>("a")(65_532));
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("a")(65_533)).Code);
        Assert.Equal(0, instance.GetFunction<Func<int, int>>("b")(131_068));
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("b")(131_069)).Code);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("c")(0)).Code);
        Assert.Throws<TrapException>(() => instance.GetFunction<Action<int>>("all")(16));
        Assert.Equal((1, 2), (instance.GetFunction<Func<int, int>>("a")(16), instance.GetFunction<Func<int, int>>("b")(16)));
    }

    [Fact]
    public void A_memory_that_is_imported_twice_is_seen_to_grow_through_both_indices()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var memory = new Memory(store, new MemoryType(new Limits(1, 4)));
        var module = Module.Parse(engine, """
            (module (import "m" "m" (memory $a 1)) (import "m" "m" (memory $b 1))
              (func (export "f") (result i32)
                (drop (i32.load $b (i32.const 0)))
                (drop (memory.grow $a (i32.const 1)))
                (i32.store $a (i32.const 65536) (i32.const 7))
                (i32.load $b (i32.const 65536))))
            """);
        var instance = new Linker(engine).Define("m", "m", memory).Instantiate(store, module);
        Assert.Equal(7, instance.GetFunction<Func<int>>("f")());
    }

    [Fact]
    public void A_limit_is_read_again_for_each_memory_after_a_call_in_a_loop()
    {
        var f = Wat.Instantiate("""
            (module (memory $a 0) (memory $b 0)
              (func $grow (drop (memory.grow $a (i32.const 1))) (drop (memory.grow $b (i32.const 2))))
              (func (export "f") (param i32) (result i32) (local i32)
                (loop
                  (call $grow)
                  (i32.store8 $b (i32.sub (i32.mul (memory.size $b) (i32.const 65536)) (i32.const 1)) (local.get 0))
                  (i32.store8 $a (i32.sub (i32.mul (memory.size $a) (i32.const 65536)) (i32.const 1)) (local.get 0))
                  (local.set 1 (i32.add (local.get 1) (i32.load8_u $b (i32.sub (i32.mul (memory.size $b) (i32.const 65536)) (i32.const 1)))))
                  (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                (local.get 1)))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(15, f(5));
    }

    [Fact]
    public void Copies_from_memory_to_memory_and_back()
    {
        var instance = Wat.Instantiate("""
            (module (memory $a 1) (memory $b i64 1) (data $d "abcdef")
              (func (export "f") (result i64)
                (memory.init $b $d (i64.const 8) (i32.const 0) (i32.const 6))
                (memory.copy $a $b (i32.const 100) (i64.const 8) (i32.const 6))
                (memory.fill $a (i32.const 101) (i32.const 0x2e) (i32.const 2))
                (memory.copy $b $a (i64.const 65528) (i32.const 100) (i32.const 8))
                (i64.load $b (i64.const 65528)))
              (func (export "far") (param i64) (memory.copy $a $b (i32.const 0) (local.get 0) (i32.const 1))))
            """);
        Assert.Equal(0x0000_6665_642e_2e61, instance.GetFunction<Func<long>>("f")());
        var far = instance.GetFunction<Action<long>>("far");
        far(65_535);
        Assert.Throws<TrapException>(() => far(65_536));
        Assert.Throws<TrapException>(() => far(1L << 32));
        Assert.Throws<TrapException>(() => far(-1));
    }
}
