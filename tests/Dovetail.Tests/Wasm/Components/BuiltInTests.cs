using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>Built-ins: the core type of each, what it forbids, and that it needs its feature.</summary>
public class BuiltInTests
{
    private const string Types = GatedComponent.Core + """
        (type $s (stream u8)) (type $f (future string)) (type $empty (stream)) (type $r (resource (rep i32)))
        (core type $start (func (param i32))) (core type $start64 (func (param i64)))

        """;

    [Theory]
    [InlineData("resource.new $r", "[i32] -> [i32]")]
    [InlineData("resource.drop $r", "[i32] -> []")]
    [InlineData("resource.rep $r", "[i32] -> [i32]")]
    [InlineData("task.cancel", "[] -> []")]
    [InlineData("subtask.cancel", "[i32] -> [i32]")]
    [InlineData("subtask.cancel async", "[i32] -> [i32]")]
    [InlineData("task.return", "[] -> []")]
    [InlineData("task.return (result u64)", "[i64] -> []")]
    [InlineData("task.return (result string) (memory $m)", "[i32 i32] -> []")]
    [InlineData("task.return (result string) (memory $wide)", "[i64 i64] -> []")]
    [InlineData("task.return (result (list u8 17)) (memory $m)", "[i32] -> []")]
    [InlineData("context.get i32 1", "[] -> [i32]")]
    [InlineData("context.set i64 0", "[i64] -> []")]
    [InlineData("thread.yield cancellable", "[] -> [i32]")]
    [InlineData("subtask.drop", "[i32] -> []")]
    [InlineData("stream.new $s", "[] -> [i64]")]
    [InlineData("stream.read $s async (memory $m)", "[i32 i32 i32] -> [i32]")]
    [InlineData("stream.read $s (memory $wide)", "[i32 i64 i64] -> [i64]")]
    [InlineData("stream.write $empty async", "[i32 i32 i32] -> [i32]")]
    [InlineData("stream.cancel-read $s async", "[i32] -> [i32]")]
    [InlineData("stream.cancel-write $s", "[i32] -> [i32]")]
    [InlineData("stream.drop-readable $s", "[i32] -> []")]
    [InlineData("stream.drop-writable $s", "[i32] -> []")]
    [InlineData("future.new $f", "[] -> [i64]")]
    [InlineData("future.read $f async (memory $m) (realloc $realloc)", "[i32 i32] -> [i32]")]
    [InlineData("future.write $f (memory $wide)", "[i32 i64] -> [i32]")]
    [InlineData("future.cancel-read $f", "[i32] -> [i32]")]
    [InlineData("future.cancel-write $f async", "[i32] -> [i32]")]
    [InlineData("future.drop-readable $f", "[i32] -> []")]
    [InlineData("future.drop-writable $f", "[i32] -> []")]
    [InlineData("error-context.new (memory $m)", "[i32 i32] -> [i32]")]
    [InlineData("error-context.debug-message (memory $m) (realloc $realloc)", "[i32 i32] -> []")]
    [InlineData("error-context.drop", "[i32] -> []")]
    [InlineData("waitable-set.new", "[] -> [i32]")]
    [InlineData("waitable-set.wait cancellable (memory $m)", "[i32 i32] -> [i32]")]
    [InlineData("waitable-set.poll (memory $wide)", "[i32 i64] -> [i32]")]
    [InlineData("waitable-set.drop", "[i32] -> []")]
    [InlineData("waitable.join", "[i32 i32] -> []")]
    [InlineData("backpressure.inc", "[] -> []")]
    [InlineData("backpressure.dec", "[] -> []")]
    [InlineData("thread.index", "[] -> [i32]")]
    [InlineData("thread.new-indirect $start $t", "[i32 i32] -> [i32]")]
    [InlineData("thread.new-indirect $start64 (core table $t)", "[i32 i64] -> [i32]")]
    [InlineData("thread.resume-later", "[i32] -> []")]
    [InlineData("thread.suspend", "[] -> [i32]")]
    [InlineData("thread.suspend-then-resume", "[i32] -> [i32]")]
    [InlineData("thread.yield-then-resume cancellable", "[i32] -> [i32]")]
    [InlineData("thread.suspend-then-promote", "[i32] -> [i32]")]
    [InlineData("thread.yield-then-promote", "[i32] -> [i32]")]
    [InlineData("thread.spawn-indirect $start $t", "[i32 i32] -> [i32]")]
    [InlineData("thread.available-parallelism", "[] -> [i32]")]
    public void Has_its_type_with_the_function_last_or_first(string canon, string type)
    {
        var (parameters, results) = (type.Split(" -> ")[0].Trim('[', ']'), type.Split(" -> ")[1].Trim('[', ']'));
        var import = $"(func (param {parameters}) (result {results}))";
        Judge($"(core func $x (canon {canon}))", null);
        Judge($"(canon {canon} (core func $x))", null);

        void Judge(string definition, string? why) => GatedComponent.Judge($$"""
            {{Types}} {{definition}}
            (core module $user (import "" "x" {{import}}))
            (core instance (instantiate $user (with "" (instance (export "x" (func $x))))))
            """, why);
    }

    [Fact]
    public void Every_built_in_of_the_table_has_a_test() => Assert.Empty(
        BuiltInTable.Rows.Select(row => row.Text).Where(text => text != "thread.spawn-ref").Except(
            typeof(BuiltInTests).GetMethod(nameof(Has_its_type_with_the_function_last_or_first))!
                .GetCustomAttributesData().Where(data => data.AttributeType == typeof(InlineDataAttribute))
                .Select(data => ((string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data
                    .ConstructorArguments[0].Value!)[0].Value!).Split(' ')[0])));

    [Theory]
    [InlineData("stream.new $f", "requires a stream type")]
    [InlineData("future.read $s async (memory $m)", "requires a future type")]
    [InlineData("stream.drop-readable $r", "not a stream type")]
    [InlineData("stream.read $s async", "`memory` is required")]
    [InlineData("future.read $f async (memory $m)", "`realloc` is required")]
    [InlineData("future.write $f async", "`memory` is required")]
    [InlineData("stream.read $s async (memory $m) (callback $callback)", "`callback` cannot be specified for reads")]
    [InlineData("stream.read $s async (memory $m) (post-return $nothing)", "`post-return` cannot be specified for reads")]
    [InlineData("stream.read $s async async (memory $m)", "more than once")]
    [InlineData("task.return (result string)", "`memory` is required")]
    [InlineData("task.return async", "`async` cannot be specified for `task.return`")]
    [InlineData("task.return (memory $m) (realloc $realloc)", "`realloc` cannot be specified for `task.return`")]
    [InlineData("context.get i32 2", "must be less than 2")]
    [InlineData("context.get f32 0", "only supports `i32` or `i64`")]
    [InlineData("error-context.new", "`memory` is required")]
    [InlineData("error-context.new async (memory $m)", "`async` cannot be specified")]
    [InlineData("error-context.debug-message (memory $m)", "`realloc` is required")]
    [InlineData("waitable-set.wait (memory 7)", "memory index out of bounds")]
    [InlineData("thread.new-indirect $start 9", "table index out of bounds")]
    [InlineData("thread.new-indirect $start $externs", "`funcref`")]
    [InlineData("thread.new-indirect 99 $t", "core type index out of bounds")]
    public void Refuses_what_it_cannot_be(string canon, string why) =>
        GatedComponent.Judge($"{Types} (core func (canon {canon}))", why);

    [Theory]
    [InlineData("(core type $n (func)) (core func (canon thread.new-indirect $n $t))", "must take a single `i32`")]
    [InlineData("(core func (canon context.get i32 0)) (core func (canon context.set i64 0))", "must match previous context type")]
    [InlineData("(core func (canon context.get i32 0)) (component (core func (canon context.set i64 0)))", null)]
    public void Refuses_what_does_not_fit_together(string fields, string? why) => GatedComponent.Judge(Types + fields, why);

    [Theory]
    [InlineData("waitable-set.new", ComponentFeatures.Async)]
    [InlineData("thread.index", ComponentFeatures.Threading)]
    [InlineData("thread.yield", ComponentFeatures.Async)]
    [InlineData("thread.available-parallelism", ComponentFeatures.SharedEverythingThreads)]
    [InlineData("error-context.drop", ComponentFeatures.ErrorContext)]
    [InlineData("subtask.cancel async", ComponentFeatures.MoreAsyncBuiltIns)]
    [InlineData("stream.cancel-read $s async", ComponentFeatures.MoreAsyncBuiltIns)]
    [InlineData("stream.read $s (memory $m)", ComponentFeatures.MoreAsyncBuiltIns)]
    [InlineData("context.get i64 0", ComponentFeatures.Memory64)]
    [InlineData("waitable-set.wait (memory $wide)", ComponentFeatures.Memory64)]
    public void Needs_its_feature(string canon, ComponentFeatures feature) =>
        GatedComponent.Needs($"{GatedComponent.Core} (type $s (stream u8)) (core func (canon {canon}))", feature);

    [Theory]
    [InlineData("thread.spawn-ref shared $start", "shared-everything-threads")]
    [InlineData("stream.read $s async gc", "gc")]
    [InlineData("stream.read $s (core-type $start)", "gc")]
    public void What_modules_cannot_have_is_refused_by_name(string canon, string feature) => Assert.Equal(
        feature, Assert.Throws<UnsupportedException>(() => GatedComponent.Validate($"{Types} (core func (canon {canon}))")).Feature);

    [Theory]
    [InlineData("$callback (param \"a\" u32) (param \"b\" u32) (param \"c\" u32) (result u32)", "async (callback $callback)", null)]
    [InlineData("$i32 (result string)", "async (memory $m) (callback $callback)", null)]
    [InlineData("$nothing (result u32)", "async", null)]
    [InlineData("$i32 (result u32)", "", null)]
    [InlineData("$nothing (result u32)", "async (callback $callback)", "lowered result types")]
    [InlineData("$i32 (result u32)", "async", "lowered result types")]
    [InlineData("$i32 (result string)", "async (callback $callback)", "`memory` is required")]
    [InlineData("$i32 (result u32)", "(callback $callback)", "`callback` cannot be specified without `async`")]
    [InlineData("$i32 (result u32)", "async (callback $nothing)", "`callback` uses a core function with an incorrect signature")]
    [InlineData("$i32 (result u32)", "async (callback $callback) (post-return $nothing)", "together with `async`")]
    public void Lifts_async_functions(string function, string options, string? why)
    {
        var (core, type) = (function.Split(' ')[0], function[(function.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        GatedComponent.Judge($"{Types} (func async {type} (canon lift (core func {core}) {options}))", why);
    }

    [Fact]
    public void The_async_option_wants_an_async_type()
    {
        GatedComponent.Judge($"{Types} (func (canon lift (core func $i32) async (callback $callback)))", "requires an async function type");
        GatedComponent.Judge($"{Types} (import \"f\" (func $g)) (core func (canon lower (func $g) async))", "requires an async function type");
    }

    [Fact]
    public void A_stackful_lift_needs_its_feature() => GatedComponent.Needs(
        $"{GatedComponent.Core} (func async (canon lift (core func $nothing) async))", ComponentFeatures.AsyncStackful);

    [Theory]
    [InlineData("", "", "[] -> [i32]")]
    [InlineData("(param \"a\" u8) (param \"b\" u8) (param \"c\" u8) (param \"d\" u64)", "", "[i32 i32 i32 i64] -> [i32]")]
    [InlineData("(param \"a\" u8) (param \"b\" u8) (param \"c\" u8) (param \"d\" u8) (param \"e\" u8)", "(memory $m)", "[i32] -> [i32]")]
    [InlineData("(param \"a\" u8) (result u8)", "(memory $m)", "[i32 i32] -> [i32]")]
    [InlineData("(param \"a\" string)", "(memory $wide)", "[i64 i64] -> [i32]")]
    public void Lowers_async_functions(string type, string options, string core)
    {
        var component = GatedComponent.Validate($"{Types} (import \"f\" (func $g async {type})) (core func (canon lower (func $g) async {options}))");
        Assert.Equal(core, component.Steps.OfType<LowerStep>().Single().CoreType.ToString());
    }

    [Theory]
    [InlineData("(param \"a\" u8) (result u8)", "")]
    [InlineData("(param \"a\" string)", "")]
    [InlineData("(param \"a\" u8) (param \"b\" u8) (param \"c\" u8) (param \"d\" u8) (param \"e\" u8)", "")]
    public void An_async_lower_needs_memory_for_what_is_not_flat(string type, string options) => GatedComponent.Judge(
        $"{Types} (import \"f\" (func $g async {type})) (core func (canon lower (func $g) async {options}))", "`memory` is required");

    [Fact]
    public void Text_and_table_agree_on_every_name() => Assert.All(BuiltInTable.Rows, row =>
    {
        Assert.Equal(row, BuiltInTable.Find((byte)row.BuiltIn));
        Assert.Equal(row, BuiltInTable.Find(row.Text));
    });

    [Fact]
    public void What_was_removed_is_not_read() => Assert.Throws<MalformedException>(
        () => ComponentParser.Parse(new SourceText("(component (core func (canon backpressure.set)))")));
}
