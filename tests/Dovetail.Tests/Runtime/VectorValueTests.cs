using System.Runtime.Intrinsics;
using Dovetail.Tests.Compilation;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

/// <summary>Vectors in all the places where a value can be.</summary>
public sealed class VectorValueTests : IDisposable
{
    private static readonly Vector128<byte> One = Vector128.Create(1, 2, 3, 4).AsByte();
    private static readonly Vector128<byte> Two = Vector128.Create(10, 20, 30, 40).AsByte();
    private readonly Engine _engine = new();
    private readonly Store _store;

    public VectorValueTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Are_passed_and_returned_by_a_typed_delegate_that_allocates_nothing()
    {
        var add = Instantiate("""(module (func (export "f") (param v128 i32 v128) (result v128) (i32x4.add (local.get 0) (local.get 2))))""")
            .GetFunction<Func<Vector128<byte>, int, Vector128<byte>, Vector128<byte>>>("f");
        var expected = Vector128.Create(11, 22, 33, 44).AsByte();
        Assert.Equal(expected, add(One, 7, Two));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            add(One, 7, Two);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Are_passed_and_returned_dynamically()
    {
        var function = Instantiate("""(module (func (export "f") (param i32 v128) (result v128 i32) (local.get 1) (local.get 0)))""").GetFunction("f");
        Assert.Equal([One, 5], function.Invoke(5, One));
        var refused = Assert.Throws<ArgumentException>(() => function.Invoke(5, One.AsInt32()));
        Assert.Contains("expected a value for `v128`", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_delegate_fits()
    {
        var instance = Instantiate("""(module (func (export "f") (param v128) (result v128) (local.get 0)))""");
        var refused = Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<Vector128<int>, Vector128<byte>>>("f"));
        Assert.Contains("Vector128<byte>", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Func<Vector128<byte>, Vector128<byte>>",
            Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<int>>("f")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Come_from_and_go_to_functions_of_the_host()
    {
        Func<Vector128<byte>, int, (int, Vector128<byte>)> swap = (vector, number) => (number, vector + Vector128.Create((byte)1));
        var instance = Instantiate(
            """
            (module
              (import "host" "swap" (func $swap (param v128 i32) (result i32 v128)))
              (func (export "f") (param v128) (result v128 i32) (local $n i32)
                (call $swap (local.get 0) (i32.const 3)) (local.set 0) (local.set $n) (local.get 0) (local.get $n)))
            """, new Linker(_engine).Define("host", "swap", swap));
        Assert.Equal((One + Vector128.Create((byte)1), 3), instance.GetFunction<Func<Vector128<byte>, (Vector128<byte>, int)>>("f")(One));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public void Are_among_any_number_of_results(int count)
    {
        var types = Enumerable.Range(0, count).Select(i => i % 3 == 1 ? "i32" : i % 3 == 2 ? "externref" : "v128").ToArray();
        var values = Enumerable.Range(0, count).Select(i => i % 3 == 1 ? "(local.get 1)" : i % 3 == 2 ? "(local.get 2)" : "(local.get 0)");
        var instance = Instantiate($"""
            (module
              (func $several (param v128 i32 externref) (result {string.Join(' ', types)}) {string.Join(' ', values)})
              (func (export "f") (param v128 i32 externref) (result {string.Join(' ', types)})
                (call $several (local.get 0) (local.get 1) (local.get 2))))
            """);
        object?[] expected = [.. types.Select(type => type switch { "v128" => (object)One, "i32" => 9, _ => "x" })];
        Assert.Equal(expected, instance.GetFunction("f").Invoke(One, 9, "x"));
    }

    [Fact]
    public void Are_kept_by_globals_of_guest_and_host()
    {
        var global = new Global(_store, new GlobalType(ValType.V128, true), One);
        var instance = Instantiate(
            """
            (module
              (import "host" "g" (global $host (mut v128)))
              (global $own (mut v128) (v128.const i32x4 1 2 3 4))
              (global (export "fixed") v128 (v128.const i32x4 10 20 30 40))
              (func (export "f") (param v128) (result v128)
                (global.set $own (i32x4.add (global.get $own) (global.get $host)))
                (global.set $host (local.get 0))
                (global.get $own)))
            """, new Linker(_engine).Define("host", "g", global));
        Assert.Equal(Vector128.Create(2, 4, 6, 8).AsByte(), instance.GetFunction("f").Invoke(Two)[0]);
        Assert.Equal(Two, global.Value);
        Assert.Equal(Two, instance.GetGlobal("fixed").Value);
        global.Value = Vector128<byte>.Zero;
        Assert.Equal(Vector128.Create(2, 4, 6, 8).AsByte(), instance.GetFunction("f").Invoke(Two)[0]);
        Assert.Throws<ArgumentException>(() => global.Value = 1L);
        Assert.Equal(Vector128<byte>.Zero, new Global(_store, new GlobalType(ValType.V128, false)).Value);
    }

    [Fact]
    public void Travel_through_blocks_loops_and_selections()
    {
        var run = Instantiate(
            """
            (module
              (type $step (func (param v128 i32) (result v128 i32)))
              (func (export "f") (param v128 i32) (result v128) (local $sum v128)
                (loop $again (param) (result)
                  (local.set $sum (block (result v128)
                    (br_if 0 (i32x4.add (local.get $sum) (local.get 0)) (i32.and (local.get 1) (i32.const 1)))
                    (drop)
                    (select (local.get $sum) (local.get 0) (v128.any_true (local.get $sum)))))
                  (br_if $again (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
                (if (type $step) (local.get $sum) (local.get 1) (v128.any_true (local.get $sum))
                  (then (drop) (i32x4.shl (i32.const 1)) (i32.const 0))
                  (else))
                (drop)))
            """).GetFunction<Func<Vector128<byte>, int, Vector128<byte>>>("f");
        Assert.Equal(Vector128.Create(4, 8, 12, 16).AsByte(), run(One, 3));
        Assert.Equal(Vector128.Create(4, 8, 12, 16).AsByte(), run(One, 2));
    }

    [Theory]
    [InlineData("(v128.load (local.get 0))", 16)]
    [InlineData("(v128.load offset=3 (local.get 0))", 19)]
    [InlineData("(v128.load8x8_u (local.get 0))", 8)]
    [InlineData("(v128.load16_splat (local.get 0))", 2)]
    [InlineData("(v128.load32_zero (local.get 0))", 4)]
    [InlineData("(v128.load64_lane 1 (local.get 0) (v128.const i64x2 0 0))", 8)]
    [InlineData("(v128.store (local.get 0) (local.get 1)) (local.get 1)", 16)]
    [InlineData("(v128.store16_lane offset=1 7 (local.get 0) (local.get 1)) (local.get 1)", 3)]
    public void Are_accessed_up_to_the_last_byte_and_no_further(string access, int bytes)
    {
        var run = Instantiate($"""(module (memory 1) (func (export "f") (param i32) (result v128) (local v128) {access}))""")
            .GetFunction<Func<int, Vector128<byte>>>("f");
        Assert.Equal(default, run(65536 - bytes));
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(65536 - bytes + 1)).Code);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(-1)).Code);
    }

    private ModuleInstance Instantiate(string text, Linker? linker = null) =>
        (linker ?? new Linker(_engine)).Instantiate(_store, Module.Compile(_engine, Wat.Validate(text)));
}
