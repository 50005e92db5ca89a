using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

/// <summary>Exceptions of WebAssembly at the host's edge, and between instances.</summary>
public sealed class HostExceptionTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public HostExceptionTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void What_nobody_catches_reaches_the_host_with_its_tag_its_values_and_the_functions_it_passed()
    {
        var instance = Instantiate("""
            (module (tag $e (export "e") (param i32 f64 externref))
              (func $inner (param externref) (throw $e (i32.const 1) (f64.const 2.5) (local.get 0)))
              (func (export "run") (param externref) (call $inner (local.get 0))))
            """);
        var thrown = Assert.Throws<WasmException>(() => instance.GetFunction("run").Invoke("x"));
        Assert.Same(instance.GetTag("e"), thrown.Tag);
        Assert.Equal([1, 2.5, "x"], thrown.Values.ToArray());
        Assert.Equal(["f0 \"inner\"", "f1"], thrown.Frames.ToArray());
        Assert.Contains("[i32 f64 externref] -> []", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_function_that_throws_ends_the_instantiation()
    {
        var thrown = Assert.Throws<WasmException>(() => Instantiate(
            "(module (tag $e (param i64)) (func $s (throw $e (i64.const 9))) (start $s))"));
        Assert.Equal([9L], thrown.Values.ToArray());
    }

    [Fact]
    public void A_host_function_throws_what_the_guest_catches()
    {
        var tag = new Tag(_store, new FunctionType([ValType.I32, ValType.FuncRef], []));
        Function? self = null;
        var linker = new Linker(_engine).Define("host", "e", tag)
            .Define("host", "throw", (Action<int>)(a => throw new WasmException(tag, a + 1, self)));
        var run = Instantiate("""
            (module (import "host" "e" (tag $e (param i32 funcref))) (import "host" "throw" (func $throw (param i32)))
              (func (export "run") (param i32) (result i32 funcref)
                (block $h (result i32 funcref)
                  (try_table (catch $e $h) (call $throw (local.get 0)))
                  (unreachable))))
            """, linker).GetFunction("run");
        self = run;
        Assert.Equal([6, run], run.Invoke(5));
    }

    [Fact]
    public void What_passes_through_a_host_function_can_still_be_caught()
    {
        var thrower = Instantiate("""(module (tag $e (export "e") (param i32)) (func (export "f") (throw $e (i32.const 4))))""");
        var run = Instantiate("""
            (module (import "m" "e" (tag $e (param i32))) (import "host" "f" (func $f))
              (func (export "run") (result i32) (block $h (result i32) (try_table (catch $e $h) (call $f)) (unreachable))))
            """, new Linker(_engine).Define("m", thrower).Define("host", "f", thrower.GetFunction<Action>("f"))).GetFunction<Func<int>>("run");
        Assert.Equal(4, run());
    }

    [Fact]
    public void A_tag_of_another_store_stays_with_the_host()
    {
        using var other = new Store(_engine);
        var tag = new Tag(other, new FunctionType([], []));
        var linker = new Linker(_engine).Define("host", "f", (Action)(() => throw new WasmException(tag)));
        var run = Instantiate("""
            (module (import "host" "f" (func $f)) (func (export "run") (block $h (try_table (catch_all $h) (call $f)))))
            """, linker).GetFunction<Action>("run");
        Assert.Same(tag, Assert.IsType<WasmException>(Assert.Throws<HostException>(run).InnerException).Tag);
        Assert.Throws<ArgumentException>(() => Instantiate(
            """(module (import "host" "e" (tag)))""", new Linker(_engine).Define("host", "e", tag)));
    }

    [Fact]
    public void Each_instance_has_tags_of_its_own_and_imports_must_have_the_tags_type()
    {
        var module = Module.Parse(_engine, """
            (module (tag $e (export "e") (param i32)) (func (export "throw") (throw $e (i32.const 1))))
            """);
        ModuleInstance Make() => new Linker(_engine).Instantiate(_store, module);
        var (first, second) = (Make(), Make());
        Assert.NotSame(first.GetTag("e"), second.GetTag("e"));
        var catcher = """
            (module (import "a" "e" (tag $e (param i32))) (import "b" "throw" (func $throw))
              (func (export "run") (result i32) (block $h (result i32) (try_table (catch $e $h) (call $throw)) (unreachable))))
            """;
        var same = Instantiate(catcher, new Linker(_engine).Define("a", first).Define("b", first));
        var mixed = Instantiate(catcher, new Linker(_engine).Define("a", first).Define("b", second));
        Assert.Equal(1, same.GetFunction<Func<int>>("run")());
        Assert.Same(second.GetTag("e"), Assert.Throws<WasmException>(() => mixed.GetFunction<Func<int>>("run")()).Tag);
        var refused = Assert.Throws<LinkException>(() => Instantiate(
            """(module (import "a" "e" (tag (param i64))))""", new Linker(_engine).Define("a", first)));
        Assert.Contains("expected tag [i64] -> [], found tag [i32] -> []", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_gives_exceptions_of_the_store_back_and_no_other_objects()
    {
        var instance = Instantiate("""
            (module (tag $e (param i32))
              (func (export "catch") (result exnref)
                (block $h (result exnref) (try_table (catch_all_ref $h) (throw $e (i32.const 3))) (unreachable)))
              (func (export "throw") (param exnref) (result i32)
                (block $h (result i32) (try_table (catch $e $h) (throw_ref (local.get 0))) (unreachable))))
            """);
        var caught = instance.GetFunction("catch").Invoke()[0];
        Assert.Equal([3], instance.GetFunction("throw").Invoke(caught));
        Assert.Throws<ArgumentException>(() => instance.GetFunction("throw").Invoke(new object()));
        Assert.Equal(TrapCode.NullReference, Assert.Throws<TrapException>(() => instance.GetFunction("throw").Invoke((object?)null)).Code);
    }

    [Fact]
    public void Refuses_values_that_do_not_fit_a_tag_and_tags_with_results()
    {
        var tag = new Tag(_store, new FunctionType([ValType.I32], []));
        Assert.Throws<ArgumentException>(() => new WasmException(tag));
        Assert.Throws<ArgumentException>(() => new WasmException(tag, 1L));
        Assert.Throws<ArgumentException>(() => new Tag(_store, new FunctionType([], [ValType.I32])));
    }

    private ModuleInstance Instantiate(string text, Linker? linker = null) =>
        (linker ?? new Linker(_engine)).Instantiate(_store, Module.Parse(_engine, text));
}
