using System.Collections.Immutable;
using Dovetail.Wit.Names;

namespace Dovetail.Linking;

/// <summary>Names that somebody may have meant who wrote another one: misspelt, or the same interface of another package.</summary>
internal static class NearNames
{
    private const int Most = 3;

    // Longer names are not compared letter by letter, and no more than so many of them: a message is no place for work without bounds.
    private const int LongestName = 100;
    private const int MostCompared = 1000;

    /// <summary>At most three of <paramref name="known"/>, the nearest first.</summary>
    public static ImmutableArray<string> Of(string name, IEnumerable<string> known)
    {
        var (path, label) = Split(name);
        return [.. known.Take(MostCompared)
            .Select(candidate => (Name: candidate, Distance: Distance(path, label, candidate)))
            .Where(candidate => candidate.Distance <= Allowed(path))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(Most).Select(candidate => candidate.Name)];
    }

    private static int Distance(string path, string? label, string candidate)
    {
        var (otherPath, otherLabel) = Split(candidate);
        return path == otherPath ? 0
            : label is not null && label == otherLabel ? 1
            : path.Length > LongestName || Math.Abs(path.Length - otherPath.Length) > Allowed(path) ? int.MaxValue
            : Edits(path, otherPath);
    }

    // One letter of a short name, two of a longer one.
    private static int Allowed(string path) => path.Length < 6 ? 1 : 2;

    private static (string Path, string? Label) Split(string name) =>
        InterfaceName.OfAnyForm(name) is { } parsed ? (parsed.Path, parsed.Interface) : (name, null);

    // Levenshtein's distance, row by row.
    private static int Edits(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }
        for (var i = 0; i < left.Length; i++)
        {
            var (diagonal, above) = (i, i + 1);
            row[0] = i + 1;
            for (var j = 0; j < right.Length; j++)
            {
                above = row[j + 1];
                row[j + 1] = Math.Min(Math.Min(row[j], above) + 1, diagonal + (left[i] == right[j] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
