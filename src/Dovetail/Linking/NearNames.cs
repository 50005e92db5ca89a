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
            : NearestName.Distance(path, otherPath);
    }

    // One letter of a short name, two of a longer one.
    private static int Allowed(string path) => path.Length < 6 ? 1 : 2;

    private static (string Path, string? Label) Split(string name) =>
        InterfaceName.OfAnyForm(name) is { } parsed ? (parsed.Path, parsed.Interface) : (name, null);
}
