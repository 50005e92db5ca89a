namespace Dovetail.Wit.Names;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    private const int MaxLength = 100;
    private const int MaxCandidates = 200;

    /// <summary>Of <paramref name="known"/> the name that is nearest to <paramref name="name"/>; null where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxLength)
        {
            return null;
        }
        var most = Math.Max(1, name.Length / 4);
        var folded = Fold(name);
        return known.Where(candidate => Math.Abs(candidate.Length - name.Length) <= most).Take(MaxCandidates)
            .Select(candidate => (Name: candidate, Distance: Distance(folded, Fold(candidate))))
            .Where(candidate => candidate.Distance <= most)
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault().Name;
    }

    /// <summary>The hint in an error; empty where no name is near.</summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) is { } near ? $"; did you mean `{near}`?" : "";

    // How words are put together differs between languages: `getAll`, `get_all` and `get-all` are one.
    private static string Fold(string name) => name.Replace('_', '-').ToLowerInvariant();

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
