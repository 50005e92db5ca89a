namespace Dovetail.Tooling.Diff;

/// <summary>What happened to an item.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,
    /// <summary>It is gone.</summary>
    Removed,
    /// <summary>It is another one.</summary>
    Changed,
}

/// <summary>Where an item stands.</summary>
public enum ChangeSide
{
    /// <summary>In a package of WIT, of which nobody knows who will import and who export it.</summary>
    Package,
    /// <summary>Among what a component or world imports: it is the caller.</summary>
    Import,
    /// <summary>Among what a component or world exports: it is the implementer.</summary>
    Export,
}

/// <summary>One difference between two interfaces. Immutable.</summary>
public sealed record InterfaceChange
{
    /// <summary>What happened.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>Where the item stands.</summary>
    public required ChangeSide Side { get; init; }

    /// <summary>The item: a package's path, an interface and, behind points, what is meant inside of it: <c>shop:math/calc.order.count</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What it is: <c>function</c>, <c>interface</c>, <c>record</c>, <c>version</c>, …</summary>
    public required string What { get; init; }

    /// <summary>What it was, in WIT; null where it is new.</summary>
    public string? Old { get; init; }

    /// <summary>What it is now, in WIT; null where it is gone.</summary>
    public string? New { get; init; }

    /// <summary>Whether who calls it, as it was, can't any more.</summary>
    public bool BreaksCallers { get; init; }

    /// <summary>Whether who implements it, as it was, doesn't any more.</summary>
    public bool BreaksImplementers { get; init; }
}
