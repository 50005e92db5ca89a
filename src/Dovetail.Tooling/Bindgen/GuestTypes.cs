using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Bindgen;

/// <summary>
/// The names of types in a generated file, each once: for types that WIT names, that name, with the interface's in front where two have the same;
/// for the others one made of their parts (<c>tuple-string-u32</c>). Where that is another's already, a number is put behind it.
/// </summary>
internal sealed class GuestTypes
{
    private static readonly string[] s_variant = ["-tag", "-value", "-cases"];

    private readonly Dictionary<WitTypeDefinition, string> _names = [];
    private readonly Dictionary<string, string> _structures = new(StringComparer.Ordinal);
    private readonly UniqueNames _unique = new(Fold, "string");
    private readonly WitWorld _world;
    private readonly ILookup<WitTypeOwner, WorldInterface> _items;

    public GuestTypes(WitWorld world)
    {
        _world = world;
        _items = world.Imports.Concat(world.Exports).OfType<WorldInterface>().ToLookup<WorldInterface, WitTypeOwner>(item => item.Interface);
        var owned = world.Imports.Concat(world.Exports).SelectMany(Types).Select(Origin).Distinct().ToList();
        foreach (var group in owned.GroupBy(type => type.Name.ToLowerInvariant()))
        {
            var isShared = group.Count() > 1;
            foreach (var type in group)
            {
                _names[type] = _unique.Take(isShared ? $"{OwnerName(type)}-{type.Name}" : type.Name, Suffixes(type.Body));
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
    public string NameOf(TypeUse use)
    {
        switch (use)
        {
            case PrimitiveUse primitive:
                return primitive.Primitive.ToString();
            case NamedUse named:
                return NameOf(named.Definition);
            case OwnUse own:
                return NameOf(own.Resource);
        }
        // The names of the parts, which are unique, and how they are put together.
        var structure = use switch
        {
            ListUse list => $"list{list.Length}<{Part(list.Element)}>",
            OptionUse option => $"option<{Part(option.Item)}>",
            ResultUse result => $"result<{Optional(result.Ok)},{Optional(result.Error)}>",
            TupleUse tuple => $"tuple<{string.Join(",", tuple.Items.Select(Part))}>",
            MapUse map => $"map<{Part(map.Key)},{Part(map.Value)}>",
            BorrowUse borrow => $"borrow<{NameOf(borrow.Resource)}>",
            _ => throw Unsupported(use),
        };
        if (!_structures.TryGetValue(structure, out var name))
        {
            var label = structure.Replace("%", "", StringComparison.Ordinal).Replace('<', '-').Replace(',', '-').Replace(">", "", StringComparison.Ordinal);
            _structures.Add(structure, name = _unique.Take(label, use is ResultUse ? s_variant : []));
        }
        return name;
    }

    /// <summary>A name for a type that a file has besides those of the world, in kebab case, which no other type gets.</summary>
    public string Reserve(string name) => _unique.Take(name);

    public static UnsupportedException Unsupported(TypeUse use) => new($"guest declarations of the type `{use}`");

    private string Optional(TypeUse? use) => use is null ? "none" : Part(use);

    // A type may have the name of another that the language gives, as `%u8`.
    private string Part(TypeUse use) => use is PrimitiveUse ? NameOf(use) : "%" + NameOf(use);

    // Names that the generated files make of a type's.
    private static ReadOnlySpan<string> Suffixes(TypeBody body) => body switch
    {
        VariantBody => s_variant,
        EnumBody => ["-cases"],
        FlagsBody => ["-bits"],
        _ => [],
    };

    // However a language puts words together, no two types are one.
    private static string Fold(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private string OwnerName(WitTypeDefinition type) =>
        _items[type.Owner].FirstOrDefault()?.Label ?? (type.Owner as WitInterface)?.Name ?? _world.Name;

    private static IEnumerable<WitTypeDefinition> Types(WorldItem item) => item switch
    {
        WorldInterface named => named.Interface.Types,
        WorldType type => [type.Definition],
        _ => [],
    };
}
