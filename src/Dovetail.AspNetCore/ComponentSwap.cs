using Dovetail.Wit.Resolution;

namespace Dovetail.AspNetCore;

/// <summary>A component has taken over from another.</summary>
/// <param name="Difference">What differs between them.</param>
/// <param name="Retired">Completes when the old one has ended its last request, and can be unloaded.</param>
public sealed record ComponentSwap(ComponentDifference Difference, Task Retired);

/// <summary>What differs between two components that serve the same requests: names of interfaces, and functions and types in those that both have.</summary>
public sealed record ComponentDifference
{
    private const int MostShown = 10;

    private ComponentDifference()
    {
    }

    /// <summary>What the new one imports, and the old one did not.</summary>
    public required IReadOnlyList<string> NewImports { get; init; }

    /// <summary>What the old one imported, and the new one does not.</summary>
    public required IReadOnlyList<string> LostImports { get; init; }

    /// <summary>What the new one exports, and the old one did not.</summary>
    public required IReadOnlyList<string> NewExports { get; init; }

    /// <summary>What the old one exported, and the new one does not.</summary>
    public required IReadOnlyList<string> LostExports { get; init; }

    /// <summary>
    /// The functions and types of what both import or both export that are not the same: what they were and are, in WIT. Empty where one of the two imports or exports what WIT has
    /// no words for.
    /// </summary>
    public required IReadOnlyList<ItemChange> Changes { get; init; }

    /// <summary>Whether both import and export the same.</summary>
    public bool IsEmpty => NewImports.Count + LostImports.Count + NewExports.Count + LostExports.Count + Changes.Count == 0;

    /// <summary>One line.</summary>
    public override string ToString() => IsEmpty ? "the same imports and exports" : string.Join("; ", new[]
    {
        Part("imports besides", NewImports), Part("imports no more", LostImports), Part("exports besides", NewExports), Part("exports no more", LostExports), ChangesPart(),
    }.Where(part => part is not null));

    internal static ComponentDifference Between(Component old, Component next) => new()
    {
        NewImports = [.. next.Imports.Except(old.Imports)],
        LostImports = [.. old.Imports.Except(next.Imports)],
        NewExports = [.. next.Exports.Except(old.Exports)],
        LostExports = [.. old.Exports.Except(next.Exports)],
        Changes = ChangesBetween(old, next),
    };

    private static List<ItemChange> ChangesBetween(Component old, Component next)
    {
        try
        {
            var (before, after) = (old.ToWit().SelectWorld(), next.ToWit().SelectWorld());
            return [.. ChangesBetween(before.Imports, after.Imports), .. ChangesBetween(before.Exports, after.Exports)];
        }
        catch (DovetailException)
        {
            return [];
        }
    }

    private static IEnumerable<ItemChange> ChangesBetween(IEnumerable<WorldItem> old, IEnumerable<WorldItem> next)
    {
        var common = old.Select(item => item.Name).Intersect(next.Select(item => item.Name)).ToHashSet(StringComparer.Ordinal);
        var (before, after) = (TextsOf(old, common), TextsOf(next, common));
        return from path in before.Keys.Union(after.Keys)
               let change = new ItemChange(path, before.GetValueOrDefault(path), after.GetValueOrDefault(path))
               where change.Old != change.New
               select change;
    }

    // By their paths. Types that are written out may be longer than any text, and end there.
    private static Dictionary<string, string> TextsOf(IEnumerable<WorldItem> items, HashSet<string> names)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items.Where(item => names.Contains(item.Name)))
        {
            switch (item)
            {
                case WorldInterface { Interface: var @interface }:
                    foreach (var type in @interface.Types)
                        texts[$"{item.Name}.{type.Name}"] = TextOf(type);
                    foreach (var function in @interface.Functions)
                        texts[$"{item.Name}.{function.Name}"] = function.Type.ToString();
                    break;
                case WorldFunction { Function: var function }:
                    texts[item.Name] = function.Type.ToString();
                    break;
                case WorldType { Definition: var type }:
                    texts[item.Name] = TextOf(type);
                    break;
            }
        }
        return texts;
    }

    private static string TextOf(WitTypeDefinition type) => type.Resource is null ? type.Type.ToString() : "resource";

    private static string? Part(string what, IReadOnlyList<string> names) => names.Count == 0 ? null : $"{what} {string.Join(", ", names.Select(name => $"`{name}`"))}";

    private string? ChangesPart() => Changes.Count == 0 ? null
        : $"changes {string.Join(", ", Changes.Take(MostShown))}{(Changes.Count > MostShown ? $" and {Changes.Count - MostShown} more" : "")}";
}

/// <summary>A function or type of an interface that two components have in common, and that is not the same in both.</summary>
/// <param name="Path">The interface's name, and the item's behind a point: <c>shop:math/calc@1.0.0.add</c>.</param>
/// <param name="Old">What it was, in WIT; null where it is new.</param>
/// <param name="New">What it is, in WIT; null where it is gone.</param>
public sealed record ItemChange(string Path, string? Old, string? New)
{
    /// <summary>The change in some words.</summary>
    public override string ToString() => Old is null ? $"`{Path}`: now `{New}`" : New is null ? $"`{Path}`: no more" : $"`{Path}`: was `{Old}`, is `{New}`";
}
