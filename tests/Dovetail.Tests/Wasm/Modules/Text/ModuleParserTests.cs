using System.Globalization;
using System.Text;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Text;

namespace Dovetail.Tests.Wasm.Modules.Text;

public class ModuleParserTests
{
    private static ModuleDefinition Parse(string text) =>
        ModuleParser.Parse(TokenSequence.Read(Encoding.UTF8.GetBytes(text), "test.wat"));

    private static string Body(string function) =>
        Convert.ToHexString(Parse($"(module {function})").Functions[0].Body.Bytes.Span).ToLower(CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("(func (i32.add (i32.const 1) (i32.const -1)) drop)", "4101417f6a1a0b")]
    [InlineData("(func i32.const 1 i32.const -1 i32.add drop)", "4101417f6a1a0b")]
    [InlineData("(func (param $a i32) (local i64 i64) (local $b f32) (local.set $b (f32.const 1)))", "430000803f21030b")]
    [InlineData("(func block $x loop $y br $x br $y br 1 end $y end $x)", "024003400c010c000c010b0b0b")]
    [InlineData("(func (block $x (loop $x (br $x)) (br $x)))", "024003400c000b0c000b0b")]
    [InlineData("(func (if $l (result i32) (i32.const 1) (then (br $l (i32.const 2))) (else (i32.const 3))) drop)",
        "4101047f41020c000541030b1a0b")]
    [InlineData("(func i32.const 1 if nop else nop end)", "410104400105010b0b")]
    [InlineData("(func (param i32) (br_table 0 0 (local.get 0)))", "20000e0100000b")]
    [InlineData("(func (drop (i64.load32_s offset=0x10 align=1 (i32.const 0))))", "41003400101a0b")]
    [InlineData("(func (select (result i32) (i32.const 0) (i32.const 0) (i32.const 0)) drop)", "4100410041001c017f1a0b")]
    [InlineData("(func (call_indirect (param i32) (i32.const 0) (i32.const 0)))", "410041001101000b")]
    public void Encodes_instructions(string function, string expected) => Assert.Equal(expected, Body(function));

    [Fact]
    public void Gives_written_function_types_the_first_index_that_fits()
    {
        var module = Parse("(func (param i64)) (func) (type (func)) (func (block (param i32) (result i32)) drop)");
        Assert.Equal(["[] -> []", "[i64] -> []", "[i32] -> [i32]"], module.Types.Select(type => type.Composite.ToString()!));
        Assert.Equal([1, 0, 0], module.Functions.Select(function => function.TypeIndex));
    }

    [Fact]
    public void Expands_inline_imports_exports_and_segments()
    {
        var module = Parse("""
            (func $f (export "a") (export "b") (import "m" "n") (param i32))
            (table $t (export "t") funcref (elem $f $g))
            (memory (data "abc" "\00"))
            (func $g)
            (elem (table $t) (offset i32.const 1) func 0)
            (elem declare funcref (ref.func $g) (item ref.null func))
            (data $d "x")
            (func (data.drop $d))
            """);
        Assert.Equal(("m", "n"), (module.Imports[0].Module, module.Imports[0].Name));
        Assert.Equal(["a0", "b0", "t0"], module.Exports.Select(export => $"{export.Name}{export.Index}"));
        Assert.Equal(new Limits(2, 2), module.Tables[0].Type.Limits);
        Assert.Equal(new Limits(1, 1), module.Memories[0].Limits);
        Assert.Equal([SegmentMode.Active, SegmentMode.Active, SegmentMode.Declarative], module.Elements.Select(e => e.Mode));
        Assert.Equal([0x61, 0x62, 0x63, 0], module.Data[0].Bytes.ToArray());
        Assert.Equal([0xfc, 9, 1, 0xb], module.Functions[1].Body.Bytes.ToArray());
    }

    [Fact]
    public void Reads_the_types_of_version_3()
    {
        var module = Parse("""
            (rec (type $a (sub (struct (field $x (mut i8)) (field i32 i64)))) (type (sub final $a (array (ref null $a)))))
            (type (func (param (ref $a) anyref nullexternref)))
            (table i64 1 2 (ref func) (ref.func 0))
            (memory i64 0 1 shared)
            (tag $t (param i32))
            (func (block $l (try_table (catch $t $l) (catch_all 0) (throw $t (i32.const 0)))))
            """);
        Assert.Equal([new RecursiveGroup(0, 2), new RecursiveGroup(2, 1)], module.Groups.Take(2).ToArray());
        Assert.Equal(3, Assert.IsType<StructType>(module.Types[0].Composite).Fields.Length);
        Assert.Equal((true, 0), (module.Types[1].IsFinal, module.Types[1].Supertype));
        Assert.Equal("[(ref 0) anyref nullexternref] -> []", module.Types[2].Composite.ToString());
        Assert.Equal(AddressType.I64, module.Tables[0].Type.Address);
        Assert.True(module.Memories[0].Shared);
    }

    [Theory]
    [InlineData("(func i32.frob)")]
    [InlineData("(func (else))")]
    [InlineData("(func end)")]
    [InlineData("(func block)")]
    [InlineData("(func (block end))")]
    [InlineData("(func block (nop end))")]
    [InlineData("(func (if (i32.const 0)))")]
    [InlineData("(func (if (then) nop))")]
    [InlineData("(func (if (i32.const 0) (then) (else) (else)))")]
    [InlineData("(func block $a end $b)")]
    [InlineData("(func (br $nowhere))")]
    [InlineData("(func (call $nobody))")]
    [InlineData("(func $f) (func $f)")]
    [InlineData("(func (param $x i32) (local $x i32))")]
    [InlineData("(func) (import \"m\" \"n\" (func))")]
    [InlineData("(type (func)) (func (type 0) (param i32))")]
    [InlineData("(func (result i32) (param i32))")]
    [InlineData("(func (i32.load align=3 (i32.const 0)))")]
    [InlineData("(func (i32.const 0x1_0000_0000))")]
    [InlineData("(start 0) (start 0)")]
    [InlineData("(import \"\\ff\" \"n\" (func))")]
    [InlineData("(func")]
    [InlineData("(func))")]
    [InlineData("(memory 1) (@name \"x\")")]
    [InlineData("(func (@custom \"x\"))")]
    public void Rejects(string text) => Assert.True(Assert.Throws<MalformedException>(() => Parse(text)).IsText);

    [Fact]
    public void Shows_the_place_of_an_error()
    {
        var error = Assert.Throws<MalformedException>(() => Parse("(func\n  (i32.frob))"));
        Assert.Equal("unknown operator `i32.frob`\n --> test.wat:2:4\n  |\n2 |   (i32.frob))\n  |    ^^^^^^^^", error.Message);
    }

    [Theory]
    [InlineData("(func try do end)", "legacy-exceptions")]
    [InlineData("(func (atomic.fence))", "threads")]
    [InlineData("(memory 0 (pagesize 1))", "custom-page-sizes")]
    public void Refuses_by_name(string text, string feature) =>
        Assert.Equal(feature, Assert.Throws<UnsupportedException>(() => Parse(text)).Feature);

    [Fact]
    public void Leads_offsets_back_to_the_text()
    {
        var module = Parse("(func)\n(func\n  nop\n  drop)");
        var map = module.TextMap!;
        Assert.Equal((4, 3), map.Source.Locate(map.Locate(module.Functions[1].Body.Offset + 1).Start));
    }

    [Fact]
    public void Does_not_recurse_into_nesting()
    {
        const int depth = 100_000;
        Parse("(func " + string.Concat(Enumerable.Repeat("(block (drop ", depth)) + new string(')', 2 * depth + 1));
        Parse("(func " + string.Concat(Enumerable.Repeat("block $x ", depth)) + "br $x" + string.Concat(Enumerable.Repeat(" end", depth)) + ")");
    }

    [Fact]
    public void Places_custom_sections()
    {
        var module = Parse("(@custom \"end\" \"x\") (func) (@custom \"a\" (before global)) (@custom \"b\" (after func) \"y\" \"z\")");
        Assert.Equal([("b", 3), ("a", 13), ("end", 11)], module.CustomSections.Select(section => (section.Name, section.Position)));
    }
}
