using System.Collections.Immutable;

namespace Dovetail.Testing.Scripts;

/// <summary>How a directive of a script ended.</summary>
public enum Verdict
{
    /// <summary>As the script says.</summary>
    Passed,
    /// <summary>Otherwise than the script says.</summary>
    Failed,
    /// <summary>It was not run: what it stands on uses a feature that is not supported.</summary>
    Skipped,
}

/// <summary>One directive and how it ended.</summary>
/// <param name="Line">The line that it starts on, from 1.</param>
/// <param name="Directive">Its keyword.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Reason">What went wrong, or the name of the feature that is not supported; null where it passed.</param>
public sealed record DirectiveResult(int Line, string Directive, Verdict Verdict, string? Reason);

/// <summary>All directives of a script. Immutable.</summary>
/// <param name="Name">The script's path.</param>
public sealed record ScriptReport(string Name, ImmutableArray<DirectiveResult> Results)
{
    /// <summary>The number of directives that ended as the script says.</summary>
    public int Passed => Count(Verdict.Passed);

    /// <summary>The number of directives that ended otherwise.</summary>
    public int Failed => Count(Verdict.Failed);

    /// <summary>The number of directives that were not run.</summary>
    public int Skipped => Count(Verdict.Skipped);

    /// <summary>The names of the features for which directives were not run, in the order of their names.</summary>
    public ImmutableArray<string> SkippedFeatures =>
    [
        .. Results.Where(result => result.Verdict == Verdict.Skipped)
            .Select(result => result.Reason!)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private int Count(Verdict verdict) => Results.Count(result => result.Verdict == verdict);
}
