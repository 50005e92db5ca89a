namespace Dovetail.Wit.Names;

/// <summary>Finds the name that was probably meant.</summary>
/// <remarks>Of names that have parts, as <c>a:b/c@1.0.0#f</c>, each part must be near: who misspells a function means none of another interface.</remarks>
internal static class NearestName
{
    // A message is no place for work without bounds.
    private const int MaxLength = 100;
    private const int MaxCompared = 1000;

    private static readonly char[] s_separators = [':', '/', '@', '#'];

    /// <summary>Of <paramref name="known"/> the name that is nearest to <paramref name="name"/>; null where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxLength)
        {
            return null;
        }
        var parts = Parts(name);
        return known.Select(candidate => (Name: candidate, Parts: Parts(candidate)))
            .Where(candidate => candidate.Parts.Length == parts.Length && Enumerable.Range(0, parts.Length).All(i => MayBeNear(parts[i], candidate.Parts[i])))
            .Take(MaxCompared)
            .Select(candidate => (candidate.Name, Distances: parts.Zip(candidate.Parts, Distance).ToList()))
            .Where(candidate => Enumerable.Range(0, parts.Length).All(i => candidate.Distances[i] <= Allowed(parts[i])))
            .OrderBy(candidate => candidate.Distances.Sum()).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault().Name;
    }

    /// <summary>The hint in an error; empty where no name is near.</summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) is { } near ? $"; did you mean `{near}`?" : "";

    // How words are put together differs between languages: `getAll`, `get_all` and `get-all` are one.
    private static string[] Parts(string name) => name.Replace('_', '-').ToLowerInvariant().Split(s_separators);

    // A quarter of the letters. Of one letter nothing would be left.
    private static int Allowed(string part) => part.Length < 2 ? 0 : Math.Max(1, part.Length / 4);

    // A change of one letter takes one from a name, gives it one, or both.
    private static bool MayBeNear(string left, string right)
    {
        var allowed = Allowed(left);
        if (Math.Abs(left.Length - right.Length) > allowed)
        {
            return false;
        }
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        foreach (var c in left)
        {
            counts[c & 127]++;
        }
        foreach (var c in right)
        {
            counts[c & 127]--;
        }
        var differences = 0;
        foreach (var count in counts)
        {
            differences += Math.Abs(count);
        }
        return differences <= 2 * allowed;
    }

    /// <summary>Levenshtein's distance.</summary>
    public static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.Length];
    }
}
