using Dovetail.Wasm;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>Types that are gated: what each allows and forbids, and that it is refused by name where it is off.</summary>
public class GatedTypeTests
{
    [Theory]
    [InlineData("(type (stream))", ComponentFeatures.Async)]
    [InlineData("(type (future (list u8)))", ComponentFeatures.Async)]
    [InlineData("(type (func async (param \"a\" u8)))", ComponentFeatures.Async)]
    [InlineData("(import \"f\" (func async))", ComponentFeatures.Async)]
    [InlineData("(type (map string (list u8)))", ComponentFeatures.Map)]
    [InlineData("(type (list u8 4))", ComponentFeatures.FixedLengthLists)]
    [InlineData("(type error-context)", ComponentFeatures.ErrorContext)]
    [InlineData("(type (func (param \"e\" error-context)))", ComponentFeatures.ErrorContext)]
    [InlineData("(type (resource (rep i64)))", ComponentFeatures.Memory64)]
    public void Each_needs_its_feature(string fields, ComponentFeatures feature) => GatedComponent.Needs(fields, feature);

    [Fact]
    public void What_ships_with_wasi_is_on_by_default() => Dovetail.Wasm.Components.Validation.ComponentValidator.Validate(
        Dovetail.Wasm.Components.Text.ComponentParser.Parse(new Dovetail.Wit.Text.SourceText(
            """(component (type (stream (map u8 u8))) (type $i (instance)) (import "a" (implements "a:b/c") (external-id "x") (instance (type $i))))""")));

    [Fact]
    public void A_broken_rule_is_told_before_a_feature_that_is_off() =>
        GatedComponent.Judge("(type (stream)) (type (record))", "at least one field", ComponentFeatures.None);

    [Theory]
    [InlineData("bool", null)]
    [InlineData("s8", null)]
    [InlineData("u64", null)]
    [InlineData("char", null)]
    [InlineData("string", null)]
    [InlineData("$t", null)]
    [InlineData("f32", "the keys of a map")]
    [InlineData("f64", "the keys of a map")]
    [InlineData("error-context", "the keys of a map")]
    [InlineData("(list u8)", "the keys of a map")]
    [InlineData("(tuple u8)", "the keys of a map")]
    public void Keys_of_maps(string key, string? why) => GatedComponent.Judge($"(type $t u16) (type (map {key} u8))", why);

    [Theory]
    [InlineData("(list u8 1)", null)]
    [InlineData("(list u8 268435455)", null)]
    [InlineData("(list u8 0)", "at least one element")]
    [InlineData("(list u8 268435456)", "exceeds maximum byte size")]
    [InlineData("(list (list (list u64 65535) 65535) 4294967295)", "exceeds maximum byte size")]
    public void Lists_of_fixed_length(string type, string? why) => GatedComponent.Judge($"(type {type})", why);

    [Theory]
    [InlineData("(stream u8)", null)]
    [InlineData("(stream (own $r))", null)]
    [InlineData("(future char)", null)]
    [InlineData("(stream string)", null)]
    [InlineData("(stream (stream (future)))", null)]
    [InlineData("(stream char)", "stream<char>")]
    [InlineData("(stream $char)", "stream<char>")]
    [InlineData("(stream (borrow $r))", "cannot contain a `borrow`")]
    [InlineData("(future (option (borrow $r)))", "cannot contain a `borrow`")]
    public void Streams_and_futures(string type, string? why) =>
        GatedComponent.Judge($"(type $char char) (type $r (resource (rep i32))) (type {type})", why);

    [Theory]
    [InlineData("(func async (result u8))", "(func async (result u8))", null)]
    [InlineData("(func async)", "(func)", "type mismatch")]
    [InlineData("(func)", "(func async)", "type mismatch")]
    [InlineData("(func (param \"s\" (stream u8)))", "(func (param \"s\" (stream u8)))", null)]
    [InlineData("(func (param \"s\" (stream u8)))", "(func (param \"s\" (stream u16)))", "type mismatch")]
    [InlineData("(func (param \"s\" (stream u8)))", "(func (param \"s\" (future u8)))", "type mismatch")]
    [InlineData("(func (param \"s\" (stream)))", "(func (param \"s\" (stream u8)))", "type mismatch")]
    [InlineData("(func (param \"s\" (map u8 u16)))", "(func (param \"s\" (map u8 u16)))", null)]
    [InlineData("(func (param \"s\" (map u8 u16)))", "(func (param \"s\" (map u16 u8)))", "type mismatch")]
    [InlineData("(func (param \"s\" (map u8 u16)))", "(func (param \"s\" (list (tuple u8 u16))))", "type mismatch")]
    [InlineData("(func (param \"s\" (list u8 4)))", "(func (param \"s\" (list u8 4)))", null)]
    [InlineData("(func (param \"s\" (list u8 4)))", "(func (param \"s\" (list u8 5)))", "type mismatch")]
    [InlineData("(func (param \"s\" (list u8 4)))", "(func (param \"s\" (list u8)))", "type mismatch")]
    public void Function_types_are_equal_by_structure(string given, string wanted, string? why) => GatedComponent.Judge(
        $"""(import "f" {given.Insert(5, " $f ")}) (component $c (import "f" {wanted})) (instance (instantiate $c (with "f" (func $f))))""",
        why);

    [Fact]
    public void Resources_are_substituted_inside_of_streams_and_maps() => GatedComponent.Judge(
        """
        (type $r (resource (rep i32)))
        (component $c
          (import "r" (type $r (sub resource)))
          (import "f" (func (param "s" (stream (own $r))) (param "m" (map u8 (own $r))) (result (future (own $r))))))
        (import "t" (type $t (sub resource)))
        (import "g" (func $g (param "s" (stream (own $t))) (param "m" (map u8 (own $t))) (result (future (own $t)))))
        (instance (instantiate $c (with "r" (type $t)) (with "f" (func $g))))
        """,
        null);

    [Theory]
    [InlineData("(stream $rec)", "not imported by name")]
    [InlineData("(future $rec)", "not imported by name")]
    [InlineData("(map u8 $rec)", "not imported by name")]
    [InlineData("(list $rec 2)", "not imported by name")]
    [InlineData("(stream $named)", null)]
    [InlineData("(map u8 $named)", null)]
    public void What_they_carry_must_have_a_name_outside(string type, string? why) => GatedComponent.Judge(
        $"""(type $rec (record (field "a" u8))) (import "n" (type $named (eq $rec))) (import "f" (func (param "p" {type})))""", why);

    [Fact]
    public void A_constructor_is_not_async() => GatedComponent.Judge(
        """(import "a" (type $a (sub resource))) (import "[constructor]a" (func async (result (own $a))))""", "cannot be async");
}
