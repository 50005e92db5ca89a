using System.Text;

namespace Dovetail.Tests.Runtime;

/// <summary>Tail calls: a million of them in a row would not fit on any stack here if each left eight bytes.</summary>
public sealed class TailCallTests : IDisposable
{
    private const int Many = 2_000_000;

    private readonly Engine _engine = new();
    private readonly Store _store;

    public TailCallTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData("(return_call $even {0})", "(return_call $odd {0})")]
    [InlineData("(return_call_indirect (type $f) {0} (i32.const 0))", "(return_call_indirect (type $f) {0} (i32.const 1))")]
    [InlineData("(return_call $even {0})", "(return_call_indirect (type $f) {0} (i32.const 1))")]
    public void Two_functions_take_turns(string toEven, string toOdd)
    {
        var next = "(i32.sub (local.get 0) (i32.const 1))";
        var run = Instantiate($"""
            (module (type $f (func (param i32) (result i32))) (table funcref (elem $even $odd))
              (func $even (type $f) (if (i32.eqz (local.get 0)) (then (return (i32.const 1)))) {toOdd.Replace("{0}", next)})
              (func $odd (type $f) (if (i32.eqz (local.get 0)) (then (return (i32.const 0)))) {toEven.Replace("{0}", next)})
              (func (export "run") (type $f) (return_call $even (local.get 0))))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(1, run(Many));
        Assert.Equal(0, run(Many + 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void A_callee_with_many_more_parameters_gives_the_same_number_of_results(int results)
    {
        var result = results == 0 ? "" : $"(result{Repeat(" i64", results)})";
        var values = string.Concat(Enumerable.Range(1, results).Select(i => $"(i64.const {i})"));
        var run = Instantiate($"""
            (module
              (func $few (param i32) {result} (if (i32.eqz (local.get 0)) (then (return {values})))
                (return_call $many (i32.sub (local.get 0) (i32.const 1)) {Repeat("(i64.const 7)", 12)} {Repeat("(f64.const 7)", 12)}))
              (func $many (param i32 {Repeat(" i64", 12)} {Repeat(" f64", 12)}) {result} (return_call $few (local.get 0)))
              (func (export "run") (param i32) {result} (call $few (local.get 0))))
            """).GetFunction("run");
        Assert.Equal(Enumerable.Range(1, results).Select(i => (object?)(long)i), run.Invoke(Many / 4));
    }

    [Fact]
    public void A_function_with_a_large_frame_takes_part_in_a_ring()
    {
        var run = Instantiate($"""
            (module (func $small (param i32) (result i32) (return_call $large (local.get 0)))
              {LargeFunction("$large", "(return_call $small (i32.sub (local.get 0) (i32.const 1)))")}
              (export "run" (func $small)))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(42, run(20_000));
    }

    [Fact]
    public void Instances_call_each_other_in_tail_position()
    {
        var table = Instantiate("""(module (table (export "t") 2 funcref))""");
        ModuleInstance Half(int own, int other) => new Linker(_engine).Define("table", table).Instantiate(_store, Parse($"""
            (module (type $f (func (param i32) (result i32))) (import "table" "t" (table 2 funcref)) (elem (i32.const {own}) $f)
              (func $f (export "f") (type $f) (if (i32.eqz (local.get 0)) (then (return (i32.const {own}))))
                (return_call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const {other}))))
            """));
        var (second, first) = (Half(1, 0), Half(0, 1));
        Assert.Equal(0, first.GetFunction<Func<int, int>>("f")(Many));
        var through = new Linker(_engine).Define("other", second).Instantiate(_store, Parse("""
            (module (import "other" "f" (func $f (param i32) (result i32)))
              (func (export "run") (param i32) (result i32) (return_call $f (local.get 0))))
            """));
        Assert.Equal(0, through.GetFunction<Func<int, int>>("run")(Many + 1));
    }

    [Fact]
    public void A_host_function_in_tail_position_returns_to_the_callers_caller_and_throws_with_its_origin()
    {
        var linker = new Linker(_engine).Define("host", "f", (int a) => a > 0 ? a + 1 : throw new InvalidOperationException("no"));
        var run = linker.Instantiate(_store, Parse("""
            (module (import "host" "f" (func $f (param i32) (result i32)))
              (func $tail (param i32) (result i32) (return_call $f (local.get 0)))
              (func (export "run") (param i32) (result i32) (i32.mul (i32.const 10) (call $tail (local.get 0)))))
            """)).GetFunction<Func<int, int>>("run");
        Assert.Equal(50, run(4));
        Assert.Equal("host.f", Assert.Throws<HostException>(() => run(0)).Origin);
    }

    [Fact]
    public void A_tail_call_through_a_table_traps_as_a_call_does()
    {
        var instance = Instantiate("""
            (module (type $f (func (result i32))) (type $g (func (result i32 i32))) (table 3 funcref) (elem (i32.const 0) $f $g)
              (func $f (type $f) (i32.const 5)) (func $g (type $g) (i32.const 1) (i32.const 2))
              (func (export "run") (param i32) (result i32) (return_call_indirect (type $f) (local.get 0))))
            """);
        var run = instance.GetFunction<Func<int, int>>("run");
        Assert.Equal(5, run(0));
        Assert.Equal(TrapCode.IndirectCallTypeMismatch, Assert.Throws<TrapException>(() => run(1)).Code);
        Assert.Equal(TrapCode.UninitializedElement, Assert.Throws<TrapException>(() => run(2)).Code);
        Assert.Equal(TrapCode.UndefinedElement, Assert.Throws<TrapException>(() => run(3)).Code);
    }

    // 2,000 locals that are in use at once.
    private static string LargeFunction(string name, string end)
    {
        var text = new StringBuilder($"(func {name} (param i32) (result i32) (local{Repeat(" i64", 2000)}) ");
        for (var i = 1; i <= 2000; i++)
            text.Append($"(local.set {i} (i64.extend_i32_u (local.get 0)))");
        text.Append("(if (i32.eqz (local.get 0)) (then (return (i32.const 42))))");
        for (var i = 2; i <= 2000; i++)
            text.Append($"(local.set 1 (i64.add (local.get 1) (local.get {i})))");
        return text.Append($"(if (i64.eqz (local.get 1)) (then (unreachable))) {end})").ToString();
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private Module Parse(string text) => Module.Parse(_engine, text);

    private ModuleInstance Instantiate(string text) => new Linker(_engine).Instantiate(_store, Parse(text));
}
