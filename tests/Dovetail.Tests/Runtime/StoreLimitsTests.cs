namespace Dovetail.Tests.Runtime;

/// <summary>What the limits of a store do that no other test asks for: those of handles and of the stack.</summary>
public sealed class StoreLimitsTests : IDisposable
{
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void One_handle_more_than_the_limit_traps(int most)
    {
        using var store = new Store(_engine, new StoreOptions { MaxHandles = most });
        var component = Component.Parse(_engine, """
            (component
              (type $r (resource (rep i32)))
              (core func $new (canon resource.new $r)) (core func $drop (canon resource.drop $r))
              (core module $m (import "" "new" (func $new (param i32) (result i32))) (import "" "drop" (func $drop (param i32)))
                (func (export "make") (param i32) (loop $l (drop (call $new (i32.const 1)))
                  (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
                (func (export "reuse") (param i32) (loop $l (call $drop (call $new (i32.const 1)))
                  (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
              (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
              (func (export "make") (param "n" u32) (canon lift (core func $i "make")))
              (func (export "reuse") (param "n" u32) (canon lift (core func $i "reuse"))))
            """);
        ComponentInstance Make() => new Linker(_engine).Instantiate(store, component);
        Make().Call("make", (uint)most);
        Make().Call("reuse", (uint)most * 10);
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => Make().Call("make", (uint)most + 1)).Code);
    }

    [Fact]
    public void A_store_with_more_stack_recurses_deeper()
    {
        int Depth(int bytes)
        {
            using var store = new Store(_engine, new StoreOptions { MaxStackBytes = bytes });
            var instance = new Linker(_engine).Instantiate(store, Module.Parse(_engine, """
                (module (type $f (func)) (table funcref (elem $f)) (global $depth (export "depth") (mut i32) (i32.const 0))
                  (func $f (export "f") (type $f) (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
                    (call_indirect (type $f) (i32.const 0)) (global.set $depth (i32.const 0))))
                """));
            Assert.Equal(TrapCode.CallStackExhausted, Assert.Throws<TrapException>(instance.GetFunction<Action>("f")).Code);
            return (int)instance.GetGlobal("depth").Value!;
        }

        var (small, large) = (Depth(64 << 10), Depth(256 << 10));
        Assert.InRange(large, small * 3, small * 5);
    }
}
