using System.Collections.Immutable;
using Dovetail.Tooling.AssemblyScript;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Bindgen;

/// <summary>
/// Declarations in AssemblyScript: the types that <see cref="ShapeBuilder"/> expects, the imports, and a file that assigns what the program exports
/// to variables of the types that the world wants.
/// </summary>
/// <remarks>
/// Where several classes could be meant, lists are <c>Array</c>s. The compiler accepts in the file of checks nothing but these types; a program that
/// prefers <c>StaticArray</c>s and typed arrays does without that file.
/// </remarks>
internal sealed class ScriptBindings
{
    private static readonly ImmutableHashSet<string> s_reserved =
    [
        "abstract", "as", "async", "await", "bool", "boolean", "break", "case", "catch", "class", "const", "constructor", "continue", "debugger", "declare",
        "default", "delete", "do", "else", "enum", "export", "extends", "f32", "f64", "false", "finally", "for", "from", "function", "get", "i16", "i32",
        "i64", "i8", "if", "implements", "import", "in", "instanceof", "interface", "is", "isize", "keyof", "let", "memory", "module", "namespace", "new", "null",
        "number", "of", "override", "package", "private", "protected", "public", "readonly", "return", "set", "static", "string", "super", "switch",
        "symbol", "this", "throw", "true", "try", "type", "typeof", "u16", "u32", "u64", "u8", "undefined", "usize", "v128", "var", "void", "while", "with",
        "yield", "arguments", "eval",
    ];

    private readonly IndentedText _text = new();
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly GuestTypes _types;
    private readonly WitWorld _world;

    private ScriptBindings(WitWorld world) => (_world, _types) = (world, new GuestTypes(world));

    public static ImmutableArray<GeneratedFile> Generate(WitWorld world)
    {
        var bindings = new ScriptBindings(world);
        var name = world.Name.ToLowerInvariant();
        return [new($"{name}.ts", bindings.Declarations()), new($"{name}-exports.ts", new ScriptBindings(world).Checks(name))];
    }

    /// <summary>A name that is no keyword.</summary>
    public static string Name(string label) => Spellings.Camel(label) is var name && s_reserved.Contains(name) ? name + "_" : name;

    private string Declarations()
    {
        _text.Line($"// The world `{_world.FullName}` for AssemblyScript, by `dovetail bindgen`.");
        _text.Gap();
        foreach (var type in _types.Named)
        {
            Define(type);
        }
        List<GuestFunction> imports = [.. GuestFunction.In(_world, isExport: false)];
        foreach (var function in imports.Concat(GuestFunction.In(_world, isExport: true)))
        {
            foreach (var use in function.Function.Parameters.Select(parameter => parameter.Type).Append(function.Function.Result).OfType<TypeUse>())
            {
                DefineParts(use);
            }
        }
        foreach (var (function, label) in imports.Zip(NamesOf(imports)))
        {
            _text.Gap();
            Docs(function.Function.Docs);
            _text.Line($"@external(\"{function.Module}\", \"{function.Function.Name}\")");
            _text.Line($"export declare function {Name(label)}({Parameters(function.Function)}): {Result(function.Function)};");
        }
        return _text.ToString();
    }

    private string Checks(string name)
    {
        List<GuestFunction> exports = [.. GuestFunction.In(_world, isExport: true)];
        _text.Line($"// What the world `{_world.FullName}` exports, by `dovetail bindgen`: `asc index.ts {name}-exports.ts` fails where `index.ts` differs.");
        _text.Line("import * as program from \"./index\";");
        _text.Line($"import * as world from \"./{name}\";");
        foreach (var (function, label) in exports.Zip(NamesOf(exports)))
        {
            _text.Gap();
            Docs(function.Function.Docs);
            _text.Line($"const {Spellings.Camel($"check-{label}")}: ({Parameters(function.Function, "world.")}) => {Result(function.Function, "world.")} = program.{Name(label)};");
        }
        return _text.ToString();
    }

    private static ImmutableArray<string> NamesOf(List<GuestFunction> functions) => ScriptNames.Of([.. functions.Select(function => (function.Owner, function.Label))]);

    private string Parameters(WitFunction function, string scope = "") =>
        string.Join(", ", function.Parameters.Select(parameter => $"{Name(parameter.Name)}: {TypeOf(parameter.Type, scope)}"));

    private string Result(WitFunction function, string scope = "") => function.Result is null ? "void" : TypeOf(function.Result, scope);

    private string TypeOf(TypeUse use, string scope = "") => use switch
    {
        PrimitiveUse { Primitive.Kind: PrimitiveKind.String } => "string",
        PrimitiveUse { Primitive.Kind: PrimitiveKind.ErrorContext } => throw GuestTypes.Unsupported(use),
        PrimitiveUse primitive => AssemblyScript.Shapes.ScalarShape.CanonicalOf(primitive.Primitive).Name(),
        ListUse { Length: null } list => $"Array<{TypeOf(list.Element, scope)}>",
        MapUse map => $"Array<{TypeOf(new TupleUse([map.Key, map.Value]), scope)}>",
        OptionUse option when ShapeBuilder.IsBoxed(option.Item) => $"{scope}{ClassOf(use)} | null",
        OptionUse option => $"{TypeOf(option.Item, scope)} | null",
        ResultUse or TupleUse => scope + ClassOf(use),
        NamedUse named => scope + ClassOf(use, named.Definition),
        OwnUse own => scope + ClassOf(use, own.Resource),
        BorrowUse borrow => scope + ClassOf(use, borrow.Resource),
        _ => throw GuestTypes.Unsupported(use),
    };

    private string ClassOf(TypeUse use, WitTypeDefinition? definition = null) =>
        TypeName(definition is null ? _types.NameOf(use) : _types.NameOf(definition));

    // `Array` is what lists are.
    private static string TypeName(string label) => Spellings.Pascal(label) is var name && name == "Array" ? name + "_" : name;

    private void Define(WitTypeDefinition type)
    {
        var name = TypeName(_types.NameOf(type));
        if (!_written.Add(name))
        {
            return;
        }
        switch (type.Body)
        {
            case AliasBody alias:
                DefineParts(alias.Target);
                Begin(type.Docs);
                _text.Line($"export type {name} = {TypeOf(alias.Target)};");
                break;
            case RecordBody record:
                DefineClass(name, type.Docs, [.. record.Fields.Select(field => (field.Name, field.Type, field.Docs))]);
                break;
            case VariantBody variant:
                DefineVariant(name, type.Docs, [.. variant.Cases.Select(item => (item.Name, item.Type))]);
                break;
            case EnumBody @enum:
                Begin(type.Docs);
                _text.Open($"export enum {name}");
                foreach (var item in @enum.Cases)
                {
                    Docs(item.Docs);
                    _text.Line($"{Name(item.Name)},");
                }
                _text.Close();
                break;
            case FlagsBody flags:
                DefineFlags(name, type, flags);
                break;
            default:
                Begin(type.Docs);
                _text.Line($"export type {name} = u32;");
                break;
        }
    }

    private void DefineFlags(string name, WitTypeDefinition type, FlagsBody flags)
    {
        var scalar = AssemblyScript.Shapes.ScalarShape.CanonicalOf(type.Type).Name();
        Begin(type.Docs);
        _text.Line($"export type {name} = {scalar};");
        _text.Open($"export namespace {name}Bits");
        foreach (var (flag, bit) in flags.Flags.Select((flag, bit) => (flag, bit)))
        {
            Docs(flag.Docs);
            _text.Line($"export const {Name(flag.Name)}: {scalar} = {1u << bit};");
        }
        _text.Close();
    }

    /// <summary>Defines the classes for the parts of a type that have no names in WIT.</summary>
    private void DefineParts(TypeUse use)
    {
        switch (use)
        {
            case ListUse list:
                DefineParts(list.Element);
                break;
            case MapUse map:
                DefineParts(new TupleUse([map.Key, map.Value]));
                break;
            case OptionUse option:
                DefineParts(option.Item);
                if (ShapeBuilder.IsBoxed(option.Item) && _written.Add(ClassOf(use)))
                {
                    DefineClass(ClassOf(use), null, [("value", option.Item, null)]);
                }
                break;
            case ResultUse result when _written.Add(ClassOf(use)):
                DefineVariant(ClassOf(use), null, [("ok", result.Ok), ("err", result.Error)]);
                break;
            case TupleUse tuple when _written.Add(ClassOf(use)):
                DefineClass(ClassOf(use), null, [.. tuple.Items.Select((item, i) => ($"item{i}", item, (string?)null))]);
                break;
            case NamedUse named:
                Define(GuestTypes.Origin(named.Definition));
                break;
            default:
                break;
        }
    }

    private void DefineClass(string name, string? docs, ImmutableArray<(string Name, TypeUse Type, string? Docs)> fields)
    {
        foreach (var (_, type, _) in fields)
        {
            DefineParts(type);
        }
        Begin(docs);
        _text.Open($"export class {name}");
        foreach (var (label, type, fieldDocs) in fields)
        {
            Docs(fieldDocs);
            _text.Line($"{Name(label)}: {TypeOf(type)} = {Default(type)};");
        }
        _text.Close();
    }

    private void DefineVariant(string name, string? docs, ImmutableArray<(string Name, TypeUse? Type)> cases)
    {
        foreach (var type in cases.Select(item => item.Type).OfType<TypeUse>())
        {
            DefineParts(type);
        }
        Begin(null);
        _text.Open($"export enum {name}Tag");
        foreach (var (label, _) in cases)
        {
            _text.Line($"{Name(label)},");
        }
        _text.Close();
        Begin(docs);
        _text.Open($"export class {name}");
        _text.Line($"tag: {name}Tag = {name}Tag.{Name(cases[0].Name)};");
        foreach (var (label, type) in cases.Where(item => item.Type is not null))
        {
            var isScalar = ShapeBuilder.IsScalar(type!);
            var isNullable = isScalar || ShapeBuilder.IsNullable(type!);
            _text.Line($"{FieldName(label)}: {TypeOf(type!)}{(isNullable ? "" : " | null")} = {(isScalar ? Default(type!) : "null")};");
        }
        _text.Close();
    }

    // The case `tag` would be the number of the case.
    private static string FieldName(string label) => Name(label) is var name && name == "tag" ? "tag_" : name;

    private string Default(TypeUse use) => use switch
    {
        PrimitiveUse { Primitive.Kind: PrimitiveKind.String } => "\"\"",
        PrimitiveUse { Primitive.Kind: PrimitiveKind.Bool } => "false",
        ListUse or MapUse => "[]",
        OptionUse => "null",
        ResultUse or TupleUse => $"new {ClassOf(use)}()",
        NamedUse { Definition: var definition } => GuestTypes.Origin(definition).Body switch
        {
            AliasBody alias => Default(alias.Target),
            EnumBody @enum => $"{ClassOf(use, definition)}.{Name(@enum.Cases[0].Name)}",
            RecordBody or VariantBody => $"new {ClassOf(use, definition)}()",
            _ => "0",
        },
        _ => "0",
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
            _text.Line($"// {line}".TrimEnd());
        }
    }
}
