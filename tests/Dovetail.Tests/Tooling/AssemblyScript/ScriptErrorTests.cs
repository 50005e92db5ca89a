using Dovetail.Tooling.AssemblyScript;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tests.Tooling.AssemblyScript;

/// <summary>What programs of AssemblyScript are refused for, and what the errors say is to be done.</summary>
public sealed class ScriptErrorTests
{
    [Fact]
    public void Several_classes_that_may_be_meant_are_listed_with_the_remedy()
    {
        var message = Refused("lists", "export sum-array: func(xs: list<s32>) -> s32;");
        Assert.StartsWith(
            "`sum-array`, parameter `xs`: `list<s32>` may be any of the classes id 4 (an Array), id 5 (a StaticArray), id 6 (a typed array). Say which:",
            message, StringComparison.Ordinal);
        Assert.Contains("--as-types FILE.d.ts", message, StringComparison.Ordinal);
        Assert.Contains("export `const idofSumArrayXs = idof<…>()`", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_may_be_any_class_asks_for_a_constant_by_its_name() => Assert.Contains(
        "export `const idofPoint = idof<…>()`",
        Refused("records", "record point { x: f64, y: f64 } export mirror: func(p: point) -> point;"), StringComparison.Ordinal);

    [Fact]
    public void A_class_that_the_module_does_not_have_is_named() => Assert.Contains(
        "the module has no class for `list<f64>`", Refused("helpers", "export area: func(xs: list<f64>, ys: list<f64>) -> f64;"), StringComparison.Ordinal);

    [Fact]
    public void A_missing_export_is_named_with_its_spellings() => Assert.Equal(
        "the world exports `say-it`: func() -> string, and the module exports none of `say_it`, `sayIt`; it exports `greeting`, `answer`, `is_even`",
        Refused("bare", "export say-it: func() -> string;"));

    [Fact]
    public void All_exports_that_are_wrong_are_told_at_once()
    {
        var lines = Refused("bare", "export say-it: func() -> string; export answer: func(a: u64) -> s32; export other: func();").Split('\n');
        Assert.Equal(["`say-it`", "`answer`", "`other`"], lines.Select(line => line.Split(' ')[3].TrimEnd(':')));
    }

    [Fact]
    public void Exports_of_interfaces_that_share_a_label_are_told_apart_by_their_packages()
    {
        const string wit = "package t:t;\npackage a:b { interface types { f: func() -> u64; } } package c:d { interface types { f: func() -> f32; } } package e:f { interface g { h: func() -> f64; } }"
            + "world w { export a:b/types; export c:d/types; export e:f/g; }";
        var world = WitResolution.Resolve([new WitSourceGroup([new Dovetail.Wit.Text.SourceText(wit, "world.wit")])]).SelectWorld("t:t/w");
        var module = WorldText.Module("""
            (module (memory (export "memory") 1) (func (export "bTypesF") (result i64) i64.const 0) (func (export "d_types_f") (result f32) f32.const 0)
              (func (export "gH") (result f64) f64.const 0))
            """);
        ScriptComponent.Build(module, world);
        var other = WorldText.Module("""(module (memory (export "memory") 1) (func (export "typesF") (result i64) i64.const 0) (func (export "h") (result f64) f64.const 0))""");
        Assert.Equal(
            ["`b_types_f`, `bTypesF`; it exports `typesF`, `h`", "`d_types_f`, `dTypesF`; it exports `typesF`, `h`"],
            Assert.Throws<InvalidException>(() => ScriptComponent.Build(other, world)).Message.Split('\n').Select(line => line[(line.IndexOf("none of ", StringComparison.Ordinal) + 8)..]));
    }

    [Fact]
    public void A_signature_that_does_not_fit_is_shown_on_both_sides() => Assert.Equal(
        "the world wants `answer` to be func(a: u64) -> s32, which is [i64] -> [i32] for AssemblyScript; found `answer` [i32 i32] -> [i32]",
        Refused("bare", "export answer: func(a: u64) -> s32;"));

    [Theory]
    [InlineData("lists", "export sum-array: func(xs: list<f32>) -> s32;", "`sum-array`, parameter `xs`, item: expected a type for `f32` (`f32`), found `i32`")]
    [InlineData("lists", "export sum-view: func(xs: list<string>) -> s32;",
        "`sum-view`, parameter `xs`, item: expected a type for `string` (`string`), found `i32`")]
    [InlineData("lists", "export words: func(text: string) -> list<string>;",
        "`words`, result, item: expected a type for `string` (`string`), found `Array<String>`")]
    [InlineData("records", "record point { x: f64, y: f64, z: f64 } export mirror: func(p: point) -> point;",
        "`mirror`, parameter `p`: class `Point` has no field `z`, which `record { x: f64, y: f64, z: f64 }` wants")]
    [InlineData("records", "export mirror: func(p: string) -> string;", "`mirror`, parameter `p`: expected a type for `string` (`string`), found `Point`")]
    public void Declarations_that_do_not_fit_are_shown_in_the_words_of_both_languages(string name, string items, string message) =>
        Assert.StartsWith(message, Refused(name, items, isDeclared: true), StringComparison.Ordinal);

    [Fact]
    public void Memory_that_only_the_runtime_has_asks_for_it() => Assert.Equal(
        "`answer` needs memory that only the program's runtime can give, and the module does not export that: compile it with `asc … --exportRuntime`",
        Refused("bare", "export answer: func(a: string) -> s32;"));

    [Fact]
    public void An_import_that_the_world_has_not_is_named() => Assert.StartsWith(
        "the module imports `test:imports/store.get`, and the world does not import that; it imports `read-time`",
        Refused("imports", "import read-time: func() -> u64; export total: func() -> u32;"), StringComparison.Ordinal);

    [Theory]
    [InlineData("export f: func(s: stream<u8>);", "asynchronous values")]
    [InlineData("export f: async func();", "asynchronous functions that AssemblyScript exports")]
    [InlineData("export i: interface { resource r; f: func(r: r); g: func(); resource s { constructor(); } }", "resources that AssemblyScript exports")]
    public void What_the_language_has_not_is_refused_by_name(string items, string message)
    {
        var module = WorldText.Module("""(module (memory (export "memory") 1) (func (export "f")) (func (export "g")))""");
        Assert.Contains(message, Assert.Throws<UnsupportedException>(() => Build(module, items)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_than_asc_writes_are_refused() => Assert.StartsWith(
        "these are no declarations of asc's", Assert.Throws<InvalidException>(() => ScriptDeclarations.Read("export {};\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void Modules_of_asc_are_known_by_what_they_import_and_export()
    {
        Assert.True(ScriptComponent.IsScript(ScriptGuest.Module("lists")));
        Assert.True(ScriptComponent.IsScript(ScriptGuest.Module("imports-minimal")));
        Assert.False(ScriptComponent.IsScript(WorldText.Module("""(module (memory (export "memory") 1) (func (export "add")))""")));
    }

    private static string Refused(string name, string items, bool isDeclared = false) =>
        Assert.Throws<InvalidException>(() => ScriptGuest.Build(name, isDeclared, $"package t:t;\nworld w {{ {items} }}")).Message;

    private static void Build(Dovetail.Wasm.Modules.ModuleDefinition module, string items) =>
        ScriptComponent.Build(module, ScriptGuest.World($"package t:t;\nworld w {{ {items} }}"));
}
