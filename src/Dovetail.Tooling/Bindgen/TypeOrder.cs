using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Bindgen;

/// <summary>All types that the functions of a world speak of, by whatever name, each once and behind its parts.</summary>
internal sealed class TypeOrder
{
    private readonly GuestTypes _types;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(string Name, TypeUse Use)> _order = [];

    private TypeOrder(GuestTypes types) => _types = types;

    /// <summary>The types with their names in kebab case; primitive types are left out.</summary>
    public static IReadOnlyList<(string Name, TypeUse Use)> Of(GuestTypes types, IEnumerable<GuestFunction> functions)
    {
        var order = new TypeOrder(types);
        foreach (var definition in types.Named)
        {
            order.Add(new NamedUse(definition));
        }
        foreach (var function in functions)
        {
            foreach (var parameter in function.Function.Parameters)
            {
                order.Add(parameter.Type);
            }
            if (function.Function.Result is { } result)
            {
                order.Add(result);
            }
        }
        return order._order;
    }

    private void Add(TypeUse use)
    {
        if (use is PrimitiveUse)
        {
            return;
        }
        var origin = use is NamedUse named ? new NamedUse(GuestTypes.Origin(named.Definition)) : use;
        var name = _types.NameOf(origin);
        if (_seen.Contains(name))
        {
            return;
        }
        foreach (var part in Parts(origin))
        {
            Add(part);
        }
        if (_seen.Add(name))
        {
            _order.Add((name, origin));
        }
    }

    private static IEnumerable<TypeUse> Parts(TypeUse use) => use switch
    {
        ListUse list => [list.Element],
        MapUse map => [new TupleUse([map.Key, map.Value])],
        OptionUse option => [option.Item],
        ResultUse result => new[] { result.Ok, result.Error }.OfType<TypeUse>(),
        TupleUse tuple => tuple.Items,
        OwnUse own => [new NamedUse(own.Resource)],
        BorrowUse borrow => [new NamedUse(borrow.Resource)],
        NamedUse { Definition.Body: AliasBody alias } => [alias.Target],
        NamedUse { Definition.Body: RecordBody record } => record.Fields.Select(field => field.Type),
        NamedUse { Definition.Body: VariantBody variant } => variant.Cases.Select(item => item.Type).OfType<TypeUse>(),
        _ => [],
    };
}
