namespace Dovetail.Tooling.Diff;

/// <summary>Which part of a semantic version a change calls for.</summary>
public enum VersionChange
{
    /// <summary>None: both are the same, byte for byte.</summary>
    None,
    /// <summary>The last: whoever used the old one can use the new one, and has nothing more of it.</summary>
    Patch,
    /// <summary>The middle: whoever used the old one can use the new one, which has more.</summary>
    Minor,
    /// <summary>The first: somebody who used the old one cannot use the new one.</summary>
    Major,
}

/// <summary>A verdict, and why it came about.</summary>
/// <param name="Change">Which part of the version changes.</param>
/// <param name="Reason">The reason, in a sentence.</param>
public sealed record SemanticVerdict(VersionChange Change, string Reason)
{
    /// <summary>The verdict on a new version of a component.</summary>
    /// <remarks>Who calls it must find what it exports, and who hosts it must have what it imports.</remarks>
    internal static SemanticVerdict OfComponent(IReadOnlyList<InterfaceChange> changes, bool isSame) =>
        First(changes, change => change is { Side: ChangeSide.Export, BreaksCallers: true }) is { } forCallers
            ? new SemanticVerdict(VersionChange.Major, $"who calls `{forCallers.Path}` can't any more: {Tell(forCallers)}")
        : First(changes, change => change is { Side: ChangeSide.Import, BreaksImplementers: true }) is { } forHosts
            ? new SemanticVerdict(VersionChange.Major, $"it asks more of its host: import `{forHosts.Path}`: {Tell(forHosts)}")
        : First(changes, change => change.Side == ChangeSide.Export && change.Kind == ChangeKind.Added) is { } more
            ? new SemanticVerdict(VersionChange.Minor, $"it has more for its callers: `{more.Path}`: {Tell(more)}")
        : Rest(changes, isSame);

    /// <summary>The verdict on a new version of WIT.</summary>
    /// <remarks>
    /// Components that were made for the old one must go on working with who implements the new one: they call what interfaces have and worlds
    /// import, and implement what worlds export.
    /// </remarks>
    internal static SemanticVerdict OfPackage(IReadOnlyList<InterfaceChange> changes, bool isSame) =>
        First(changes, change => change.Side == ChangeSide.Export ? change.BreaksImplementers : change.BreaksCallers) is { } breaking
            ? new SemanticVerdict(VersionChange.Major, $"components made for the old one don't fit any more: `{breaking.Path}`: {Tell(breaking)}")
        : First(changes, change => change.BreaksCallers || change.BreaksImplementers) is { } other
            ? new SemanticVerdict(VersionChange.Minor, $"components made for the old one fit, their hosts have to follow: `{other.Path}`: {Tell(other)}")
        : Rest(changes, isSame);

    private static SemanticVerdict Rest(IReadOnlyList<InterfaceChange> changes, bool isSame) =>
        isSame ? new SemanticVerdict(VersionChange.None, "both are the same")
        : changes.Count == 0 ? new SemanticVerdict(VersionChange.Patch, "the interfaces are the same")
        : new SemanticVerdict(VersionChange.Patch, "who used the old one can use the new one, and has nothing more of it");

    private static InterfaceChange? First(IReadOnlyList<InterfaceChange> changes, Func<InterfaceChange, bool> matches) => changes.FirstOrDefault(matches);

    private static string Tell(InterfaceChange change) => change.Kind switch
    {
        ChangeKind.Added => $"{change.What} added",
        ChangeKind.Removed => $"{change.What} removed",
        _ => change.Old is null ? $"{change.What} changed" : $"{change.What} changed from {change.Old} to {change.New}",
    };
}
