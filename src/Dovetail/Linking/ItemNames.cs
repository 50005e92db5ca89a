using Dovetail.Instantiation;
using Dovetail.Wit.Names;

namespace Dovetail.Linking;

/// <summary>Finds exports by name: the very name first, then one of the same version track, then an interface's name without its version.</summary>
internal static class ItemNames
{
    /// <summary>An item of an instance; <paramref name="key"/> is the name that it has there.</summary>
    public static T? Find<T>(InstanceItems instance, string name, out string key)
        where T : class
    {
        key = instance.TryGet(name, out _)
            ? name
            : Choose(instance.Items.Where(item => item.Value is T).Select(item => item.Key), name, NameMatching.Compatible) ?? name;
        return instance.TryGet(key, out var item) ? item as T : null;
    }

    /// <summary>The one of <paramref name="names"/> that is meant by <paramref name="name"/>; null for none.</summary>
    public static string? Choose(IEnumerable<string> names, string name, NameMatching matching)
    {
        var map = new NameMap<bool>(matching);
        foreach (var known in names)
        {
            map.Set(known, true);
        }
        return map.TryGet(name, out _, out var chosen) ? chosen
            : matching == NameMatching.Compatible ? Unversioned(map.Names, name)
            : null;
    }

    private static string? Unversioned(IEnumerable<string> names, string name)
    {
        var candidates = names.Where(key => key.StartsWith(name + "@", StringComparison.Ordinal)).Take(2).ToArray();
        return candidates.Length == 1 ? candidates[0] : null;
    }
}
