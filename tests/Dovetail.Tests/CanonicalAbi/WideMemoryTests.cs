using Dovetail.Wasm;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>Memories with 64-bit addresses behind the functions of components, alone and beside such with 32.</summary>
public sealed class WideMemoryTests : IDisposable
{
    private readonly Engine engine = new(new EngineOptions { ComponentFeatures = ComponentFeatures.All });
    private readonly Store store;

    public WideMemoryTests() => store = new Store(engine);

    public record Item(byte Tag, string Name, uint[] Numbers);

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Theory]
    [InlineData("utf8")]
    [InlineData("utf16")]
    [InlineData("latin1+utf16")]
    public void Strings_go_to_the_guest_and_back(string encoding)
    {
        var instance = Instantiate(Echo(64, encoding));
        var text = instance.GetFunction<Func<string, string>>("text");
        foreach (var value in new[] { "", "plain", "Grüße", "Привет, 🌍" })
        {
            Assert.Equal(value, text(value));
            Assert.Equal(value, (string)instance.Call("text", value));
        }
    }

    [Fact]
    public void Lists_and_records_go_to_the_guest_and_back()
    {
        var instance = Instantiate(Echo(64, "utf8"));
        var items = new Item[] { new(1, "one", [1]), new(2, "", []), new(3, "three", [1, 2, 3]) };
        var result = instance.GetFunction<Func<Item[], Item[]>>("items")(items);
        Assert.Equal(items.Select(item => (item.Tag, item.Name, item.Numbers.Length)), result.Select(item => (item.Tag, item.Name, item.Numbers.Length)));
        Assert.Equal([1u, 2u, 3u], result[2].Numbers);
        var value = WitValue.List(WitValue.Record(("tag", (byte)7), ("name", "x"), ("numbers", WitValue.List(5u, 6u))));
        Assert.Equal(value, instance.Call("items", value));
    }

    [Fact]
    public void Many_parameters_go_through_memory()
    {
        var instance = Instantiate(Echo(64, "utf8"));
        var names = Enumerable.Range(0, 9).Select(i => $"name {i}").ToArray();
        var last = instance.GetFunction<Func<string, string, string, string, string, string, string, string, string, string>>("last");
        Assert.Equal("name 8", last(names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7], names[8]));
        Assert.Equal("name 8", (string)instance.Call("last", [.. names.Select(name => (WitValue)name)]));
    }

    [Theory]
    [InlineData("utf8", false)]
    [InlineData("utf16", false)]
    [InlineData("latin1+utf16", false)]
    [InlineData("latin1+utf16", true)]
    public void A_guest_calls_the_host(string encoding, bool takesValues)
    {
        var seen = new List<string>();
        var linker = takesValues
            ? new Linker(engine).Define("host", host => host.Function("twice", new Func<WitValue[], WitValue>(values =>
            {
                seen.Add((string)values[0]);
                return (string)values[0] + (string)values[0];
            })))
            : new Linker(engine).Define("host", host => host.Function("twice", (string text) =>
            {
                seen.Add(text);
                return text + text;
            }));
        var relay = linker.Instantiate(store, Component.Parse(engine, Relay(64, encoding, "(import \"host\" (instance $host (export \"twice\" (func $f (param \"s\" string) (result string)))))", "(func $host \"twice\")")));
        Assert.Equal("añbañb", relay.GetFunction<Func<string, string>>("relay")("añb"));
        Assert.Equal("語語", relay.GetFunction<Func<string, string>>("relay")("語"));
        Assert.Equal(["añb", "語"], seen);
    }

    [Theory]
    [CombinatorialWidths]
    public void Components_of_either_width_call_each_other(int caller, int callee, string from, string to)
    {
        var instance = Instantiate($"""
            (component
              {Echo(callee, to).Replace("(component", "(component $echo", StringComparison.Ordinal)}
              {Relay(caller, from, "(import \"f\" (func $f (param \"s\" string) (result string)))", "(func $f)").Replace("(component", "(component $relay", StringComparison.Ordinal)}
              (instance $e (instantiate $echo))
              (instance $r (instantiate $relay (with "f" (func $e "text"))))
              (export "relay" (func $r "relay")))
            """);
        var relay = instance.GetFunction<Func<string, string>>("relay");
        foreach (var text in new[] { "", "plain", "Grüße", "Привет, 🌍", new string('ä', 300), new string('語', 300) })
            Assert.Equal(text, relay(text));
    }

    [Theory]
    [InlineData(0x1_0000_0010, 3, "pointer/length out of bounds")]
    [InlineData(16, 0x1_0000_0003, "pointer/length out of bounds")]
    [InlineData(-1, 1, "pointer/length out of bounds")]
    [InlineData(16, -1, "pointer/length out of bounds")]
    [InlineData(65536, 1, "pointer/length out of bounds")]
    public void Addresses_and_lengths_are_not_cut(long address, long length, string message)
    {
        var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, Component.Parse(engine, Giver(address, length, "string")));
        Assert.Contains(message, Assert.Throws<TrapException>(() => instance.GetFunction<Func<string>>("give")()).Message, StringComparison.Ordinal);
        instance = new Linker(engine).Instantiate(store, Component.Parse(engine, Giver(address, length, "(list u8)")));
        Assert.Contains(message, Assert.Throws<TrapException>(() => instance.GetFunction<Func<byte[]>>("give")()).Message, StringComparison.Ordinal);
        instance = new Linker(engine).Instantiate(store, Component.Parse(engine, Giver(address, length, "(list u8)")));
        Assert.Contains(message, Assert.Throws<TrapException>(() => instance.Call("give")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tag_of_a_utf16_length_is_its_highest_bit()
    {
        var bytes = "a\\00b\\00";
        var tagged = Instantiate(Giver(16, unchecked((long)0x8000_0000_0000_0002), "string", "latin1+utf16", bytes));
        Assert.Equal("ab", tagged.GetFunction<Func<string>>("give")());
        var plain = Instantiate(Giver(16, 4, "string", "latin1+utf16", bytes));
        Assert.Equal("a\0b\0", plain.GetFunction<Func<string>>("give")());
        var narrow = Instantiate(Giver(16, 0x8000_0002, "string", "latin1+utf16", bytes));
        Assert.Throws<TrapException>(() => narrow.GetFunction<Func<string>>("give")());
    }

    [Theory]
    [InlineData(0x1_0000_0000, TrapCode.ReallocOutOfBounds)]
    [InlineData(-8, TrapCode.ReallocOutOfBounds)]
    public void What_realloc_gives_is_not_cut(long given, TrapCode code)
    {
        var instance = Instantiate($$"""
            (component
              (core module $m
                (memory (export "memory") i64 1)
                (func (export "realloc") (param i64 i64 i64 i64) (result i64) (i64.const {{given}}))
                (func (export "take") (param i64 i64)))
              (core instance $i (instantiate $m))
              (func (export "take") (param "s" string)
                (canon lift (core func $i "take") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
            """);
        Assert.Equal(code, Assert.Throws<TrapException>(() => instance.GetFunction<Action<string>>("take")("abc")).Code);
    }

    [Fact]
    public void Resources_may_be_represented_by_64_bits()
    {
        var instance = Instantiate("""
            (component
              (core module $d
                (global $last (export "last") (mut i64) (i64.const 0))
                (func (export "dtor") (param i64) (global.set $last (local.get 0))))
              (core instance $d (instantiate $d))
              (type $r' (resource (rep i64) (dtor (core func $d "dtor"))))
              (export $r "r" (type $r'))
              (core func $new (canon resource.new $r'))
              (core func $rep (canon resource.rep $r'))
              (core func $drop (canon resource.drop $r'))
              (core module $m
                (import "" "new" (func $new (param i64) (result i32)))
                (import "" "rep" (func $rep (param i32) (result i64)))
                (import "" "drop" (func $drop (param i32)))
                (import "" "last" (global $last (mut i64)))
                (func (export "make") (param i64) (result i32) (call $new (local.get 0)))
                (func (export "take") (param i32) (result i64)
                  (local $rep i64)
                  (local.set $rep (call $rep (local.get 0)))
                  (call $drop (local.get 0))
                  local.get $rep)
                (func (export "see") (param i32) (result i64) (i64.extend_i32_u (local.get 0)))
                (func (export "last") (result i64) (global.get $last)))
              (core instance $i (instantiate $m (with "" (instance
                (export "new" (func $new)) (export "rep" (func $rep)) (export "drop" (func $drop)) (export "last" (global $d "last"))))))
              (func (export "make") (param "rep" u64) (result (own $r)) (canon lift (core func $i "make")))
              (func (export "take") (param "r" (own $r)) (result u64) (canon lift (core func $i "take")))
              (func (export "see") (param "r" (borrow $r)) (result u64) (canon lift (core func $i "see")))
              (func (export "last") (result u64) (canon lift (core func $i "last"))))
            """);
        var make = instance.GetFunction<Func<ulong, GuestResource>>("make");
        var take = instance.GetFunction<Func<GuestResource, ulong>>("take");
        var last = instance.GetFunction<Func<ulong>>("last");
        var see = instance.GetFunction<Func<GuestResource, ulong>>("see");
        Assert.Equal(0x1234_5678_9abc_def0ul, take(make(0x1234_5678_9abc_def0)));
        Assert.Equal(0x1234_5678_9abc_def0ul, last());
        make(ulong.MaxValue).Dispose();
        Assert.Equal(ulong.MaxValue, last());
        using var small = make(77);
        Assert.Equal(77ul, see(small));
        var large = make(1ul << 32);
        Assert.Equal("cm64", Assert.Throws<UnsupportedException>(() => see(large)).Feature);
    }

    [Fact]
    public void Error_contexts_read_and_write_there()
    {
        var instance = Instantiate("""
            (component
              (core module $memory
                (memory (export "memory") i64 1) (data (i64.const 8) "oh no")
                (func (export "realloc") (param i64 i64 i64 i64) (result i64) i64.const 64))
              (core instance $memory (instantiate $memory))
              (core func $new (canon error-context.new (memory (core memory $memory "memory"))))
              (core func $message (canon error-context.debug-message (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
              (core module $m
                (import "" "new" (func $new (param i64 i64) (result i32)))
                (import "" "message" (func $message (param i32 i64)))
                (func (export "read") (result i64)
                  (call $message (call $new (i64.const 8) (i64.const 5)) (i64.const 128))
                  i64.const 128))
              (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "message" (func $message))))))
              (func (export "read") (result string) (canon lift (core func $i "read") (memory (core memory $memory "memory")))))
            """);
        Assert.Equal("oh no", instance.GetFunction<Func<string>>("read")());
    }

    [Fact]
    public void The_trace_of_calls_reads_values_there()
    {
        var events = new List<CallEvent>();
        using var traced = new Store(engine, new StoreOptions { CallTrace = events.Add });
        var instance = new Linker(engine).Instantiate(traced, Component.Parse(engine, Echo(64, "latin1+utf16")));
        instance.GetFunction<Func<string, string>>("text")("Grüße 語");
        Assert.Equal(["\"Grüße 語\"", "\"Grüße 語\""], events.Select(each => each.Values));
    }

    [Fact]
    public void It_is_refused_by_name_where_it_is_off()
    {
        using var other = new Engine();
        Assert.Equal("cm64", Assert.Throws<UnsupportedException>(() => Component.Parse(other, Echo(64, "utf8"))).Feature);
    }

    private ComponentInstance Instantiate(string text) => new Linker(engine).Instantiate(store, Component.Parse(engine, text));

    // Gives back what it was given: strings, lists of records, and the last of nine strings.
    private static string Echo(int width, string encoding)
    {
        var (p, size) = ($"i{width}", width / 8);
        return $$"""
            (component
              (type $item' (record (field "tag" u8) (field "name" string) (field "numbers" (list u32))))
              (export $item "item" (type $item'))
              (core module $m
                (memory (export "memory") {{p}} 2)
                (global $top (mut {{p}}) ({{p}}.const 1024))
                (func (export "realloc") (param {{p}} {{p}} {{p}} {{p}}) (result {{p}})
                  (local $at {{p}})
                  (local.set $at ({{p}}.and ({{p}}.add (global.get $top) ({{p}}.const 7)) ({{p}}.const -8)))
                  (memory.copy (local.get $at) (local.get 0) (select (local.get 1) (local.get 3) ({{p}}.lt_u (local.get 1) (local.get 3))))
                  (global.set $top ({{p}}.add (local.get $at) (local.get 3)))
                  local.get $at)
                (func (export "pair") (param {{p}} {{p}}) (result {{p}})
                  ({{p}}.store ({{p}}.const 16) (local.get 0))
                  ({{p}}.store ({{p}}.const {{16 + size}}) (local.get 1))
                  {{p}}.const 16)
                (func (export "last") (param {{p}}) (result {{p}}) ({{p}}.add (local.get 0) ({{p}}.const {{16 * size}})))
                (func (export "reset") (param {{p}}) (global.set $top ({{p}}.const 1024))))
              (core instance $i (instantiate $m))
              (alias core export $i "memory" (core memory $memory))
              (alias core export $i "realloc" (core func $realloc))
              (alias core export $i "reset" (core func $reset))
              (func (export "text") (param "s" string) (result string) (canon lift (core func $i "pair")
                string-encoding={{encoding}} (memory $memory) (realloc $realloc) (post-return $reset)))
              (func (export "items") (param "l" (list $item)) (result (list $item)) (canon lift (core func $i "pair")
                string-encoding={{encoding}} (memory $memory) (realloc $realloc) (post-return $reset)))
              (func (export "last")
                (param "a" string) (param "b" string) (param "c" string) (param "d" string) (param "e" string) (param "f" string)
                (param "g" string) (param "h" string) (param "i" string) (result string) (canon lift (core func $i "last")
                string-encoding={{encoding}} (memory $memory) (realloc $realloc) (post-return $reset))))
            """;
    }

    // Passes a string on to what it imports, and what comes back to its caller.
    private static string Relay(int width, string encoding, string import, string callee)
    {
        var p = $"i{width}";
        return $$"""
            (component
              {{import}}
              (core module $memory
                (memory (export "memory") {{p}} 2)
                (global $top (mut {{p}}) ({{p}}.const 1024))
                (func (export "realloc") (param {{p}} {{p}} {{p}} {{p}}) (result {{p}})
                  (local $at {{p}})
                  (local.set $at ({{p}}.and ({{p}}.add (global.get $top) ({{p}}.const 7)) ({{p}}.const -8)))
                  (memory.copy (local.get $at) (local.get 0) (select (local.get 1) (local.get 3) ({{p}}.lt_u (local.get 1) (local.get 3))))
                  (global.set $top ({{p}}.add (local.get $at) (local.get 3)))
                  local.get $at))
              (core instance $memory (instantiate $memory))
              (alias core export $memory "memory" (core memory $m))
              (alias core export $memory "realloc" (core func $realloc))
              (core func $lowered (canon lower {{callee}} string-encoding={{encoding}} (memory $m) (realloc $realloc)))
              (core module $main
                (import "" "f" (func $f (param {{p}} {{p}} {{p}})))
                (func (export "relay") (param {{p}} {{p}}) (result {{p}})
                  (call $f (local.get 0) (local.get 1) ({{p}}.const 32))
                  {{p}}.const 32))
              (core instance $i (instantiate $main (with "" (instance (export "f" (func $lowered))))))
              (func (export "relay") (param "s" string) (result string)
                (canon lift (core func $i "relay") string-encoding={{encoding}} (memory $m) (realloc $realloc))))
            """;
    }

    // Returns a string or a list at an address of a length.
    private static string Giver(long address, long length, string type, string encoding = "utf8", string bytes = "abc") => $$"""
        (component
          (core module $m
            (memory (export "memory") i64 1) (data (i64.const 16) "{{bytes}}")
            (func (export "give") (result i64)
              (i64.store (i64.const 32) (i64.const {{address}}))
              (i64.store (i64.const 40) (i64.const {{length}}))
              i64.const 32))
          (core instance $i (instantiate $m))
          (func (export "give") (result {{type}}) (canon lift (core func $i "give") string-encoding={{encoding}} (memory (core memory $i "memory")))))
        """;

    /// <summary>Both widths and all encodings on both sides.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CombinatorialWidthsAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from caller in new[] { 32, 64 }
            from callee in new[] { 32, 64 }
            from encoding in new[] { "utf8", "utf16", "latin1+utf16" }
            from other in new[] { "utf8", "utf16", "latin1+utf16" }
            select new object[] { caller, callee, encoding, other };
    }
}
