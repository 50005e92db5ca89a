using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Interfaces;

/// <summary>Makes the types and functions of WIT from those of a component: a node that was given a name becomes a use of that name.</summary>
internal sealed class TypeRecovery
{
    private readonly Dictionary<TypeNode, WitTypeDefinition> _names = [];

    // A node that is used many times is looked at once.
    private readonly Dictionary<ValueNode, TypeUse> _structures = [];
    private Func<WitTypeDefinition, WitTypeDefinition> _toLocal = type => type;

    /// <summary>
    /// Goes on with what another interface or world has. A binary may refer to types of others where they are; in WIT that is a <c>use</c>.
    /// </summary>
    /// <param name="toLocal">The name, in that interface or world, of any type that can be referred to.</param>
    public void Enter(Func<WitTypeDefinition, WitTypeDefinition> toLocal)
    {
        _toLocal = toLocal;
        _structures.Clear();
    }

    /// <summary>Lets a node stand for a type of WIT.</summary>
    public void Name(TypeNode node, WitTypeDefinition type) => _names[node] = type;

    /// <summary>What an import or export of a type defines.</summary>
    /// <exception cref="InvalidException">It can't be said in WIT.</exception>
    public TypeBody Body(TypeNode node, ItemDocs? docs)
    {
        for (var original = node.Original; original is not null; original = original.Original)
        {
            if (_names.TryGetValue(original, out var known))
            {
                return new AliasBody(new NamedUse(known));
            }
        }
        return node switch
        {
            ResourceNode => new ResourceBody(),
            ValueNode value => Body(value, docs),
            _ => throw new InvalidException($"a {node.Kind} cannot be a type of an interface"),
        };
    }

    /// <summary>A function by its name, which says what it is to a resource.</summary>
    /// <param name="name">The name.</param>
    /// <param name="node">The type.</param>
    /// <param name="findResource">Finds a type of the same interface or world.</param>
    /// <param name="docs">What is said of it.</param>
    /// <param name="externalId">What a host calls it.</param>
    /// <exception cref="InvalidException">It can't be said in WIT.</exception>
    public WitFunction Function(
        string name, FunctionNode node, Func<string, WitTypeDefinition?> findResource, ItemDocs? docs, string? externalId)
    {
        if (!PlainName.TryParse(name, out var plain, out var error))
        {
            throw new InvalidException($"`{name}` is not the name of a function: {error}");
        }
        var resource = plain.Resource is null ? null
            : findResource(plain.Resource) ?? throw new InvalidException($"function `{name}` has no resource `{plain.Resource}` beside it");
        var parameters = node.Type.Parameters.Select((p, i) => new WitParameter(p.Name, Use(node.Parts[i], p.Type)));
        var result = node.Type.Result is null ? null : Use(node.Parts[^1], node.Type.Result);
        var (kind, label) = plain.Kind switch
        {
            PlainNameKind.Constructor => (FunctionKind.Constructor, plain.Resource!),
            PlainNameKind.Method => (FunctionKind.Method, plain.Label),
            PlainNameKind.Static => (FunctionKind.Static, plain.Label),
            _ => (FunctionKind.Freestanding, plain.Label),
        };
        return new WitFunction(kind, label, resource, [.. parameters], result, node.Type.IsAsync) { Docs = docs?.Docs, Stability = docs?.Stability, ExternalId = externalId };
    }

    private TypeBody Body(ValueNode node, ItemDocs? docs) => node.Type switch
    {
        RecordType record => new RecordBody(
            [.. record.Fields.Select((f, i) => new WitField(f.Name, Use(node.Parts[i], f.Type), docs?.Item(f.Name)))]),
        VariantType variant => new VariantBody(
            [.. variant.Cases.Select((c, i) => new WitCase(c.Name, c.Type is null ? null : Use(node.Parts[i], c.Type), docs?.Item(c.Name)))]),
        EnumType @enum => new EnumBody(Labels(@enum.Names, docs)),
        FlagsType flags => new FlagsBody(Labels(flags.Names, docs)),
        OwnType => new AliasBody(new OwnUse(Resource(node))),
        _ => new AliasBody(Structure(node)),
    };

    private static ImmutableArray<WitLabel> Labels(ImmutableArray<string> names, ItemDocs? docs) =>
        [.. names.Select(name => new WitLabel(name, docs?.Item(name)))];

    private TypeUse Use(ValueNode? node, WitType type)
    {
        if (node is null)
        {
            return type is PrimitiveType primitive ? new PrimitiveUse(primitive)
                : throw new InvalidException($"`{type}` has no name, which it needs in an interface");
        }
        return _names.TryGetValue(node, out var named) ? new NamedUse(_toLocal(named)) : Structure(node);
    }

    private TypeUse? Part(ValueNode node, int index, WitType? type) => type is null ? null : Use(node.Parts[index], type);

    private TypeUse Structure(ValueNode node)
    {
        if (!_structures.TryGetValue(node, out var use))
        {
            _structures.Add(node, use = MakeStructure(node));
        }
        return use;
    }

    private TypeUse MakeStructure(ValueNode node) => node.Type switch
    {
        PrimitiveType primitive => new PrimitiveUse(primitive),
        ListType list => new ListUse(Use(node.Parts[0], list.Element), list.Length),
        OptionType option => new OptionUse(Use(node.Parts[0], option.Item)),
        ResultType result => new ResultUse(Part(node, 0, result.Ok), Part(node, 1, result.Error)),
        TupleType tuple => new TupleUse([.. tuple.Items.Select((item, i) => Use(node.Parts[i], item))]),
        // The key of a map has no name in WIT, whatever it has in a binary.
        MapType map => new MapUse(new PrimitiveUse((PrimitiveType)map.Key), Use(node.Parts[1], map.Value)),
        StreamType stream => new StreamUse(Part(node, 0, stream.Element)),
        FutureType future => new FutureUse(Part(node, 0, future.Element)),
        OwnType => new NamedUse(Resource(node)),
        BorrowType => new BorrowUse(Resource(node)),
        _ => throw new InvalidException($"`{node.Type}` has no name, which it needs in an interface"),
    };

    private WitTypeDefinition Resource(ValueNode node)
    {
        for (TypeNode? resource = node.Resource; resource is not null; resource = resource.Original)
        {
            if (_names.TryGetValue(resource, out var named))
            {
                return _toLocal(named);
            }
        }
        throw new InvalidException($"resource `{node.Resource!.Resource}` has no name in the interface that uses it");
    }
}
