using Dovetail.Tooling.New;

namespace Dovetail.Tests.Tooling;

public sealed class WorldInferenceTests
{
    private static InferredWorld Infer(string fields) => WorldInference.Infer(WorldText.Module($"(module {fields})"));

    [Theory]
    [InlineData("""(func (export "add") (param $a i32) (param $b i64) (result f32) unreachable)""", "export add: func(a: s32, b: s64) -> f32;")]
    [InlineData("""(func (export "getAll_items") (param f64 i32))""", "export get-all-items: func(p0: f64, p1: s32);")]
    [InlineData("""(func (export "list"))""", "export %list: func();")]
    public void Functions_of_numbers_become_a_world(string fields, string item)
    {
        var inferred = Infer(fields + """(memory (export "memory") 1) (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable) (func (export "__wasm_call_ctors"))""");
        Assert.Empty(inferred.LeftOut);
        var component = ComponentBuilder.Build(inferred.Module, new ComponentOptions { Worlds = [inferred.World] });
        Assert.Equal($"package root:component;\n\nworld root {{\n  {item}\n}}\n", WorldText.WitOf(component));
    }

    [Fact]
    public void What_is_no_function_of_numbers_is_left_out_and_named()
    {
        var inferred = Infer("""(func (export "ok")) (func (export "two") (result i32 i32) unreachable) (func (export "a.b"))""");
        Assert.Equal(["`two`, whose type [] -> [i32 i32] is not of numbers", "`a.b`, whose name has no form in WIT"], inferred.LeftOut.AsEnumerable());
    }

    [Theory]
    [InlineData("", "the module exports no function of numbers")]
    [InlineData("""(func (export "getAll")) (func (export "get_all"))""", "the module exports both `getAll` and `get_all`, which are `get-all` in WIT")]
    public void What_gives_no_world_is_refused(string fields, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidException>(() => Infer(fields)).Message, StringComparison.Ordinal);
}
