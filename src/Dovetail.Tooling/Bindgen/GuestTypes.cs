using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Bindgen;

/// <summary>
/// The names of types in a generated file, each once: for types that WIT names, that name, with the interface's in front where two have the same;
/// for the others one made of their parts (<c>tuple-string-u32</c>).
/// </summary>
internal sealed class GuestTypes
{
    private readonly Dictionary<WitTypeDefinition, string> _names = [];
    private readonly WitWorld _world;

    public GuestTypes(WitWorld world)
    {
        _world = world;
        var owned = world.Imports.Concat(world.Exports).SelectMany(Types).Select(Origin).Distinct().ToList();
        foreach (var group in owned.GroupBy(type => type.Name))
        {
            var isShared = group.Count() > 1;
            foreach (var (type, place) in group.Select((type, place) => (type, place)))
            {
                var name = isShared ? $"{OwnerName(type)}-{type.Name}" : type.Name;
                _names[type] = _names.ContainsValue(name) ? $"{name}{place + 1}" : name;
            }
        }
    }

    /// <summary>All types with names of the world, each behind those that it refers to.</summary>
    public IEnumerable<WitTypeDefinition> Named => _names.Keys;

    /// <summary>The definition that a name stands for in the end: of a type that is used elsewhere, where it is defined.</summary>
    public static WitTypeDefinition Origin(WitTypeDefinition type)
    {
        while (type.Used is { } used)
        {
            type = used;
        }
        return type;
    }

    /// <summary>The name of a definition, in kebab case.</summary>
    public string NameOf(WitTypeDefinition type) => _names.TryGetValue(Origin(type), out var name) ? name : type.Name;

    /// <summary>A name for a type, in kebab case.</summary>
    public string NameOf(TypeUse use) => use switch
    {
        PrimitiveUse primitive => primitive.Primitive.ToString(),
        NamedUse named => NameOf(named.Definition),
        ListUse { Length: { } length } list => $"list{length}-{NameOf(list.Element)}",
        ListUse list => $"list-{NameOf(list.Element)}",
        OptionUse option => $"option-{NameOf(option.Item)}",
        ResultUse result => $"result-{Optional(result.Ok)}-{Optional(result.Error)}",
        TupleUse tuple => $"tuple-{string.Join("-", tuple.Items.Select(NameOf))}",
        MapUse map => $"map-{NameOf(map.Key)}-{NameOf(map.Value)}",
        OwnUse own => NameOf(own.Resource),
        BorrowUse borrow => $"borrow-{NameOf(borrow.Resource)}",
        _ => throw Unsupported(use),
    };

    public static UnsupportedException Unsupported(TypeUse use) => new($"guest declarations of the type `{use}`");

    private string Optional(TypeUse? use) => use is null ? "none" : NameOf(use);

    private string OwnerName(WitTypeDefinition type)
    {
        var item = _world.Imports.Concat(_world.Exports).OfType<WorldInterface>().FirstOrDefault(item => item.Interface == type.Owner);
        return item?.Label ?? (type.Owner as WitInterface)?.Name ?? _world.Name;
    }

    private static IEnumerable<WitTypeDefinition> Types(WorldItem item) => item switch
    {
        WorldInterface named => named.Interface.Types,
        WorldType type => [type.Definition],
        _ => [],
    };
}
