using System.Text;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Instantiation;

public sealed class DataImageTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public DataImageTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData("(data (i32.const 0) \"abcd\") (data (i32.const 2) \"xy\") (data (i32.const 3) \"z\")", "abxz")]
    [InlineData("(data (i32.const 3) \"z\") (data (i32.const 0) \"abcd\")", "abcd")]
    [InlineData("(data (i32.const 0) \"abcd\") (data (global.get $one) \"xy\") (data (i32.const 2) \"z\")", "axzd")]
    [InlineData("(data (i32.add (i32.const 1) (i32.const 1)) \"b\") (data \"passive\") (data (i32.const 1) \"a\")", "\0ab\0")]
    [InlineData("(data (i32.const 0) \"ab\") (data (i32.const 65536) \"\") (data (i32.const 65535) \"z\")", "ab\0\0")]
    public void Later_segments_lie_over_earlier_ones(string data, string expected)
    {
        var one = "(global $one i32 (i32.const 1))";
        var memory = Instantiate($"(module (memory (export \"m\") 1) {one} {data})").GetMemory("m");
        Assert.Equal(expected, Encoding.ASCII.GetString(BitConverter.GetBytes(memory.ReadInt32(0))));
    }

    [Fact]
    public void A_large_image_has_its_segments_in_order_too()
    {
        var text = new string('a', 400_000);
        var memory = Instantiate($$"""
            (module (memory (export "m") 10)
              (data (i32.const 100) "{{text}}") (data (i32.const 200000) "b") (data (i32.const 5) "c"))
            """).GetMemory("m");
        Assert.Equal(["\0c\0\0", "\0\0\0a", "ab\u0061a", "a\0\0\0"],
            new[] { 4, 97, 199_999, 400_099 }.Select(at => Encoding.ASCII.GetString(BitConverter.GetBytes(memory.ReadInt32(at)))));
    }

    [Theory]
    [InlineData("(data (i32.const 65536) \"x\")")]
    [InlineData("(data (i32.const -1) \"\")")]
    [InlineData("(data (i32.const 65535) \"ab\")")]
    [InlineData("(data (i32.const 0) \"ok\") (data (i32.const 65533) \"fits\")")]
    public void A_segment_that_does_not_fit_traps(string data) =>
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => Instantiate($"(module (memory 1) {data})")).Code);

    [Fact]
    public void A_segment_of_the_image_counts_as_dropped_and_a_passive_one_does_not()
    {
        var instance = Instantiate("""
            (module (memory (export "m") 1) (data $a (i32.const 0) "active") (data $p "passive")
              (func (export "active") (param i32) (memory.init $a (i32.const 100) (i32.const 0) (local.get 0)))
              (func (export "passive") (memory.init $p (i32.const 100) (i32.const 0) (i32.const 7)))
              (func (export "drop") (data.drop $p)))
            """);
        instance.GetFunction<Action<int>>("active")(0);
        Assert.Throws<TrapException>(() => instance.GetFunction<Action<int>>("active")(1));
        instance.GetFunction<Action>("passive")();
        Assert.Equal("pass", Encoding.ASCII.GetString(BitConverter.GetBytes(instance.GetMemory("m").ReadInt32(100))));
        instance.GetFunction<Action>("drop")();
        Assert.Throws<TrapException>(() => instance.GetFunction<Action>("passive")());
    }

    [Fact]
    public void Dropping_a_segment_is_seen_by_one_instance_only()
    {
        var module = Module.Parse(_engine, """
            (module (memory 1) (data $p "passive") (func (export "drop") (data.drop $p))
              (func (export "init") (memory.init $p (i32.const 0) (i32.const 0) (i32.const 7))))
            """);
        var (first, second) = (new Linker(_engine).Instantiate(_store, module), new Linker(_engine).Instantiate(_store, module));
        first.GetFunction<Action>("drop")();
        second.GetFunction<Action>("init")();
        Assert.Throws<TrapException>(() => first.GetFunction<Action>("init")());
    }

    // The specification copies elements before data: a function that is already in somebody's table sees no data when a later segment traps.
    [Fact]
    public void Who_is_in_an_imported_table_before_a_trap_sees_no_data()
    {
        var table = new Table(_store, new TableType(ValType.FuncRef, new Limits(2, 2)));
        var linker = new Linker(_engine).Define("h", "t", table);
        var module = Module.Parse(_engine, """
            (module (import "h" "t" (table 2 funcref)) (memory 1) (data (i32.const 0) "data")
              (elem (i32.const 0) $f) (elem (i32.const 2) $f)
              (func $f (result i32) (i32.load (i32.const 0))))
            """);
        Assert.Equal(TrapCode.TableOutOfBounds, Assert.Throws<TrapException>(() => linker.Instantiate(_store, module)).Code);
        Assert.Equal([0], ((Function)table[0]!).Invoke());
    }

    [Fact]
    public void Segments_of_other_memories_are_copied_as_ever()
    {
        var instance = Instantiate("""
            (module (memory (export "a") 1) (memory (export "b") i64 1)
              (data (memory 1) (i64.const 4) "bbbb") (data (i32.const 4) "aaaa") (data (memory 1) (i64.const 6) "cc"))
            """);
        Assert.Equal(("aaaa", "bbcc"), (Text(instance.GetMemory("a")), Text(instance.GetMemory("b"))));

        static string Text(Memory memory) => Encoding.ASCII.GetString(BitConverter.GetBytes(memory.ReadInt32(4)));
    }

    private ModuleInstance Instantiate(string text) => new Linker(_engine).Instantiate(_store, Module.Parse(_engine, text));
}
