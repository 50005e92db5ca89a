using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.CanonicalAbi.Scenarios;

/// <summary>
/// Calls as whole components make them (the scenarios of run_tests.py for strings, round trips, realloc across components and handles), between
/// components and at the host's edge.
/// </summary>
public sealed class CallScenarios : ComponentTestBase
{
    private const string Bump = """
        (global $top (mut i32) (i32.const 4096))
        (func $realloc (export "realloc") (param i32 i32 i32 i32) (result i32)
          (local $at i32)
          (local.set $at (i32.and (i32.add (global.get $top) (i32.sub (local.get 2) (i32.const 1))) (i32.sub (i32.const 0) (local.get 2))))
          (memory.copy (local.get $at) (local.get 0) (select (local.get 1) (local.get 3) (i32.lt_u (local.get 1) (local.get 3))))
          (global.set $top (i32.add (local.get $at) (local.get 3)))
          local.get $at)
        """;

    public static TheoryData<string, string> Encodings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var from in new[] { "utf8", "utf16", "latin1+utf16" })
            {
                foreach (var to in new[] { "utf8", "utf16", "latin1+utf16" })
                    data.Add(from, to);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_string_arrives_in_every_encoding(string from, string to)
    {
        var relay = Instantiate($"""
            (component
              {Echo("$echo", to, "string")}
              {Relay("$relay", from, "string")}
              (instance $e (instantiate $echo))
              (instance $r (instantiate $relay (with "f" (func $e "f"))))
              (export "f" (func $r "f")))
            """).GetFunction<Func<string, string>>("f");
        string[] texts =
        [
            "", "a", "hi", "\0", "a\0b", "\u0080", "\u0080b", "ab\u00efc", "\u01ffy", "xy\u01ff", "a\ud7ffb", "a\u02ff\u03ff\u04ffbc",
            "\uf123", "\uf123\uf123abc", "abcdef\uf123", "\U0001f30d", "é\U0001f30dz",
        ];
        Assert.Equal(texts, texts.Select(relay));
    }

    [Fact]
    public void Values_make_the_round_trip_through_two_components()
    {
        Assert.Equal(["hello there"], Through<string[]>("(list string)")(["hello there"]));
        Assert.Equal([["one", "two"], ["three"]], Through<string[][]>("(list (list string))")([["one", "two"], ["three"]]));
        (string, ushort)?[] answers = [("answer", 42), null];
        Assert.Equal(answers, Through<(string, ushort)?[]>("(list (option (tuple string u16)))")(answers));
    }

    [Fact]
    public void A_small_number_and_a_pair_make_the_round_trip()
    {
        var instance = Instantiate("""
            (component
              (core module $m
                (memory (export "memory") 1)
                (func (export "same") (param i32) (result i32) (local.get 0))
                (func (export "pair") (param i32 i32) (result i32)
                  (i32.store16 (i32.const 8) (local.get 0)) (i32.store16 (i32.const 10) (local.get 1)) i32.const 8))
              (core instance $i (instantiate $m))
              (func (export "same") (param "v" s8) (result s8) (canon lift (core func $i "same")))
              (func (export "pair") (param "v" (tuple u16 u16)) (result (tuple u16 u16)) (canon lift (core func $i "pair") (memory (core memory $i "memory")))))
            """);
        Assert.Equal(-1, instance.GetFunction<Func<sbyte, sbyte>>("same")(-1));
        Assert.Equal((3, 4), instance.GetFunction<Func<(ushort, ushort), (ushort, ushort)>>("pair")((3, 4)));
    }

    [Fact]
    public void A_case_with_more_than_sixteen_values_goes_through_memory_whole()
    {
        const string payload = "(tuple u32 u32 u32 u32 u32 u32 u32 u32 u32 u32 u32 u32 u32 u32 u32 u32 string)";
        var instance = Instantiate($$"""
            (component
              (type $v' (variant (case "x" {{payload}})))
              (export $v "v" (type $v'))
              (core module $m
                (memory (export "memory") 1)
                {{Bump}}
                (func (export "same") (param i32) (result i32) (local.get 0)))
              (core instance $i (instantiate $m))
              (func (export "same") (param "v" $v) (result $v)
                (canon lift (core func $i "same") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
            """);
        WitValue[] items = [.. Enumerable.Range(1, 16).Select(i => (WitValue)(uint)i), "wat"];
        var value = WitValue.Variant("x", WitValue.Tuple(items));
        Assert.Equal(value, instance.Call("same", value));
    }

    [Fact]
    public void The_callers_realloc_runs_once_in_its_own_instance_and_cannot_call_out()
    {
        var calls = new List<string>();
        var linker = Link().Define("log", host => host.Function("note", (uint value) => calls.Add($"{value}")));
        string Consumer(string realloc) => $$"""
            (component
              (import "log" (instance $log (export "note" (func (param "v" u32)))))
              (component $producer
                (core module $m
                  (memory (export "memory") 1) (data (i32.const 16) "\0a\0b\0c")
                  (func (export "give") (result i32)
                    (i32.store (i32.const 32) (i32.const 16)) (i32.store (i32.const 36) (i32.const 3)) i32.const 32))
                (core instance $i (instantiate $m))
                (func (export "give") (result (list u8)) (canon lift (core func $i "give") (memory (core memory $i "memory")))))
              (component $consumer
                (import "give" (func $give (result (list u8))))
                (import "note" (func $note (param "v" u32)))
                (core func $note (canon lower (func $note)))
                (core module $memory
                  (import "" "note" (func $note (param i32)))
                  (memory (export "memory") 1)
                  (global $count (export "count") (mut i32) (i32.const 0))
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                    (global.set $count (i32.add (global.get $count) (i32.const 1)))
                    {{realloc}}
                    i32.const 128))
                (core instance $memory (instantiate $memory (with "" (instance (export "note" (func $note))))))
                (core func $give (canon lower (func $give) (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
                (core module $m
                  (import "" "give" (func $give (param i32)))
                  (import "" "memory" (memory 1))
                  (import "" "count" (global $count (mut i32)))
                  (func (export "run") (result i32)
                    (call $give (i32.const 64))
                    ;; count, length and the three bytes in one number
                    (i32.or (i32.shl (global.get $count) (i32.const 28))
                      (i32.or (i32.shl (i32.load (i32.const 68)) (i32.const 24))
                        (i32.and (i32.load (i32.load (i32.const 64))) (i32.const 0xffffff))))))
                (core instance $i (instantiate $m (with "" (instance
                  (export "give" (func $give)) (export "memory" (memory $memory "memory")) (export "count" (global $memory "count"))))))
                (func (export "run") (result u32) (canon lift (core func $i "run"))))
              (instance $p (instantiate $producer))
              (instance $c (instantiate $consumer (with "give" (func $p "give")) (with "note" (func $log "note"))))
              (export "run" (func $c "run")))
            """;
        Assert.Equal(0x130c0b0au, Instantiate(Consumer(""), linker).GetFunction<Func<uint>>("run")());
        var calling = Instantiate(Consumer("(call $note (i32.const 7))"), linker);
        Assert.Equal(TrapCode.CannotLeaveComponent, Assert.Throws<TrapException>(() => calling.GetFunction<Func<uint>>("run")()).Code);
        Assert.Empty(calls);
    }

    // As in the specification's scenario: two owned handles and a borrowed one come in; one of each is lent to the host, which gives a fourth; the first is
    // dropped, its index used again, the borrowed one dropped, and three owned ones go out.
    [Fact]
    public void Handles_are_lent_dropped_made_and_given_away_by_their_indices()
    {
        var (dropped, lent) = (new List<uint>(), new List<uint>());
        var linker = Link().Define("host", host => host
            .Resource<Thing>("thing", thing => dropped.Add(thing.Number))
            .Function("borrow-two", (Thing a, Thing b) =>
            {
                lent.AddRange([a.Number, b.Number]);
                return new Thing(45);
            }));
        var instance = Instantiate("""
            (component
              (import "host" (instance $host
                (export "thing" (type $thing (sub resource)))
                (export "borrow-two" (func (param "a" (borrow $thing)) (param "b" (borrow $thing)) (result (own $thing))))))
              (alias export $host "thing" (type $thing))
              (core func $two (canon lower (func $host "borrow-two")))
              (core func $drop (canon resource.drop $thing))
              (core module $m
                (import "" "two" (func $two (param i32 i32) (result i32)))
                (import "" "drop" (func $drop (param i32)))
                (memory (export "memory") 1)
                (func $expect (param i32 i32) (if (i32.ne (local.get 0) (local.get 1)) (then unreachable)))
                (func (export "run") (param i32 i32 i32) (result i32)
                  (call $expect (local.get 0) (i32.const 1))
                  (call $expect (local.get 1) (i32.const 2))
                  (call $expect (local.get 2) (i32.const 3))
                  (call $expect (call $two (local.get 0) (local.get 2)) (i32.const 4))
                  (call $drop (local.get 0))
                  (call $expect (call $two (local.get 1) (local.get 2)) (i32.const 1))
                  (call $drop (local.get 2))
                  (i32.store (i32.const 16) (i32.const 1))
                  (i32.store (i32.const 20) (local.get 1))
                  (i32.store (i32.const 24) (i32.const 4))
                  i32.const 16))
              (core instance $i (instantiate $m (with "" (instance (export "two" (func $two)) (export "drop" (func $drop))))))
              (func (export "run") (param "a" (own $thing)) (param "b" (own $thing)) (param "c" (borrow $thing))
                (result (tuple (own $thing) (own $thing) (own $thing)))
                (canon lift (core func $i "run") (memory (core memory $i "memory")))))
            """, linker);
        var run = instance.GetFunction<Func<Thing, Thing, Thing, (Thing, Thing, Thing)>>("run");
        var (a, b, c) = run(new Thing(42), new Thing(43), new Thing(44));
        Assert.Equal((45u, 43u, 45u), (a.Number, b.Number, c.Number));
        Assert.Equal([42u], dropped);
        Assert.Equal([42u, 44u, 43u, 44u], lent);
    }

    [Fact]
    public void A_handle_that_is_lent_cannot_be_dropped_or_given_away_meanwhile()
    {
        foreach (var misuse in new[] { "(call $drop (i32.const 1))", "(call $take (i32.const 1))" })
        {
            var instance = Instantiate(Lender(misuse));
            Assert.Equal(TrapCode.OwnedHandleBorrowed, Assert.Throws<TrapException>(() => instance.GetFunction<Action>("run")()).Code);
        }
        Instantiate(Lender("")).GetFunction<Action>("run")();
    }

    [Fact]
    public void The_host_cannot_enter_an_instance_that_runs_and_can_once_it_has_returned()
    {
        ComponentInstance? instance = null;
        TrapException? inside = null;
        var linker = Link().Define("host", host => host.Function("again", () =>
        {
            inside = Record.Exception(() => instance!.GetFunction<Action>("run")()) as TrapException;
        }));
        instance = Instantiate("""
            (component
              (import "host" (instance $host (export "again" (func))))
              (core func $again (canon lower (func $host "again")))
              (core module $m (import "" "again" (func $again)) (func (export "run") (call $again)) (func (export "idle")))
              (core instance $i (instantiate $m (with "" (instance (export "again" (func $again))))))
              (func (export "run") (canon lift (core func $i "run")))
              (func (export "idle") (canon lift (core func $i "idle"))))
            """, linker);
        instance.GetFunction<Action>("run")();
        Assert.Equal(TrapCode.CannotEnterComponent, inside!.Code);
        instance.GetFunction<Action>("idle")();
    }

    private Func<T, T> Through<T>(string type) => Instantiate($"""
        (component
          {Echo("$echo", "utf8", type)}
          {Relay("$relay", "utf16", type)}
          (instance $e (instantiate $echo))
          (instance $r (instantiate $relay (with "f" (func $e "f"))))
          (export "f" (func $r "f")))
        """).GetFunction<Func<T, T>>("f");

    private static string Echo(string name, string encoding, string type) => $$"""
        (component {{name}}
          (core module $m
            (memory (export "memory") 2)
            {{Bump}}
            (func (export "f") (param i32 i32) (result i32)
              (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) i32.const 16))
          (core instance $i (instantiate $m))
          (func (export "f") (param "v" {{type}}) (result {{type}})
            (canon lift (core func $i "f") string-encoding={{encoding}} (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
        """;

    private static string Relay(string name, string encoding, string type) => $$"""
        (component {{name}}
          (import "f" (func $f (param "v" {{type}}) (result {{type}})))
          (core module $memory (memory (export "memory") 2) {{Bump}})
          (core instance $memory (instantiate $memory))
          (alias core export $memory "memory" (core memory $m))
          (alias core export $memory "realloc" (core func $realloc))
          (core func $f (canon lower (func $f) string-encoding={{encoding}} (memory $m) (realloc $realloc)))
          (core module $main
            (import "" "f" (func $f (param i32 i32 i32)))
            (func (export "f") (param i32 i32) (result i32) (call $f (local.get 0) (local.get 1) (i32.const 32)) i32.const 32))
          (core instance $i (instantiate $main (with "" (instance (export "f" (func $f))))))
          (func (export "f") (param "v" {{type}}) (result {{type}})
            (canon lift (core func $i "f") string-encoding={{encoding}} (memory $m) (realloc $realloc))))
        """;

    // The implementer's own instance lends its handle to a child, which comes back into it.
    private static string Lender(string misuse) => $$"""
        (component
          (type $r (resource (rep i32)))
          (core func $new (canon resource.new $r))
          (core func $drop (canon resource.drop $r))
          (core module $back
            (import "" "drop" (func $drop (param i32)))
            (import "" "take" (func $take (param i32)))
            (func (export "back") {{misuse}}))
          (core module $taker (func (export "take") (param i32)))
          (core instance $taker (instantiate $taker))
          (func $take-own (param "r" (own $r)) (canon lift (core func $taker "take")))
          (core func $take (canon lower (func $take-own)))
          (core instance $back (instantiate $back (with "" (instance (export "drop" (func $drop)) (export "take" (func $take))))))
          (func $back-lifted (canon lift (core func $back "back")))
          (component $child
            (import "r" (type $r (sub resource)))
            (import "back" (func $back))
            (core func $back (canon lower (func $back)))
            (core func $drop (canon resource.drop $r))
            (core module $m
              (import "" "back" (func $back))
              (import "" "drop" (func $drop (param i32)))
              (func (export "use") (param i32) (call $back) (call $drop (local.get 0))))
            (core instance $i (instantiate $m (with "" (instance (export "back" (func $back)) (export "drop" (func $drop))))))
            (func (export "use") (param "r" (borrow $r)) (canon lift (core func $i "use"))))
          (instance $c (instantiate $child (with "r" (type $r)) (with "back" (func $back-lifted))))
          (core func $use (canon lower (func $c "use")))
          (core module $main
            (import "" "new" (func $new (param i32) (result i32)))
            (import "" "use" (func $use (param i32)))
            (func (export "run") (call $use (call $new (i32.const 5)))))
          (core instance $main (instantiate $main (with "" (instance (export "new" (func $new)) (export "use" (func $use))))))
          (func (export "run") (canon lift (core func $main "run"))))
        """;

    private sealed record Thing(uint Number);
}
