using System.Runtime.CompilerServices;
using System.Text;

namespace Dovetail.Tests.Runtime;

public sealed class LazyFunctionTests : IDisposable
{
    private const string Chain = """
        (module
          (func (export "add") (param i32 i32) (result i32) (call $plus (local.get 0) (local.get 1)))
          (func $plus (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
          (func (export "other") (result i32) (i32.const 5)))
        """;

    private readonly Engine _engine = new(new EngineOptions { CompileMode = CompileMode.Lazy });
    private readonly Store _store;

    public LazyFunctionTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void A_function_is_compiled_at_its_first_call()
    {
        var module = Module.Parse(_engine, Chain);
        var instance = Instantiate(module);
        var add = instance.GetFunction<Func<int, int, int>>("add");
        Assert.Equal((3, 0), (module.Statistics.Functions, module.Statistics.CompiledFunctions));
        Assert.Equal(7, add(3, 4));
        Assert.Equal(2, module.Statistics.CompiledFunctions);
        Assert.Equal(9, add(4, 5));
        Assert.Equal(2, module.Statistics.CompiledFunctions);
        Assert.True(module.Statistics.EmittedBytes > 0);
    }

    [Fact]
    public void Instances_share_code_but_have_references_of_their_own()
    {
        var module = Module.Parse(_engine, """
            (module (global $n (mut i32) (i32.const 0))
              (func (export "next") (result i32) (call $bump) (global.get $n))
              (func $bump (global.set $n (i32.add (global.get $n) (i32.const 1)))))
            """);
        var (one, two) = (Instantiate(module).GetFunction<Func<int>>("next"), Instantiate(module).GetFunction<Func<int>>("next"));
        Assert.Equal((1, 2, 1, 3), (one(), one(), two(), one()));
        Assert.Equal(2, module.Statistics.CompiledFunctions);
    }

    [Fact]
    public void Tables_globals_and_imports_that_hold_a_function_need_not_know()
    {
        var provider = Instantiate(Module.Parse(_engine, """
            (module (func $f (export "f") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
              (global (export "g") funcref (ref.func $f)) (table (export "t") funcref (elem $f $f)))
            """));
        var linker = new Linker(_engine).Define("p", "f", provider.GetFunction("f")).Define("p", "t", provider.GetTable("t"));
        var user = linker.Instantiate(_store, Module.Parse(_engine, """
            (module (type $f (func (param i32) (result i32))) (import "p" "f" (func $f (type $f))) (import "p" "t" (table 2 funcref))
              (func (export "run") (param i32) (result i32)
                (call_indirect (type $f) (call_indirect (type $f) (call $f (local.get 0)) (i32.const 0)) (i32.const 1))))
            """));
        var before = provider.GetFunction("f");
        Assert.Equal(24, user.GetFunction<Func<int, int>>("run")(3));
        Assert.Equal(before, provider.GetFunction("f"));
        Assert.Equal(before.GetHashCode(), provider.GetFunction("f").GetHashCode());
        Assert.Equal(before, provider.GetTable("t")[1]);
        Assert.Equal(before, provider.GetGlobal("g").Value);
    }

    [Fact]
    public void A_ring_of_tail_calls_runs_through_functions_that_are_not_compiled()
    {
        const int count = 500;
        var text = new StringBuilder("(module (func (export \"f0\") (param i32) (result i32) (return_call $f1 (local.get 0)))");
        for (var i = 1; i < count; i++)
        {
            text.Append($"(func $f{i} (param i32) (result i32) (if (result i32) (local.get 0) (then ")
                .Append($"(return_call $f{(i % (count - 1)) + 1} (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const {i}))))");
        }
        Assert.Equal(1, Instantiate(Module.Parse(_engine, text.Append(')').ToString())).GetFunction<Func<int, int>>("f0")(499_000));
    }

    [Fact]
    public void Refuses_what_is_too_complex_at_its_first_call_and_runs_the_rest()
    {
        var module = Module.Parse(_engine,
            $"(module (func $one (export \"good\") (result i32) (i32.const 3)) (func (export \"bad\") {TooLarge()}))");
        var instance = Instantiate(module);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("function complexity", Assert.Throws<LimitException>(() => instance.GetFunction("bad").Invoke()).Limit);
            Assert.Equal(3, instance.GetFunction<Func<int>>("good")());
        }
    }

    [Fact]
    public void Refuses_at_the_load_what_can_be_told_at_a_glance()
    {
        var code = string.Concat(Enumerable.Repeat("loop ", 20_000)) + string.Concat(Enumerable.Repeat("end ", 20_000));
        Assert.Throws<LimitException>(() => Module.Parse(_engine, $"(module (func {code}))"));
    }

    [Fact]
    public void Many_threads_compile_a_function_once()
    {
        var module = Module.Parse(_engine, Chain);
        var ready = new Barrier(8);
        var sums = new int[8];
        var threads = Enumerable.Range(0, sums.Length).Select(i => new Thread(() =>
        {
            using var store = new Store(_engine);
            var add = new Linker(_engine).Instantiate(store, module).GetFunction<Func<int, int, int>>("add");
            ready.SignalAndWait();
            sums[i] = add(i, 1);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(Enumerable.Range(1, sums.Length), sums);
        Assert.Equal(2, module.Statistics.CompiledFunctions);
    }

    [Fact]
    public void A_host_function_may_call_what_is_not_compiled()
    {
        var module = Module.Parse(_engine, """
            (module (import "h" "f" (func $h (result i32)))
              (func (export "outer") (result i32) (call $h)) (func (export "inner") (result i32) (i32.const 9)))
            """);
        ModuleInstance? instance = null;
        instance = new Linker(_engine).Define("h", "f", () => instance!.GetFunction<Func<int>>("inner")()).Instantiate(_store, module);
        Assert.Equal(9, instance.GetFunction<Func<int>>("outer")());
    }

    [Fact]
    public void A_first_call_at_the_end_of_the_stack_has_room_to_compile()
    {
        var deepest = Deepest();
        for (var spare = 0; spare <= 100; spare += 10)
        {
            var down = Instantiate(Module.Parse(_engine, Recursion)).GetFunction<Func<int, int, int>>("down");
            var fault = Record.Exception(() => Assert.NotEqual(0, down(deepest - spare, 1)));
            Assert.True(fault is null or TrapException { Code: TrapCode.CallStackExhausted }, $"{fault}");
        }
    }

    // Calls itself so many times and then a small or a large function.
    private static string Recursion { get; } = $"""
        (module
          (func $down (export "down") (param i32 i32) (result i32)
            (if (local.get 0) (then (return (call $down (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))))
            (if (result i32) (local.get 1) (then (call $large (i32.const 1))) (else (call $small))))
          (func $small (result i32) (i32.const 1))
          (func $large (param i32) (result i32)
            {string.Concat(Enumerable.Repeat("(local.set 0 (i32.add (local.get 0) (i32.mul (local.get 0) (i32.const 3))))", 1500))}
            (i32.or (local.get 0) (i32.const 1))))
        """;

    private int Deepest()
    {
        var down = Instantiate(Module.Parse(_engine, Recursion)).GetFunction<Func<int, int, int>>("down");
        var (fits, tooDeep) = (1, 1 << 20);
        while (tooDeep - fits > 1)
        {
            var depth = (fits + tooDeep) / 2;
            (fits, tooDeep) = Record.Exception(() => down(depth, 0)) is null ? (depth, tooDeep) : (fits, depth);
        }
        return fits;
    }

    [Fact]
    public void Everything_is_compiled_at_once_on_request_with_progress()
    {
        var module = Module.Parse(_engine, Large(3000));
        var steps = new Steps();
        module.CompileAll(new CompileOptions { MaxThreads = 2, Progress = steps });
        Assert.Equal(3000, module.Statistics.CompiledFunctions);
        Assert.Equal(new CompilationProgress(3000, 3000), steps.Last);
        Assert.True(steps.Grows);
        Assert.Equal(2999 * 3, Instantiate(module).GetFunction<Func<int, int>>("last")(3));
        Assert.Equal(0, module.Statistics.UnoptimizedFunctions);
    }

    [Fact]
    public void Everything_can_be_compiled_after_some_of_it()
    {
        var module = Module.Parse(_engine, Large(50));
        var last = Instantiate(module).GetFunction<Func<int, int>>("last");
        Assert.Equal(49, last(1));
        module.CompileAll();
        Assert.Equal((98, 50), (last(2), module.Statistics.CompiledFunctions));
    }

    [Fact]
    public void Compiling_everything_can_be_cancelled_and_refuses_by_name()
    {
        var module = Module.Parse(_engine, Large(50));
        Assert.Throws<OperationCanceledException>(() => module.CompileAll(null, new CancellationToken(true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => module.CompileAll(new CompileOptions { MaxThreads = 0 }));
        Assert.Equal(147, Instantiate(module).GetFunction<Func<int, int>>("last")(3));
        Assert.Throws<LimitException>(() => Module.Parse(_engine, $"(module (func $one (result i32) (i32.const 3)) (func {TooLarge()}))").CompileAll());
    }

    [Fact]
    public void An_eager_engine_compiles_when_it_loads()
    {
        using var engine = new Engine(new EngineOptions { CompileMode = CompileMode.Eager });
        Assert.Equal(50, Module.Parse(engine, Large(50)).Statistics.CompiledFunctions);
    }

    [Fact]
    public void A_module_half_compiled_is_unloaded()
    {
        var code = Use(_engine);
        for (var i = 0; i < 20 && code.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(code.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use(Engine engine)
    {
        using var store = new Store(engine);
        var module = Module.Parse(engine, Chain);
        Assert.Equal(3, new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int, int>>("add")(1, 2));
        return new WeakReference(module.Code);
    }

    private ModuleInstance Instantiate(Module module) => new Linker(_engine).Instantiate(_store, module);

    // Function i adds its argument to the sum of those before it.
    private static string Large(int count)
    {
        var text = new StringBuilder("(module (func (param i32) (result i32) (i32.const 0))");
        for (var i = 1; i < count; i++)
            text.Append($"(func {(i == count - 1 ? "(export \"last\")" : "")} (param i32) (result i32) (i32.add (local.get 0) (call {i - 1} (local.get 0))))");
        return text.Append(')').ToString();
    }

    // As many locals as there may be, and results that wait in temporaries.
    private static string TooLarge() => "(local" + string.Concat(Enumerable.Repeat(" i32", 50_000)) + ") "
        + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"(local.set {i} (i32.const 1))"))
        + string.Concat(Enumerable.Repeat("call $one ", 12_000)) + string.Concat(Enumerable.Repeat("drop ", 12_000));

    private sealed class Steps : IProgress<CompilationProgress>
    {
        public CompilationProgress Last { get; private set; }

        public bool Grows { get; private set; } = true;

        public void Report(CompilationProgress value)
        {
            Grows &= value.CompiledFunctions > Last.CompiledFunctions;
            Last = value;
        }
    }
}
