using System.Text;

namespace Dovetail.Fuzzing.Hostile;

/// <summary>What a component can do to those who link and instantiate it.</summary>
internal static class LinkAttacks
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("imports what there is not", "(component (import \"nobody\" (func)))", Outcome.Link("nobody")),
        new("imports ten thousand things that there are not", $"(component {Repeat(i => $"(import \"nobody{i}\" (func))", 10_000)})", Outcome.Link("nobody")),
        new("imports a function as an instance", "(component (import \"host\" (func)))", Outcome.Link("host")),
        new("imports a function of another type", "(component (import \"host\" (instance (export \"ping\" (func (param \"a\" string))))))", Outcome.Link("ping")),
        new("imports a function with a result it has not", "(component (import \"host\" (instance (export \"say\" (func (result u32))))))", Outcome.Link("say")),
        new("imports what the instance has not", "(component (import \"host\" (instance (export \"gone\" (func)))))", Outcome.Link("gone")),
        new("imports a resource as a function", "(component (import \"host\" (instance (export \"thing\" (func)))))", Outcome.Link("thing")),
        new("imports a function as a resource", "(component (import \"host\" (instance (export \"ping\" (type (sub resource))))))", Outcome.Link("ping")),
        new("imports a core module that is an instance", "(component (import \"host\" (core module)))", Outcome.Link("host")),
        new("imports itself", "(component (import \"me\" (instance (export \"f\" (func)))))", Outcome.Link("circle"))
        {
            Define = linker => linker.Define("me", Component.Parse(linker.Engine, "(component (import \"me\" (instance (export \"f\" (func)))))")),
        },
        new("imports two that import each other", "(component (import \"left\" (instance)))", Outcome.Link("circle"))
        {
            Define = linker => linker
                .Define("left", Component.Parse(linker.Engine, "(component (import \"right\" (instance)))"))
                .Define("right", Component.Parse(linker.Engine, "(component (import \"left\" (instance)))")),
        },
        new("isolates itself", "(component (import \"me\" (instance)))", Outcome.Link("circle"))
        {
            Define = linker => linker.Isolate("me", Component.Parse(linker.Engine, "(component (import \"me\" (instance)))")),
        },
        new("imports a thousand in a row", "(component (import \"c0\" (instance)))", Outcome.Limit())
        {
            Define = linker => Enumerable.Range(0, 1_000).ToList().ForEach(i =>
                linker.Define($"c{i}", Component.Parse(linker.Engine, i == 999 ? "(component)" : $"(component (import \"c{i + 1}\" (instance)))"))),
        },
        new("instantiates ten of ten, ten levels deep", Bomb(10, 10), Outcome.Limit()),
        new("instantiates two of two, sixty levels deep", Bomb(60, 2), Outcome.Limit()),
        new("instantiates a module ten thousand times", $"(component (core module $m (memory 1)) {Repeat(_ => "(core instance (instantiate $m))", 10_000)})",
            Outcome.Limit()),
        new("begins with 4 GiB", "(component (core module $m (memory 65536)) (core instance (instantiate $m)))", Outcome.Limit("memory bytes")),
        new("begins with a hundred memories of 4 GiB", $"(component (core module $m {Repeat(_ => "(memory 65536)", 100)}) (core instance (instantiate $m)))",
            Outcome.Limit()),
        new("begins with 2^32 - 1 elements", "(component (core module $m (table 4294967295 funcref)) (core instance (instantiate $m)))",
            Outcome.Limit("table elements")),
        new("has data beyond its memory", "(component (core module $m (memory 1) (data (i32.const 65536) \"x\")) (core instance (instantiate $m)))",
            Outcome.Trap(TrapCode.MemoryOutOfBounds)),
        new("has elements beyond its table", "(component (core module $m (table 1 funcref) (elem (i32.const 1) $f) (func $f)) (core instance (instantiate $m)))",
            Outcome.Trap(TrapCode.TableOutOfBounds)),
        new("writes to the table of another and traps", """
            (component
              (core module $a (table (export "t") 1 funcref)) (core instance $a (instantiate $a))
              (core module $b (import "a" "t" (table 1 funcref)) (elem (i32.const 0) $f) (func $f) (func $start unreachable) (start $start))
              (core instance $b (instantiate $b (with "a" (instance $a)))))
            """, Outcome.Trap(TrapCode.Unreachable)),
        new("takes all the memory it can get", Grown("(loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))"), Outcome.Answer),
        new("takes all the tables it can get", Grown("(loop $more (br_if $more (i32.ne (table.grow (ref.null func) (i32.const 1000)) (i32.const -1))))"),
            Outcome.Answer),
        new("recurses through a table", Grown("(call_indirect (i32.const 0))"), Outcome.Trap(TrapCode.CallStackExhausted)),
        new("recurses with tail calls", Grown("(return_call_indirect (i32.const 0))"), Outcome.Trap(TrapCode.DeadlineExceeded)),
        new("fills its memory without end", Grown("(loop $more (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br $more))"),
            Outcome.Trap(TrapCode.DeadlineExceeded)),
        new("calls the host without end", """
            (component (import "host" (instance $host (export "ping" (func)))) (core func $ping (canon lower (func $host "ping")))
              (core module $m (import "" "ping" (func $ping)) (func (export "attack") (loop $more (call $ping) (br $more))))
              (core instance $i (instantiate $m (with "" (instance (export "ping" (func $ping))))))
              (func (export "attack") (canon lift (core func $i "attack"))))
            """, Outcome.Trap(TrapCode.DeadlineExceeded)),
        new("calls itself by way of the host", """
            (component (import "host" (instance $host (export "again" (func)))) (core func $again (canon lower (func $host "again")))
              (core module $m (import "" "again" (func $again)) (func (export "attack") (call $again)))
              (core instance $i (instantiate $m (with "" (instance (export "again" (func $again))))))
              (func (export "attack") (canon lift (core func $i "attack"))))
            """, Outcome.Trap(TrapCode.CannotEnterComponent)),
        new("calls a neighbour without end", """
            (component
              (component $c (core module $m (func (export "f"))) (core instance $i (instantiate $m)) (func (export "f") (canon lift (core func $i "f"))))
              (instance $c (instantiate $c)) (core func $f (canon lower (func $c "f")))
              (core module $m (import "" "f" (func $f)) (func (export "attack") (loop $more (call $f) (br $more))))
              (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
              (func (export "attack") (canon lift (core func $i "attack"))))
            """, Outcome.Trap(TrapCode.DeadlineExceeded)),
        new("calls its parent from its start function", """
            (component $p
              (core module $a (func (export "f"))) (core instance $a (instantiate $a)) (func $f (canon lift (core func $a "f")))
              (component $c (import "f" (func $f)) (core func $f (canon lower (func $f)))
                (core module $m (import "" "f" (func $f)) (start $f)) (core instance (instantiate $m (with "" (instance (export "f" (func $f)))))))
              (instance (instantiate $c (with "f" (func $f)))))
            """, Outcome.Answer),
    ];

    private static string Repeat(Func<int, string> text, int times) =>
        Enumerable.Range(0, times).Aggregate(new StringBuilder(), (all, i) => all.Append(text(i))).ToString();

    private static string Grown(string body) => $"""
        (component
          (core module $m (type $f (func)) (memory 1) (table 1 funcref) (elem (i32.const 0) $attack) (func $attack (export "attack") {body}))
          (core instance $i (instantiate $m))
          (func (export "attack") (canon lift (core func $i "attack"))))
        """;

    private static string Bomb(int levels, int times)
    {
        var text = "(component $c0 (core module $m) (core instance (instantiate $m)))";
        for (var i = 1; i < levels; i++)
        {
            text = $"(component $c{i} {text} {Repeat(_ => $"(instance (instantiate $c{i - 1}))", times)})";
        }
        return text;
    }
}
