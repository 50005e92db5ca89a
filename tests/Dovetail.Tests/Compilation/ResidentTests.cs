using System.Text;

namespace Dovetail.Tests.Compilation;

public sealed class ResidentTests : IDisposable
{
    private readonly Engine _engine = new(new EngineOptions { CompileMode = CompileMode.Lazy });
    private readonly Store _store;

    public ResidentTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [CrossgenFact]
    public async Task Functions_not_called_yet_run_as_precompiled_code()
    {
        var module = Module.Parse(_engine, Text());
        var instance = new Linker(_engine).Instantiate(_store, module);
        Assert.Equal(5, instance.GetFunction<Func<int, int>>("early")(4));
        await module.MakeResidentAsync();
        var sum = instance.GetFunction<Func<int, int>>("sum");
        var before = System.Runtime.JitInfo.GetCompiledMethodCount(currentThread: true);
        Assert.Equal(Enumerable.Range(0, 200).Sum(i => i * 3), sum(3));
        Assert.InRange(System.Runtime.JitInfo.GetCompiledMethodCount(currentThread: true) - before, 0, 100);
        Assert.Equal(6, instance.GetFunction<Func<int, int>>("early")(5));
    }

    [CrossgenFact]
    public async Task Traps_of_precompiled_code_are_those_of_any()
    {
        var module = Module.Parse(_engine, """
            (module (memory 1) (table 1 funcref) (type $t (func))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "divide") (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
              (func (export "call") (call_indirect (type $t) (i32.const 0)))
              (func $deep (export "deep") (result i32) (i32.add (call $deep) (call $deep)))
              (func (export "forever") (loop $l (br $l))))
            """);
        await module.MakeResidentAsync();
        using var store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(300) });
        var instance = new Linker(_engine).Instantiate(store, module);
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("load")(65536));
        Assert.Equal((TrapCode.MemoryOutOfBounds, 1), (trap.Code, trap.Frames.Length));
        Assert.Equal(TrapCode.IntegerDivideByZero, Code(() => instance.GetFunction<Func<int, int>>("divide")(0)));
        Assert.Equal(TrapCode.UninitializedElement, Code(() => instance.GetFunction<Action>("call")()));
        Assert.Equal(TrapCode.CallStackExhausted, Code(() => instance.GetFunction<Func<int>>("deep")()));
        Assert.Equal(TrapCode.DeadlineExceeded, Code(() => instance.GetFunction<Action>("forever")()));
    }

    [CrossgenFact]
    public async Task Making_a_module_resident_can_be_cancelled()
    {
        var module = Module.Parse(_engine, Text());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => module.MakeResidentAsync(null, new CancellationToken(true)));
        Assert.Equal(5, new Linker(_engine).Instantiate(_store, module).GetFunction<Func<int, int>>("early")(4));
    }

    [Fact]
    public async Task A_compiler_that_is_not_there_is_refused_by_name()
    {
        var options = new ResidentOptions { CompilerPath = "/nowhere/crossgen2" };
        Assert.False(options.IsAvailable);
        var refusal = await Assert.ThrowsAsync<UnsupportedException>(() => Module.Parse(_engine, "(module)").MakeResidentAsync(options));
        Assert.Contains("crossgen2", refusal.Message, StringComparison.Ordinal);
    }

    private static TrapCode Code(Action call) => Assert.Throws<TrapException>(call).Code;

    private static string Text()
    {
        var text = new StringBuilder("(module (func (export \"early\") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))");
        text.Append("(func (export \"sum\") (param i32) (result i32) (i32.const 0)");
        for (var i = 0; i < 200; i++)
            text.Append($"(i32.add (call $f{i} (local.get 0)))");
        text.Append(')');
        for (var i = 0; i < 200; i++)
            text.Append($"(func $f{i} (param i32) (result i32) (i32.mul (local.get 0) (i32.const {i})))");
        return text.Append(')').ToString();
    }
}

/// <summary>A test that needs .NET's compiler ahead of time.</summary>
internal sealed class CrossgenFactAttribute : FactAttribute
{
    public CrossgenFactAttribute()
    {
        if (!ResidentOptions.Default.IsAvailable)
            Skip = "crossgen2 is not in the package cache";
    }
}
