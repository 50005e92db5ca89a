namespace Dovetail.Tooling.Targets;

/// <summary>What does not conform.</summary>
public enum TargetRule
{
    /// <summary>A component imports only what the world imports.</summary>
    UnknownImport,
    /// <summary>What the world imports has what the component asks of it.</summary>
    ImportType,
    /// <summary>A component exports all that the world exports.</summary>
    MissingExport,
    /// <summary>What the component exports is of the type that the world says.</summary>
    ExportType,
}

/// <summary>One thing by which a component does not conform to a world. Immutable.</summary>
public sealed record TargetMismatch
{
    /// <summary>The rule that is broken.</summary>
    public required TargetRule Rule { get; init; }

    /// <summary>The import or export and, behind points, what is meant inside of it.</summary>
    public required string Path { get; init; }

    /// <summary>Where in the type of <see cref="Path"/>: <c>parameter `order`, field `count`</c>; empty where the whole is meant.</summary>
    public string Place { get; init; } = "";

    /// <summary>What the world has, in WIT.</summary>
    public required string Expected { get; init; }

    /// <summary>What the component has, in WIT.</summary>
    public required string Found { get; init; }

    /// <summary>All of it in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The <see cref="Message"/>.</summary>
    public override string ToString() => Message;
}
