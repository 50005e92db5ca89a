using System.Collections.Immutable;

namespace Dovetail;

/// <summary>The rule that an import was refused by.</summary>
public enum LinkRule
{
    /// <summary>Nothing of that name is offered.</summary>
    Name,
    /// <summary>Other versions are offered: those of one track are compatible (<c>1.x</c>, <c>0.2.x</c>), a pre-release is with itself alone.</summary>
    Version,
    /// <summary>Several components offer it equally.</summary>
    Ambiguity,
    /// <summary>Components import each other in a circle.</summary>
    Circle,
    /// <summary>A function stands for a function, an instance for an instance, and so on.</summary>
    Kind,
    /// <summary>An instance exports all that is expected of it.</summary>
    Export,
    /// <summary>Types of values and functions are equal, names of parameters, fields and cases included.</summary>
    Type,
    /// <summary>What is the same resource type to the importer is the same one to all that it imports from.</summary>
    Resource,
    /// <summary>A core module or a component imports no more and exports no less than is expected of it.</summary>
    Subtype,
    /// <summary>The C# types of the host fit the WIT types.</summary>
    Host,
}

/// <summary>One thing that stands in the way of linking an import. Immutable.</summary>
/// <remarks>Names that come from guests are escaped.</remarks>
public sealed record LinkProblem
{
    /// <summary>The rule that decided.</summary>
    public required LinkRule Rule { get; init; }

    /// <summary>The import and, behind points, what is meant inside of it: <c>shop:math/calc@1.0.0.add</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Where in the type of <see cref="Path"/>: <c>parameter `order`, field `count`</c>; empty where the whole is meant.</summary>
    public string Place { get; init; } = "";

    /// <summary>The component that asks, as messages call it.</summary>
    public required string Importer { get; init; }

    /// <summary>What is asked for, in WIT.</summary>
    public required string Expected { get; init; }

    /// <summary>What is offered instead, in WIT, or the type of C#; null where there is nothing.</summary>
    public string? Found { get; init; }

    /// <summary>Who offers <see cref="Found"/>, as messages call it; null where nobody does.</summary>
    public string? Provider { get; init; }

    /// <summary>The names that were there to choose from, sorted; those that differ in the version alone where there are such.</summary>
    public ImmutableArray<string> Offered { get; init; } = [];

    /// <summary>What to do about it; null where that is not known.</summary>
    public string? Remedy { get; init; }

    /// <summary>All of it in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The <see cref="Message"/>.</summary>
    public override string ToString() => Message;
}
