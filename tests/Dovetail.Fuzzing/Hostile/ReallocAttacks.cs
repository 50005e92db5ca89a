namespace Dovetail.Fuzzing.Hostile;

/// <summary>What a <c>realloc</c> can do to the one who asks it for memory: the host, or another component that passes a string or a list.</summary>
internal static class ReallocAttacks
{
    private static readonly TrapCode[] Misplaced = [TrapCode.ReallocOutOfBounds, TrapCode.StringOutOfBounds, TrapCode.ListOutOfBounds];
    private static readonly TrapCode[] Crooked = [TrapCode.ReallocUnaligned, TrapCode.UnalignedPointer];

    // The body of realloc: local 3 is the size. `$ping` and `$new` are imports, `$calls` counts.
    private static readonly (string Name, string Body, Outcome Expected)[] Bodies =
    [
        ("far out of bounds", "(i32.const 0xffffff00)", Outcome.Trap(Misplaced)),
        ("one byte out of bounds", "(i32.sub (i32.const 65544) (local.get 3))", Outcome.Trap(Misplaced)),
        ("at the very end", "(i32.and (i32.sub (i32.const 65536) (local.get 3)) (i32.const -8))", Outcome.Answer),
        ("at null", "(i32.const 0)", Outcome.Answer),
        ("not aligned", "(i32.const 1025)", Outcome.Trap(Crooked)),
        ("aligned for less", "(i32.const 1028)", Outcome.Trap(Crooked)),
        ("not aligned the second time", "(i32.add (i32.const 1024) (i32.gt_u (global.get $calls) (i32.const 1)))", Outcome.Trap(Crooked)),
        ("the same block again and again", "(i32.const 1024)", Outcome.Answer),
        ("memory that has just grown", "(i32.mul (memory.grow (i32.const 1)) (i32.const 65536))", Outcome.Answer),
        ("memory that has not grown", "(i32.mul (memory.size) (i32.const 65536))", Outcome.Trap(Misplaced)),
        ("traps", "(unreachable)", Outcome.Trap(TrapCode.Unreachable)),
        ("divides by zero", "(i32.div_u (i32.const 1) (i32.const 0))", Outcome.Trap(TrapCode.IntegerDivideByZero)),
        ("throws", "(throw $oops)", Outcome.Trap(TrapCode.UncaughtException)),
        ("spins", "(loop $again (br $again)) (i32.const 0)", Outcome.Trap(TrapCode.DeadlineExceeded)),
        ("never stops calling itself", "(call $realloc (local.get 0) (local.get 1) (local.get 2) (local.get 3))", Outcome.Trap(TrapCode.CallStackExhausted)),
        ("calls out", "(call $ping) (i32.const 1024)", Outcome.Trap(TrapCode.CannotLeaveComponent)),
        ("makes a resource", "(drop (call $new (i32.const 1))) (i32.const 1024)", Outcome.Trap(TrapCode.CannotLeaveComponent)),
        ("drops a resource", "(call $drop (i32.const 1)) (i32.const 1024)", Outcome.Trap(TrapCode.CannotLeaveComponent)),
    ];

    public static IReadOnlyList<Attack> All { get; } =
    [
        .. Bodies.Select(attack => new Attack($"realloc for the host: {attack.Name}", Victim(attack.Body, "attack"), attack.Expected)
        {
            Arguments = [WitValue.List<ulong>([1, 2, 3]), WitValue.List<ulong>([4, 5, 6])],
        }),
        .. Bodies.Select(attack => new Attack($"realloc for a component: {attack.Name}", Composed(attack.Body), attack.Expected)),
    ];

    private static string Victim(string body, string export) => $$"""
        (component
          (import "host" (instance $host (export "ping" (func))))
          (core func $ping (canon lower (func $host "ping")))
          (type $r (resource (rep i32)))
          (core func $new (canon resource.new $r))
          (core func $drop (canon resource.drop $r))
          (core module $m
            (import "" "ping" (func $ping)) (import "" "new" (func $new (param i32) (result i32))) (import "" "drop" (func $drop (param i32)))
            (memory (export "memory") 1) (tag $oops) (global $calls (mut i32) (i32.const 0))
            (func $realloc (export "realloc") (param i32 i32 i32 i32) (result i32)
              (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
              {{body}})
            (func (export "take") (param i32 i32 i32 i32)))
          (core instance $i (instantiate $m (with "" (instance (export "ping" (func $ping)) (export "new" (func $new)) (export "drop" (func $drop))))))
          (func (export "{{export}}") (param "a" (list u64)) (param "b" (list u64))
            (canon lift (core func $i "take") (memory $i "memory") (realloc (func $i "realloc")))))
        """;

    private static string Composed(string body) => $$"""
        (component
          (import "host" (instance $host (export "ping" (func))))
          {{Victim(body, "take").Replace("(component", "(component $victim", StringComparison.Ordinal)}}
          (instance $victim (instantiate $victim (with "host" (instance $host))))
          (core module $libc (memory (export "memory") 1))
          (core instance $libc (instantiate $libc))
          (core func $take (canon lower (func $victim "take") (memory $libc "memory")))
          (core module $m (import "" "take" (func $take (param i32 i32 i32 i32)))
            (func (export "attack") (call $take (i32.const 0) (i32.const 3) (i32.const 64) (i32.const 3))))
          (core instance $i (instantiate $m (with "" (instance (export "take" (func $take))))))
          (func (export "attack") (canon lift (core func $i "attack"))))
        """;
}
