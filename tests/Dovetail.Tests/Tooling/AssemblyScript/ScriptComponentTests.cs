namespace Dovetail.Tests.Tooling.AssemblyScript;

/// <summary>Programs of AssemblyScript that became components: what they answer, with and without what asc wrote beside them.</summary>
public sealed class ScriptComponentTests
{
    private static readonly Engine s_engine = new();

    [Theory]
    [InlineData("sum-array([1, 2, 3, -10])", "-4")]
    [InlineData("sum-static([1, 2, 3, -10])", "-4")]
    [InlineData("sum-view([1, 2, 3, -10])", "-4")]
    [InlineData("sum-view([])", "0")]
    [InlineData("sum-buffer([250, 250, 1])", "501")]
    [InlineData("sum-all([1, 2], [], [2147483647])", "2147483650")]
    [InlineData("make-array(5)", "[0, 1, 4, 9, 16]")]
    [InlineData("make-static(3)", "[0, -1, -2]")]
    [InlineData("make-view(0)", "[]")]
    [InlineData("make-window()", "[4, 5, 6, 7]")]
    [InlineData("make-buffer(3)", "[3, 3, 3]")]
    [InlineData("""reverse(["a", "", "straße 🎉"])""", """["straße 🎉", "", "a"]""")]
    [InlineData("transpose([[1, 2.5, 3], [4, 5, 6]])", "[[1, 4], [2.5, 5], [3, 6]]")]
    [InlineData("transpose([])", "[]")]
    [InlineData("invert([true, false])", "[false, true]")]
    [InlineData("""words("a b\nc")""", """[["a", "b"], ["c"]]""")]
    [InlineData("""same(["x", "y"])""", """["x", "y"]""")]
    public void Lists_of_each_kind_come_and_go(string call, string result) => Check("lists", "test:lists/lists", call, result);

    [Theory]
    [InlineData("mirror({x: 1, y: 2.5})", "{x: 2.5, y: 1}")]
    [InlineData("""grow({corner: {x: 1, y: 2}, width: 65535, height: 3, name: some("n"), tags: ["t"], visible: true}, 2)""",
        """{corner: {x: 1, y: 2}, width: 1, height: 5, name: some("n"), tags: ["t", "grown by 2"], visible: true}""")]
    [InlineData("""find([{corner: {x: 1, y: 2}, width: 1, height: 1, name: none, tags: [], visible: false}, {corner: {x: 3, y: 4}, width: 2, height: 2, name: some("b"), tags: ["u"], visible: true}], "b")""",
        """some({corner: {x: 3, y: 4}, width: 2, height: 2, name: some("b"), tags: ["u"], visible: true})""")]
    [InlineData("""find([], "b")""", "none")]
    [InlineData("next(blue)", "red")]
    [InlineData("toggle({italic})", "{bold, underlined}")]
    [InlineData("colors([red, green, blue])", "[blue, green, red]")]
    [InlineData("count({value: -1, color: green, style: {underlined}})", "{value: 0, color: blue, style: {bold, underlined}}")]
    public void Records_are_classes(string call, string result) => Check("records", "test:records/shapes@1.0.0", call, result);

    [Theory]
    [InlineData("describe(nothing)", "\"nothing\"")]
    [InlineData("describe(circle(1.5))", "\"circle of 1.5\"")]
    [InlineData("""describe(label("x"))""", "\"label x\"")]
    [InlineData("describe(large(18446744073709551615))", "\"large 18446744073709551615\"")]
    [InlineData("""echo(label("žluť"))""", """label("žluť")""")]
    [InlineData("""shapes([circle(0.5), label("x"), nothing, boxed({corner: {x: 1, y: 2}, width: 3, height: 4, name: none, tags: ["a"], visible: true}), large(9)])""",
        """[large(9), boxed({corner: {x: 1, y: 2}, width: 3, height: 4, tags: ["a"], visible: true}), nothing, label("x"), circle(0.5)]""")]
    [InlineData("divide(7, 2)", "ok(3)")]
    [InlineData("divide(7, 0)", """err("7 divided by zero")""")]
    [InlineData("check(ok({x: 1, y: 0}))", "ok")]
    [InlineData("check(ok({x: -1, y: 0}))", "err(blue)")]
    [InlineData("""check(err("four"))""", "err(green)")]
    public void Variants_and_results_are_classes_with_a_tag(string call, string result) => Check("records", "test:records/shapes@1.0.0", call, result);

    [Theory]
    [InlineData("maybe(none)", "some(42)")]
    [InlineData("maybe(some(0))", "none")]
    [InlineData("maybe(some(4294967295))", "some(4294967295)")]
    [InlineData("nested(none)", "none")]
    [InlineData("nested(some(none))", "some(none)")]
    [InlineData("""nested(some(some("x")))""", """some(some("x"))""")]
    [InlineData("""swap(("x", 255))""", """(255, "x")""")]
    [InlineData("limits(255, -128, 65535, -32768, 'a', false)", "(0, 127, 0, 32767, 'b', true)")]
    [InlineData("wide(18446744073709551615, -9223372036854775808, 0.25, 3)", "(0, 9223372036854775807, 0.5, 1.5)")]
    [InlineData("""many("a", "b", "c", "d", "e", "f", "g", "", 9)""", "\"abcdefg9\"")]
    public void Options_tuples_and_numbers_have_their_counterparts(string call, string result) =>
        Check("records", "test:records/shapes@1.0.0", call, result);

    [Theory]
    [InlineData("greeting()", "\"Grüße\"")]
    [InlineData("answer(2)", "42")]
    [InlineData("is-even(4294967295)", "false")]
    public void A_program_without_the_runtime_does_what_needs_none(string call, string result) => Check("bare", null, call, result);

    [Theory]
    [InlineData("area({x: 1, y: 1}, {width: 3, height: 4})", "6")]
    [InlineData("average([1, 2], [3, 1])", "1.25")]
    public void Constants_of_the_program_say_which_class_is_meant(string call, string result) => Check("helpers", null, call, result);

    [Fact]
    public void The_same_program_becomes_the_same_component() =>
        Assert.Equal(ScriptGuest.Build("records", isDeclared: true), ScriptGuest.Build("records", isDeclared: true));

    // Twice with all calls of the theories in a row would be no other than once, unless something is left behind.
    private static void Check(string name, string? @interface, string call, string result)
    {
        var isDeclared = name is "lists" or "records";
        using var store = new Store(s_engine);
        foreach (var collectsAlways in name == "bare" ? [false] : new[] { false, true })
        {
            var instance = new Linker(s_engine).Instantiate(store, Component.Load(s_engine, ScriptGuest.Build(name, isDeclared, null, collectsAlways)));
            var target = @interface is null ? instance : instance.GetInterface(@interface);
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(result, target.Invoke(call));
            }
        }
    }
}
