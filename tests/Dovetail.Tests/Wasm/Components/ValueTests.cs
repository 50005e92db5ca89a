using System.Globalization;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>Values and starts: written as text or bytes, of their types, and used exactly once.</summary>
public class ValueTests
{
    [Theory]
    [InlineData("bool true", "01")]
    [InlineData("u8 255", "ff")]
    [InlineData("s8 -1", "ff")]
    [InlineData("u16 300", "ac02")]
    [InlineData("s32 -7", "79")]
    [InlineData("u64 0xffff_ffff_ffff_ffff", "ffffffffffffffffff01")]
    [InlineData("f32 nan", "0000c07f")]
    [InlineData("f64 0.5", "000000000000e03f")]
    [InlineData("char 'a'", "61")]
    [InlineData("string \"hé\"", "0368c3a9")]
    [InlineData("(record (field \"a\" bool) (field \"b\" u8)) (record true 1)", "0101")]
    [InlineData("(variant (case \"a\" bool) (case \"b\" u8)) (variant \"b\" 1)", "0101")]
    [InlineData("(list (result (option u8))) (list error (ok (some 1)) (ok none))", "0301000101" + "0000")]
    [InlineData("(tuple u8 u16) (tuple 1 2)", "0102")]
    [InlineData("(flags \"a\" \"b\" \"c\") (flags \"a\" \"c\")", "05")]
    [InlineData("(enum \"a\" \"b\") (enum \"b\")", "01")]
    [InlineData("(result u8 (error u16)) (error 1)", "0101")]
    [InlineData("string (binary \"\\01a\")", "0161")]
    public void Text_becomes_the_binary_format(string value, string bytes)
    {
        var text = $"(component (value $v {value}) (instance (export \"v\" (value $v))))";
        var component = ComponentParser.Parse(new SourceText(text));
        Assert.Equal(bytes, Convert.ToHexStringLower(component.Fields.OfType<ValueField>().Single().Value.Span));
        GatedComponent.Validate(text["(component".Length..^1]);
    }

    [Theory]
    [InlineData("u8 256")]
    [InlineData("s8 128")]
    [InlineData("u16 -1")]
    [InlineData("bool 1")]
    [InlineData("f32 nan:0x400000")]
    [InlineData("char 'ab'")]
    [InlineData("string 1")]
    [InlineData("(record (field \"a\" u8)) (record)")]
    [InlineData("(enum \"a\") (enum \"b\")")]
    [InlineData("(option u8) (some)")]
    [InlineData("(option u8) ok")]
    public void Text_that_is_not_of_the_type_is_malformed(string value) => Assert.Throws<MalformedException>(
        () => ComponentParser.Parse(new SourceText($"(component (value $v {value}))")));

    [Theory]
    [InlineData("bool", "02")]
    [InlineData("bool", "")]
    [InlineData("bool", "0000")]
    [InlineData("u16", "808004")]
    [InlineData("f32", "0100c07f")]
    [InlineData("char", "eda080")]
    [InlineData("string", "0261")]
    [InlineData("(list u8)", "ffffffff0f")]
    [InlineData("(enum \"a\")", "01")]
    [InlineData("(option u8)", "0201")]
    [InlineData("(stream u8)", "00")]
    public void Bytes_that_are_not_of_the_type_are_invalid(string type, string bytes)
    {
        var escaped = string.Concat(Convert.FromHexString(bytes).Select(b => string.Create(CultureInfo.InvariantCulture, $"\\{b:x2}")));
        Assert.Throws<InvalidException>(() => GatedComponent.Validate(
            $"(value $v {type} (binary \"{escaped}\")) (instance (export \"v\" (value $v)))"));
    }

    [Theory]
    [InlineData("(import \"a\" (value $v u8)) (export \"b\" (value $v))", null)]
    [InlineData("(import \"a\" (value $v u8))", "was not used")]
    [InlineData("(import \"a\" (value $v u8)) (export \"b\" (value $v)) (export \"c\" (value $v))", "more than once")]
    [InlineData("(import \"a\" (instance $i (export \"v\" (value u8)))) (alias export $i \"v\" (value $v)) (export \"v\" (value $v))", null)]
    [InlineData("(import \"f\" (func $f (param \"a\" u8) (result u8))) (value $v u8 1) (start $f (value $v) (result (value $r))) (export \"r\" (value $r))", null)]
    [InlineData("(import \"f\" (func $f (param \"a\" u8))) (start $f)", "requires 1 arguments")]
    [InlineData("(import \"f\" (func $f (result u8))) (start $f)", "result count of 0")]
    [InlineData("(import \"f\" (func $f (param \"a\" u8))) (value $v u16 1) (start $f (value $v))", "value type mismatch")]
    [InlineData("(import \"f\" (func $f (param \"a\" u8))) (start $f (value 3))", "value index out of bounds")]
    public void Each_is_used_exactly_once(string fields, string? why) => GatedComponent.Judge(fields, why);

    [Theory]
    [InlineData("(value u8)", null)]
    [InlineData("(value u16)", "type mismatch")]
    public void Arguments_have_the_type_of_the_import(string import, string? why) => GatedComponent.Judge(
        $"""(component $c (import "v" {import.Insert(6, " $v")}) (export "w" (value $v))) (value $v u8 1) (instance (instantiate $c (with "v" (value $v))))""",
        why);

    [Fact]
    public void An_import_may_ask_for_a_value_that_is_known() => GatedComponent.Judge(
        """
        (type (component (import "a" (value $a u8)) (import "b" (value (eq $a))) (export "c" (value (eq $a)))))
        """,
        null);
}
