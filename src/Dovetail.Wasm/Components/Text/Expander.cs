using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>
/// The second pass over component text: replaces what the format abbreviates by what it stands for. Knows no scopes and no indices.
/// </summary>
/// <remarks>
/// <para>
/// An abbreviation stands for definitions of its own, which are put before the field that holds it and get identifiers that no text
/// can spell. For each field they come in this order, which shows in the indices that the text may give as numbers:
/// </para>
/// <list type="number">
/// <item>Types written in place, and instances made in place, the inner ones first and from left to right; each of them
/// is a field and so has its own abbreviations before it.</item>
/// <item>Aliases for references with a path: <c>(func $i "a" "b")</c> is an alias of the instance <c>"a"</c> of <c>$i</c> and then one
/// of its function <c>"b"</c>.</item>
/// <item>The field itself.</item>
/// <item>Its exports in place.</item>
/// </list>
/// <para>
/// A type's own declarations are a list of their own: what they abbreviate is put among them, not around the type. What this pass does
/// not do: aliases of outer definitions, which only scopes can tell from local ones; the <see cref="Resolver"/> adds them.
/// </para>
/// </remarks>
internal sealed class Expander
{
    private readonly Serials _serials;
    private readonly List<FieldSyntax> _output = [];
    private List<FieldSyntax> _aliases = [];

    private Expander(Serials serials) => _serials = serials;

    /// <summary>Expands the fields of a component.</summary>
    public static ImmutableArray<FieldSyntax> Expand(ImmutableArray<FieldSyntax> fields) => Expand(fields, new Serials());

    private static ImmutableArray<FieldSyntax> Expand(ImmutableArray<FieldSyntax> fields, Serials serials)
    {
        var expander = new Expander(serials);
        foreach (var field in fields)
        {
            expander.Add(field);
        }
        return [.. expander._output];
    }

    private void Add(FieldSyntax field)
    {
        var exports = field is DefinitionSyntax { Exports: var inPlace } ? inPlace : [];
        if (!exports.IsEmpty)
        {
            field = Named((DefinitionSyntax)field) with { Exports = [] };
        }
        var outer = _aliases;
        _aliases = [];
        var expanded = ExpandField(field);
        _output.AddRange(_aliases);
        _output.Add(expanded);
        _aliases = outer;
        foreach (var name in exports)
        {
            var definition = (DefinitionSyntax)field;
            var item = ReferenceSyntax.To(definition.Sort, new IndexSyntax(definition.Id, 0, name.Span));
            _output.Add(new ExportSyntax(null, name, item, null, name.Span));
        }
    }

    private DefinitionSyntax Named(DefinitionSyntax field) => field.Id is null ? field with { Id = _serials.Next() } : field;

    /// <summary>Puts a definition before the field at hand; a reference to it.</summary>
    private ReferenceSyntax Define(Sort sort, Func<Identifier, FieldSyntax> make, SourceSpan span)
    {
        var id = _serials.Next();
        Add(make(id));
        return ReferenceSyntax.To(sort, new IndexSyntax(id, 0, span));
    }

    private FieldSyntax ExpandField(FieldSyntax field) => field switch
    {
        CoreInstanceSyntax instance => instance with { Expression = Core(instance.Expression) },
        InstanceSyntax instance => instance with { Expression = Component(instance.Expression) },
        ComponentSyntax component => component with { Fields = Expand(component.Fields, _serials) },
        TypeDefinitionSyntax type => type with { Type = Content(type.Type) },
        ImportSyntax import => import with { Type = Extern(import.Type) },
        ExportDeclarationSyntax export => export with { Type = Extern(export.Type) },
        ExportSyntax export => Export(export),
        LiftSyntax lift => Lift(lift),
        LowerSyntax lower => lower with { Function = Plain(lower.Function), Options = Options(lower.Options) },
        BuiltInSyntax builtIn => BuiltIn(builtIn),
        ValueSyntax value => value with { Type = PlainPart(DefinedPart(value.Type)) },
        StartSyntax start => start with { Function = Plain(start.Function), Arguments = Map(start.Arguments, Plain) },
        _ => field,
    };

    private ExportSyntax Export(ExportSyntax export)
    {
        var ascription = export.Ascription is { } type ? Extern(type) : null;
        return export with { Ascription = ascription, Item = Plain(export.Item) };
    }

    private LiftSyntax Lift(LiftSyntax lift)
    {
        var type = Extern(lift.Type);
        return lift with { Type = type, Function = Plain(lift.Function), Options = Options(lift.Options) };
    }

    private BuiltInSyntax BuiltIn(BuiltInSyntax canon)
    {
        var result = canon.Result is { } type ? DefinedPart(type) : null;
        return canon with
        {
            Type = Optional(canon.Type),
            CoreType = Optional(canon.CoreType),
            Table = Optional(canon.Table),
            Memory = Optional(canon.Memory),
            Result = result is null ? null : PlainPart(result),
            Options = Options(canon.Options),
        };

        ReferenceSyntax? Optional(ReferenceSyntax? reference) => reference is null ? null : Plain(reference);
    }

    private ImmutableArray<CanonOptionSyntax> Options(ImmutableArray<CanonOptionSyntax> options) =>
        Map(options, option => option with { Item = option.Item is { } item ? Plain(item) : null });

    // References with a path.

    /// <summary>The reference without its path, for which aliases are added.</summary>
    private ReferenceSyntax Plain(ReferenceSyntax reference)
    {
        if (reference.Path.IsEmpty)
        {
            return reference;
        }
        var isCore = ReferenceReader.IsCore(reference.Sort) && reference.Sort != Sort.CoreModule;
        var instances = isCore ? Sort.CoreInstance : Sort.Instance;
        var index = reference.Index;
        for (var i = 0; i < reference.Path.Length; i++)
        {
            var sort = i == reference.Path.Length - 1 ? reference.Sort : instances;
            var id = _serials.Next();
            var from = ReferenceSyntax.To(instances, index);
            _aliases.Add(new ExportAliasSyntax(sort, id, from, reference.Path[i], index.Span));
            index = new IndexSyntax(id, 0, index.Span);
        }
        return ReferenceSyntax.To(reference.Sort, index);
    }

    // Instances made in place.

    private CoreInstanceExpressionSyntax Core(CoreInstanceExpressionSyntax expression)
    {
        var arguments = Map(expression.Arguments, argument => argument.Instance is not null ? argument : argument with
        {
            Instance = Define(
                Sort.CoreInstance,
                id => new CoreInstanceSyntax(id, new CoreInstanceExpressionSyntax(null, [], argument.Exported), argument.Span),
                argument.Span),
            Exported = [],
        });
        return expression with
        {
            Module = expression.Module is { } module ? Plain(module) : null,
            Arguments = Map(arguments, argument => argument with { Instance = Plain(argument.Instance!) }),
            Exported = Map(expression.Exported, export => export with { Item = Plain(export.Item) }),
        };
    }

    private InstanceExpressionSyntax Component(InstanceExpressionSyntax expression)
    {
        var arguments = Map(expression.Arguments, argument => argument.Item is not null ? argument : argument with
        {
            Item = Define(
                Sort.Instance,
                id => new InstanceSyntax(id, new InstanceExpressionSyntax(null, [], argument.Exported), argument.Span),
                argument.Span),
            Exported = [],
        });
        return expression with
        {
            Component = expression.Component is { } component ? Plain(component) : null,
            Arguments = Map(arguments, argument => argument with { Item = Plain(argument.Item!) }),
            Exported = Map(expression.Exported, export => export with { Item = Plain(export.Item) }),
        };
    }

    // Types written in place.

    private ExternTypeSyntax Extern(ExternTypeSyntax type) => type switch
    {
        InlineExternTypeSyntax inline => new ReferredExternTypeSyntax(
            inline.Sort, Define(Sort.Type, id => new TypeDefinitionSyntax(id, inline.Type, inline.Span), inline.Span), inline.Span),
        InlineModuleTypeSyntax inline => new ReferredExternTypeSyntax(
            inline.Sort,
            Define(Sort.CoreType, id => new CoreTypeDefinitionSyntax(id, inline.Type, inline.Span), inline.Span),
            inline.Span),
        ReferredExternTypeSyntax referred => referred with { Type = Plain(referred.Type) },
        TypeBoundSyntax { EqualTo: { } equalTo } bound => bound with { EqualTo = Plain(equalTo) },
        ValueBoundSyntax { EqualTo: { } equalTo } bound => bound with { EqualTo = Plain(equalTo) },
        ValueBoundSyntax { Type: { } valueType } bound => bound with { Type = PlainPart(DefinedPart(valueType)) },
        _ => type,
    };

    /// <summary>What stands in a definition of a type, with every value type in it primitive or a reference.</summary>
    private TypeSyntax Content(TypeSyntax type)
    {
        return type switch
        {
            ComponentTypeSyntax component => component with { Declarations = Expand(component.Declarations, _serials) },
            InstanceTypeSyntax instance => instance with { Declarations = Expand(instance.Declarations, _serials) },
            ResourceTypeSyntax { Destructor: { } destructor } resource => resource with { Destructor = Plain(destructor) },
            HandleTypeSyntax handle => handle with { Resource = Plain(handle.Resource) },
            _ => WithPlainParts(WithDefinedParts(type)),
        };
    }

    // Types come before _aliases, so the parts are walked twice: once for what is written in place, once for paths.
    private TypeSyntax WithDefinedParts(TypeSyntax type) => WithParts(type, DefinedPart);

    private TypeSyntax WithPlainParts(TypeSyntax type) => WithParts(type, PlainPart);

    private ValueTypeSyntax DefinedPart(ValueTypeSyntax part) => part is PrimitiveTypeSyntax or TypeReferenceSyntax
        ? part
        : new TypeReferenceSyntax(Define(Sort.Type, id => new TypeDefinitionSyntax(id, part, part.Span), part.Span), part.Span);

    private ValueTypeSyntax PlainPart(ValueTypeSyntax part) => part is TypeReferenceSyntax reference
        ? reference with { Reference = Plain(reference.Reference) }
        : part;

    private static TypeSyntax WithParts(TypeSyntax type, Func<ValueTypeSyntax, ValueTypeSyntax> map)
    {
        return type switch
        {
            RecordTypeSyntax record => record with { Fields = Map(record.Fields, Named) },
            VariantTypeSyntax variant => variant with { Cases = Map(variant.Cases, Named) },
            ListTypeSyntax list => list with { Element = map(list.Element) },
            MapTypeSyntax pairs => new MapTypeSyntax(map(pairs.Key), map(pairs.Value), pairs.Span),
            AsyncTypeSyntax { Element: { } element } carrier => carrier with { Element = map(element) },
            TupleTypeSyntax tuple => tuple with { Items = Map(tuple.Items, map) },
            OptionTypeSyntax option => option with { Element = map(option.Element) },
            ResultTypeSyntax result => new ResultTypeSyntax(Optional(result.Ok), Optional(result.Error), result.Span),
            FunctionTypeSyntax function => function with
            {
                Parameters = Map(function.Parameters, Named),
                Result = Optional(function.Result),
            },
            _ => type,
        };

        ValueTypeSyntax? Optional(ValueTypeSyntax? part) => part is null ? null : map(part);
        NamedTypeSyntax Named(NamedTypeSyntax named) => named with { Type = Optional(named.Type) };
    }

    private static ImmutableArray<TOut> Map<TIn, TOut>(ImmutableArray<TIn> items, Func<TIn, TOut> map)
    {
        var mapped = ImmutableArray.CreateBuilder<TOut>(items.Length);
        foreach (var item in items)
        {
            mapped.Add(map(item));
        }
        return mapped.MoveToImmutable();
    }

    /// <summary>Makes identifiers, each once for a whole text.</summary>
    private sealed class Serials
    {
        private int _last;

        public Identifier Next() => new("", ++_last);
    }
}
