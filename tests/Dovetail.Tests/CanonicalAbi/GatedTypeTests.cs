using Dovetail.Wasm;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>Maps, lists of a fixed length and error contexts, through whole components.</summary>
public sealed class GatedTypeTests : IDisposable
{
    // What a guest returns is what it was given, in place.
    private const string Echo = """
        (component
          (type $map (map u8 string))
          (type $triple (list u16 3))
          (core module $m
            (memory (export "memory") 1)
            (global $top (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (global.set $top (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
              global.get $top
              (global.set $top (i32.add (global.get $top) (local.get 3))))
            (func (export "map") (param i32 i32) (result i32)
              (i32.store (i32.const 16) (local.get 0))
              (i32.store (i32.const 20) (local.get 1))
              i32.const 16)
            (func (export "triple") (param i32 i32 i32) (result i32)
              (i32.store16 (i32.const 32) (local.get 2))
              (i32.store16 (i32.const 34) (local.get 1))
              (i32.store16 (i32.const 36) (local.get 0))
              i32.const 32))
          (core instance $i (instantiate $m))
          (func (export "map") (param "m" $map) (result $map)
            (canon lift (core func $i "map") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
          (func (export "triple") (param "l" $triple) (result $triple)
            (canon lift (core func $i "triple") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
        """;

    // One component makes an error context of "oh no", another passes it on, and reads it first where it is told to.
    private const string Errors = """
        (component
          (component $source
            (core module $memory (memory (export "memory") 1) (data (i32.const 8) "oh no"))
            (core instance $memory (instantiate $memory))
            (core func $new (canon error-context.new (memory (core memory $memory "memory"))))
            (core module $m
              (import "" "new" (func $new (param i32 i32) (result i32)))
              (func (export "fail") (result i32) (call $new (i32.const 8) (i32.const 5))))
            (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
            (func (export "fail") (result error-context) (canon lift (core func $i "fail"))))
          (component $relay
            (import "fail" (func $fail (result error-context)))
            (core module $memory
              (memory (export "memory") 1)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 64))
            (core instance $memory (instantiate $memory))
            (core func $fail (canon lower (func $fail)))
            (core func $message (canon error-context.debug-message (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
            (core func $drop (canon error-context.drop))
            (core module $m
              (import "" "fail" (func $fail (result i32)))
              (import "" "message" (func $message (param i32 i32)))
              (import "" "drop" (func $drop (param i32)))
              (func (export "relay") (result i32) (call $fail))
              (func (export "read") (param i32) (result i32)
                (local $context i32)
                (local.set $context (call $fail))
                (call $message (local.get $context) (local.get 0))
                (call $drop (local.get $context))
                local.get 0)
              (func (export "forget-twice")
                (local $context i32)
                (local.set $context (call $fail))
                (call $drop (local.get $context))
                (call $drop (local.get $context))))
            (core instance $i (instantiate $m (with "" (instance
              (export "fail" (func $fail)) (export "message" (func $message)) (export "drop" (func $drop))))))
            (func (export "relay") (result error-context) (canon lift (core func $i "relay")))
            (func (export "read") (param "at" u32) (result string) (canon lift (core func $i "read") (memory (core memory $memory "memory"))))
            (func (export "forget-twice") (canon lift (core func $i "forget-twice"))))
          (instance $s (instantiate $source))
          (instance $r (instantiate $relay (with "fail" (func $s "fail"))))
          (func (export "relay") (alias export $r "relay"))
          (func (export "read") (alias export $r "read"))
          (func (export "forget-twice") (alias export $r "forget-twice")))
        """;

    private readonly Engine engine = new(new EngineOptions { ComponentFeatures = ComponentFeatures.All });
    private readonly Store store;

    public GatedTypeTests() => store = new Store(engine);

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void A_map_is_a_dictionary_or_the_pairs_themselves()
    {
        var instance = Instantiate(Echo);
        var map = new Dictionary<byte, string> { [3] = "three", [1] = "one" };
        Assert.Equal(map, instance.GetFunction<Func<Dictionary<byte, string>, Dictionary<byte, string>>>("map")(map));
        Assert.Equal(map, instance.GetFunction<Func<IReadOnlyDictionary<byte, string>, IReadOnlyDictionary<byte, string>>>("map")(map));
        Assert.Equal(map, instance.GetFunction<Func<IDictionary<byte, string>, IDictionary<byte, string>>>("map")(map));
        KeyValuePair<byte, string>[] pairs = [new(7, "a"), new(7, "b")];
        Assert.Equal(pairs, instance.GetFunction<Func<KeyValuePair<byte, string>[], KeyValuePair<byte, string>[]>>("map")(pairs));
        Assert.Equal([((byte)9, "x")], instance.GetFunction<Func<(byte, string)[], List<(byte, string)>>>("map")([(9, "x")]));
    }

    [Fact]
    public void A_key_that_comes_twice_has_its_last_value()
    {
        var map = Instantiate(Echo).GetFunction<Func<KeyValuePair<byte, string>[], Dictionary<byte, string>>>("map");
        Assert.Equal(new Dictionary<byte, string> { [7] = "b" }, map([new(7, "a"), new(7, "b")]));
    }

    [Fact]
    public void A_map_is_a_list_of_tuples_as_a_value_and_in_text()
    {
        var instance = Instantiate(Echo);
        var value = WitValue.Map(((byte)1, "one"), ((byte)2, "two"));
        Assert.Equal(value, instance.Call("map", value));
        Assert.Equal("[(1, \"one\"), (2, \"two\")]", value.ToString());
        Assert.Contains("Dictionary<byte, string>",
            Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<string, string>>("map")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_fixed_length_is_an_array_of_that_length()
    {
        var instance = Instantiate(Echo);
        var triple = instance.GetFunction<Func<ushort[], ushort[]>>("triple");
        Assert.Equal([3, 2, 1], triple([1, 2, 3]));
        Assert.Contains("expected 3 items, found 2", Assert.Throws<ArgumentException>(() => triple([1, 2])).Message, StringComparison.Ordinal);
        Assert.Equal([6, 5, 4], triple([4, 5, 6]));
        Assert.Equal(WitValue.List((ushort)9, (ushort)8, (ushort)7), instance.Call("triple", WitValue.List((ushort)7, (ushort)8, (ushort)9)));
    }

    [Fact]
    public void An_error_context_goes_from_component_to_component_to_the_host()
    {
        var instance = Instantiate(Errors);
        Assert.Equal("oh no", instance.GetFunction<Func<ErrorContext>>("relay")().DebugMessage);
        var value = instance.Call("relay");
        Assert.Equal(WitValueKind.ErrorContext, value.Kind);
        Assert.Equal("<error-context \"oh no\">", value.ToString());
        Assert.Equal("oh no", ((ErrorContext)value).DebugMessage);
        Assert.Equal("oh no", instance.GetFunction<Func<uint, string>>("read")(32));
    }

    [Theory]
    [InlineData(33u, "unaligned pointer")]
    [InlineData(65532u, "out of bounds")]
    public void The_place_of_a_message_is_checked(uint at, string message)
    {
        var fault = Assert.Throws<TrapException>(() => Instantiate(Errors).GetFunction<Func<uint, string>>("read")(at));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_to_an_error_context_is_dropped_once()
    {
        var fault = Assert.Throws<TrapException>(() => Instantiate(Errors).GetFunction<Action>("forget-twice")());
        Assert.Contains("unknown handle index 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_a_string()
    {
        Assert.Throws<ArgumentException>(() => new ErrorContext("\ud800"));
        Assert.Throws<ArgumentNullException>(() => new ErrorContext(null!));
    }

    private ComponentInstance Instantiate(string text) =>
        new Linker(engine).Instantiate(store, Component.Parse(engine, text));
}
