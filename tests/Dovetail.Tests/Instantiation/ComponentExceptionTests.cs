namespace Dovetail.Tests.Instantiation;

/// <summary>Exceptions of WebAssembly stay in the component that throws them: outside it they are traps.</summary>
public class ComponentExceptionTests : ComponentTestBase
{
    private const string Thrower = """
        (component $thrower
          (core module $m (memory (export "m") 1) (tag $e)
            (func (export "number") (param i32) (result i32) (if (local.get 0) (then (throw $e))) (i32.const 1))
            (func (export "string") (param i32) (result i32) (if (local.get 0) (then (throw $e))) (i32.const 16))
            (func (export "post") (param i32) (if (i32.load (i32.const 100)) (then (throw $e)))))
          (core instance $i (instantiate $m))
          (func (export "number") (param "throws" u32) (result u32) (canon lift (core func $i "number")))
          (func (export "string") (param "throws" bool) (result string)
            (canon lift (core func $i "string") (memory $i "m") (post-return (func $i "post")))))
        """;

    [Fact]
    public void An_uncaught_exception_is_a_trap_for_the_host_and_locks_the_instance()
    {
        foreach (var (name, throws) in new (string, WitValue)[] { ("number", 1u), ("string", true) })
        {
            var instance = Instantiate(Thrower);
            Assert.Equal(TrapCode.UncaughtException, Assert.Throws<TrapException>(() => instance.Call(name, throws)).Code);
            var second = Assert.Throws<TrapException>(() => instance.Call("number", 0u));
            Assert.Equal(TrapCode.CannotEnterComponent, second.Code);
            Assert.Contains("uncaught exception", second.Message, StringComparison.Ordinal);
        }
        Assert.Equal(TrapCode.UncaughtException,
            Assert.Throws<TrapException>(() => Instantiate(Thrower).GetFunction<Func<uint, uint>>("number")(1)).Code);
    }

    [Fact]
    public void Another_component_cannot_catch_it()
    {
        var instance = Instantiate($"""
            (component
              {Thrower}
              (instance $t (instantiate $thrower))
              (core module $memory (memory (export "m") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64)))
              (core instance $memory (instantiate $memory))
              (core func $number (canon lower (func $t "number")))
              (core func $string (canon lower (func $t "string") (memory $memory "m") (realloc (func $memory "realloc"))))
              (core module $catcher
                (import "" "number" (func $number (param i32) (result i32))) (import "" "string" (func $string (param i32 i32)))
                (func (export "number") (param i32) (result i32)
                  (block $h (try_table (catch_all $h) (return (call $number (local.get 0))))) (i32.const 9))
                (func (export "string") (param i32) (result i32)
                  (block $h (try_table (catch_all $h) (call $string (local.get 0) (i32.const 200)) (return (i32.const 2)))) (i32.const 9)))
              (core instance $c (instantiate $catcher
                (with "" (instance (export "number" (func $number)) (export "string" (func $string))))))
              (func (export "number") (param "throws" u32) (result u32) (canon lift (core func $c "number")))
              (func (export "string") (param "throws" u32) (result u32) (canon lift (core func $c "string"))))
            """);
        Assert.Equal((WitValue)1u, instance.Call("number", 0u));
        Assert.Equal((WitValue)2u, instance.Call("string", 0u));
        Assert.Equal(TrapCode.UncaughtException, Assert.Throws<TrapException>(() => instance.Call("string", 1u)).Code);
        Assert.Equal(TrapCode.CannotEnterComponent, Assert.Throws<TrapException>(() => instance.Call("number", 0u)).Code);
    }

    [Fact]
    public void A_start_function_that_throws_is_a_trap() =>
        Assert.Equal(TrapCode.UncaughtException, Assert.Throws<TrapException>(() => Instantiate("""
            (component (core module $m (tag $e) (func $s (throw $e)) (start $s)) (core instance (instantiate $m)))
            """)).Code);
}
