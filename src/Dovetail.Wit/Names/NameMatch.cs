using System.Collections.Immutable;

namespace Dovetail.Wit.Names;

/// <summary>The rule that decided a match of names.</summary>
public enum NameRule
{
    /// <summary>Found: the very name.</summary>
    SameName,
    /// <summary>Found: another version of the same track.</summary>
    SameTrack,
    /// <summary>Missed: only the very name would do.</summary>
    OnlySameName,
    /// <summary>Missed: the name carries no version, so only the very name would do.</summary>
    NoVersion,
    /// <summary>Missed: no version of the same track is there.</summary>
    OtherTrack,
    /// <summary>Missed: a pre-release matches itself alone.</summary>
    Prerelease,
}

/// <summary>How a name was found in a <see cref="NameMap{T}"/>, or why it wasn't.</summary>
/// <param name="Asked">The name looked for.</param>
/// <param name="Chosen">The name found; null where none was.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Offered">The names that differ from the one looked for in their version alone, sorted.</param>
public sealed record NameMatch(string Asked, string? Chosen, NameRule Rule, ImmutableArray<string> Offered)
{
    /// <summary>One sentence: asked, offered, chosen, and the rule.</summary>
    public override string ToString() =>
        Rule == NameRule.SameName ? $"`{Asked}` is there"
        : Chosen is not null ? $"`{Asked}` is answered by `{Chosen}`: versions of one track are compatible"
        : Offered.IsEmpty ? $"`{Asked}` is missing"
        : $"`{Asked}` is missing; there {(Offered.Length == 1 ? "is" : "are")} {List(Offered)}, but {Reason}";

    private string Reason => Rule switch
    {
        NameRule.OnlySameName => "only the very same name matches here",
        NameRule.Prerelease => "a pre-release matches itself alone",
        NameRule.OtherTrack => "versions are compatible on one track only (`1.x`, `0.2.x`)",
        _ => "a name without a version matches itself alone",
    };

    private static string List(ImmutableArray<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));
}
