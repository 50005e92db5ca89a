using System.Collections.Immutable;
using System.Text;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Scripts;
using Dovetail.Wasm.Text;

namespace Dovetail.Tests.Wasm.Scripts;

public class ScriptParserTests
{
    private static ImmutableArray<Directive> Parse(string text) =>
        ScriptParser.Parse(TokenSequence.Read(Encoding.UTF8.GetBytes(text)));

    private static ScriptValue Result(string value) =>
        Assert.IsType<AssertReturnDirective>(Parse($"(assert_return (invoke \"f\") {value})").Single()).Results.Single();

    [Fact]
    public void Reads_modules_in_every_form()
    {
        var directives = Parse("""
            (module $a (func))
            (module definition $b binary "\00" "asm")
            (module quote "(func)")
            (module instance $i $b)
            (component $c (component))
            (component definition (component))
            """);
        var sources = directives.OfType<ModuleDirective>().ToArray();
        Assert.Equal(["a", "b", null, "c", null], sources.Select(directive => directive.Source.Name));
        Assert.Equal([false, true, false, false, true], sources.Select(directive => directive.IsDefinition));
        Assert.Equal(
            [SourceForm.Text, SourceForm.Binary, SourceForm.Quote, SourceForm.Text, SourceForm.Text],
            sources.Select(directive => directive.Source.Form));
        Assert.Equal([0, (byte)'a', (byte)'s', (byte)'m'], sources[1].Source.Bytes.ToArray());
        Assert.Equal(new InstanceDirective(4, false, "i", "b"), directives[3]);
        Assert.Equal([1, 2, 3, 4, 5, 6], directives.Select(directive => directive.Line));
    }

    [Fact]
    public void Takes_fields_of_a_module_for_a_module() =>
        Assert.Equal(3, Assert.IsType<ModuleDirective>(Parse("(func) (memory 0) (func)").Single()).Source.Fields().EndPosition / 3);

    [Fact]
    public void An_unreadable_directive_does_not_hide_the_others()
    {
        var directives = Parse("(module (func $x bad\n (frob)))\n(assert_return)\n(frobnicate)\n(register \"x\" $y)");
        Assert.Equal(["ModuleDirective", "UnreadableDirective", "UnreadableDirective", "RegisterDirective"],
            directives.Select(directive => directive.GetType().Name));
        Assert.Equal([1, 3, 4, 5], directives.Select(directive => directive.Line));
    }

    [Theory]
    [InlineData("assert_trap", ActionFailure.Trap)]
    [InlineData("assert_exhaustion", ActionFailure.Exhaustion)]
    [InlineData("assert_exception", ActionFailure.Exception)]
    [InlineData("assert_suspension", ActionFailure.Suspension)]
    public void Reads_failures_of_actions(string keyword, object failure) => Assert.Equal(
        failure, Assert.IsType<AssertActionDirective>(Parse($"({keyword} (invoke $m \"f\" (i32.const 1)) \"why\")").Single()).Failure);

    [Theory]
    [InlineData("assert_malformed (module quote \"(\")", SourceFailure.Malformed)]
    [InlineData("assert_malformed_custom (module)", SourceFailure.Malformed)]
    [InlineData("assert_invalid (component)", SourceFailure.Invalid)]
    [InlineData("assert_unlinkable (module)", SourceFailure.Unlinkable)]
    [InlineData("assert_trap (module)", SourceFailure.Trap)]
    public void Reads_failures_of_sources(string assertion, object failure) => Assert.Equal(
        failure, Assert.IsType<AssertSourceDirective>(Parse($"({assertion} \"why\")").Single()).Failure);

    [Fact]
    public void Reads_core_values_and_patterns()
    {
        Assert.Equal(new NumberValue(ValKind.I32, 0xffff_ffff), Result("(i32.const -1)"));
        Assert.Equal(new NanPattern(ValKind.F32, true), Result("(f32.const nan:canonical)"));
        Assert.Equal(new NanPattern(ValKind.F64, false), Result("(f64.const nan:arithmetic)"));
        Assert.Equal(new NullValue(null), Result("(ref.null)"));
        Assert.Equal(new NullValue(HeapKind.Func), Result("(ref.null func)"));
        Assert.Equal(new HostValue(7, false), Result("(ref.extern 7)"));
        Assert.Equal(new HostValue(7, true), Result("(ref.host 7)"));
        Assert.Equal(new ReferencePattern(HeapKind.Extern), Result("(ref.extern)"));
        Assert.Equal(new ReferencePattern(HeapKind.Func), Result("(ref.func 0)"));
        Assert.Equal(2, Assert.IsType<EitherPattern>(Result("(either (i32.const 1) (i32.const 2))")).Choices.Length);
        var vector = Assert.IsType<VectorValue>(Result("(v128.const f32x4 1 nan:canonical 3 -0)"));
        Assert.Equal(new NanPattern(ValKind.F32, true), vector.Lanes[1]);
    }

    [Fact]
    public void Reads_component_values()
    {
        Assert.Equal(new BoolConstant(true), Result("(bool.const true)"));
        Assert.Equal(new IntegerConstant(8, true, 0xff), Result("(s8.const -1)"));
        Assert.Equal(new CharConstant(new Rune(0x1F600)), Result("(char.const \"\U0001F600\")"));
        Assert.Equal(new StringConstant("a\u00e4"), Result("(str.const \"a\\u{e4}\")"));
        Assert.Equal(2, Assert.IsType<ListConstant>(Result("(list.const (u8.const 1) (u8.const 2))")).Items.Length);
        Assert.Equal("n", Assert.IsType<RecordConstant>(Result("(record.const (field \"n\" (u8.const 1)))")).Fields[0].Name);
        Assert.Equal(new StringConstant("s"), Assert.IsType<RecordConstant>(Result("(record.const (field \"n\" str.const \"s\"))")).Fields[0].Value);
        Assert.Equal(new VariantConstant("c", new EnumConstant("e")), Result("(variant.const \"c\" (enum.const \"e\"))"));
        Assert.Equal(new OptionConstant(null), Result("(option.none)"));
        Assert.Equal(new ResultConstant(false, new OptionConstant(new BoolConstant(false))), Result("(result.err (option.some (bool.const false)))"));
        Assert.Equal(new[] { "a", "b" }, Assert.IsType<FlagsConstant>(Result("(flags.const \"a\" \"b\")")).Names.ToArray());
    }

    [Theory]
    [InlineData("(char.const \"ab\")")]
    [InlineData("(char.const \"\")")]
    [InlineData("(u8.const 256)")]
    [InlineData("(frob.const 1)")]
    public void Rejects_wrong_values(string value) =>
        Assert.IsType<UnreadableDirective>(Parse($"(assert_return (invoke \"f\") {value})").Single());

    [Fact]
    public void Bounds_the_nesting_of_values() => Assert.IsType<UnreadableDirective>(
        Parse("(invoke \"f\" " + string.Concat(Enumerable.Repeat("(list.const ", 100_000)) + new string(')', 100_001)).Single());
}
