using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

/// <summary>Typed function references, within a module and between modules.</summary>
public sealed class TypedReferenceTests : IDisposable
{
    private const string Types = """
        (type $base (sub (func (param i32) (result anyref))))
        (type $narrow (sub final $base (func (param i32) (result i31ref))))
        (type $other (func (param i32) (result i32)))
        """;

    private readonly Engine _engine = new();
    private readonly Store _store;

    public TypedReferenceTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData("call_ref $base")]
    [InlineData("return_call_ref $base")]
    public void A_function_of_a_subtype_is_called_by_the_supertype(string call)
    {
        var run = Instantiate($"""
            {Types} (elem declare func $f) (func $f (type $narrow) (ref.i31 (local.get 0)))
            (func $run (param (ref null $base) i32) (result anyref) (local.get 1) (local.get 0) ({call}))
            (func (export "run") (param i32) (result i32)
              (i31.get_s (ref.cast i31ref (call $run (ref.func $f) (local.get 0)))))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(-5, run(-5));
    }

    [Theory]
    [InlineData("call_ref $other")]
    [InlineData("return_call_ref $other")]
    public void A_call_of_null_traps(string call)
    {
        var run = Instantiate($"{Types} (func (export \"run\") (result i32) (i32.const 1) (ref.null $other) ({call}))").GetFunction("run");
        var trap = Assert.Throws<TrapException>(() => run.Invoke());
        Assert.Equal(TrapCode.NullReference, trap.Code);
        Assert.Equal(["f0"], trap.Frames.ToArray());
    }

    [Fact]
    public void An_import_takes_a_function_of_a_subtype_and_no_other()
    {
        var exporter = Instantiate($"""
            {Types} (func (export "narrow") (type $narrow) (ref.i31 (local.get 0)))
            (func (export "base") (type $base) (ref.null any)) (func (export "other") (type $other) (i32.const 1))
            """);
        Link(exporter, "narrow", "base");
        Link(exporter, "base", "base");
        Assert.Throws<LinkException>(() => Link(exporter, "base", "narrow"));
        Assert.Throws<LinkException>(() => Link(exporter, "other", "base"));

        void Link(ModuleInstance from, string name, string type) => new Linker(_engine).Define("m", from).Instantiate(
            _store, Module.Parse(_engine, $"(module {Types} (import \"m\" \"{name}\" (func (type ${type}))))"));
    }

    [Theory]
    [InlineData("(global (ref null $base))", "global", true)]
    [InlineData("(global (ref func))", "global", true)]
    [InlineData("(global (ref $narrow))", "global", true)]
    [InlineData("(global (ref null $other))", "global", false)]
    [InlineData("(global (mut (ref null $narrow)))", "mutable", true)]
    [InlineData("(global (mut (ref null $base)))", "mutable", false)]
    [InlineData("(table 1 (ref null $narrow))", "table", true)]
    [InlineData("(table 1 (ref null $base))", "table", false)]
    [InlineData("(table 1 funcref)", "table", false)]
    public void Globals_and_tables_match_by_canonical_types(string import, string name, bool fits)
    {
        var exporter = Instantiate($"""
            {Types} (func $f (type $narrow) (ref.null i31)) (global (export "global") (ref $narrow) (ref.func $f))
            (global (export "mutable") (mut (ref null $narrow)) (ref.null $narrow)) (table (export "table") 1 (ref null $narrow))
            """);
        var linker = new Linker(_engine).Define("m", exporter);
        var importer = Module.Parse(_engine, $"(module {Types} {import.Insert(import.IndexOf(' ', StringComparison.Ordinal), $" (import \"m\" \"{name}\")")})");
        if (fits)
            linker.Instantiate(_store, importer);
        else
            Assert.Throws<LinkException>(() => linker.Instantiate(_store, importer));
    }

    [Fact]
    public void The_host_passes_only_functions_of_the_type()
    {
        var instance = Instantiate($"""
            {Types} (func (export "other") (type $other) (i32.const 7)) (func (export "narrow") (type $narrow) (ref.null i31))
            (func (export "run") (param (ref $other)) (result i32) (call_ref $other (i32.const 1) (local.get 0)))
            (table (export "table") 1 (ref null $other))
            """);
        var (run, other, narrow) = (instance.GetFunction("run"), instance.GetFunction("other"), instance.GetFunction("narrow"));
        Assert.Equal([7], run.Invoke(other));
        Assert.Throws<ArgumentException>(() => run.Invoke(narrow));
        Assert.Throws<ArgumentException>(() => run.Invoke([null]));
        var typed = run.CreateDelegate<Func<Function?, int>>();
        Assert.Equal(7, typed(other));
        Assert.Throws<ArgumentException>(() => typed(narrow));
        Assert.Throws<ArgumentException>(() => typed(null));
        var table = instance.GetTable("table");
        table[0] = other;
        Assert.Throws<ArgumentException>(() => table[0] = narrow);
        Assert.Equal(HeapKind.Func, table.Type.Element.Heap.Kind);
    }

    private ModuleInstance Instantiate(string fields) => new Linker(_engine).Instantiate(_store, Module.Parse(_engine, $"(module {fields})"));
}
