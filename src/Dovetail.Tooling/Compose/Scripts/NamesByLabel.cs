using Dovetail.Wit.Names;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>Finds imports and exports by less than their whole names.</summary>
internal static class NamesByLabel
{
    /// <summary>The only interface with that label (<c>baz</c> of <c>foo:bar/baz@1.0.0</c>), or else the name itself.</summary>
    public static string Find(IEnumerable<string> names, string label)
    {
        var paths = names.Where(name => InterfaceName.OfAnyForm(name)?.Interface == label).Take(2).ToList();
        return paths.Count == 1 ? paths[0] : label;
    }

    /// <summary>The name, or one of its version track; null for none.</summary>
    public static string? FindCompatible(IEnumerable<string> names, string name)
    {
        var map = new NameMap<bool>(NameMatching.Compatible);
        foreach (var known in names)
        {
            map.Set(known, true);
        }
        return map.TryGet(name, out _, out var chosen) ? chosen : null;
    }
}
