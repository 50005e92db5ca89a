using System.Globalization;

namespace Dovetail.Wit.Names;

/// <summary>
/// The track of a version: the range of versions that promise to be compatible with each other, named by the canonical
/// version (Explainer.md, "Canonical Interface Name"): <c>1</c> for 1.x, <c>0.2</c> for 0.2.x, <c>0.0.1</c> for that
/// version alone.
/// </summary>
public static class VersionTrack
{
    /// <summary>
    /// The track of <paramref name="version"/>; null for a pre-release, which is compatible with itself alone.
    /// </summary>
    public static string? Of(SemanticVersion version) => version.IsPrerelease ? null : Split(version).Track;

    /// <summary>
    /// Splits a version into its canonical version and the suffix: <c>1.2.3</c> into <c>1</c> and <c>.2.3</c>.
    /// </summary>
    public static (string Track, string Suffix) Split(SemanticVersion version)
    {
        var numbers = version switch
        {
            { Major: > 0 } => new[] { version.Major },
            { Minor: > 0 } => [0, version.Minor],
            _ => [0, 0, version.Patch],
        };
        var track = string.Join(".", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
        return (track, version.ToString().Substring(track.Length));
    }

    /// <summary>
    /// Whether <paramref name="text"/> is a canonical version: <c>1</c>, <c>0.2</c>, <c>0.0.1</c> or <c>0.0.0</c>.
    /// </summary>
    public static bool IsCanonical(string text)
    {
        var numbers = text.Split('.');
        var zeros = numbers.TakeWhile(n => n == "0").Count();
        return text == "0.0.0" || (numbers.Length <= 3 && zeros == numbers.Length - 1 && IsPositive(numbers[zeros]));
    }

    private static bool IsPositive(string text) =>
        text.Length > 0 && text[0] is >= '1' and <= '9' && text.All(c => c is >= '0' and <= '9');
}
