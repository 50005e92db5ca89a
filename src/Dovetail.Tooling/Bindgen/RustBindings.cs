using System.Collections.Immutable;
using System.Globalization;
using Dovetail.Tooling.AssemblyScript;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Bindgen;

/// <summary>
/// Declarations in Rust, over <c>core</c> alone: types that lie in memory as the canonical ABI has them, which the compiler checks, imported functions with
/// their core types, a trait for what the world wants, and a macro that exports what implements it.
/// </summary>
internal sealed class RustBindings
{
    private static readonly ImmutableHashSet<string> s_reserved =
    [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum", "extern", "false", "final",
        "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
        "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "ret", "params",
    ];

    // Names that the file itself has.
    private static readonly ImmutableHashSet<string> s_taken = ["List", "Str", "Opt", "Res", "ResValue", "Guest", "Self", "Copy", "Clone", "Option", "Result"];

    private readonly IndentedText _text = new();
    private readonly GuestTypes _types;
    private readonly UniqueNames _imported = new(Spellings.Snake, "free-all", "cabi-realloc");
    private readonly UniqueNames _exported = new(Spellings.Snake);
    private readonly Dictionary<GuestFunction, string> _functions = [];
    private readonly Dictionary<GuestFunction, string> _parameters = [];
    private readonly WitWorld _world;

    private RustBindings(WitWorld world) => (_world, _types) = (world, new GuestTypes(world));

    public static ImmutableArray<GeneratedFile> Generate(WitWorld world) =>
        [new($"{Spellings.Snake(world.Name)}.rs", new RustBindings(world).Module())];

    private static string Name(string label) => Spellings.Snake(label) is var name && s_reserved.Contains(name) ? name + "_" : name;

    private static string Constant(string label) => Spellings.Snake(label).ToUpperInvariant();

    private string Module()
    {
        List<GuestFunction> imports = [.. GuestFunction.In(_world, isExport: false)];
        List<GuestFunction> exports = [.. GuestFunction.Linked(_world)];
        _text.Line($"// The world `{_world.FullName}` for Rust, by `dovetail bindgen`: a module for `mod {Name(_world.Name)};`, with or without the standard library.");
        _text.Line("#![allow(dead_code, improper_ctypes, improper_ctypes_definitions, clippy::all)]");
        _text.Gap();
        foreach (var line in RustPrelude.Text.Split('\n'))
        {
            _text.Line(line);
        }
        foreach (var (name, use) in TypeOrder.Of(_types, imports.Concat(exports)))
        {
            Define(TypeName(name), name, use);
        }
        foreach (var function in imports.Concat(exports).Where(function => FlatParameters.Of(function.Function) is null))
        {
            Struct(ParametersName(function), function.Function.Parameters.Select(parameter => (Name(parameter.Name), parameter.Type)));
        }
        foreach (var module in imports.GroupBy(function => function.Module))
        {
            Import(module.Key, module);
        }
        Export(exports);
        return _text.ToString();
    }

    private static string TypeName(string label)
    {
        var name = string.Concat(label.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
        return s_taken.Contains(name) ? name + "_" : name;
    }

    private void Define(string name, string label, TypeUse use)
    {
        var body = FlatParameters.BodyOf(use);
        switch (use)
        {
            case NamedUse { Definition: var definition } when body is AliasBody alias:
                Begin(definition.Docs);
                _text.Line($"pub type {name} = {TypeOf(alias.Target)};");
                return;
            case NamedUse { Definition: var definition } when body is EnumBody @enum:
                Constants(name, label, definition, [.. @enum.Cases.Select(item => item.Name)], isFlags: false);
                return;
            case NamedUse { Definition: var definition } when body is FlagsBody flags:
                Constants(name, label, definition, [.. flags.Flags.Select(item => item.Name)], isFlags: true);
                return;
            case NamedUse { Definition: { Resource: not null } definition }:
                Begin(definition.Docs);
                _text.Line($"pub type {name} = u32;");
                return;
            case NamedUse { Definition: var definition } when body is RecordBody record:
                Docs(definition.Docs);
                Struct(name, record.Fields.Select(field => (Name(field.Name), field.Type)));
                break;
            case NamedUse { Definition: var definition } when body is VariantBody variant:
                Docs(definition.Docs);
                Variant(name, label, use, variant);
                break;
            case TupleUse tuple:
                Struct(name, tuple.Items.Select((item, i) => ($"item{i}", item)));
                break;
            default:
                // The generic types of the file stand for the others.
                return;
        }
        _text.Line($"const _: () = assert!(core::mem::size_of::<{name}>() == {Layout.ElemSize(use.Type)} || !cfg!(target_arch = \"wasm32\"));");
    }

    private void Constants(string name, string label, WitTypeDefinition definition, ImmutableArray<string> labels, bool isFlags)
    {
        Begin(definition.Docs);
        _text.Line($"pub type {name} = u{8 * Layout.ElemSize(definition.Type)};");
        _text.Open($"pub mod {Name(label)}_{(isFlags ? "bits" : "cases")}");
        foreach (var (item, i) in labels.Select((item, i) => (item, i)))
        {
            var value = isFlags ? (1u << i).ToString(CultureInfo.InvariantCulture) : i.ToString(CultureInfo.InvariantCulture);
            _text.Line($"pub const {Constant(item)}: super::{name} = {value};");
        }
        _text.Close();
    }

    private void Struct(string name, IEnumerable<(string Name, TypeUse Type)> fields)
    {
        Begin(null);
        _text.Line("#[repr(C)]");
        _text.Line("#[derive(Clone, Copy)]");
        _text.Open($"pub struct {name}");
        foreach (var (field, type) in fields)
        {
            _text.Line($"pub {field}: {TypeOf(type)},");
        }
        _text.Close();
    }

    private void Variant(string name, string label, TypeUse use, VariantBody variant)
    {
        var hasValues = variant.Cases.Any(item => item.Type is not null);
        var tag = $"u{8 * Layout.DiscriminantSize(variant.Cases.Length)}";
        Begin(null);
        _text.Open($"pub mod {Name(label)}_cases");
        foreach (var (item, i) in variant.Cases.Select((item, i) => (item, i)))
        {
            _text.Line($"pub const {Constant(item.Name)}: {tag} = {i};");
        }
        _text.Close();
        _text.Gap();
        _text.Line("#[repr(C)]");
        _text.Line("#[derive(Clone, Copy)]");
        _text.Open($"pub struct {name}");
        _text.Line($"pub tag: {tag},");
        if (hasValues)
        {
            _text.Line($"pub value: {name}Value,");
        }
        _text.Close();
        if (!hasValues)
        {
            return;
        }
        _text.Gap();
        _text.Line("#[repr(C)]");
        _text.Line("#[derive(Clone, Copy)]");
        _text.Open($"pub union {name}Value");
        foreach (var item in variant.Cases.Where(item => item.Type is not null))
        {
            _text.Line($"pub {Name(item.Name)}: {TypeOf(item.Type!)},");
        }
        _text.Close();
    }

    private string TypeOf(TypeUse use) => use switch
    {
        PrimitiveUse primitive => primitive.Primitive.Kind switch
        {
            PrimitiveKind.Bool => "bool",
            PrimitiveKind.S8 => "i8",
            PrimitiveKind.S16 => "i16",
            PrimitiveKind.S32 => "i32",
            PrimitiveKind.S64 => "i64",
            PrimitiveKind.Char => "u32",
            PrimitiveKind.String => "Str",
            PrimitiveKind.ErrorContext => throw GuestTypes.Unsupported(use),
            _ => primitive.Primitive.ToString(),
        },
        ListUse { Length: { } length } list => $"[{TypeOf(list.Element)}; {length}]",
        ListUse list => $"List<{TypeOf(list.Element)}>",
        MapUse map => $"List<{TypeOf(new TupleUse([map.Key, map.Value]))}>",
        OptionUse option => $"Opt<{TypeOf(option.Item)}>",
        ResultUse result => $"Res<{Optional(result.Ok)}, {Optional(result.Error)}>",
        OwnUse or BorrowUse => "u32",
        NamedUse or TupleUse => TypeName(_types.NameOf(use)),
        _ => throw GuestTypes.Unsupported(use),
    };

    private string Optional(TypeUse? use) => use is null ? "()" : TypeOf(use);

    private void Import(string module, IEnumerable<GuestFunction> functions)
    {
        Begin(null);
        _text.Line($"#[link(wasm_import_module = \"{module}\")]");
        _text.Open("extern \"C\"");
        foreach (var function in functions)
        {
            _text.Line($"/// `{function.Function.Label}: {function.Function.Type}`");
            Docs(function.Function.Docs);
            _text.Line($"#[link_name = \"{function.Function.Name}\"]");
            _text.Line($"pub fn {FunctionName(function)}({string.Join(", ", Parameters(function).Select(parameter => $"{parameter.Name}: {parameter.Type}"))}){Returned(function)};");
        }
        _text.Close();
    }

    private void Export(List<GuestFunction> functions)
    {
        Begin("What the world wants of a program.");
        _text.Open("pub trait Guest");
        foreach (var function in functions)
        {
            _text.Line($"/// `{function.Function.Label}: {function.Function.Type}`");
            Docs(function.Function.Docs);
            _text.Line($"fn {FunctionName(function)}({string.Join(", ", Parameters(function).Select(parameter => $"{parameter.Name}: {parameter.Type}"))}){Returned(function)};");
            if (IsFreed(function))
            {
                _text.Line("/// Frees what the function returned, once that has been read.");
                _text.Line($"fn {FunctionName(function)}_post(_ret: *mut {TypeOf(function.Function.Result!)}) {{}}");
            }
        }
        _text.Close();
        Begin(null);
        _text.Line($"/// Exports a type that implements `Guest`: `{Name(_world.Name)}::export!(MyType, {Name(_world.Name)})`, the second being this module.");
        _text.Line("#[allow(unused_macros)]");
        _text.Open("macro_rules! export_world");
        _text.Open("($guest:ty, $module:ident) =>");
        _text.Open("const _: () =");
        foreach (var function in functions)
        {
            var parameters = Parameters(function, "$module::").ToList();
            _text.Line($"#[export_name = \"{function.ExportName}\"]");
            _text.Line($"unsafe extern \"C\" fn {FunctionName(function)}({string.Join(", ", parameters.Select(parameter => $"{parameter.Name}: {parameter.Type}"))}){Returned(function, "$module::")} {{");
            _text.Line($"  <$guest as $module::Guest>::{FunctionName(function)}({string.Join(", ", parameters.Select(parameter => parameter.Name))})");
            _text.Line("}");
            if (IsFreed(function))
            {
                _text.Line($"#[export_name = \"cabi_post_{function.ExportName}\"]");
                _text.Line($"unsafe extern \"C\" fn {FunctionName(function)}_post(ret: *mut {Scoped(TypeOf(function.Function.Result!), "$module::")}) {{");
                _text.Line($"  <$guest as $module::Guest>::{FunctionName(function)}_post(ret)");
                _text.Line("}");
            }
        }
        _text.Close("};");
        _text.Close("};");
        _text.Close();
        _text.Line("#[allow(unused_imports)]");
        _text.Line("pub(crate) use export_world as export;");
    }

    private IEnumerable<(string Name, string Type)> Parameters(GuestFunction function, string scope = "")
    {
        if (FlatParameters.Of(function.Function) is not { } flat)
        {
            yield return ("params", $"*mut {scope}{ParametersName(function)}");
        }
        else
        {
            foreach (var parameter in flat)
            {
                yield return (Name(parameter.Label), parameter.Role switch
                {
                    FlatRole.Value => Scoped(TypeOf(parameter.Type!), scope),
                    FlatRole.Pointer => $"*mut {(parameter.Type is null ? "u8" : Scoped(TypeOf(parameter.Type), scope))}",
                    FlatRole.Length => "usize",
                    _ => Core(parameter.Flat),
                });
            }
        }
        if (!function.IsExport && IsInMemory(function.Function.Result))
        {
            yield return ("ret", $"*mut {TypeOf(function.Function.Result!)}");
        }
    }

    // Names that the file defines begin with a capital; all others are the language's.
    private static string Scoped(string type, string scope)
    {
        if (scope.Length == 0)
        {
            return type;
        }
        var scoped = new System.Text.StringBuilder();
        for (var i = 0; i < type.Length; i++)
        {
            if (char.IsUpper(type[i]) && (i == 0 || !char.IsLetterOrDigit(type[i - 1]) && type[i - 1] != '_'))
            {
                scoped.Append(scope);
            }
            scoped.Append(type[i]);
        }
        return scoped.ToString();
    }

    private string Returned(GuestFunction function, string scope = "")
    {
        var result = function.Function.Result;
        if (result is null || (IsInMemory(result) && !function.IsExport))
        {
            return "";
        }
        if (IsInMemory(result))
        {
            return $" -> *mut {Scoped(TypeOf(result), scope)}";
        }
        // An object that has but one flat value is returned as that.
        return " -> " + FlatParameters.Resolved(result) switch
        {
            PrimitiveUse or OwnUse or BorrowUse => TypeOf(result),
            NamedUse named when FlatParameters.BodyOf(named) is EnumBody or FlagsBody or ResourceBody => Scoped(TypeOf(result), scope),
            _ => Core(Flattening.FlattenType(result.Type)[0]),
        };
    }

    private static bool IsInMemory(TypeUse? result) =>
        result is not null && Flattening.FlattenType(result.Type) is not { IsDefault: false, Length: <= Flattening.MAX_FLAT_RESULTS };

    private static bool IsFreed(GuestFunction function) => IsInMemory(function.Function.Result);

    private string FunctionName(GuestFunction function) => Name(LabelOf(function));

    private string ParametersName(GuestFunction function)
    {
        if (!_parameters.TryGetValue(function, out var name))
        {
            _parameters.Add(function, name = TypeName(_types.Reserve($"{(function.IsExport ? "export" : "import")}-{LabelOf(function)}-params")));
        }
        return name;
    }

    // Imports and exports have scopes of their own.
    private string LabelOf(GuestFunction function)
    {
        if (!_functions.TryGetValue(function, out var label))
        {
            var name = function.Owner is null ? function.Label : $"{function.Owner}-{function.Label}";
            _functions.Add(function, label = (function.IsExport ? _exported : _imported).Take(name, "-post"));
        }
        return label;
    }

    private static string Core(FlatType type) => type switch
    {
        FlatType.I32 => "i32",
        FlatType.I64 => "i64",
        FlatType.F32 => "f32",
        _ => "f64",
    };

    private void Begin(string? docs)
    {
        _text.Gap();
        Docs(docs);
    }

    private void Docs(string? docs)
    {
        foreach (var line in DocText.Lines(docs))
        {
            _text.Line($"/// {line}".TrimEnd());
        }
    }
}
