namespace Dovetail.Fuzzing.Hostile;

/// <summary>What a component can try with handles, destructors and the rules of entering and leaving.</summary>
internal static class ResourceAttacks
{
    private static readonly Outcome Unknown = Outcome.Trap(TrapCode.UnknownHandle);
    private static readonly Outcome WrongType = Outcome.Trap(TrapCode.HandleTypeMismatch);
    private static readonly Outcome Leave = Outcome.Trap(TrapCode.CannotLeaveComponent);
    private static readonly Outcome Enter = Outcome.Trap(TrapCode.CannotEnterComponent);

    private static readonly (string Name, string Value)[] Forged =
        [("0", "0"), ("1", "1"), ("7 of 3", "7"), ("2^28", "0x10000000"), ("2^32 - 1", "-1")];

    private static readonly (string Name, string Call)[] Uses =
    [
        ("drops", "(call $drop {0})"), ("asks for the representation of", "(drop (call $rep {0}))"), ("gives away", "(call $own {0})"),
        ("lends", "(call $borrow {0})"), ("gives the host", "(call $keep {0})"), ("lends the host", "(call $look {0})"),
        ("drops as another type", "(call $drop-other {0})"),
    ];

    private static readonly (string Name, string Body, Outcome Expected)[] Bodies =
    [
        ("drops twice", "(local.set 0 (call $new (i32.const 1))) (call $drop (local.get 0)) (call $drop (local.get 0))", Unknown),
        ("uses what it dropped", "(local.set 0 (call $new (i32.const 1))) (call $drop (local.get 0)) (drop (call $rep (local.get 0)))", Unknown),
        ("uses what it gave away", "(local.set 0 (call $new (i32.const 1))) (call $own (local.get 0)) (drop (call $rep (local.get 0)))", Unknown),
        ("gives away twice", "(local.set 0 (call $new (i32.const 1))) (call $own (local.get 0)) (call $own (local.get 0))", Unknown),
        ("gives the same twice in one call", "(local.set 0 (call $new (i32.const 1))) (call $two-owns (local.get 0) (local.get 0))", Unknown),
        ("gives away what it lends in the same call", "(local.set 0 (call $new (i32.const 1))) (call $borrow-and-own (local.get 0) (local.get 0))",
            Outcome.Trap(TrapCode.OwnedHandleBorrowed)),
        ("lends what it gives away in the same call", "(local.set 0 (call $new (i32.const 1))) (call $own-and-borrow (local.get 0) (local.get 0))", Unknown),
        ("drops one type as another", "(call $drop-other (call $new (i32.const 1)))", WrongType),
        ("asks for the representation of another type", "(drop (call $rep (call $new-other (i32.const 1))))", WrongType),
        ("gives away another type", "(call $own (call $new-other (i32.const 1)))", WrongType),
        ("lends another type", "(call $borrow (call $new-other (i32.const 1)))", WrongType),
        ("drops the host's as its own", "(call $drop (call $open))", WrongType),
        ("asks for the representation of the host's", "(drop (call $rep (call $open)))", WrongType),
        ("gives the host its own as the host's", "(call $keep (call $new (i32.const 1)))", WrongType),
        ("keeps what it was lent", "(call $keeps (call $new (i32.const 1)))", Outcome.Trap(TrapCode.BorrowsRemain)),
        ("drops a loan twice", "(call $drops-twice (call $new (i32.const 1)))", Unknown),
        ("gives away what it was lent", "(call $gives-on (call $new (i32.const 1)))", WrongType),
        ("fills the table", "(loop $more (drop (call $new (i32.const 1))) (br $more))", Outcome.Trap(TrapCode.LimitReached)),
        ("fills the table with the host's", "(loop $more (drop (call $open)) (br $more))", Outcome.Trap(TrapCode.LimitReached)),
        ("fills the table of another", "(loop $more (call $own (call $new (i32.const 1))) (br $more))", Outcome.Trap(TrapCode.LimitReached)),
        ("makes and drops without end", "(loop $more (call $drop (call $new (i32.const 0))) (br $more))", Outcome.Trap(TrapCode.DeadlineExceeded)),
        ("has a destructor that traps", "(call $drop (call $new (i32.const 13)))", Outcome.Trap(TrapCode.Unreachable)),
        ("has a destructor that spins", "(call $drop (call $new (i32.const 14)))", Outcome.Trap(TrapCode.DeadlineExceeded)),
        ("has a destructor that never stops calling itself", "(call $drop (call $new (i32.const 15)))", Outcome.Trap(TrapCode.CallStackExhausted)),
        ("lets another drop what traps", "(call $drops-own (call $new (i32.const 13)))", Outcome.Trap(TrapCode.Unreachable)),
        ("returns to the host what it dropped", "(call $again)", Enter),
        ("lets the host throw", "(call $fail)", new Outcome(typeof(HostException), "the host's own")),
    ];

    public static IReadOnlyList<Attack> All { get; } =
    [
        .. from use in Uses
           from forged in Forged
           select new Attack($"{use.Name} the forged handle {forged.Name}", Guest(string.Format(null, use.Call, $"(i32.const {forged.Value})")), Unknown),
        .. Bodies.Select(attack => new Attack(attack.Name, Guest(attack.Body), attack.Expected)),
        new("calls out in post-return", PostReturn("(call $ping)"), Leave),
        new("makes a resource in post-return", PostReturn("(drop (call $new (i32.const 1)))"), Leave),
        new("drops a resource in post-return", PostReturn("(call $drop (i32.const 1))"), Leave),
        new("traps in post-return", PostReturn("unreachable"), Outcome.Trap(TrapCode.Unreachable)),
        new("spins in post-return", PostReturn("(loop $again (br $again))"), Outcome.Trap(TrapCode.DeadlineExceeded)),
        new("throws in post-return", PostReturn("(throw $oops)"), Outcome.Trap(TrapCode.UncaughtException)),
        new("calls the host in its start function, which calls back", Started("(call $again)"), Outcome.Answer),
        new("spins in its start function", Started("(loop $again (br $again))"), Outcome.Trap(TrapCode.DeadlineExceeded)),
        new("traps in its start function", Started("unreachable"), Outcome.Trap(TrapCode.Unreachable)),
        new("throws in its start function", Started("(throw $oops)"), Outcome.Trap(TrapCode.UncaughtException)),
        new("returns a borrow", """
            (component (type $r (resource (rep i32))) (core module $m (func (export "f") (result i32) (i32.const 0)))
              (core instance $i (instantiate $m)) (func (export "attack") (result (borrow $r)) (canon lift (core func $i "f"))))
            """, Outcome.Invalid()),
        new("owns what is no resource", """
            (component (type $r u32) (core module $m (func (export "f") (param i32)))
              (core instance $i (instantiate $m)) (func (export "attack") (param "r" (own $r)) (canon lift (core func $i "f"))))
            """, Outcome.Invalid()),
        new("makes a resource of a type it imports", """
            (component (import "host" (instance $h (export "thing" (type (sub resource))))) (alias export $h "thing" (type $t))
              (core func (canon resource.new $t)))
            """, Outcome.Invalid()),
        new("has a resource whose destructor is of another type", """
            (component (core module $m (func (export "d") (param i64))) (core instance $i (instantiate $m))
              (type $r (resource (rep i32) (dtor (func $i "d")))))
            """, Outcome.Invalid()),
    ];

    // The attacker owns `$r` and `$other`, and has a neighbour inside its root that takes what it is given.
    private static string Guest(string body) => $$"""
        (component
          (import "host" (instance $host
            (export "thing" (type $thing (sub resource))) (export "open" (func (result (own $thing))))
            (export "keep" (func (param "thing" (own $thing)))) (export "look" (func (param "thing" (borrow $thing))))
            (export "again" (func)) (export "fail" (func))))
          (core module $d
            (func $spin (loop $again (br $again)))
            (func $deep (param i32) (call $deep (local.get 0)))
            (func (export "d") (param i32)
              (if (i32.eq (local.get 0) (i32.const 13)) (then unreachable))
              (if (i32.eq (local.get 0) (i32.const 14)) (then (call $spin)))
              (if (i32.eq (local.get 0) (i32.const 15)) (then (call $deep (local.get 0))))))
          (core instance $d (instantiate $d))
          (type $r (resource (rep i32) (dtor (func $d "d"))))
          (type $other (resource (rep i32)))
          (component $neighbour
            (import "r" (type $r (sub resource)))
            (core func $drop (canon resource.drop $r))
            (component $taker' (import "r" (type $r (sub resource)))
              (core module $m (func (export "own") (param i32))) (core instance $i (instantiate $m))
              (func (export "own") (param "r" (own $r)) (canon lift (core func $i "own"))))
            (instance $taker (instantiate $taker' (with "r" (type $r))))
            (core func $give-on (canon lower (func $taker "own")))
            (core module $m
              (import "" "drop" (func $drop (param i32))) (import "" "give-on" (func $give-on (param i32)))
              (func (export "own") (param i32)) (func (export "drops-own") (param i32) (call $drop (local.get 0)))
              (func (export "borrow") (param i32) (call $drop (local.get 0)))
              (func (export "keeps") (param i32))
              (func (export "drops-twice") (param i32) (call $drop (local.get 0)) (call $drop (local.get 0)))
              (func (export "gives-on") (param i32) (call $give-on (local.get 0)))
              (func (export "two") (param i32 i32)))
            (core instance $i (instantiate $m (with "" (instance (export "drop" (func $drop)) (export "give-on" (func $give-on))))))
            (func (export "own") (param "r" (own $r)) (canon lift (core func $i "own")))
            (func (export "drops-own") (param "r" (own $r)) (canon lift (core func $i "drops-own")))
            (func (export "borrow") (param "r" (borrow $r)) (canon lift (core func $i "borrow")))
            (func (export "keeps") (param "r" (borrow $r)) (canon lift (core func $i "keeps")))
            (func (export "drops-twice") (param "r" (borrow $r)) (canon lift (core func $i "drops-twice")))
            (func (export "gives-on") (param "r" (borrow $r)) (canon lift (core func $i "gives-on")))
            (func (export "two-owns") (param "a" (own $r)) (param "b" (own $r)) (canon lift (core func $i "two")))
            (func (export "borrow-and-own") (param "a" (borrow $r)) (param "b" (own $r)) (canon lift (core func $i "two")))
            (func (export "own-and-borrow") (param "a" (own $r)) (param "b" (borrow $r)) (canon lift (core func $i "two"))))
          (instance $n (instantiate $neighbour (with "r" (type $r))))
          {{string.Join("\n  ", Neighbour.Select(name => $"(core func ${name} (canon lower (func $n \"{name}\")))"))}}
          (core func $new (canon resource.new $r)) (core func $drop (canon resource.drop $r)) (core func $rep (canon resource.rep $r))
          (core func $new-other (canon resource.new $other)) (core func $drop-other (canon resource.drop $other))
          (core func $open (canon lower (func $host "open"))) (core func $keep (canon lower (func $host "keep")))
          (core func $look (canon lower (func $host "look"))) (core func $again (canon lower (func $host "again")))
          (core func $fail (canon lower (func $host "fail")))
          (core module $m
            {{string.Join("\n    ", Imports.Select(import => $"(import \"\" \"{import.Name}\" (func ${import.Name} {import.Type}))"))}}
            (func (export "attack") (local i32) {{body}}))
          (core instance $i (instantiate $m (with "" (instance
            {{string.Join("\n    ", Imports.Select(import => $"(export \"{import.Name}\" (func ${import.Name}))"))}}))))
          (func (export "attack") (canon lift (core func $i "attack"))))
        """;

    private static string[] Neighbour =>
        ["own", "drops-own", "borrow", "keeps", "drops-twice", "gives-on", "two-owns", "borrow-and-own", "own-and-borrow"];

    private static (string Name, string Type)[] Imports =>
    [
        .. Neighbour.Select(name => (name, name is "two-owns" or "borrow-and-own" or "own-and-borrow" ? "(param i32 i32)" : "(param i32)")),
        ("new", "(param i32) (result i32)"), ("drop", "(param i32)"), ("rep", "(param i32) (result i32)"), ("new-other", "(param i32) (result i32)"),
        ("drop-other", "(param i32)"), ("open", "(result i32)"), ("keep", "(param i32)"), ("look", "(param i32)"), ("again", ""), ("fail", ""),
    ];

    private static string PostReturn(string body) => $"""
        (component
          (import "host" (instance $host (export "ping" (func))))
          (core func $ping (canon lower (func $host "ping")))
          (type $r (resource (rep i32)))
          (core func $new (canon resource.new $r)) (core func $drop (canon resource.drop $r))
          (core module $m
            (import "" "ping" (func $ping)) (import "" "new" (func $new (param i32) (result i32))) (import "" "drop" (func $drop (param i32)))
            (tag $oops) (func (export "attack") (result i32) (call $new (i32.const 1))) (func (export "after") (param i32) {body}))
          (core instance $i (instantiate $m (with "" (instance (export "ping" (func $ping)) (export "new" (func $new)) (export "drop" (func $drop))))))
          (func (export "attack") (result u32) (canon lift (core func $i "attack") (post-return (func $i "after")))))
        """;

    private static string Started(string body) => $"""
        (component
          (import "host" (instance $host (export "again" (func))))
          (core func $again (canon lower (func $host "again")))
          (core module $m (import "" "again" (func $again)) (tag $oops) (func $start {body}) (start $start))
          (core instance $i (instantiate $m (with "" (instance (export "again" (func $again)))))))
        """;
}
