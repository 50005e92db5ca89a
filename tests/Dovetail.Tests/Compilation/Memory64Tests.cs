using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Compilation;

public sealed class Memory64Tests
{
    [Theory]
    [InlineData(65_532, true)]
    [InlineData(65_533, false)]
    [InlineData(1L << 32, false)]
    [InlineData(-1, false)]
    [InlineData(-4, false)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    public void An_address_is_checked_with_all_its_bits(long address, bool isInside)
    {
        foreach (var minimum in new[] { 0, 1 })
        {
            var instance = Wat.Instantiate($$"""
                (module (memory i64 {{minimum}})
                  (func (export "grow") (drop (memory.grow (i64.sub (i64.const 1) (memory.size)))))
                  (func (export "f") (param i64) (result i32) (i32.load (local.get 0))))
                """);
            instance.GetFunction<Action>("grow")();
            AssertInside(isInside, () => instance.GetFunction<Func<long, int>>("f")(address));
        }
    }

    [Theory]
    [InlineData("65532", true)]
    [InlineData("65533", false)]
    [InlineData("0xffffffff", false)]
    [InlineData("0x7fffffffffffffff", false)]
    [InlineData("0xfffffffffffffffc", false)]
    [InlineData("0xffffffffffffffff", false)]
    public void An_offset_may_be_any_number(string offset, bool isInside)
    {
        var instance = Wat.Instantiate($$"""
            (module (memory i64 1)
              (func (export "f") (param i64) (result i32) (i32.load offset={{offset}} (local.get 0)))
              (func (export "zero") (result i32) (i32.load offset={{offset}} (i64.const 0)))
              (func (export "store") (param i64) (i64.store8 offset={{offset}} (local.get 0) (i64.const 1))))
            """);
        var f = instance.GetFunction<Func<long, int>>("f");
        AssertInside(isInside, () => f(0));
        AssertInside(isInside, () => instance.GetFunction<Func<int>>("zero")());
        foreach (var address in new[] { 4, 5, 1L << 32, -1, -65_533, long.MinValue, long.MaxValue })
            AssertInside(false, () => f(address));
        AssertInside(false, () => instance.GetFunction<Action<long>>("store")(-1));
    }

    [Fact]
    public void An_empty_memory_has_no_byte()
    {
        var f = Wat.Instantiate("(module (memory i64 0) (func (export \"f\") (param i64) (result i32) (i32.load8_u (local.get 0))))")
            .GetFunction<Func<long, int>>("f");
        foreach (var address in new[] { 0, 1, -1, long.MinValue, long.MaxValue })
            AssertInside(false, () => f(address));
    }

    [Fact]
    public void Reaches_beyond_four_gigabytes()
    {
        using var engine = new Engine(new EngineOptions { MaxMemoryReservation = 6L << 30 });
        using var store = new Store(engine, new StoreOptions { MaxMemoryBytes = 6L << 30 });
        var module = Module.Parse(engine, """
            (module (memory (export "memory") i64 65537)
              (func (export "store") (param i64 i64) (i64.store offset=8 (local.get 0) (local.get 1)))
              (func (export "load") (param i64) (result i64) (i64.load (local.get 0)))
              (func (export "fill") (param i64 i64) (memory.fill (local.get 0) (i32.const 0x11) (local.get 1)))
              (func (export "copy") (param i64 i64 i64) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
              (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))
            """);
        var instance = new Linker(engine).Instantiate(store, module);
        var (load, fill) = (instance.GetFunction<Func<long, long>>("load"), instance.GetFunction<Action<long, long>>("fill"));
        const long Far = (1L << 32) + 1000;
        instance.GetFunction<Action<long, long>>("store")(Far - 8, 42);
        Assert.Equal((42, 0), (load(Far), load(1000)));
        Assert.Equal(42, instance.GetMemory("memory").ReadInt32(Far));
        instance.GetFunction<Action<long, long, long>>("copy")(16, Far, 8);
        Assert.Equal(42, load(16));
        fill(Far - 1, 4);
        Assert.Equal(0x11_11_11, load(Far));
        Assert.Throws<TrapException>(() => fill(Far, 1L << 32));
        Assert.Throws<TrapException>(() => load((1L << 32) + 65_529));
        var grow = instance.GetFunction<Func<long, long>>("grow");
        Assert.Equal((-1, -1, 65_537), (grow(1L << 47), grow(-1), grow(1)));
        Assert.Equal(0, load((1L << 32) + 65_529));
    }

    [Fact]
    public void A_minimum_that_no_host_has_is_refused_by_name_when_it_is_made()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.Parse(engine, "(module (memory i64 0x1000000000000) (func (param i64) (drop (i32.load (local.get 0)))))");
        Assert.Throws<LimitException>(() => new Linker(engine).Instantiate(store, module));
        Assert.Throws<ArgumentException>(() => new Memory(store, new MemoryType(new Limits((1UL << 48) + 1, null), AddressType.I64)));
    }

    [Fact]
    public void An_address_that_is_narrow_enough_needs_no_check()
    {
        var f = Wat.Instantiate("""
            (module (memory i64 1)
              (func (export "f") (param i32) (result i32) (i32.load8_u (i64.extend_i32_u (i32.and (local.get 0) (i32.const 0xffff))))))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(0, f(-1));
    }

    [Fact]
    public void A_table_with_64_bit_indices_uses_all_their_bits()
    {
        var instance = Wat.Instantiate("""
            (module (type $t (func (result i32)))
              (table $t i64 2 10 funcref) (elem (table $t) (i64.const 1) func $f)
              (func $f (result i32) i32.const 42)
              (func (export "call") (param i64) (result i32) (call_indirect $t (type $t) (local.get 0)))
              (func (export "isNull") (param i64) (result i32) (ref.is_null (table.get $t (local.get 0))))
              (func (export "grow") (param i64) (result i64) (table.grow $t (ref.null func) (local.get 0)))
              (func (export "size") (result i64) (table.size $t))
              (func (export "fill") (param i64 i64) (table.fill $t (local.get 0) (ref.func $f) (local.get 1))))
            """);
        var (call, fill) = (instance.GetFunction<Func<long, int>>("call"), instance.GetFunction<Action<long, long>>("fill"));
        Assert.Equal(42, call(1));
        Assert.Equal(TrapCode.UninitializedElement, Assert.Throws<TrapException>(() => call(0)).Code);
        foreach (var index in new[] { 2, (1L << 32) + 1, -1, 0xffff_ffff, long.MinValue })
        {
            Assert.Equal(TrapCode.UndefinedElement, Assert.Throws<TrapException>(() => call(index)).Code);
            Assert.Throws<TrapException>(() => instance.GetFunction<Func<long, int>>("isNull")(index));
        }
        Assert.Throws<TrapException>(() => fill(1L << 32, 0));
        Assert.Throws<TrapException>(() => fill(0, 1L << 32));
        var grow = instance.GetFunction<Func<long, long>>("grow");
        Assert.Equal((-1, -1, 2), (grow(1L << 32), grow(-1), grow(1)));
        fill(0, 3);
        Assert.Equal(42, call(2));
        Assert.Equal(3, instance.GetFunction<Func<long>>("size")());
    }

    private static void AssertInside(bool isInside, Func<int> access)
    {
        if (isInside)
            Assert.Equal(0, access());
        else
            Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => access()).Code);
    }

    private static void AssertInside(bool isInside, Action access) => AssertInside(isInside, () =>
    {
        access();
        return 0;
    });
}
