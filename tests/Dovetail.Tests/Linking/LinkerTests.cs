using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Linking;

public sealed class LinkerTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public LinkerTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Links_functions_memories_tables_globals_and_instances()
    {
        var provider = Instantiate(new Linker(_engine), """
            (module
              (func (export "f") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
              (memory (export "m") 1) (table (export "t") 1 funcref) (global (export "g") (mut i64) (i64.const 3)))
            """);
        const string consumer = """
            (module
              (import "p" "f" (func $f (param i32) (result i32))) (import "p" "m" (memory 1))
              (import "p" "t" (table 1 funcref)) (import "p" "g" (global (mut i64)))
              (func (export "run") (result i32)
                (global.set 0 (i64.const 9)) (i32.store (i32.const 0) (i32.const 5)) (call $f (i32.load (i32.const 0)))))
            """;
        var whole = Instantiate(new Linker(_engine).Define("p", provider), consumer);
        var single = Instantiate(new Linker(_engine).Define("p", "f", provider.GetFunction("f"))
            .Define("p", "m", provider.GetMemory("m")).Define("p", "t", provider.GetTable("t"))
            .Define("p", "g", provider.GetGlobal("g")), consumer);
        Assert.Equal(10, whole.GetFunction<Func<int>>("run")());
        Assert.Equal(10, single.GetFunction<Func<int>>("run")());
        Assert.Equal(9L, provider.GetGlobal("g").Value);
    }

    [Fact]
    public void A_function_that_is_made_for_each_instance_finds_what_that_exports()
    {
        var linker = new Linker(_engine).Define("env", "peek", (store, instance) =>
        {
            Assert.Same(_store, store);
            return (int address) => instance.GetMemory("memory").ReadInt32(address);
        });
        const string text = """
            (module
              (import "env" "peek" (func $peek (param i32) (result i32))) (memory (export "memory") 1) (data (i32.const 8) "\05") (global $seen (mut i32) (i32.const 0))
              (func $start (global.set $seen (call $peek (i32.const 8)))) (start $start)
              (func (export "seen") (result i32) (global.get $seen)) (func (export "peek") (param i32) (result i32) (call $peek (local.get 0))))
            """;
        var (one, two) = (Instantiate(linker, text), Instantiate(linker, text));
        Assert.Equal((5, 5), (one.GetFunction<Func<int>>("seen")(), two.GetFunction<Func<int>>("seen")()));
        one.GetMemory("memory").WriteInt32(8, 6);
        Assert.Equal((6, 5), (one.GetFunction<Func<int, int>>("peek")(8), two.GetFunction<Func<int, int>>("peek")(8)));
    }

    [Fact]
    public void What_is_made_for_an_instance_must_be_of_the_imports_type()
    {
        var linker = new Linker(_engine).Define("env", "f", (_, _) => (long number) => number);
        var text = """(module (import "env" "f" (func (param i32) (result i32))))""";
        Assert.Contains("incompatible import type for `env.f`", Assert.Throws<LinkException>(() => Instantiate(linker, text)).Message, StringComparison.Ordinal);
        var none = new Linker(_engine).Define("env", "f", (_, _) => (Delegate)null!);
        Assert.Contains("`env.f`", Assert.Throws<InvalidOperationException>(() => Instantiate(none, text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(func (param i32))", "unknown import `env.f`: expected function [i32] -> []; `env` has `g`")]
    [InlineData("(memory 1)", "unknown import `env.f`: expected memory 1..; `env` has `g`")]
    public void Says_what_was_asked_and_what_is_offered(string import, string message)
    {
        var linker = new Linker(_engine).Define("env", "g", () => { });
        var text = $"""(module (import "env" "f" {import}))""";
        Assert.Equal(message, Assert.Throws<LinkException>(() => Instantiate(linker, text)).Message);
    }

    [Theory]
    [InlineData("func", "(func (param i32))", "expected function [i32] -> [], found function [] -> []")]
    [InlineData("func", "(global i32)", "expected global i32, found function [] -> []")]
    [InlineData("memory", "(memory 3)", "expected memory 3.., found memory 2..5")]
    [InlineData("memory", "(memory 1 4)", "expected memory 1..4, found memory 2..5")]
    [InlineData("table", "(table 3 funcref)", "expected table 3.. of funcref, found table 2..5 of funcref")]
    [InlineData("table", "(table 1 externref)", "expected table 1.. of externref, found table 2..5 of funcref")]
    [InlineData("global", "(global i64)", "expected global i64, found global i32")]
    [InlineData("global", "(global (mut i32))", "expected mutable global i32, found global i32")]
    public void Refuses_what_is_not_of_the_type(string name, string import, string message)
    {
        var refused = Assert.Throws<LinkException>(() => Instantiate(Everything(), $"""(module (import "env" "{name}" {import}))"""));
        Assert.Equal($"incompatible import type for `env.{name}`: {message}", refused.Message);
    }

    [Theory]
    [InlineData("func", "(func)")]
    [InlineData("memory", "(memory 2)")]
    [InlineData("memory", "(memory 1 5)")]
    [InlineData("table", "(table 0 6 funcref)")]
    [InlineData("global", "(global i32)")]
    public void Accepts_what_is_of_the_type(string name, string import) =>
        Instantiate(Everything(), $"""(module (import "env" "{name}" {import}))""");

    [Fact]
    public void Refuses_a_name_that_is_taken_and_changes_after_the_first_use()
    {
        var linker = new Linker(_engine).Define("env", "f", () => { });
        Instantiate(linker, "(module)");
        Assert.Throws<InvalidOperationException>(() => linker.Define("env", "g", () => { }));
    }

    [Fact]
    public void Refuses_objects_of_another_engine_or_store()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var sibling = new Store(_engine);
        var module = Module.Parse(_engine, """(module (import "env" "m" (memory 1)))""");
        var linker = new Linker(_engine).Define("env", "m", new Memory(sibling, new MemoryType(new Limits(1, null))));
        Assert.Throws<ArgumentException>(() => linker.Instantiate(_store, module));
        Assert.Throws<ArgumentException>(() => new Linker(engine).Instantiate(store, module));
        Assert.Throws<ArgumentException>(() => new Linker(_engine).Instantiate(store, module));
        Assert.Throws<ArgumentException>(() => new Linker(engine).Instantiate(_store, module));
        linker.Instantiate(sibling, module);
    }

    [Fact]
    public void Host_functions_serve_every_store()
    {
        var calls = 0;
        var linker = new Linker(_engine).Define("env", "f", () => calls++);
        var module = Module.Parse(_engine, """(module (import "env" "f" (func $f (result i32))) (func (export "r") (drop (call $f))))""");
        for (var i = 0; i < 3; i++)
        {
            using var store = new Store(_engine);
            linker.Instantiate(store, module).GetFunction<Action>("r")();
        }
        Assert.Equal(3, calls);
    }

    private Linker Everything() => new Linker(_engine).Define("env", "func", () => { })
        .Define("env", "memory", new Memory(_store, new MemoryType(new Limits(2, 5))))
        .Define("env", "table", new Table(_store, new TableType(ValType.FuncRef, new Limits(2, 5))))
        .Define("env", "global", new Global(_store, new GlobalType(ValType.I32, false), 1));

    private ModuleInstance Instantiate(Linker linker, string text) => linker.Instantiate(_store, Module.Parse(_engine, text));
}
