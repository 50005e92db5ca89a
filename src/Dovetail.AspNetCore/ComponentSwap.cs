namespace Dovetail.AspNetCore;

/// <summary>A component has taken over from another.</summary>
/// <param name="Difference">What differs between them.</param>
/// <param name="Retired">Completes when the old one has ended its last request, and can be unloaded.</param>
public sealed record ComponentSwap(ComponentDifference Difference, Task Retired);

/// <summary>What differs between two components that serve the same requests: names of interfaces, and what was added or removed.</summary>
public sealed record ComponentDifference
{
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

    /// <summary>Whether both import and export the same.</summary>
    public bool IsEmpty => NewImports.Count + LostImports.Count + NewExports.Count + LostExports.Count == 0;

    /// <summary>One line.</summary>
    public override string ToString() => IsEmpty ? "the same imports and exports" : string.Join("; ", new[]
    {
        Part("imports besides", NewImports), Part("imports no more", LostImports), Part("exports besides", NewExports), Part("exports no more", LostExports),
    }.Where(part => part is not null));

    internal static ComponentDifference Between(Component old, Component next) => new()
    {
        NewImports = [.. next.Imports.Except(old.Imports)],
        LostImports = [.. old.Imports.Except(next.Imports)],
        NewExports = [.. next.Exports.Except(old.Exports)],
        LostExports = [.. old.Exports.Except(next.Exports)],
    };

    private static string? Part(string what, IReadOnlyList<string> names) => names.Count == 0 ? null : $"{what} {string.Join(", ", names.Select(name => $"`{name}`"))}";
}
