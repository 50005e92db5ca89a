using System.Collections.Immutable;
using Dovetail.Tooling.New;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;

namespace Dovetail.Tests.Tooling;

public sealed class AdapterTests
{
    // Adds two numbers that the world gives as one value, for which it needs a stack.
    private const string Adapter = """
        (module
          (import "$root" "get-two" (func $get_two (param i32)))
          (import "$root" "never" (func $never))
          (import "__main_module__" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
          (import "env" "memory" (memory 0))
          (global $__stack_pointer (mut i32) (i32.const 0))
          STATE
          (func (export "never") (call $never))
          (func (export "get_sum") (result i32)
            (local $frame i32)
            (global.set $__stack_pointer (local.tee $frame (i32.sub (global.get $__stack_pointer) (i32.const 8))))
            (call $get_two (local.get $frame))
            (i32.add (i32.load (local.get $frame)) (i32.load offset=4 (local.get $frame)))
            (global.set $__stack_pointer (i32.add (local.get $frame) (i32.const 8)))))
        """;

    private const string State = "(global $allocation_state (mut i32) (i32.const 0))";

    private const string Realloc = """
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
          (i32.shl (memory.grow (i32.const 1)) (i32.const 16)))
        """;

    private static string MainWith(string realloc) => $"""
        (module
          (import "old" "get_sum" (func $sum (result i32)))
          (memory (export "memory") 1)
          (global $calls (mut i32) (i32.const 0))
          {realloc}
          (func (export "sum") (result i32) (call $sum))
          (func (export "calls") (result i32) (global.get $calls)))
        """;

    private static ValidatedComponent Build(string adapter, string main, bool byMemoryGrow = false) =>
        ComponentBuilder.Build(WorldText.Module(main), new ComponentOptions
        {
            Worlds = [WorldText.World("export sum: func() -> s32; export calls: func() -> s32;")],
            Adapters =
            [
                new AdapterModule("old", WorldText.Module(adapter))
                {
                    Worlds = [WorldText.World("import get-two: func() -> tuple<s32, s32>; import never: func();")],
                },
            ],
            ReallocByMemoryGrow = byMemoryGrow,
        });

    [Theory]
    [InlineData(State, Realloc, false, 1)]
    [InlineData(State, Realloc, true, 0)]
    [InlineData("", Realloc, false, 0)]
    [InlineData(State, "", false, 0)]
    [InlineData("", "", false, 0)]
    public void An_adapter_gets_a_stack_whatever_it_and_the_module_have(string state, string realloc, bool byMemoryGrow, int allocations)
    {
        var built = Build(Adapter.Replace("STATE", state, StringComparison.Ordinal), MainWith(realloc), byMemoryGrow);
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        linker.Define("get-two", () => (20, 22));
        var instance = linker.Instantiate(store, Component.Load(engine, WasmOutput.Encode(built.Definition)));
        Assert.Equal(42, instance.GetFunction<Func<int>>("sum")());
        Assert.Equal(42, instance.GetFunction<Func<int>>("sum")());
        Assert.Equal(allocations, instance.GetFunction<Func<int>>("calls")());
    }

    [Fact]
    public void What_the_module_does_not_use_of_an_adapter_asks_for_nothing() =>
        Assert.DoesNotContain("never", WorldText.WitOf(Build(Adapter.Replace("STATE", "", StringComparison.Ordinal), MainWith(""))), StringComparison.Ordinal);

    [Fact]
    public void A_function_that_the_adapter_lacks_is_named_with_the_nearest() => Assert.Equal(
        "the module imports func `old.get_some`, but adapter `old` exports no func `get_some`; did you mean `get_sum`?",
        Assert.Throws<InvalidException>(() => Build(Adapter.Replace("STATE", "", StringComparison.Ordinal),
            MainWith("").Replace("\"get_sum\"", "\"get_some\"", StringComparison.Ordinal))).Message);

    [Fact]
    public void A_function_that_the_adapter_has_with_another_type_is_named_with_both() => Assert.StartsWith(
        "the module imports `old.get_sum` as [] -> [i64], but adapter `old` exports `get_sum` as [] -> [i32]",
        Assert.Throws<InvalidException>(() => Build(Adapter.Replace("STATE", "", StringComparison.Ordinal),
            """(module (import "old" "get_sum" (func (result i64))) (func (export "sum") (result i32) (i32.const 0)) (func (export "calls") (result i32) (i32.const 0)))""")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void An_adapter_may_supply_imports_of_any_name()
    {
        var built = ComponentBuilder.Build(
            WorldText.Module("""(module (import "env" "abort" (func $a)) (import "math" "double" (func $d (param i32) (result i32))) (func (export "raw") (result i32) (call $d (i32.const 21))))"""),
            new ComponentOptions
            {
                Adapters =
                [
                    new AdapterModule("adapter", WorldText.Module("""
                        (module
                          (import "__main_module__" "raw" (func $raw (result i32)))
                          (func (export "abort") unreachable)
                          (func (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
                          (func (export "run") (result i32) (call $raw)))
                        """))
                    {
                        Worlds = [WorldText.World("export run: func() -> s32;")],
                        Supplies = new Dictionary<ImportName, string>
                        {
                            [new("env", "abort")] = "abort",
                            [new("math", "double")] = "double",
                        }.ToImmutableDictionary(),
                    },
                ],
            });
        using var engine = new Engine();
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, Component.Load(engine, WasmOutput.Encode(built.Definition)));
        Assert.Equal(42, instance.GetFunction<Func<int>>("run")());
    }
}
