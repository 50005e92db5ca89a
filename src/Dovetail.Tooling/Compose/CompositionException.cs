using System.Collections.Immutable;

namespace Dovetail.Tooling.Compose;

/// <summary>The rule that a composition breaks.</summary>
public enum CompositionRule
{
    /// <summary>What is asked for is not there.</summary>
    Missing,
    /// <summary>A function stands for a function, an instance for an instance, and so on.</summary>
    Kind,
    /// <summary>Types of values and functions are equal, names of parameters, fields and cases included.</summary>
    Type,
    /// <summary>What is the same resource type to the importer is the same one to all that it imports from.</summary>
    Resource,
    /// <summary>Several components offer it equally.</summary>
    Ambiguity,
    /// <summary>Components need each other in a circle.</summary>
    Circle,
    /// <summary>Imports that become one import are of types that go together.</summary>
    Merge,
    /// <summary>Names are well-formed and used once.</summary>
    Name,
    /// <summary>The input is a component.</summary>
    Input,
}

/// <summary>One thing that stands in the way of a composition. Immutable.</summary>
public sealed record CompositionProblem
{
    /// <summary>The rule that is broken.</summary>
    public required CompositionRule Rule { get; init; }

    /// <summary>The import or export and, behind points, what is meant inside of it: <c>shop:math/calc@1.0.0.add</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Where in the type of <see cref="Path"/>: <c>parameter `order`, field `count`</c>; empty where the whole is meant.</summary>
    public string Place { get; init; } = "";

    /// <summary>Who asks; null where that is the composition itself.</summary>
    public string? Importer { get; init; }

    /// <summary>Who offers; null where nobody does.</summary>
    public string? Provider { get; init; }

    /// <summary>What is asked for, in WIT; null where that is no type.</summary>
    public string? Expected { get; init; }

    /// <summary>What is offered, in WIT; null where there is nothing.</summary>
    public string? Found { get; init; }

    /// <summary>All of it in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The <see cref="Message"/>.</summary>
    public override string ToString() => Message;
}

/// <summary>Components that do not go together. It has all that stands in the way, not the first thing alone.</summary>
public sealed class CompositionException : DovetailException
{
    /// <summary>Where so many problems were found the search for more ends.</summary>
    internal const int MostProblems = 100;

    /// <summary>Makes an error of all that stands in the way.</summary>
    /// <param name="problems">At least one.</param>
    public CompositionException(ImmutableArray<CompositionProblem> problems)
        : base(string.Join("\n", problems.Select(problem => problem.Message))) => Problems = problems;

    internal CompositionException(string message, CompositionRule rule = CompositionRule.Name)
        : this([new CompositionProblem { Rule = rule, Path = "", Message = message }])
    {
    }

    /// <summary>What is wrong, at most a hundred things.</summary>
    public ImmutableArray<CompositionProblem> Problems { get; }
}
