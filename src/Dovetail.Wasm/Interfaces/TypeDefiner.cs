using Dovetail.Wasm.Components;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>Writes types of WIT as definitions of one scope, each that has no name once.</summary>
/// <param name="add">Adds a type to the scope and gives its index.</param>
/// <param name="indexOf">The index of a type that has a name.</param>
internal sealed class TypeDefiner(Func<TypeDefinition, int> add, Func<WitTypeDefinition, int> indexOf)
{
    private readonly Dictionary<string, int> _anonymous = new(StringComparer.Ordinal);
    private int _depth;

    /// <summary>The type of a function.</summary>
    public FunctionTypeDefinition Define(WitFunction function) => new(
        [.. function.Parameters.Select(p => new LabeledType(p.Name, Reference(p.Type)))], Optional(function.Result), function.IsAsync);

    /// <summary>What a name stands for; not a resource.</summary>
    public ValueTypeDefinition Define(TypeBody body) => body switch
    {
        RecordBody record => new RecordDefinition([.. record.Fields.Select(f => new LabeledType(f.Name, Reference(f.Type)))]),
        VariantBody variant => new VariantDefinition([.. variant.Cases.Select(c => new LabeledType(c.Name, Optional(c.Type)))]),
        EnumBody @enum => new EnumDefinition([.. @enum.Cases.Select(c => c.Name)]),
        FlagsBody flags => new FlagsDefinition([.. flags.Flags.Select(f => f.Name)]),
        AliasBody alias => Define(alias.Target),
        _ => throw new InvalidException("a resource is defined by its name alone"),
    };

    private ValueTypeDefinition Define(TypeUse use) => use switch
    {
        PrimitiveUse primitive => new PrimitiveDefinition(primitive.Primitive.Kind),
        ListUse list => new ListDefinition(Reference(list.Element), list.Length),
        OptionUse option => new OptionDefinition(Reference(option.Item)),
        ResultUse result => new ResultDefinition(Optional(result.Ok), Optional(result.Error)),
        TupleUse tuple => new TupleDefinition([.. tuple.Items.Select(Reference)]),
        MapUse map => new MapDefinition(Reference(map.Key), Reference(map.Value)),
        StreamUse stream => new StreamDefinition(Optional(stream.Element)),
        FutureUse future => new FutureDefinition(Optional(future.Element)),
        OwnUse own => new OwnDefinition(indexOf(own.Resource)),
        BorrowUse borrow => new BorrowDefinition(indexOf(borrow.Resource)),
        NamedUse named => new OwnDefinition(indexOf(named.Definition)),
        _ => throw new InvalidException($"`{use}` has no binary form"),
    };

    /// <summary>A type where it is used; null where there is none.</summary>
    public ValueTypeReference? Optional(TypeUse? use) => use is null ? null : Reference(use);

    /// <summary>A type where it is used.</summary>
    public ValueTypeReference Reference(TypeUse use)
    {
        if (use is PrimitiveUse primitive)
        {
            return ValueTypeReference.Of(primitive.Primitive.Kind);
        }
        if (use is NamedUse { Definition: { Resource: null } definition })
        {
            return ValueTypeReference.At(indexOf(definition));
        }
        // Names are unique in a scope, so what is written the same is the same; a resource's name is a handle that owns.
        var key = use is NamedUse or OwnUse ? $"own<{use}>" : use.ToString();
        if (!_anonymous.TryGetValue(key, out var index))
        {
            if (!StackGuard.HasRoom(++_depth))
            {
                throw new LimitException(StackGuard.Limit, StackGuard.Problem);
            }
            var type = Define(use);
            _depth--;
            index = add(type);
            _anonymous.Add(key, index);
        }
        return ValueTypeReference.At(index);
    }
}
