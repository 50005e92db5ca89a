using Dovetail.Tests.Compilation;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Heap;

/// <summary>References to the garbage-collected heap in the hands of the host.</summary>
public sealed class HostTests
{
    private const string Text = """
        (module (type $s (struct (field (mut i32)))) (type $a (array i8))
          (func (export "struct") (result (ref $s)) (struct.new $s (i32.const 5)))
          (func (export "array") (result arrayref) (array.new_default $a (i32.const 3)))
          (func (export "i31") (param i32) (result (ref i31)) (ref.i31 (local.get 0)))
          (func (export "read") (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0)))
          (func (export "out") (param anyref) (result externref) (extern.convert_any (local.get 0)))
          (func (export "in") (param externref) (result anyref) (any.convert_extern (local.get 0)))
          (func (export "same") (param eqref eqref) (result i32) (ref.eq (local.get 0) (local.get 1)))
          (func (export "through") (param externref) (result externref) (local.get 0)))
        """;

    private readonly ModuleInstance _instance = Wat.Instantiate(Text);

    [Fact]
    public void The_host_sees_what_a_reference_is_and_passes_it_back()
    {
        var made = (HeapReference)Call("struct")!;
        Assert.Equal(HeapKind.Struct, made.Kind);
        Assert.Equal(HeapKind.Array, ((HeapReference)Call("array")!).Kind);
        Assert.Equal(HeapKind.I31, ((HeapReference)Call("i31", 5)!).Kind);
        Assert.Equal(5, Call("read", made));
        Assert.Throws<ArgumentException>(() => Call("read", Call("array")));
        Assert.Throws<ArgumentException>(() => Call("read", new object()));
        Assert.Throws<ArgumentException>(() => Call("read", [null]));
    }

    [Fact]
    public void References_are_equal_when_the_guest_says_so()
    {
        var (one, other) = (Call("struct"), Call("struct"));
        Assert.NotEqual(one, other);
        Assert.Equal(0, Call("same", one, other));
        Assert.Equal(Call("i31", 123_456), Call("i31", 123_456));
        Assert.Equal(Call("i31", 1), Call("i31", int.MinValue | 1));
        Assert.Equal(1, Call("same", Call("i31", 123_456), Call("i31", 123_456)));
    }

    [Fact]
    public void Conversions_keep_identity_both_ways()
    {
        var (made, mine) = (Call("struct"), new object());
        Assert.Equal(made, Call("out", made));
        Assert.Equal(made, Call("in", Call("out", made)));
        Assert.Same(mine, Call("in", mine));
        Assert.Same(mine, Call("out", Call("in", mine)));
        Assert.Null(Call("out", [null]));
        Assert.Throws<ArgumentException>(() => Call("same", mine, mine));
    }

    [Fact]
    public void A_delegate_never_shows_an_object_of_the_guest_itself()
    {
        var through = _instance.GetFunction<Func<object?, object?>>("through");
        var made = Call("out", Call("struct"));
        Assert.IsType<HeapReference>(through(made));
        Assert.Equal(made, through(made));
        object? seen = null;
        using var store = new Store(_instance.Module.Engine);
        var linker = new Linker(store.Engine).Define("h", "f", (object? value) => { seen = value; return value; });
        var result = linker.Instantiate(store, Module.Parse(store.Engine, """
            (module (import "h" "f" (func $f (param externref) (result externref)))
              (func (export "run") (result i32)
                (i31.get_s (ref.cast i31ref (any.convert_extern (call $f (extern.convert_any (ref.i31 (i32.const 77)))))))))
            """)).GetFunction<Func<int>>("run")();
        Assert.Equal(77, result);
        Assert.Equal(HeapKind.I31, Assert.IsType<HeapReference>(seen).Kind);
    }

    [Fact]
    public void Functions_of_the_host_take_and_return_references_of_any_type()
    {
        using var store = new Store(_instance.Module.Engine);
        var kinds = new List<string>();
        object? answer = null;
        var linker = new Linker(store.Engine).Define("h", "see", (object? value) => kinds.Add(value?.ToString() ?? "null"))
            .Define("h", "make", () => answer);
        var instance = linker.Instantiate(store, Module.Parse(store.Engine, """
            (module (type $s (struct (field i32))) (type $t (struct (field i64)))
              (import "h" "see" (func $see (param anyref))) (import "h" "make" (func $make (result (ref $s))))
              (func (export "see") (call $see (struct.new $s (i32.const 1))) (call $see (ref.i31 (i32.const 2))) (call $see (ref.null any)))
              (func (export "s") (result (ref $s)) (struct.new $s (i32.const 9)))
              (func (export "t") (result (ref $t)) (struct.new $t (i64.const 9)))
              (func (export "make") (result i32) (struct.get $s 0 (call $make))))
            """));
        instance.GetFunction<Action>("see")();
        Assert.Equal(["struct", "i31", "null"], kinds);
        var make = instance.GetFunction<Func<int>>("make");
        answer = instance.GetFunction<Func<object>>("s")();
        Assert.Equal(9, make());
        answer = instance.GetFunction("t").Invoke()[0];
        Assert.Equal("h.make", Assert.Throws<HostException>(() => make()).Origin);
        answer = null;
        Assert.Throws<HostException>(() => make());
        answer = Call("struct");
        Assert.Contains("another store", Assert.Throws<HostException>(() => make()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_store_refuses_the_reference()
    {
        var made = Call("struct");
        var other = new Linker(_instance.Module.Engine).Instantiate(new Store(_instance.Module.Engine), _instance.Module);
        Assert.Contains("another store", Assert.Throws<ArgumentException>(() => other.GetFunction("read").Invoke(made)).Message, StringComparison.Ordinal);
        Assert.Contains("another store", Assert.Throws<ArgumentException>(
            () => other.GetFunction<Func<object?, object?>>("through")(Call("out", made))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_and_globals_of_the_host_take_abstract_types()
    {
        var store = new Store(_instance.Module.Engine);
        var table = new Table(store, new TableType(ValType.Ref(true, HeapType.Abstract(HeapKind.Any)), new Limits(2, 2)));
        table[0] = 5;
        Assert.Equal(5, table[0]);
        var global = new Global(store, new GlobalType(ValType.Ref(true, HeapType.Abstract(HeapKind.Eq)), true));
        Assert.Throws<ArgumentException>(() => global.Value = new object());
        Assert.Throws<ArgumentException>(() => new Global(store, new GlobalType(ValType.Ref(false, HeapType.Abstract(HeapKind.Any)), true)));
        Assert.Throws<ArgumentException>(() => new Table(store, new TableType(ValType.Ref(true, HeapType.Concrete(0)), new Limits(1, 1))));
    }

    [Fact]
    public void An_engine_can_switch_it_off_and_components_have_it_off()
    {
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.Supported & ~WasmFeatures.Gc });
        Assert.Equal("gc", Assert.Throws<UnsupportedException>(() => Module.Parse(engine, Text)).Feature);
        Assert.Equal("gc", Assert.Throws<UnsupportedException>(() => Component.Parse(engine, $"(component (core {Text[1..]})")).Feature);
        using var open = new Engine(new EngineOptions { FeaturesInComponents = WasmFeatures.Supported });
        Component.Parse(open, $"(component (core {Text[1..]})");
    }

    private object? Call(string name, params ReadOnlySpan<object?> arguments) => _instance.GetFunction(name).Invoke(arguments)[0];
}
