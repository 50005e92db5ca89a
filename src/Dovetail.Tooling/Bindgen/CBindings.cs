using System.Collections.Immutable;
using System.Globalization;
using Dovetail.Tooling.AssemblyScript;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Bindgen;

/// <summary>
/// Declarations in C: types that lie in memory as the canonical ABI has them, which the compiler checks, and functions with their core types, imported
/// or to be defined. A second file has a simple <c>cabi_realloc</c>.
/// </summary>
internal sealed class CBindings
{
    private static readonly ImmutableHashSet<string> s_reserved =
    [
        "alignas", "alignof", "asm", "auto", "bool", "break", "case", "char", "const", "constexpr", "continue", "default", "do", "double", "else", "enum",
        "extern", "false", "float", "for", "goto", "if", "inline", "int", "long", "nullptr", "register", "restrict", "return", "short", "signed", "sizeof",
        "static", "static_assert", "struct", "switch", "thread_local", "true", "typedef", "typeof", "typeof_unqual", "union", "unsigned", "void", "volatile", "while",
        "errno", "ret", "params",
    ];

    // What names of the language and of the headers begin with: `static_assert`, `int_fast8_t`, `SIZE_MAX`; and `cabi_realloc`.
    private static readonly ImmutableHashSet<string> s_reservedPrefixes =
    [
        "bool", "cabi", "int", "int8", "int16", "int32", "int64", "intmax", "intptr", "max", "nullptr", "ptrdiff", "rsize", "sig", "size", "static", "thread",
        "typeof", "uint", "uint8", "uint16", "uint32", "uint64", "uintmax", "uintptr", "wchar", "wint",
    ];

    private readonly IndentedText _text = new();
    private readonly GuestTypes _types;
    private readonly UniqueNames _names = new(Spellings.Snake, "string-t", "free-all");
    private readonly UniqueNames _macros = new(Spellings.Snake);
    private readonly Dictionary<GuestFunction, string> _functions = [];
    private readonly WitWorld _world;
    private readonly string _prefix;

    private CBindings(WitWorld world)
    {
        (_world, _types, _prefix) = (world, new GuestTypes(world), Spellings.Snake(world.Name));
        if (s_reservedPrefixes.Contains(_prefix))
        {
            _prefix += "_world";
        }
    }

    public static ImmutableArray<GeneratedFile> Generate(WitWorld world)
    {
        var bindings = new CBindings(world);
        return [new($"{bindings._prefix}.h", bindings.Header()), new($"{bindings._prefix}.c", bindings.Source())];
    }

    private static string Name(string label) => Spellings.Snake(label) is var name && s_reserved.Contains(name) ? name + "_" : name;

    private string Header()
    {
        List<GuestFunction> functions = [.. GuestFunction.In(_world, isExport: false), .. GuestFunction.Linked(_world)];
        _text.Line($"// The world `{_world.FullName}` for C, by `dovetail bindgen`.");
        _text.Line("#pragma once");
        _text.Line("#include <stdbool.h>");
        _text.Line("#include <stddef.h>");
        _text.Line("#include <stdint.h>");
        _text.Gap();
        _text.Line("// Text, in UTF-8. What the other side sends is allocated with cabi_realloc, and then the program's.");
        _text.Line($"typedef struct {{ uint8_t *ptr; size_t len; }} {_prefix}_string_t;");
        foreach (var (name, use) in TypeOrder.Of(_types, functions))
        {
            _names.Take($"{name}-t");
            Define(name, use);
        }
        foreach (var function in functions)
        {
            Declare(function);
        }
        _text.Gap();
        _text.Line("// Allocates what the other side sends; one of your own replaces it.");
        _text.Line("void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size);");
        _text.Line("// Frees all that cabi_realloc gave.");
        _text.Line($"void {_prefix}_free_all(void);");
        return _text.ToString();
    }

    private string Source() => $$"""
        // Memory for the world `{{_world.FullName}}`, by `dovetail bindgen`: a stack of pages of its own, which is freed as a whole.
        #include "{{_prefix}}.h"

        static uintptr_t start, next, end;

        __attribute__((__weak__, __export_name__("cabi_realloc")))
        void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
          if (size <= old_size) return size == 0 && old_size == 0 ? (void *)align : old;
          uintptr_t block = (next + align - 1) & ~(uintptr_t)(align - 1);
          if (old_size != 0 && (uintptr_t)old + old_size == next) block = (uintptr_t)old;
          if (next == 0 || block > end || size > end - block) {
            size_t used = end - start;
            size_t wanted = size > used ? size : used;
            size_t pages = wanted / 65536 + 1;
            size_t page = __builtin_wasm_memory_grow(0, pages);
            if (page == (size_t)-1) __builtin_trap();
            start = block = (uintptr_t)page * 65536;
            end = start + pages * 65536;
          }
          next = block + size;
          if (block != (uintptr_t)old)
            for (size_t i = 0; i < old_size; i++) ((uint8_t *)block)[i] = ((uint8_t *)old)[i];
          return (void *)block;
        }

        void {{_prefix}}_free_all(void) { next = start; }

        """;

    private void Define(string label, TypeUse use)
    {
        var name = $"{_prefix}_{Spellings.Snake(label)}";
        var body = FlatParameters.BodyOf(use);
        _text.Gap();
        Docs((use as NamedUse)?.Definition.Docs);
        switch (use)
        {
            case NamedUse when body is AliasBody alias:
                _text.Line($"typedef {TypeOf(alias.Target)} {name}_t;");
                return;
            case NamedUse when body is EnumBody @enum:
                Constants(label, use, [.. @enum.Cases.Select(item => item.Name)], isFlags: false);
                return;
            case NamedUse when body is FlagsBody flags:
                Constants(label, use, [.. flags.Flags.Select(item => item.Name)], isFlags: true);
                return;
            case OwnUse or BorrowUse or NamedUse { Definition.Resource: not null }:
                _text.Line($"typedef int32_t {name}_t;");
                return;
            case NamedUse when body is RecordBody record:
                Struct(name, record.Fields.Select(field => (Name(field.Name), field.Type)));
                break;
            case TupleUse tuple:
                Struct(name, tuple.Items.Select((item, i) => ($"item{i}", item)));
                break;
            case NamedUse when body is VariantBody variant:
                Variant(label, use, [.. variant.Cases.Select(item => (item.Name, item.Type))]);
                break;
            case OptionUse option:
                Struct(name, [("is_some", new PrimitiveUse(PrimitiveType.Of(PrimitiveKind.Bool))), ("value", option.Item)]);
                break;
            case ResultUse result:
                Variant(label, use, [("ok", result.Ok), ("err", result.Error)]);
                break;
            case ListUse { Length: { } length } list:
                _text.Line($"typedef struct {{ {TypeOf(list.Element)} items[{length}]; }} {name}_t;");
                break;
            case ListUse list:
                _text.Line($"typedef struct {{ {TypeOf(list.Element)} *ptr; size_t len; }} {name}_t;");
                break;
            case MapUse map:
                _text.Line($"typedef struct {{ {TypeOf(new TupleUse([map.Key, map.Value]))} *ptr; size_t len; }} {name}_t;");
                break;
            default:
                throw GuestTypes.Unsupported(use);
        }
        _text.Line($"_Static_assert(sizeof({name}_t) == {Layout.ElemSize(use.Type)} && _Alignof({name}_t) == {Layout.Alignment(use.Type)}, \"layout\");");
    }

    private void Constants(string label, TypeUse use, ImmutableArray<string> cases, bool isFlags)
    {
        _text.Line($"typedef uint{8 * Layout.ElemSize(use.Type)}_t {TypeOf(use)};");
        foreach (var (name, i) in cases.Select((name, i) => (name, i)))
        {
            var value = isFlags ? (1u << i).ToString(CultureInfo.InvariantCulture) + "u" : i.ToString(CultureInfo.InvariantCulture);
            _text.Line($"#define {Macro($"{label}-{name}")} {value}");
        }
    }

    private void Struct(string name, IEnumerable<(string Name, TypeUse Type)> fields)
    {
        _text.Open("typedef struct");
        foreach (var (field, type) in fields)
        {
            _text.Line($"{TypeOf(type)} {field};");
        }
        _text.Close($"}} {name}_t;");
    }

    private void Variant(string label, TypeUse use, ImmutableArray<(string Name, TypeUse? Type)> cases)
    {
        foreach (var (name, i) in cases.Select((item, i) => (item.Name, i)))
        {
            _text.Line($"#define {Macro($"{label}-{name}")} {i}");
        }
        _text.Open("typedef struct");
        _text.Line($"uint{8 * Layout.DiscriminantSize(Cases.Of(use.Type).Count)}_t tag;");
        if (cases.Any(item => item.Type is not null))
        {
            _text.Open("union");
            foreach (var (name, type) in cases.Where(item => item.Type is not null))
            {
                _text.Line($"{TypeOf(type!)} {Name(name)};");
            }
            _text.Close("} value;");
        }
        _text.Close($"}} {TypeOf(use)};");
    }

    private string Macro(string label) => $"{_prefix}_{Spellings.Snake(_macros.Take(label))}".ToUpperInvariant();

    private string TypeOf(TypeUse use) => use switch
    {
        PrimitiveUse primitive => primitive.Primitive.Kind switch
        {
            PrimitiveKind.Bool => "bool",
            PrimitiveKind.S8 => "int8_t",
            PrimitiveKind.U8 => "uint8_t",
            PrimitiveKind.S16 => "int16_t",
            PrimitiveKind.U16 => "uint16_t",
            PrimitiveKind.S32 => "int32_t",
            PrimitiveKind.U32 or PrimitiveKind.Char => "uint32_t",
            PrimitiveKind.S64 => "int64_t",
            PrimitiveKind.U64 => "uint64_t",
            PrimitiveKind.F32 => "float",
            PrimitiveKind.F64 => "double",
            PrimitiveKind.String => $"{_prefix}_string_t",
            _ => throw GuestTypes.Unsupported(use),
        },
        _ => $"{_prefix}_{Spellings.Snake(_types.NameOf(use))}_t",
    };

    private void Declare(GuestFunction function)
    {
        var (label, result) = (LabelOf(function), function.Function.Result);
        var name = $"{_prefix}_{Spellings.Snake(label)}";
        var flat = FlatParameters.Of(function.Function);
        if (flat is null)
        {
            _text.Gap();
            Struct($"{name}_params", function.Function.Parameters.Select(parameter => (Name(parameter.Name), parameter.Type)));
        }
        _text.Gap();
        _text.Line($"// {function.Function.Label}: {function.Function.Type}");
        Docs(function.Function.Docs);
        var parameters = flat is null ? [$"{name}_params_t *params"] : flat.Select(Parameter).ToList();
        var isFlatResult = result is null || Flattening.FlattenType(result.Type) is { IsDefault: false, Length: <= Flattening.MAX_FLAT_RESULTS };
        if (!isFlatResult && !function.IsExport)
        {
            parameters.Add($"{TypeOf(result!)} *ret");
        }
        var returned = result is null || (!isFlatResult && !function.IsExport) ? "void " : isFlatResult ? Returned(result) + " " : TypeOf(result) + " *";
        _text.Line(function.IsExport
            ? $"__attribute__((__export_name__(\"{function.ExportName}\")))"
            : $"__attribute__((__import_module__(\"{function.Module}\"), __import_name__(\"{function.Function.Name}\")))");
        _text.Line($"{returned}{name}({(parameters.Count == 0 ? "void" : string.Join(", ", parameters))});");
        if (function.IsExport && !isFlatResult)
        {
            _text.Line("// Put before a function that frees what it returned, once that has been read: void f(… *ret).");
            _text.Line($"#define {Macro($"{label}-post")} __attribute__((__export_name__(\"cabi_post_{function.ExportName}\")))");
        }
    }

    private string LabelOf(GuestFunction function)
    {
        if (!_functions.TryGetValue(function, out var label))
        {
            var owner = function.Owner is null ? "" : function.Owner + "-";
            _functions.Add(function, label = _names.Take($"{(function.IsExport ? "export-" : "")}{owner}{function.Label}", "-params-t"));
        }
        return label;
    }

    private string Parameter(FlatParameter parameter) => parameter.Role switch
    {
        FlatRole.Value => $"{TypeOf(parameter.Type!)} {ParameterName(parameter)}",
        FlatRole.Pointer => $"{(parameter.Type is null ? "uint8_t" : TypeOf(parameter.Type))} *{ParameterName(parameter)}",
        FlatRole.Length => $"size_t {ParameterName(parameter)}",
        _ => $"{Core(parameter.Flat)} {ParameterName(parameter)}",
    };

    // A parameter would hide a type of its name from those behind it.
    private static string ParameterName(FlatParameter parameter) => Name(parameter.Label) is var name && name.EndsWith("_t", StringComparison.Ordinal) ? name + "_" : name;

    // An object that has but one flat value is returned as that.
    private string Returned(TypeUse use) => FlatParameters.Resolved(use) switch
    {
        PrimitiveUse or OwnUse or BorrowUse => TypeOf(use),
        NamedUse named when FlatParameters.BodyOf(named) is EnumBody or FlagsBody or ResourceBody => TypeOf(use),
        _ => Core(Flattening.FlattenType(use.Type)[0]),
    };

    private static string Core(FlatType type) => type switch
    {
        FlatType.I32 => "int32_t",
        FlatType.I64 => "int64_t",
        FlatType.F32 => "float",
        _ => "double",
    };

    private void Docs(string? docs)
    {
        foreach (var line in DocText.Lines(docs))
        {
            // A backslash at the end of a line, or the trigraph for it, would draw the next line into the comment.
            _text.Line($"// {line}{(line.EndsWith('\\') || line.EndsWith("??/", StringComparison.Ordinal) ? " ." : "")}".TrimEnd());
        }
    }
}
