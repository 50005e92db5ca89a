using Dovetail.Wit.Names;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>The imports or the exports of a world while it is built: each name once.</summary>
internal sealed class WorldDraft
{
    private readonly List<WorldItem> _items = [];
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);

    public IReadOnlyList<WorldItem> Items => _items;

    /// <summary>The item that holds the name of <paramref name="item"/>, or one that is too similar; null where it is free.</summary>
    public WorldItem? Conflicting(WorldItem item) => _byKey.TryGetValue(Key(item), out var index) ? _items[index] : null;

    public void Add(WorldItem item)
    {
        _byKey.Add(Key(item), _items.Count);
        _items.Add(item);
    }

    public void Replace(WorldItem old, WorldItem item) => _items[_byKey[Key(old)]] = item;

    private static string Key(WorldItem item) => item switch
    {
        WorldInterface { Label: null } => item.Name,
        _ => ExternName.TryParse(item.Name, out var name, out _) ? name.UniqueKey : item.Name,
    };
}
