using System.Text;

namespace Dovetail.Fuzzing.Specification;

/// <summary>A branch of definitions.py: a way that a condition, a case or a loop can go.</summary>
internal readonly record struct Branch(string Function, int Line, string Kind, string Outcome)
{
    /// <inheritdoc/>
    public override string ToString() => Kind == Outcome ? $"{Function}, line {Line}: {Kind}" : $"{Function}, line {Line}: {Kind} {Outcome}";
}

/// <summary>Which branches of definitions.py ran. Those that only asynchronous tasks can reach are counted apart.</summary>
internal sealed record BranchCoverage(IReadOnlyDictionary<Branch, bool> Synchronous, int AsyncOnly)
{
    /// <summary>The coverage that a process of Python has measured so far.</summary>
    public static BranchCoverage Of(DefinitionsProcess python)
    {
        using var answer = python.Ask("{\"op\":\"branches\"}");
        var (branches, asyncOnly) = (new Dictionary<Branch, bool>(), 0);
        foreach (var row in answer.RootElement.EnumerateArray())
        {
            if (row[4].GetBoolean()) asyncOnly++;
            else branches[new Branch(row[0].GetString()!, row[1].GetInt32(), row[2].GetString()!, row[3].GetString()!)] = row[5].GetBoolean();
        }

        return new BranchCoverage(branches, asyncOnly);
    }

    /// <summary>How many synchronous branches ran.</summary>
    public int Reached => Synchronous.Values.Count(ran => ran);

    /// <summary>How many of a hundred that is.</summary>
    public double Percent => 100.0 * Reached / Synchronous.Count;

    /// <summary>What either reached.</summary>
    public static BranchCoverage operator +(BranchCoverage a, BranchCoverage b) =>
        a with { Synchronous = a.Synchronous.ToDictionary(pair => pair.Key, pair => pair.Value || b.Synchronous[pair.Key]) };

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var branch in Synchronous.Where(pair => !pair.Value).Select(pair => pair.Key)) text.AppendLine($"not reached: {branch}");
        return text.Append(FormattableString.Invariant(
            $"{Reached} of {Synchronous.Count} synchronous branches of definitions.py reached ({Percent:F1} %); {AsyncOnly} more need tasks that wait")).ToString();
    }
}

/// <summary>What was compared, how often the specification trapped, and how Dovetail differed.</summary>
internal sealed record OracleReport(int Cases, int Traps, IReadOnlyList<string> Differences, BranchCoverage? Branches = null)
{
    /// <summary>Nothing yet.</summary>
    public static readonly OracleReport Empty = new(0, 0, []);

    /// <summary>Both together.</summary>
    public static OracleReport operator +(OracleReport a, OracleReport b) => new(a.Cases + b.Cases, a.Traps + b.Traps, [.. a.Differences, .. b.Differences],
        a.Branches is null ? b.Branches : b.Branches is null ? a.Branches : a.Branches + b.Branches);
}
