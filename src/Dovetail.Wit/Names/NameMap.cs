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
    private readonly Dictionary<string, List<string>> _byPath = new(StringComparer.Ordinal);

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
        var parsed = InterfaceName.OfAnyForm(name);
        if (!_exact.ContainsKey(name))
        {
            var path = parsed?.Path ?? name;
            if (!_byPath.TryGetValue(path, out var siblings))
            {
                _byPath.Add(path, siblings = []);
            }
            siblings.Add(name);
        }
        _exact[name] = value;
        if (parsed is { TrackName: { } track } added
            && (!_bestOfTrack.TryGetValue(track, out var best) || IsHigher(added, InterfaceName.OfAnyForm(best)!)))
        {
            _bestOfTrack[track] = name;
        }
    }

    /// <summary>Finds the value for a name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T value) => TryGet(name, out value, out _);

    /// <summary>Finds the value for a name, and the name that it was added by.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T value, [NotNullWhen(true)] out string? chosen)
    {
        value = default;
        chosen = Choose(name).Chosen;
        return chosen is not null && _exact.TryGetValue(chosen, out value);
    }

    /// <summary>Finds a name as <see cref="TryGet(string, out T)"/> does and says how.</summary>
    public NameMatch Explain(string name)
    {
        var (chosen, rule) = Choose(name);
        var offered = _byPath.TryGetValue(InterfaceName.PathOf(name), out var names) ? names : [];
        return new NameMatch(name, chosen, rule, [.. offered.OrderBy(key => key, StringComparer.Ordinal)]);
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
        if (InterfaceName.OfAnyForm(name) is not { } asked)
        {
            return (null, NameRule.NoVersion);
        }
        return asked.TrackName is { } track
            ? _bestOfTrack.TryGetValue(track, out var best) ? (best, NameRule.SameTrack) : (null, NameRule.OtherTrack)
            : (null, asked.Version is null ? NameRule.NoVersion : NameRule.Prerelease);
    }

    // A canonical name has no number of its own and stands below every full version of its track. Versions that differ in build metadata
    // alone are as high as each other: their names decide, so that the order of adding does not.
    private static bool IsHigher(InterfaceName added, InterfaceName best) => added.Version is not null
        && (best.Version is null || added.Version > best.Version
            || (added.Version.CompareTo(best.Version) == 0 && string.CompareOrdinal(added.ToString(), best.ToString()) > 0));
}
