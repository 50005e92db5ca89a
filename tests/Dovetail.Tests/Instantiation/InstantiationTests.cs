using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Instantiation;

public sealed class InstantiationTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public InstantiationTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Loads_text_binary_and_streams()
    {
        byte[] binary = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0];
        Assert.Empty(Module.Load(_engine, binary).Definition.Functions);
        using var stream = new MemoryStream(binary);
        Assert.Empty(Module.Load(_engine, stream).Definition.Functions);
        Assert.Single(Module.Load(_engine, "(module (func))"u8.ToArray()).Definition.Functions);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, binary);
            Assert.Empty(Module.Load(_engine, path).Definition.Functions);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Copies_segments_in_order_and_runs_the_start_function()
    {
        var instance = Instantiate("""
            (module
              (memory (export "m") 1)
              (table (export "t") 3 funcref)
              (global $at i32 (i32.const 4))
              (global (export "g") (mut i32) (i32.const 1))
              (global (export "f") funcref (ref.func $seven))
              (data (i32.const 0) "abcd")
              (data (i32.const 2) "xy")
              (elem (i32.const 1) $seven)
              (func $seven (result i32) (i32.const 7))
              (start $init)
              (func $init (global.set 1 (i32.add (i32.load8_u (i32.const 2)) (global.get $at)))))
            """);
        Assert.Equal((int)BitConverter.ToUInt32("abxy"u8), instance.GetMemory("m").ReadInt32(0));
        Assert.Equal('x' + 4, instance.GetGlobal("g").Value);
        Assert.Equal([7], ((Function)instance.GetTable("t")[1]!).Invoke());
        Assert.Equal(instance.GetTable("t")[1], instance.GetGlobal("f").Value);
        Assert.Null(instance.GetTable("t")[0]);
    }

    [Fact]
    public void A_segment_that_does_not_fit_traps_after_those_before_it()
    {
        var memory = new Memory(_store, new MemoryType(new Limits(1, null)));
        var linker = new Linker(_engine).Define("env", "m", memory);
        var trap = Assert.Throws<TrapException>(() => Instantiate("""
            (module (import "env" "m" (memory 1)) (data (i32.const 0) "abcd") (data (i32.const 65533) "efgh"))
            """, linker));
        Assert.Equal(TrapCode.MemoryOutOfBounds, trap.Code);
        Assert.Equal((int)BitConverter.ToUInt32("abcd"u8), memory.ReadInt32(0));
        Assert.Equal(0, memory.ReadInt32(65_532));
    }

    [Fact]
    public void What_escaped_before_a_trap_stays_callable()
    {
        var table = new Table(_store, new TableType(ValType.FuncRef, new Limits(2, null)));
        var linker = new Linker(_engine).Define("env", "t", table);
        Assert.Throws<TrapException>(() => Instantiate("""
            (module (import "env" "t" (table 1 funcref)) (memory 1)
              (elem (i32.const 0) $f) (data (i32.const 65536) "x")
              (func $f (result i32) (i32.store (i32.const 8) (i32.const 42)) (i32.load (i32.const 8))))
            """, linker));
        Assert.Equal([42], ((Function)table[0]!).Invoke());
    }

    [Fact]
    public void A_failure_is_counted_back()
    {
        using var store = new Store(_engine, new StoreOptions { MaxInstances = 2, MaxMemoryBytes = 3 << 16, MaxTableElements = 30 });
        var fails = Module.Parse(_engine, """(module (memory 1) (table 20 funcref) (data (i32.const 65536) "x"))""");
        var works = Module.Parse(_engine, "(module (memory 1) (table 15 funcref))");
        for (var i = 0; i < 100; i++)
            Assert.Throws<TrapException>(() => new Linker(_engine).Instantiate(store, fails));
        new Linker(_engine).Instantiate(store, works);
        new Linker(_engine).Instantiate(store, works);
        Assert.Equal("instances", Assert.Throws<LimitException>(() => new Linker(_engine).Instantiate(store, works)).Limit);
        Assert.Equal((2 << 16, 30L, 2), (store.Budget.Space.MemoryBytes, store.Budget.Space.TableElements, store.Budget.Instances));
    }

    [Fact]
    public void A_fault_of_the_start_function_reaches_the_host()
    {
        Assert.Equal(TrapCode.Unreachable,
            Assert.Throws<TrapException>(() => Instantiate("(module (start 0) (func unreachable))")).Code);
        Action fail = () => throw new InvalidOperationException();
        var linker = new Linker(_engine).Define("env", "f", fail);
        Assert.Throws<HostException>(() => Instantiate("""(module (import "env" "f" (func)) (start 0))""", linker));
    }

    [Fact]
    public void A_deadline_covers_the_start_function()
    {
        using var store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(20) });
        var module = Module.Parse(_engine, "(module (start 0) (func (loop (br 0))))");
        Assert.Equal(TrapCode.DeadlineExceeded,
            Assert.Throws<TrapException>(() => new Linker(_engine).Instantiate(store, module)).Code);
    }

    [Fact]
    public void Growth_stops_at_the_limits_of_the_store()
    {
        using var store = new Store(_engine, new StoreOptions { MaxMemoryBytes = 3 << 16, MaxTableElements = 5 });
        var module = Module.Parse(_engine, """
            (module (memory 1) (table 1 funcref)
              (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
              (func (export "table") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))
            """);
        var instance = new Linker(_engine).Instantiate(store, module);
        var (memory, table) = (instance.GetFunction<Func<int, int>>("memory"), instance.GetFunction<Func<int, int>>("table"));
        Assert.Equal([-1, -1, 1, -1, 3], new[] { 3, -1, 2, 1, 0 }.Select(memory));
        Assert.Equal([-1, -1, 1, -1, 5], new[] { 5, -1, 4, 1, 0 }.Select(table));
    }

    private ModuleInstance Instantiate(string text, Linker? linker = null) =>
        (linker ?? new Linker(_engine)).Instantiate(_store, Module.Parse(_engine, text));
}
