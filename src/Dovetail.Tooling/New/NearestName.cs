namespace Dovetail.Tooling.New;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    private const int MaxLength = 200;

    /// <summary>Of <paramref name="known"/> the name that is nearest to <paramref name="name"/>; null where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var most = Math.Max(1, name.Length / 3);
        return known.Where(candidate => candidate.Length <= MaxLength && name.Length <= MaxLength)
            .Select(candidate => (candidate, Distance: Distance(Fold(name), Fold(candidate))))
            .Where(pair => pair.Distance <= most)
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate).FirstOrDefault();
    }

    /// <summary>The hint in an error; empty where no name is near.</summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) is { } near ? $"; did you mean `{near}`?" : "";

    // How words are put together differs between languages: `getAll`, `get_all` and `get-all` are one.
    private static string Fold(string name) => name.Replace('_', '-').ToLowerInvariant();

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[right.Length];
    }
}
