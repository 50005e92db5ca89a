using System.Collections.Immutable;
using Dovetail.Tooling.AssemblyScript.Shapes;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>
/// Pairs types of WIT with those of a program. What asc says of the program decides; without that, each type has a usual counterpart, and what
/// that leaves open (the classes of the objects to make) <see cref="ClassFinder"/> finds out.
/// </summary>
/// <remarks>
/// The usual counterparts: numbers of the same size, <c>char</c> as <c>u32</c>, enumerations as <c>i32</c>, flags as the smallest unsigned integer;
/// any kind of list; a class for a record and a tuple, with the parts as its fields in order; null for none, or an object with one field <c>value</c>
/// where the option is of a scalar or of an option; for variants and results a class whose first field, <c>tag</c>, numbers the case, and whose others
/// are the cases' values in order.
/// </remarks>
internal sealed class ShapeBuilder(ClassFinder classes, ScriptDeclarations declarations)
{
    private readonly Dictionary<(TypeUse, ScriptType?, bool, string?), Shape> _known = [];

    /// <summary>Pairs a type.</summary>
    /// <param name="use">The type in WIT.</param>
    /// <param name="script">The type of the program; null where nothing says.</param>
    /// <param name="path">What errors say it is the type of.</param>
    /// <param name="makes">Whether objects of the type are made, and not only read.</param>
    /// <exception cref="InvalidException">The types do not fit, or it is open which class is meant.</exception>
    /// <exception cref="UnsupportedException">AssemblyScript has nothing for the type.</exception>
    public Shape Build(TypeUse use, ScriptType? script, TypePath path, bool makes)
    {
        // What is open may be answered for one place alone. A class is one for all places.
        var isOpen = makes && script is null && use is not NamedUse { Definition.Body: RecordBody or VariantBody };
        var key = (use, script, makes, isOpen ? path.Key : null);
        if (!_known.TryGetValue(key, out var shape))
        {
            _known.Add(key, shape = Make(use, script, path, makes));
        }
        return shape;
    }

    private Shape Make(TypeUse use, ScriptType? script, TypePath path, bool makes) => use switch
    {
        NamedUse { Definition: { Resource: null } definition } => Named(definition, script, path, makes),
        PrimitiveUse { Primitive.Kind: PrimitiveKind.String } => String(script, path),
        ListUse { Length: null } list => List(use, list.Element, script, path, makes),
        ListUse => throw Unsupported(use, path, "a list of fixed length; a tuple or a list of any length would do"),
        MapUse map => List(use, new TupleUse([map.Key, map.Value]), script, path, makes),
        TupleUse tuple => Class(use.Type, [.. tuple.Items.Select((item, i) => ($"item{i}", item))], script, path, makes),
        OptionUse option => Option(use, option.Item, script, path, makes),
        ResultUse result => Variant(use.Type, [("ok", result.Ok), ("err", result.Error)], script, path, makes),
        StreamUse or FutureUse or PrimitiveUse { Primitive.Kind: PrimitiveKind.ErrorContext } =>
            throw Unsupported(use, path, "asynchronous values"),
        _ => Scalar(use.Type, script, path),
    };

    private Shape Named(WitTypeDefinition definition, ScriptType? script, TypePath path, bool makes)
    {
        var named = path.Named(definition.Name);
        return definition.Body switch
        {
            AliasBody alias => Build(alias.Target, script, path, makes),
            RecordBody record => Class(definition.Type, [.. record.Fields.Select(field => (field.Name, field.Type))], script, named, makes),
            VariantBody variant => Variant(definition.Type, [.. variant.Cases.Select(item => (item.Name, item.Type))], script, named, makes),
            _ => Scalar(definition.Type, script, named),
        };
    }

    private static ScalarShape Scalar(WitType type, ScriptType? script, TypePath path)
    {
        var usual = ScalarShape.CanonicalOf(type);
        if (script is null)
        {
            return new ScalarShape(type, type is EnumType ? ScriptScalar.I32 : usual);
        }
        var isInteger = usual is > ScriptScalar.Bool and < ScriptScalar.F32;
        var fits = script is ScalarType { Scalar: var scalar } && (scalar == usual
            || (isInteger && !scalar.IsFloat() && scalar.CoreType() == usual.CoreType() && scalar != ScriptScalar.Bool && IsWide(scalar, usual, type)));
        return fits ? new ScalarShape(type, ((ScalarType)script).Scalar) : throw Mismatch(type, script, path);
    }

    // 32 bits hold all smaller integers, and whoever reads the top bit as a sign gets the same bits back. Flags and numbers of cases have no sign.
    private static bool IsWide(ScriptScalar scalar, ScriptScalar usual, WitType type) =>
        scalar.SizeLog2() >= 2 || (type is not PrimitiveType && scalar.SizeLog2() >= usual.SizeLog2());

    private static StringShape String(ScriptType? script, TypePath path) =>
        script is null || script is ReferenceType { IsNullable: false } reference && reference.IsLibrary("string", "String")
            ? new StringShape()
            : throw Mismatch(PrimitiveType.Of(PrimitiveKind.String), script, path);

    private ListShape List(TypeUse use, TypeUse element, ScriptType? script, TypePath path, bool makes)
    {
        if (script is null)
        {
            var item = Build(element, null, path.Inner("item"), makes);
            var (id, kind) = makes ? classes.ListOf(use.Type, item, IsNullable(element), path) : (0, ListKind.Any);
            return new ListShape(use.Type, item, kind, id);
        }
        if (script is not ReferenceType { IsNullable: false } reference || ListOf(reference) is not { } list)
        {
            throw Mismatch(use.Type, script, path);
        }
        var itemShape = Build(element, list.Element, path.Inner("item"), makes);
        return list.Kind is ListKind.View or ListKind.Buffer && !itemShape.IsCopied
            ? throw Mismatch(use.Type, script, path)
            : new ListShape(use.Type, itemShape, list.Kind, makes ? classes.IdOf(reference, list.Kind, itemShape, path) : 0);
    }

    private static (ListKind Kind, ScriptType Element)? ListOf(ReferenceType type) =>
        type.IsLibrary("array", "Array") && type.Arguments is [var element] ? (ListKind.Array, element)
        : type.IsLibrary("staticarray", "StaticArray") && type.Arguments is [var inline] ? (ListKind.StaticArray, inline)
        : type.ViewElement is { } scalar ? (ListKind.View, new ScalarType(scalar))
        : type.IsLibrary("arraybuffer", "ArrayBuffer") ? (ListKind.Buffer, new ScalarType(ScriptScalar.U8))
        : null;

    /// <summary>Whether an option of the type is an object with the value as its field, because null alone can't tell.</summary>
    internal static bool IsBoxed(TypeUse item) => IsNullable(item) || IsScalar(item);

    /// <summary>Whether null already means something for the type.</summary>
    internal static bool IsNullable(TypeUse use) =>
        use is OptionUse || use is NamedUse { Definition.Body: AliasBody { Target: var target } } && IsNullable(target);

    private OptionShape Option(TypeUse use, TypeUse item, ScriptType? script, TypePath path, bool makes)
    {
        if (script is not null and not ReferenceType { IsNullable: true })
        {
            throw Mismatch(use.Type, script, path);
        }
        var present = (ReferenceType?)script is { } nullable ? nullable with { IsNullable = false } : null;
        if (!IsBoxed(item))
        {
            return new OptionShape(use.Type, Build(item, present, path, makes));
        }
        var fields = present is null ? [] : declarations.Fields.GetValueOrDefault(present.FullName, []);
        if (fields.Length > 1)
        {
            throw Mismatch(use.Type, script!, path);
        }
        var inner = Build(item, fields.IsEmpty ? null : fields[0].Type, path.Inner("value"), makes);
        var id = !makes ? 0 : present is null ? classes.Plain(use.Type, !inner.IsReference, path) : classes.IdOf(present, !inner.IsReference, path);
        return new OptionShape(use.Type, new BoxShape(inner, id));
    }

    /// <summary>Whether values of the type are no references in AssemblyScript.</summary>
    internal static bool IsScalar(TypeUse use) => use switch
    {
        NamedUse { Definition.Body: AliasBody { Target: var target } } => IsScalar(target),
        _ => use.Type is PrimitiveType { Kind: not PrimitiveKind.String } or EnumType or FlagsType or OwnType or BorrowType,
    };

    private ClassShape Class(WitType type, ImmutableArray<(string Name, TypeUse Type)> parts, ScriptType? script, TypePath path, bool makes)
    {
        var layout = new ClassLayout(FieldsOf(type, script, path));
        var canonical = new CanonicalFields();
        var fields = ImmutableArray.CreateBuilder<ClassField>();
        foreach (var (name, part) in parts)
        {
            var inner = path.Inner(name);
            var declared = layout.Find(name);
            if (layout.IsDeclared && declared is null)
            {
                throw new InvalidException($"{path}: class `{script}` has no field `{Spellings.Camel(name)}`, which `{type}` wants");
            }
            var shape = Build(part, declared?.Type, inner, makes);
            fields.Add(new ClassField(shape, canonical.Add(part.Type), layout.Place(declared, shape.Storage)));
        }
        return new ClassShape(type, fields.ToImmutable(), layout.Size, makes ? IdOf(type, fields.Select(field => field.Shape), script, path) : 0);
    }

    private VariantShape Variant(WitType type, ImmutableArray<(string Name, TypeUse? Type)> parts, ScriptType? script, TypePath path, bool makes)
    {
        var layout = new ClassLayout(FieldsOf(type, script, path));
        var tagField = layout.Find("tag");
        if (layout.IsDeclared && tagField is not { Type: null or ScalarType { Scalar: < ScriptScalar.I64 } })
        {
            throw new InvalidException($"{path}: class `{script}` has no integer field `tag`, which says which case of `{type}` it is");
        }
        var tag = tagField?.Type is ScalarType { Scalar: var scalar } ? scalar : ScriptScalar.I32;
        var tagOffset = layout.Place(tagField, tag);
        var cases = ImmutableArray.CreateBuilder<CaseField>();
        foreach (var (name, part) in parts)
        {
            if (part is null)
            {
                cases.Add(default);
                continue;
            }
            var declared = layout.Find(name == "tag" ? "tag_" : name);
            if (layout.IsDeclared && declared is null)
            {
                throw new InvalidException($"{path}: class `{script}` has no field `{Spellings.Camel(name)}`, which `{type}` wants");
            }
            // Only one case has its value; references of the others are null.
            var declaredType = declared?.Type is ReferenceType reference && !IsNullable(part) && !IsScalar(part) ? reference with { IsNullable = false } : declared?.Type;
            var shape = Build(part, declaredType, path.Inner(name), makes);
            cases.Add(new CaseField(shape, layout.Place(declared, shape.Storage)));
        }
        var shapes = cases.Select(item => item.Shape).OfType<Shape>();
        return new VariantShape(type, cases.ToImmutable(), new ClassTag(tag, tagOffset), layout.Size, makes ? IdOf(type, shapes, script, path) : 0);
    }

    private ImmutableArray<ScriptField>? FieldsOf(WitType type, ScriptType? script, TypePath path) => script switch
    {
        null => null,
        ReferenceType { IsNullable: false } reference when !reference.FullName.StartsWith("~lib/", StringComparison.Ordinal) =>
            declarations.Fields.TryGetValue(reference.FullName, out var fields) ? fields : null,
        _ => throw Mismatch(type, script, path),
    };

    private uint IdOf(WitType type, IEnumerable<Shape> parts, ScriptType? script, TypePath path)
    {
        var isPointerFree = parts.All(part => !part.IsReference);
        return script is ReferenceType reference ? classes.IdOf(reference, isPointerFree, path) : classes.Plain(type, isPointerFree, path);
    }

    private static InvalidException Mismatch(WitType type, ScriptType? script, TypePath path) =>
        new($"{path}: expected a type for `{type}` ({Usual(type)}), found `{script}`");

    private static string Usual(WitType type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.String } => "`string`",
        PrimitiveType primitive => $"`{ScalarShape.CanonicalOf(primitive).Name()}`",
        EnumType => "an enum, or an integer",
        FlagsType => $"`{ScalarShape.CanonicalOf(type).Name()}`",
        ListType or MapType => "`Array`, `StaticArray`, a typed array or `ArrayBuffer`",
        OptionType => "a class, or null",
        _ => "a class",
    };

    private static UnsupportedException Unsupported(TypeUse use, TypePath path, string what) =>
        new($"AssemblyScript for {path}: `{use}` has no counterpart there: {what}");
}

/// <summary>Where the parts of a record lie in the canonical ABI, one behind the other.</summary>
internal struct CanonicalFields
{
    private ulong _end;

    public uint Add(WitType part)
    {
        var start = Layout.AlignTo(_end, Layout.Alignment(part));
        _end = start + Layout.ElemSize(part);
        return (uint)start;
    }
}
