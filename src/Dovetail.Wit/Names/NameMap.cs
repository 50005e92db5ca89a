using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Wit.Names;

/// <summary>Which names a <see cref="NameMap{T}"/> takes for each other.</summary>
public enum NameMatching
{
    /// <summary>The same name alone, as in the specification's validation.</summary>
    Exact,
    /// <summary>
    /// Also versions on the same track (<c>0.2.1</c> and <c>0.2.6</c>, either way round), the highest first.
    /// </summary>
    Compatible,
}

/// <summary>
/// A map by the names of imports and exports, which finds compatible versions and can say why it found or missed a
/// name.
/// </summary>
/// <remarks>
/// A version is compatible with those of its track: <c>1.x</c>, <c>0.2.x</c>, <c>0.0.1</c> alone. A pre-release is
/// compatible with itself alone. A canonical name (<c>a:b/c@0.2</c>) stands for its whole track. Not safe from many
/// threads while it is written.
/// </remarks>
/// <param name="matching">Which names match.</param>
public sealed class NameMap<T>(NameMatching matching)
{
    private readonly Dictionary<string, T> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _bestOfTrack = new(StringComparer.Ordinal);

    /// <summary>Which names match.</summary>
    public NameMatching Matching { get; } = matching;

    /// <summary>The names added, in no particular order.</summary>
    public IReadOnlyCollection<string> Names => _exact.Keys;

    /// <summary>Adds a value; false where the very name is there already.</summary>
    public bool TryAdd(string name, T value)
    {
        if (_exact.ContainsKey(name))
        {
            return false;
        }
        Set(name, value);
        return true;
    }

    /// <summary>Adds a value, or replaces that of the very name.</summary>
    public void Set(string name, T value)
    {
        _exact[name] = value;
        if (Parse(name) is { TrackName: { } track } added
            && (!_bestOfTrack.TryGetValue(track, out var best) || IsHigher(added, Parse(best)!)))
        {
            _bestOfTrack[track] = name;
        }
    }

    /// <summary>Finds the value for a name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return Choose(name) is ({ } chosen, _) && _exact.TryGetValue(chosen, out value);
    }

    /// <summary>Finds a name as <see cref="TryGet"/> does and says how.</summary>
    public NameMatch Explain(string name)
    {
        var (chosen, rule) = Choose(name);
        var path = PathOf(name);
        var offered = _exact.Keys.Where(key => PathOf(key) == path).OrderBy(key => key, StringComparer.Ordinal);
        return new NameMatch(name, chosen, rule, [.. offered]);
    }

    private (string? Chosen, NameRule Rule) Choose(string name)
    {
        if (_exact.ContainsKey(name))
        {
            return (name, NameRule.SameName);
        }
        if (Matching == NameMatching.Exact)
        {
            return (null, NameRule.OnlySameName);
        }
        if (Parse(name) is not { } asked)
        {
            return (null, NameRule.NoVersion);
        }
        return asked.TrackName is { } track
            ? _bestOfTrack.TryGetValue(track, out var best) ? (best, NameRule.SameTrack) : (null, NameRule.OtherTrack)
            : (null, asked.Version is null ? NameRule.NoVersion : NameRule.Prerelease);
    }

    private static InterfaceName? Parse(string name) =>
        InterfaceName.TryParse(name, NameForms.Canonical | NameForms.Nested, out var parsed, out _) ? parsed : null;

    private static string PathOf(string name) => Parse(name)?.Path ?? name;

    // A canonical name has no number of its own and stands below every full version of its track.
    private static bool IsHigher(InterfaceName added, InterfaceName best) =>
        added.Version is not null && (best.Version is null || added.Version > best.Version);
}
