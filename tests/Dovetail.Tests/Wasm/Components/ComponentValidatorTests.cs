using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>The rules of validation: what each allows and what it forbids.</summary>
public class ComponentValidatorTests
{
    private const string Libc = """
        (core module $m
          (memory (export "mem") 1)
          (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
          (func (export "f") (param i32 i32))
          (func (export "g") (result i32) unreachable)
          (func (export "post") (param i32)))
        (core instance $i (instantiate $m))
        """;

    [Theory]
    [InlineData("""(type (record (field "a-1" u8) (field "B" (list string))))""")]
    [InlineData("""(type (variant (case "a") (case "b" u8)))""")]
    [InlineData("""(type $r (resource (rep i32))) (type (func (param "p" (borrow $r)) (result (own $r))))""")]
    [InlineData("""(import "r" (type $r (sub resource))) (import "[method]r.m" (func (param "self" (borrow $r))))""")]
    [InlineData("""(import "R-2" (type $r (sub resource))) (import "[method]R-2.m" (func (param "self" (borrow $r)))) (import "[static]R-2.s" (func))""")]
    [InlineData("""(component $c) (export "a:b/c@1.0.0" (component $c))""")]
    public void Accepts_well_formed_types_and_names(string fields) => Validate(fields);

    [Theory]
    [InlineData("""(type (record))""", "at least one field")]
    [InlineData("""(type (record (field "a" u8) (field "A" u8)))""", "conflicts with previous name")]
    [InlineData("""(type (enum "aB"))""", "not in kebab case")]
    [InlineData("""(type (list 7))""", "type index out of bounds")]
    [InlineData("""(type $f (func)) (type (list $f))""", "not a defined type")]
    [InlineData("""(type u8) (type (own 0))""", "not a resource type")]
    [InlineData("""(type $r (resource (rep i32))) (type (func (result (option (borrow $r)))))""", "cannot contain a `borrow`")]
    [InlineData("""(type (instance (type (resource (rep i32)))))""", "only be defined within a concrete component")]
    public void Refuses_malformed_types(string fields, string why) => Refuses(fields, why);

    [Theory]
    [InlineData("""(import "a" (func)) (import "A" (func))""", "conflicts with previous name `a`")]
    [InlineData("""(import "a:b" (func))""", "expected `/`")]
    [InlineData("""(import "[method]r.m" (func (param "self" u8)))""", "first argument of `(borrow $T)`")]
    [InlineData("""(import "[static]r.m" (func))""", "not known in this context")]
    [InlineData("""(import "r" (type $r (sub resource))) (import "[constructor]q" (func (result (own $r))))""", "expected resource name `q`")]
    [InlineData("""(import "[constructor]q" (instance))""", "is not a func")]
    [InlineData("""(import "R" (type $r (sub resource))) (import "[method]r.m" (func (param "self" (borrow $r))))""", "expected resource name `r`")]
    [InlineData("""(import "r" (type $r (sub resource))) (import "[constructor]R" (func (result (own $r))))""", "expected resource name `R`")]
    [InlineData("""(import "R" (type $r (sub resource))) (import "[static]r.m" (func))""", "not known in this context")]
    public void Refuses_names_of_the_wrong_shape(string fields, string why) => Refuses(fields, why);

    [Fact]
    public void A_type_that_a_function_uses_is_exported_first()
    {
        const string function = """(type $r (record (field "x" u32))) (func $f (result $r) (canon lift (core func $i "g")))""";
        Refuses(Libc + function + """(export "f" (func $f))""", "func not valid to be used as export");
        Validate(Libc + function + """(export $s "r" (type $r)) (export "f" (func $f) (func (result $s)))""");
    }

    [Fact]
    public void An_import_cannot_use_what_is_only_exported() => Refuses(
        """(type $e (enum "a")) (export $x "e" (type $e)) (import "f" (func (result $x)))""", "func not valid to be used as import");

    [Theory]
    [InlineData("""(memory (core memory $i "mem")) (realloc (core func $i "realloc"))""", null)]
    [InlineData("""(memory (core memory $i "mem"))""", "`realloc` is required")]
    [InlineData("", "`memory` is required")]
    [InlineData("""(realloc (core func $i "realloc"))""", "`realloc` requires `memory`")]
    [InlineData("""(memory (core memory $i "mem")) (realloc (core func $i "post"))""", "incorrect signature")]
    [InlineData("""(memory (core memory $i "mem")) (memory (core memory $i "mem"))""", "more than once")]
    [InlineData("string-encoding=utf8 string-encoding=utf16", "`utf8` conflicts with option `utf16`")]
    [InlineData("(memory 3)", "core memory index out of bounds")]
    public void Lifting_a_string_needs_memory_and_realloc(string options, string? why) =>
        Judge(Libc + $"""(func (param "s" string) (canon lift (core func $i "f") {options}))""", why);

    [Fact]
    public void Post_return_takes_what_the_lifted_function_gives_and_never_goes_with_lower()
    {
        Validate(Libc + """(func (result u32) (canon lift (core func $i "g") (post-return (core func $i "post"))))""");
        Refuses(
            Libc + """(func (result u32) (canon lift (core func $i "g") (post-return (core func $i "f"))))""", "incorrect signature");
        Refuses(
            Libc + """(import "f" (func $f)) (core func (canon lower (func $f) (post-return (core func $i "post"))))""",
            "cannot be specified for lowerings");
    }

    [Fact]
    public void The_core_function_has_the_flattened_type() => Refuses(
        Libc + """(func (param "x" u32) (canon lift (core func $i "f")))""",
        "lowered parameter types `[i32]` do not match parameter types `[i32 i32]`");

    [Fact]
    public void A_resource_is_made_and_opened_only_where_it_is_defined()
    {
        Validate("""(type $r (resource (rep i32))) (core func (canon resource.new $r)) (core func (canon resource.rep $r))""");
        Refuses("""(import "r" (type $r (sub resource))) (core func (canon resource.new $r))""", "not a local resource");
        Refuses(Libc + """(type (resource (rep i32) (dtor (core func $i "f"))))""", "wrong signature for a destructor");
    }

    [Fact]
    public void Each_instance_has_resource_types_of_its_own()
    {
        const string pair = """
            (component $c (type $r (resource (rep i32))) (export "r" (type $r)))
            (instance $a (instantiate $c))
            (instance $b (instantiate $c))
            (component $same (import "x" (type $x (sub resource))) (import "y" (type (eq $x))))
            """;
        Validate(pair + """(instance (instantiate $same (with "x" (type $a "r")) (with "y" (type $a "r"))))""");
        Refuses(
            pair + """(instance (instantiate $same (with "x" (type $a "r")) (with "y" (type $b "r"))))""",
            "resource types are not the same");
    }

    [Fact]
    public void A_nested_component_cannot_see_the_resources_around_it() => Refuses(
        """(type $r (resource (rep i32))) (component (alias outer 1 0 (type)))""", "transitively refers to resources");

    [Theory]
    [InlineData("""(with "f" (func $f))""", null)]
    [InlineData("", "missing import named `f`")]
    [InlineData("""(with "f" (func $f)) (with "f" (func $f))""", "conflicts with previous argument")]
    [InlineData("""(with "f" (instance))""", "expected func, found instance")]
    [InlineData("""(with "f" (func $g))""", "expected parameter named `x`, found `y`")]
    public void Arguments_are_of_the_types_of_the_imports(string arguments, string? why) => Judge(
        $"""
        (import "f" (func $f (param "x" u8)))
        (import "g" (func $g (param "y" u8)))
        (component $c (import "f" (func (param "x" u8))))
        (instance (instantiate $c {arguments}))
        """,
        why);

    [Theory]
    [InlineData("""(memory (export "x") 1)""", "(memory 1 2)", "mismatch in memory limits")]
    [InlineData("""(memory (export "x") 2)""", "(memory 1)", null)]
    [InlineData("""(table (export "x") 1 externref)""", "(table 1 funcref)", "expected table element type funcref")]
    [InlineData("""(global (export "x") i32 (i32.const 0))""", "(global (mut i32))", "mutability")]
    [InlineData("""(func (export "x"))""", "(func (param i32))", "expected [i32] -> [], found [] -> []")]
    public void Core_imports_match_by_the_rules_of_core_modules(string definition, string import, string? why) => Judge(
        $"""
        (core module $a {definition})
        (core module $b (import "a" "x" {import}))
        (core instance $i (instantiate $a))
        (core instance (instantiate $b (with "a" (instance $i))))
        """,
        why);

    [Fact]
    public void The_place_of_an_error_is_shown_in_the_text() => Assert.Equal(
        """
        type index out of bounds: 7
         --> <input>:1:12
          |
        1 | (component (type (list 7)))
          |            ^
        """.ReplaceLineEndings("\n"),
        Assert.Throws<InvalidException>(() => Validate("(type (list 7))")).Message[("unknown type: ".Length)..]);

    private static void Refuses(string fields, string why) => Judge(fields, why);

    private static void Judge(string fields, string? why)
    {
        if (why is null)
        {
            Validate(fields);
            return;
        }
        var error = Assert.Throws<InvalidException>(() => Validate(fields));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    internal static ValidatedComponent Validate(string fields) =>
        ComponentValidator.Validate(ComponentParser.Parse(new SourceText($"(component {fields})")));
}
