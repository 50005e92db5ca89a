using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.Wasm.Components.Text;

/// <summary>What the abbreviations of component text stand for.</summary>
public sealed class ComponentParserTests
{
    private static ComponentField[] Fields(string text, bool strict = true) =>
        [.. ComponentParser.Parse(new SourceText(text), strict).Fields];

    private static MalformedException Malformed(string text, bool strict = true) =>
        Assert.Throws<MalformedException>(() => Fields(text, strict));

    private static T At<T>(ComponentField[] fields, int index) => Assert.IsType<T>(fields[index]);

    [Fact]
    public void A_component_may_stand_without_its_parentheses() =>
        Assert.Equal(2, Fields("(component) (type u8)").Length);

    [Fact]
    public void A_path_becomes_an_alias_for_each_name()
    {
        var fields = Fields("""(component (import "i" (instance $i)) (export "f" (func $i "a" "f")))""");
        Assert.Equal(new ExportAlias(Sort.Instance, 0, "a"), At<AliasField>(fields, 2).Alias);
        Assert.Equal(new ExportAlias(Sort.Function, 1, "f"), At<AliasField>(fields, 3).Alias);
        Assert.Equal(0, At<ExportField>(fields, 4).Index);
    }

    [Fact]
    public void A_path_of_a_core_reference_starts_at_a_core_instance()
    {
        var fields = Fields("(component (core instance $i) (canon lift (core func $i \"f\") (func)))");
        At<TypeField>(fields, 1);
        Assert.Equal(new CoreExportAlias(Sort.CoreFunction, 0, "f"), At<AliasField>(fields, 2).Alias);
    }

    [Fact]
    public void A_core_module_is_an_export_of_a_component_instance()
    {
        var fields = Fields("""(component (import "i" (instance $i)) (core instance (instantiate (module $i "m"))))""");
        Assert.Equal(new ExportAlias(Sort.CoreModule, 0, "m"), At<AliasField>(fields, 2).Alias);
    }

    [Fact]
    public void Types_in_place_become_definitions_inner_ones_first()
    {
        var fields = Fields("""(component (import "f" (func (param "a" (list (option u8))) (result (tuple u8)))))""");
        Assert.Equal(new OptionDefinition(ValueTypeReference.Of(PrimitiveKind.U8)), At<TypeField>(fields, 0).Type);
        Assert.Equal(new ListDefinition(ValueTypeReference.At(0)), At<TypeField>(fields, 1).Type);
        Assert.IsType<TupleDefinition>(At<TypeField>(fields, 2).Type);
        var function = Assert.IsType<FunctionTypeDefinition>(At<TypeField>(fields, 3).Type);
        Assert.Equal(ValueTypeReference.At(1), function.Parameters[0].Type);
        Assert.Equal(ValueTypeReference.At(2), function.Result);
        Assert.Equal(new ExternTypeReference(ExternTypeKind.Function, 3), At<ImportField>(fields, 4).Type);
    }

    [Fact]
    public void Types_in_place_come_before_the_aliases_that_their_neighbours_need()
    {
        var fields = Fields("""
            (component (import "i" (instance $i)) (import "f" (func (param "a" (type $i "t")) (param "b" (list u8)))))
            """);
        Assert.IsType<ListDefinition>(At<TypeField>(fields, 2).Type);
        Assert.Equal(new ExportAlias(Sort.Type, 0, "t"), At<AliasField>(fields, 3).Alias);
        var function = Assert.IsType<FunctionTypeDefinition>(At<TypeField>(fields, 4).Type);
        Assert.Equal([ValueTypeReference.At(2), ValueTypeReference.At(1)], function.Parameters.Select(p => p.Type!.Value));
    }

    [Fact]
    public void Types_in_place_inside_a_type_stay_inside_it()
    {
        var fields = Fields("""(component (type (instance (export "f" (func (result (list u8)))))))""");
        var type = Assert.IsType<InstanceTypeDefinition>(At<TypeField>(fields, 0).Type);
        Assert.Single(fields);
        Assert.Equal(3, type.Declarations.Length);
    }

    [Fact]
    public void An_identifier_of_an_outer_component_becomes_one_outer_alias()
    {
        var fields = Fields("""
            (component $c (type u8) (type $t u16) (component (type (list $t)) (type (option $t)) (type $t u32) (type (list $t))))
            """);
        var inner = At<NestedComponentField>(fields, 2).Component.Fields.ToArray();
        Assert.Equal(new OuterAlias(Sort.Type, 1, 1), At<AliasField>(inner, 0).Alias);
        Assert.Equal(new ListDefinition(ValueTypeReference.At(0)), At<TypeField>(inner, 1).Type);
        Assert.Equal(new OptionDefinition(ValueTypeReference.At(0)), At<TypeField>(inner, 2).Type);
        Assert.Equal(new ListDefinition(ValueTypeReference.At(3)), At<TypeField>(inner, 4).Type);
    }

    [Fact]
    public void Types_are_scopes_of_their_own()
    {
        var fields = Fields("""(component (type $t u8) (type $i (instance (alias outer $i 0 (type)) (export "f" (func (result $t))))))""");
        var type = Assert.IsType<InstanceTypeDefinition>(At<TypeField>(fields, 1).Type);
        Assert.Equal(new OuterAlias(Sort.Type, 0, 0), Assert.IsType<AliasField>(type.Declarations[0]).Alias);
        Assert.Equal(new OuterAlias(Sort.Type, 1, 0), Assert.IsType<AliasField>(type.Declarations[1]).Alias);
    }

    [Fact]
    public void A_module_type_takes_function_types_from_outside_by_an_alias()
    {
        var fields = Fields("""(component (core type $f (func)) (core type (module (import "" "f" (func (type $f))))))""");
        var type = Assert.IsType<ModuleTypeDefinition>(At<CoreTypeField>(fields, 1).Type);
        Assert.Equal((1, 0), type.Declarations[0] is ModuleTypeAlias alias ? (alias.Count, alias.Index) : default);
    }

    [Fact]
    public void A_module_type_has_equal_function_types_once()
    {
        var fields = Fields("""
            (component (core type (module
              (import "" "f" (func (param i32))) (export "g" (func)) (export "h" (func (param i32))))))
            """);
        var type = Assert.IsType<ModuleTypeDefinition>(At<CoreTypeField>(fields, 0).Type);
        Assert.Equal(
            [typeof(ModuleTypeType), typeof(ModuleTypeImport), typeof(ModuleTypeType), typeof(ModuleTypeExport), typeof(ModuleTypeExport)],
            type.Declarations.Select(declaration => declaration.GetType()));
    }

    [Fact]
    public void Exports_in_place_follow_what_they_export()
    {
        var fields = Fields("""(component (type (export "a") (export "b") u8) (type $t u16) (export "c" (type $t)))""");
        Assert.Equal([0, 0, 3], fields.OfType<ExportField>().Select(export => export.Index));
        Assert.Equal(["a", "b", "c"], fields.OfType<ExportField>().Select(export => export.Name));
    }

    [Fact]
    public void An_import_in_place_is_an_import()
    {
        var fields = Fields("""(component (func $f (export "g") (import "f") (result u8)) (export "h" (func $f)))""");
        Assert.Equal("f", At<ImportField>(fields, 1).Name);
        Assert.Equal(["g", "h"], fields.OfType<ExportField>().Select(export => export.Name));
    }

    [Fact]
    public void The_identifier_of_an_export_is_bound_to_the_new_index()
    {
        var fields = Fields("""(component (type $t u8) (export $u "t" (type $t)) (type (list $u)))""");
        Assert.Equal(new ListDefinition(ValueTypeReference.At(1)), At<TypeField>(fields, 2).Type);
    }

    [Fact]
    public void Instances_made_in_place_become_definitions()
    {
        var fields = Fields("""
            (component (import "f" (func $f)) (component $c)
              (instance (instantiate $c (with "a" (instance (export "f" (func $f)))) (with "b" (func $f)))))
            """);
        Assert.Equal<InlineExport>([new InlineExport("f", Sort.Function, 0)], Assert.IsType<InlineExports>(At<InstanceField>(fields, 3).Expression).Exports);
        var instance = Assert.IsType<Instantiate>(At<InstanceField>(fields, 4).Expression);
        Assert.Equal<InlineExport>([new InlineExport("a", Sort.Instance, 0), new InlineExport("b", Sort.Function, 0)], instance.Arguments);
    }

    [Theory]
    [InlineData("(alias export $i \"f\" (func $f))", "(func $f (alias export $i \"f\"))")]
    [InlineData("(canon lower (func $g) (core func $f))", "(core func $f (canon lower (func $g)))")]
    [InlineData("(canon resource.drop $r (core func $f))", "(core func $f (canon resource.drop $r))")]
    [InlineData("(canon lift (core func $m \"f\") (func $f (type $t)))", "(func $f (type $t) (canon lift (core func $m \"f\")))")]
    public void The_sort_may_come_first_or_last(string last, string first)
    {
        const string before = """
            (type $t (func)) (type $r (resource (rep i32))) (import "i" (instance $i)) (import "g" (func $g)) (core instance $m)
            """;
        var (one, other) = (Fields(before + last), Fields(before + first));
        Assert.Equal(one[^1].ToString()!.Split("Offset")[0], other[^1].ToString()!.Split("Offset")[0]);
    }

    [Theory]
    [InlineData("(core instance $i) (canon lift (core func $i \"f\") (memory $i \"m\") (func))")]
    [InlineData("(core instance $i) (canon lift (core func $i \"f\") (realloc (func $i \"r\")) (func))")]
    [InlineData("(core instance $i) (type (resource (rep i32) (dtor (func $i \"d\"))))")]
    public void The_older_index_syntax_is_read_unless_it_is_refused(string text)
    {
        Assert.NotEmpty(Fields(text, strict: false));
        Malformed(text, strict: true);
    }

    [Fact]
    public void A_custom_annotation_is_a_custom_section()
    {
        var custom = At<CustomField>(Fields("""(component (type u8) (@custom "x" "ab" "\00"))"""), 1);
        Assert.Equal(("x", 3), (custom.Name, custom.Bytes.Length));
    }

    [Fact]
    public void A_module_inside_is_parsed_as_modules_are()
    {
        var fields = Fields("""(component (core module $m (@name "x") (func (export "f") nop)) (core module binary "\00asm" "\01\00\00\00"))""");
        Assert.Single(At<CoreModuleField>(fields, 0).Module.Exports);
        Assert.Empty(At<CoreModuleField>(fields, 1).Module.Exports);
    }

    [Theory]
    [InlineData("(export \"f\" (func $f))", "unknown func `$f`")]
    [InlineData("(import \"f\" (func $f)) (export \"g\" (func $f) (func $x))", "found `$x`")]
    [InlineData("(type $t u8) (type $t u8)", "duplicate type identifier `$t`")]
    [InlineData("(import \"f\" (func $f)) (component (export \"f\" (func $f)))", "outer item `$f` is not a module, type, or component")]
    [InlineData("(alias outer 9 $t (type))", "outer count of `9` is too large")]
    [InlineData("(alias outer $x $t (type))", "outer component `$x` not found")]
    [InlineData("(type $t (list $t))", "unknown type `$t`")]
    [InlineData("(type (frob u8))", "expected a type, found `(`")]
    [InlineData("(canon frob (core func))", "expected a canonical definition, found `frob`")]
    [InlineData("(core func (canon lower (func 0)) (memory 0))", "expected `)`, found `(`")]
    [InlineData("(type (instance (import \"a\" (func))))", "expected a type, an alias or an export, found `(`")]
    [InlineData("(core module binary \"\\00asm\")", "unexpected end")]
    [InlineData("(type (variant (case $x \"a\") (case $x \"b\")))", "duplicate variant case identifier `$x`")]
    public void Says_what_is_wrong_and_shows_where(string text, string message)
    {
        var error = Malformed(text);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("^", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsText);
    }

    [Theory]
    [InlineData("(type (func async))", "async")]
    [InlineData("(type (stream u8))", "async")]
    [InlineData("(core func (canon task.return))", "async")]
    [InlineData("(core func (canon thread.index))", "threading")]
    [InlineData("(type error-context)", "error-context")]
    [InlineData("(type (map string u8))", "map")]
    [InlineData("(type (list u8 4))", "fixed-length-lists")]
    [InlineData("(type (resource (rep i64)))", "cm64")]
    [InlineData("(value $v string \"a\") (export \"v\" (value $v))", "values")]
    [InlineData("(import \"v\" (value $v string)) (export \"v\" (value $v))", "values")]
    [InlineData("(import \"i\" (implements \"a:b/c\") (instance))", "implements")]
    [InlineData("(import \"i\" (external-id \"x\") (instance))", "implements")]
    public void Validation_refuses_gated_features_by_name_and_shows_the_place(string text, string feature)
    {
        var component = ComponentParser.Parse(new SourceText(text));
        var error = Assert.Throws<UnsupportedException>(
            () => ComponentValidator.Validate(component, gates: ComponentFeatures.None));
        Assert.Equal(feature, error.Feature);
        Assert.Contains("^", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(component\n  (type u8) (export \"f\" (func 0)))", ":2:13")]
    [InlineData("(component\n  (core module (func (result i32) i64.const 1)))", ":2:46")]
    public void Validation_shows_the_place_in_the_text(string text, string place)
    {
        var component = ComponentParser.Parse(new SourceText(text));
        var error = Assert.Throws<InvalidException>(() => ComponentValidator.Validate(component));
        Assert.Contains($"<input>{place}\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.Single(Fields(Nest(101, "(component ", ")")));
        Assert.Contains("nesting too deep", Malformed(Nest(102, "(component ", ")")).Message, StringComparison.Ordinal);
        Malformed($"(type {Nest(100_000, "(list ", ")")})");
        Malformed($"(type {Nest(100_000, "(instance (type ", "))")})");
    }

    private static string Nest(int depth, string open, string close) =>
        string.Concat(Enumerable.Repeat(open, depth)) + "u8"[..(open == "(list " ? 2 : 0)] + string.Concat(Enumerable.Repeat(close, depth));
}
