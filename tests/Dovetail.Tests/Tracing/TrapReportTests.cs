using Dovetail.Wasm;

namespace Dovetail.Tests.Tracing;

public sealed class TrapReportTests : IDisposable
{
    // `total` calls `divide` of a component inside, which calls `check` of one beside it.
    private const string Shop = """
        (component
          (component $checker
            (core module $m (func $deny (export "check") (param i32) (if (i32.eqz (local.get 0)) (then unreachable))))
            (core instance $i (instantiate $m))
            (func (export "check") (param "n" u32) (canon lift (core func $i "check"))))
          (component $divider
            (import "check" (func $check (param "n" u32)))
            (core func $check (canon lower (func $check)))
            (core module $m (import "" "check" (func $check (param i32)))
              (func $divide (export "divide") (param i32 i32) (result i32) (call $check (local.get 1)) (i32.div_u (local.get 0) (local.get 1))))
            (core instance $i (instantiate $m (with "" (instance (export "check" (func $check))))))
            (func (export "divide") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "divide"))))
          (instance $checker (instantiate $checker))
          (instance $divider (instantiate $divider (with "check" (func $checker "check"))))
          (core func $divide (canon lower (func $divider "divide")))
          (core module $m (import "" "divide" (func $divide (param i32 i32) (result i32)))
            (memory (export "memory") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
            (func $total (export "total") (param i32 i32 i32) (result i32) (call $divide (i32.const 10) (local.get 2))))
          (core instance $i (instantiate $m (with "" (instance (export "divide" (func $divide))))))
          (func $total (param "name" string) (param "by" u32) (result u32)
            (canon lift (core func $i "total") (memory $i "memory") (realloc (func $i "realloc"))))
          (instance $api (export "total" (func $total)))
          (export "shop:cart/api" (instance $api)))
        """;

    private readonly Engine engine = new(new EngineOptions { ComponentFeatures = ComponentFeatures.Default | ComponentFeatures.FixedLengthLists });
    private readonly Store store;

    public TrapReportTests() => store = new Store(engine);

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void A_trap_names_the_instance_the_function_and_who_called_it_with_what()
    {
        var api = Make();
        Assert.Equal((WitValue)5u, api.Call("total", "sum", 2u));
        var trap = Assert.Throws<TrapException>(() => api.Call("total", "Ada \u001b[2J", 0u));
        Assert.Equal(
            ["check(0) in `instance 0`", "divide(10, 0) in `instance 1`", "shop:cart/api.total(\"Ada \\u{1b}[2J\", 0)"],
            trap.Calls.Select(call => call.ToString()));
        Assert.Equal("instance 0", trap.Calls[0].Instance);
        Assert.Contains("the component is locked with all that is inside of it", trap.Outlook, StringComparison.Ordinal);
        Assert.StartsWith("wasm trap: wasm `unreachable` instruction executed\n  in check(0) in `instance 0`\n  called by divide(10, 0) in `instance 1`\n",
            trap.Report, StringComparison.Ordinal);
        Assert.Contains("\n  at f0", trap.Report, StringComparison.Ordinal);
    }

    // The guest calls `f` of a component beside it with what lies flat in `arguments`, and traps where `callee` says.
    private TrapException Trap(string parameters, string flat, string arguments, string callee = "unreachable", string data = "",
        string realloc = "(i32.const 1024)") =>
        Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, Component.Parse(engine, $$"""
            (component
              (component $callee
                (core module $m (memory (export "m") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) {{realloc}})
                  (func (export "f") (param {{flat}}) {{callee}}))
                (core instance $i (instantiate $m))
                (func (export "f") {{parameters}} (canon lift (core func $i "f") (memory (core memory $i "m")) (realloc (core func $i "realloc")))))
              (instance $callee (instantiate $callee))
              (core module $libc (memory (export "m") 1) (data (i32.const 0) "{{data}}"))
              (core instance $libc (instantiate $libc))
              (core func $f (canon lower (func $callee "f") (memory (core memory $libc "m"))))
              (core module $m (import "" "f" (func $f (param {{flat}}))) (func (export "run") (call $f {{arguments}})))
              (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
              (func (export "run") (canon lift (core func $i "run"))))
            """)).Call("run"));

    [Theory]
    [InlineData("f32 f64 i64 i32 i32", "(f32.const 1.5) (f64.const -2.5) (i64.const -1) (i32.const 0x41) (i32.const 1)",
        """(param "a" f32) (param "b" f64) (param "c" s64) (param "d" char) (param "e" bool)""", "1.5, -2.5, -1, 'A', true")]
    [InlineData("i32 i32", "(i32.const 0) (i32.const 2)", """(param "s" string)""", "\"hi\"")]
    [InlineData("i32 i32", "(i32.const 4) (i32.const 2)", """(param "l" (list (tuple u8 (option u16))))""", "[(1, some(7)), (2, none)]")]
    [InlineData("i32 i32 i32", "(i32.const 1) (i32.const 2) (i32.const 3)", """(param "l" (list u32 3))""", "[1, 2, 3]")]
    [InlineData("i32 i32", "(i32.const 16) (i32.const 1)", """(param "m" (map u8 string))""", "[(5, \"hi\")]")]
    [InlineData("i32 i64", "(i32.const 1) (i64.const 0x3fc00000)", """(param "r" (result u64 (error f32)))""", "err(1.5)")]
    public void Arguments_of_calls_between_components_are_shown_as_they_lie(string flat, string arguments, string parameters, string shown)
    {
        var trap = Trap(parameters, flat, arguments, data: @"hi\00\00\01\00\01\00\07\00\02\00\00\00\00\00\05\00\00\00\00\00\00\00\02\00\00\00");
        Assert.Equal($"f({shown}) in `instance 0`", trap.Calls[0].ToString());
    }

    [Fact]
    public void Arguments_are_known_wherever_in_the_call_it_trapped()
    {
        const string Parameter = """(param "s" string)""";
        Assert.Equal("f(\"hi\") in `instance 0`", Trap(Parameter, "i32 i32", "(i32.const 0) (i32.const 2)", data: "hi", realloc: "unreachable").Calls[0].ToString());
        Assert.Equal("f(\"hi\") in `instance 0`", Trap(Parameter, "i32 i32", "(i32.const 0) (i32.const 2)", data: "hi", realloc: "(i32.const -1)").Calls[0].ToString());
        var thrown = Trap(Parameter, "i32 i32", "(i32.const 0) (i32.const 2)", "(throw $e)) (tag $e", data: "hi");
        Assert.Equal((TrapCode.UncaughtException, "f(\"hi\") in `instance 0`"), (thrown.Code, thrown.Calls[0].ToString()));
    }

    [Theory]
    [InlineData("(i32.const 65530) (i32.const 100)", "<string 65530+100>")]
    [InlineData("(i32.const -1) (i32.const -1)", "<string 4294967295+4294967295>")]
    public void Arguments_that_are_not_there_are_shown_as_what_they_are(string arguments, string shown) =>
        Assert.Equal($"f({shown}) in `instance 0`", Trap("""(param "s" string)""", "i32 i32", arguments).Calls[0].ToString());

    [Fact]
    public void Arguments_in_memory_are_shown_and_cut_off()
    {
        var many = string.Concat(Enumerable.Range(0, 1000).Select(i => $"(param \"p{i}\" u8) "));
        Assert.StartsWith("f(104, 105, 0, ", Trap(many, "i32", "(i32.const 0)", data: "hi").Calls[0].ToString(), StringComparison.Ordinal);
        var cut = Trap(many, "i32", "(i32.const 0)", data: "hi").Calls[0].Arguments!;
        Assert.InRange(cut.Length, 100, 300);
        Assert.EndsWith("…", cut, StringComparison.Ordinal);
        Assert.StartsWith("f(<outside: 65536>, <outside: 65537>", Trap(many, "i32", "(i32.const 65536)").Calls[0].ToString(), StringComparison.Ordinal);
        var lists = Trap("""(param "l" (list (list u8)))""", "i32 i32", "(i32.const 0) (i32.const 0x10000000)").Calls[0].ToString();
        Assert.Equal("f(<list 0+268435456>) in `instance 0`", lists);
    }

    [Fact]
    public void Of_many_calls_the_innermost_are_shown()
    {
        var chain = string.Concat(Enumerable.Range(1, 50).Select(i => $"(instance $i{i} (instantiate $c (with \"f\" (func $i{i - 1} \"f\"))))\n"));
        var trap = Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, Component.Parse(engine, $$"""
            (component
              (component $last
                (core module $m (func (export "f") (param i32) unreachable)) (core instance $i (instantiate $m))
                (func (export "f") (param "n" u32) (canon lift (core func $i "f"))))
              (component $c
                (import "f" (func $f (param "n" u32)))
                (core func $f' (canon lower (func $f)))
                (core module $m (import "" "f" (func $f (param i32))) (func (export "f") (param i32) (call $f (i32.sub (local.get 0) (i32.const 1)))))
                (core instance $i (instantiate $m (with "" (instance (export "f" (func $f'))))))
                (func (export "f") (param "n" u32) (canon lift (core func $i "f"))))
              (instance $i0 (instantiate $last))
              {{chain}}
              (export "f" (func $i50 "f")))
            """)).Call("f", 50u));
        Assert.Equal(20, trap.Calls.Length);
        Assert.Equal(["f(0) in `instance 0`", "f(1) in `instance 1`"], trap.Calls.Take(2).Select(call => call.ToString()));
    }

    [Fact]
    public void A_typed_call_shows_its_arguments_too()
    {
        var trap = Assert.Throws<TrapException>(() => Make().GetFunction<Func<string, uint, uint>>("total")("sum", 0));
        Assert.Equal("shop:cart/api.total(\"sum\", 0)", trap.Calls[^1].ToString());
    }

    [Fact]
    public void Long_arguments_are_cut_off()
    {
        var trap = Assert.Throws<TrapException>(() => Make().Call("total", new string('x', 100_000), 0u));
        Assert.InRange(trap.Calls[^1].Arguments!.Length, 100, 400);
        trap = Assert.Throws<TrapException>(() => Make().GetFunction<Func<string, uint, uint>>("total")(new string('x', 100_000), 0));
        Assert.InRange(trap.Calls[^1].Arguments!.Length, 100, 400);
    }

    [Fact]
    public void A_locked_component_tells_the_first_trap_again_and_what_may_still_be_done()
    {
        var api = Make();
        Assert.Throws<TrapException>(() => api.Call("total", "sum", 0u));
        var again = Assert.Throws<TrapException>(() => api.Call("total", "sum", 1u));
        Assert.Contains("an earlier trap has locked it (wasm trap: wasm `unreachable` instruction executed); the component is locked with all that is inside of it; "
            + "what else lives in the store goes on, and the component can be instantiated again", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_by_way_of_the_host_are_one_chain()
    {
        var inner = Make();
        var outer = new Linker(engine).Define("ask", (Action)(() => inner.Call("total", "x", 0u))).Instantiate(store, Component.Parse(engine, """
            (component (import "ask" (func $ask)) (core func $ask (canon lower (func $ask)))
              (core module $m (import "" "ask" (func $ask)) (func (export "run") (call $ask)))
              (core instance $i (instantiate $m (with "" (instance (export "ask" (func $ask))))))
              (func (export "run") (canon lift (core func $i "run"))))
            """));
        var trap = Assert.Throws<TrapException>(() => outer.Call("run"));
        Assert.Equal(["check", "divide", "shop:cart/api.total", "run"], trap.Calls.Select(call => call.Function));
    }

    [Fact]
    public void Of_many_calls_by_way_of_the_host_the_innermost_are_shown()
    {
        var component = Component.Parse(engine, """
            (component (import "ask" (func $ask)) (core func $ask (canon lower (func $ask)))
              (core module $m (import "" "ask" (func $ask)) (func (export "run") (call $ask)))
              (core instance $i (instantiate $m (with "" (instance (export "ask" (func $ask))))))
              (func (export "run") (canon lift (core func $i "run"))))
            """);
        var last = Make();
        Action run = () => last.Call("total", "x", 0u);
        for (var i = 0; i < 30; i++)
        {
            var instance = new Linker(engine).Define("ask", run).Instantiate(store, component);
            run = () => instance.Call("run");
        }
        var trap = Assert.Throws<TrapException>(run);
        Assert.Equal(["check", "divide", "shop:cart/api.total", .. Enumerable.Repeat("run", 17)], trap.Calls.Select(call => call.Function));
    }

    [Fact]
    public void A_destructor_is_a_call_of_the_one_who_drops()
    {
        var instance = new Linker(engine).Instantiate(store, Component.Parse(engine, """
            (component
              (component $files
                (core module $d (func (export "d") (param i32) unreachable)) (core instance $d (instantiate $d))
                (type $f (resource (rep i32) (dtor (func $d "d"))))
                (core func $new (canon resource.new $f))
                (core module $m (import "" "new" (func $new (param i32) (result i32))) (func (export "open") (result i32) (call $new (i32.const 1))))
                (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
                (export $file "file" (type $f))
                (func (export "open") (result (own $file)) (canon lift (core func $i "open"))))
              (instance $files (instantiate $files))
              (alias export $files "file" (type $file))
              (core func $open (canon lower (func $files "open")))
              (core func $drop (canon resource.drop $file))
              (core module $m (import "" "open" (func $open (result i32))) (import "" "drop" (func $drop (param i32))) (func (export "run") (call $drop (call $open))))
              (core instance $i (instantiate $m (with "" (instance (export "open" (func $open)) (export "drop" (func $drop))))))
              (func (export "run") (canon lift (core func $i "run"))))
            """));
        var trap = Assert.Throws<TrapException>(() => instance.Call("run"));
        Assert.Equal(["[resource-drop]file(…) in `instance 0`", "run()"], trap.Calls.Select(call => call.ToString()));
    }

    [Fact]
    public void Arguments_that_cannot_be_shown_do_not_hide_the_trap()
    {
        var text = Dovetail.Tracing.ArgumentText.Of([1, new Unshowable(), 2]);
        Assert.Equal("1, …", text);
    }

    [Fact]
    public void A_core_module_has_frames_alone()
    {
        var instance = new Linker(engine).Instantiate(store, Module.Parse(engine, "(module (func (export \"f\") unreachable))"));
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction("f").Invoke());
        Assert.Empty(trap.Calls);
        Assert.Null(trap.Outlook);
        Assert.Equal("wasm trap: wasm `unreachable` instruction executed\n  at f0", trap.Report);
    }

    [Fact]
    public void A_trace_tells_of_each_call_with_its_values()
    {
        var lines = new List<string>();
        using var traced = new Store(engine, new StoreOptions { CallTrace = call => lines.Add(call.ToString()) });
        var api = new Linker(engine).Instantiate(traced, Component.Parse(engine, Shop)).GetInterface("shop:cart/api");
        Assert.Equal(5u, api.GetFunction<Func<string, uint, uint>>("total")("sum", 2));
        Assert.Equal(
        [
            "-> shop:cart/api.total(\"sum\", 2)", "  -> divide(10, 2) in `instance 1`", "    -> check(2) in `instance 0`", "    <- check",
            "  <- divide = 5", "<- shop:cart/api.total = 5",
        ], lines);
        lines.Clear();
        Assert.Throws<TrapException>(() => api.Call("total", "sum", 0u));
        Assert.Equal(6, lines.Count);
        Assert.Equal("    x  check: wasm trap: wasm `unreachable` instruction executed", lines[3]);
    }

    [Fact]
    public void A_trace_shows_values_of_every_kind_as_they_lie()
    {
        var lines = new List<string>();
        using var traced = new Store(engine, new StoreOptions { CallTrace = call => lines.Add(call.ToString()) });
        var linker = new Linker(engine).Define("host", host => host
            .Resource<object>("thing")
            .Function("take", (Func<WitValue[], WitValue>)(_ => WitValue.Ok("yes"))));
        var instance = linker.Instantiate(traced, Component.Parse(engine, """
            (component
              (import "host" (instance $host
                (type $p' (record (field "x" s8) (field "y" (list u16)))) (export "point" (type $p (eq $p')))
                (type $f' (flags "a" "b" "c")) (export "marks" (type $f (eq $f')))
                (export "thing" (type $t (sub resource)))
                (export "take" (func (param "s" string) (param "p" $p) (param "f" $f) (param "o" (option f64)) (param "c" char)
                  (result (result string (error u8)))))))
              (core module $libc (memory (export "memory") 1) (data (i32.const 0) "hi\22\00\01\00\02\00") (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64)))
              (core instance $libc (instantiate $libc))
              (core func $take (canon lower (func $host "take") (memory $libc "memory") (realloc (func $libc "realloc"))))
              (core module $m (import "" "take" (func $take (param i32 i32 i32 i32 i32 i32 i32 f64 i32 i32)))
                (func (export "run") (call $take (i32.const 0) (i32.const 3) (i32.const -1) (i32.const 4) (i32.const 2) (i32.const 5) (i32.const 1) (f64.const 1.5)
                  (i32.const 0x41) (i32.const 128))))
              (core instance $i (instantiate $m (with "" (instance (export "take" (func $take))))))
              (func (export "run") (canon lift (core func $i "run"))))
            """));
        instance.Call("run");
        Assert.Equal(
        [
            "-> run()", "  -> host.take(\"hi\\\"\", {x: -1, y: [1, 2]}, {a, c}, some(1.5), 'A') of the host", "  <- host.take = ok(\"yes\")", "<- run",
        ], lines);
    }

    [Fact]
    public void The_variable_for_the_log_chooses_what_is_written()
    {
        Assert.Null(Dovetail.Tracing.CallLog.For(null, TextWriter.Null));
        Assert.Null(Dovetail.Tracing.CallLog.For(" ", TextWriter.Null));
        var output = new StringWriter();
        var some = Dovetail.Tracing.CallLog.For("shop:math/, wasi:", output)!;
        some(new CallEvent(CallEventKind.Call, 0, "", "shop:cart/api.total", "1"));
        some(new CallEvent(CallEventKind.Call, 1, "", "shop:math/calc.add", "1, 2"));
        Dovetail.Tracing.CallLog.For("calls", output)!(new CallEvent(CallEventKind.Return, 0, "", "run", ""));
        Assert.Equal($"  -> shop:math/calc.add(1, 2){Environment.NewLine}<- run{Environment.NewLine}", output.ToString());
    }

    private sealed class Unshowable
    {
        public override string ToString() => throw new InvalidOperationException();
    }

    private ComponentInstance Make() => new Linker(engine).Instantiate(store, Component.Parse(engine, Shop)).GetInterface("shop:cart/api");
}
