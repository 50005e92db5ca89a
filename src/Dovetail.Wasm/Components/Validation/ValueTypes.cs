using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Names;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>Resolves value and function types (Binary.md, notes to "Type Definitions").</summary>
internal static class ValueTypes
{
    private const int MaxFlags = 32;

    // elem_size(t, 'i64') must be less than this, so that no offset in memory can overflow.
    private const ulong MaxElementSize = 1 << 28;

    public static ValueNode Resolve(Scope scope, ValueTypeDefinition definition)
    {
        var context = scope.Context;
        var node = definition switch
        {
            PrimitiveDefinition primitive => new ValueNode(Primitive(context, primitive.Kind), []),
            RecordDefinition record => ResolveRecord(scope, record),
            VariantDefinition variant => ResolveVariant(scope, variant),
            TupleDefinition tuple => ResolveTuple(scope, tuple),
            FlagsDefinition flags => new ValueNode(ResolveFlags(context, flags), []),
            EnumDefinition @enum => new ValueNode(ResolveEnum(context, @enum), []),
            ListDefinition list => ResolveList(scope, list),
            MapDefinition map => ResolveMap(scope, map),
            StreamDefinition stream => ResolveStream(scope, stream),
            FutureDefinition future => ResolveFuture(scope, future),
            OptionDefinition option => Resolve(scope, [option.Item], parts => new OptionType(parts[0]!)),
            ResultDefinition result =>
                Resolve(scope, [result.Ok, result.Error], parts => new ResultType(parts[0], parts[1])),
            OwnDefinition own => Handle(scope.ResourceAt(own.Resource), resource => new OwnType(resource)),
            BorrowDefinition borrow => Handle(scope.ResourceAt(borrow.Resource), resource => new BorrowType(resource)),
            _ => throw new UnreachableException(),
        };
        context.Budget.Spend(1 + node.Parts.Length);
        context.Budget.Check(node.Size);
        if (Layout.ElemSize(node.Type, PointerType.I64) >= MaxElementSize)
        {
            context.Fail($"type exceeds maximum byte size of {MaxElementSize}");
        }
        return new ValueNode(context.Interner.Intern(node.Type), node.Parts, node.Resource);
    }

    public static FunctionNode Resolve(Scope scope, FunctionTypeDefinition definition)
    {
        var context = scope.Context;
        var labels = new LabelSet("function parameter name", context);
        var parts = ImmutableArray.CreateBuilder<ValueNode?>(definition.Parameters.Length + 1);
        var parameters = ImmutableArray.CreateBuilder<FunctionParameter>(definition.Parameters.Length);
        foreach (var parameter in definition.Parameters)
        {
            labels.Add(parameter.Label);
            parameters.Add(new FunctionParameter(parameter.Label, Part(scope, parameter.Type!.Value, parts)));
        }
        WitType? result = null;
        if (definition.Result is { } reference)
        {
            result = Part(scope, reference, parts);
        }
        else
        {
            parts.Add(null);
        }
        if (result is { ContainsBorrow: true })
        {
            context.Fail("function result cannot contain a `borrow` type");
        }
        if (definition.IsAsync)
        {
            context.Require(ComponentFeatures.Async);
        }
        context.Budget.Spend(parts.Count);
        var type = context.Interner.Intern(new WitFunctionType(parameters.MoveToImmutable(), result, definition.IsAsync));
        return new FunctionNode(type, parts.MoveToImmutable());
    }

    private static ValueNode Handle(ResourceNode resource, Func<ResourceType, WitType> make) =>
        new(make(resource.Resource), [], resource);

    private static ValueNode ResolveRecord(Scope scope, RecordDefinition record)
    {
        CheckNotEmpty(scope.Context, record.Fields.IsEmpty, "record type must have at least one field");
        var labels = new LabelSet("record field name", scope.Context);
        var parts = ImmutableArray.CreateBuilder<ValueNode?>(record.Fields.Length);
        var fields = ImmutableArray.CreateBuilder<RecordField>(record.Fields.Length);
        foreach (var field in record.Fields)
        {
            labels.Add(field.Label);
            fields.Add(new RecordField(field.Label, Part(scope, field.Type!.Value, parts)));
        }
        return new ValueNode(new RecordType(fields.MoveToImmutable()), parts.MoveToImmutable());
    }

    private static ValueNode ResolveVariant(Scope scope, VariantDefinition variant)
    {
        CheckNotEmpty(scope.Context, variant.Cases.IsEmpty, "variant type must have at least one case");
        var labels = new LabelSet("variant case name", scope.Context);
        var parts = ImmutableArray.CreateBuilder<ValueNode?>(variant.Cases.Length);
        var cases = ImmutableArray.CreateBuilder<VariantCase>(variant.Cases.Length);
        foreach (var @case in variant.Cases)
        {
            labels.Add(@case.Label);
            cases.Add(new VariantCase(@case.Label, OptionalPart(scope, @case.Type, parts)));
        }
        return new ValueNode(new VariantType(cases.MoveToImmutable()), parts.MoveToImmutable());
    }

    private static ValueNode ResolveTuple(Scope scope, TupleDefinition tuple)
    {
        CheckNotEmpty(scope.Context, tuple.Items.IsEmpty, "tuple type must have at least one type");
        var parts = ImmutableArray.CreateBuilder<ValueNode?>(tuple.Items.Length);
        var items = ImmutableArray.CreateBuilder<WitType>(tuple.Items.Length);
        foreach (var item in tuple.Items)
        {
            items.Add(Part(scope, item, parts));
        }
        return new ValueNode(new TupleType(items.MoveToImmutable()), parts.MoveToImmutable());
    }

    private static FlagsType ResolveFlags(ValidationContext context, FlagsDefinition flags)
    {
        CheckNotEmpty(context, flags.Labels.IsEmpty, "flags must have at least one entry");
        if (flags.Labels.Length > MaxFlags)
        {
            context.Fail($"cannot have more than {MaxFlags} flags");
        }
        new LabelSet("flag name", context).AddAll(flags.Labels);
        return new FlagsType(flags.Labels);
    }

    private static EnumType ResolveEnum(ValidationContext context, EnumDefinition @enum)
    {
        CheckNotEmpty(context, @enum.Labels.IsEmpty, "enum type must have at least one variant");
        new LabelSet("enum tag name", context).AddAll(@enum.Labels);
        return new EnumType(@enum.Labels);
    }

    private static ValueNode ResolveList(Scope scope, ListDefinition list)
    {
        if (list.Length is { } length)
        {
            scope.Context.Require(ComponentFeatures.FixedLengthLists);
            CheckNotEmpty(scope.Context, length == 0, "a list of fixed length must have at least one element");
        }
        return Resolve(scope, [list.Element], parts => new ListType(parts[0]!, list.Length));
    }

    private static ValueNode ResolveMap(Scope scope, MapDefinition map)
    {
        scope.Context.Require(ComponentFeatures.Map);
        var node = Resolve(scope, [map.Key, map.Value], parts => new MapType(parts[0]!, parts[1]!));
        if (((MapType)node.Type).Key is not PrimitiveType
            {
                Kind: not (PrimitiveKind.F32 or PrimitiveKind.F64 or PrimitiveKind.ErrorContext),
            })
        {
            scope.Context.Fail("the keys of a map must be integers, `bool`, `char` or `string`");
        }
        return node;
    }

    private static ValueNode ResolveStream(Scope scope, StreamDefinition stream)
    {
        var node = Resolve(scope, [stream.Element], parts => new StreamType(parts[0]));
        CheckCarried(scope.Context, ((StreamType)node.Type).Element, "stream");
        if (((StreamType)node.Type).Element is PrimitiveType { Kind: PrimitiveKind.Char })
        {
            scope.Context.Fail("`stream<char>` is not valid at this time");
        }
        return node;
    }

    private static ValueNode ResolveFuture(Scope scope, FutureDefinition future)
    {
        var node = Resolve(scope, [future.Element], parts => new FutureType(parts[0]));
        CheckCarried(scope.Context, ((FutureType)node.Type).Element, "future");
        return node;
    }

    private static void CheckCarried(ValidationContext context, WitType? element, string what)
    {
        context.Require(ComponentFeatures.Async);
        if (element is { ContainsBorrow: true })
        {
            context.Fail($"{what} element type cannot contain a `borrow` type");
        }
    }

    private static PrimitiveType Primitive(ValidationContext context, PrimitiveKind kind)
    {
        if (kind == PrimitiveKind.ErrorContext)
        {
            context.Require(ComponentFeatures.ErrorContext);
        }
        return PrimitiveType.Of(kind);
    }

    /// <summary>The node of a type where it is used; one of its own for an inline primitive.</summary>
    public static ValueNode Resolve(Scope scope, ValueTypeReference reference) => reference.Primitive is { } primitive
        ? new ValueNode(Primitive(scope.Context, primitive), [])
        : scope.TypeAt<ValueNode>(reference.Index, "a defined type");

    private static ValueNode Resolve(
        Scope scope, ReadOnlySpan<ValueTypeReference?> references, Func<WitType?[], WitType> make)
    {
        var parts = ImmutableArray.CreateBuilder<ValueNode?>(references.Length);
        var types = new WitType?[references.Length];
        for (var i = 0; i < references.Length; i++)
        {
            types[i] = OptionalPart(scope, references[i], parts);
        }
        return new ValueNode(make(types), parts.MoveToImmutable());
    }

    private static WitType? OptionalPart(
        Scope scope, ValueTypeReference? reference, ImmutableArray<ValueNode?>.Builder parts)
    {
        if (reference is { } given)
        {
            return Part(scope, given, parts);
        }
        parts.Add(null);
        return null;
    }

    private static WitType Part(Scope scope, ValueTypeReference reference, ImmutableArray<ValueNode?>.Builder parts)
    {
        if (reference.Primitive is { } primitive)
        {
            parts.Add(null);
            return Primitive(scope.Context, primitive);
        }
        var node = scope.TypeAt<ValueNode>(reference.Index, "a defined type");
        parts.Add(node);
        return node.Type;
    }

    private static void CheckNotEmpty(ValidationContext context, bool isEmpty, string message)
    {
        if (isEmpty)
        {
            context.Fail(message);
        }
    }

    /// <summary>The labels of one type: in kebab case and strongly unique.</summary>
    private sealed class LabelSet(string what, ValidationContext context)
    {
        private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

        public void AddAll(ImmutableArray<string> all)
        {
            foreach (var label in all)
            {
                Add(label);
            }
        }

        public void Add(string label)
        {
            if (label.Length == 0)
            {
                context.Fail($"{what} cannot be empty");
            }
            if (!Kebab.IsLabel(label))
            {
                context.Fail($"{what} `{label}` is not in kebab case");
            }
            var key = Kebab.Fold(label);
            if (!_labels.TryAdd(key, label))
            {
                context.Fail($"{what} `{label}` conflicts with previous name `{_labels[key]}`");
            }
        }
    }
}
