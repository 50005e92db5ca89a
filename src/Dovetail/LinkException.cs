using System.Collections.Immutable;
using System.Globalization;

namespace Dovetail;

/// <summary>An import was not found, or what was found is not of the type that is asked for.</summary>
public sealed class LinkException : DovetailException
{
    /// <summary>Where so many problems were found the search for more ends.</summary>
    internal const int MostProblems = 100;

    /// <summary>Makes an error that says what was asked, what is offered, what was expected and what was found.</summary>
    public LinkException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error of all that stood in the way.</summary>
    /// <param name="problems">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public LinkException(ImmutableArray<LinkProblem> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>
    /// What is wrong with the imports of components, all of it up to a hundred problems, in the order in which the imports stand; empty where core modules were linked.
    /// </summary>
    public ImmutableArray<LinkProblem> Problems { get; } = [];

    private static string Describe(ImmutableArray<LinkProblem> problems) => problems switch
    {
        [] => throw new ArgumentException("an error needs a problem", nameof(problems)),
        [var only] => only.Message,
        _ => string.Create(CultureInfo.InvariantCulture, $"{(problems.Length == MostProblems ? "at least " : "")}{problems.Length} imports cannot be linked:\n  ")
            + string.Join("\n  ", problems.Select(problem => problem.Message)),
    };
}
