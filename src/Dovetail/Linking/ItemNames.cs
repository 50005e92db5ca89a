using Dovetail.Instantiation;
using Dovetail.Wit.Names;

namespace Dovetail.Linking;

/// <summary>Finds exports by name: the very name first, then one of the same version track, then an interface's name without its version.</summary>
internal static class ItemNames
{
    public static T? Find<T>(InstanceItems instance, string name)
        where T : class
    {
        if (instance.TryGet(name, out var exact))
        {
            return exact as T;
        }
        var names = new NameMap<T>(NameMatching.Compatible);
        foreach (var (key, item) in instance.Items)
        {
            if (item is T fitting)
            {
                names.Set(key, fitting);
            }
        }
        return names.TryGet(name, out var found) ? found : Unversioned(names, name);
    }

    private static T? Unversioned<T>(NameMap<T> names, string name)
        where T : class
    {
        var candidates = names.Names.Where(key => key.StartsWith(name + "@", StringComparison.Ordinal)).ToArray();
        return candidates.Length == 1 && names.TryGet(candidates[0], out var only) ? only : null;
    }
}
