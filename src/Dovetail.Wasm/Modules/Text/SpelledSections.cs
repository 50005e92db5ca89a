using System.Collections.Immutable;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>The custom sections that a text spells without <c>(@custom …)</c>: its identifiers are names, its hints those for branches.</summary>
internal static class SpelledSections
{
    /// <summary>
    /// The sections in order, those that were written out and those that were spelled; of a kind that was written out, nothing was spelled. Names
    /// come before the other sections behind the last known one, as most toolchains have it.
    /// </summary>
    public static ImmutableArray<CustomSection> Add(
        IReadOnlyCollection<CustomSection> written,
        NameSection names,
        IReadOnlyCollection<(int Function, ImmutableArray<BranchHint> Hints)> hints)
    {
        var sections = new List<CustomSection>();
        if (names.Count > 0 && !IsWritten(NameSection.SectionName))
        {
            sections.Add(new CustomSection(NameSection.SectionName, names.Encode(), (int)SectionId.Data));
        }
        if (hints.Count > 0 && !IsWritten(BranchHints.SectionName))
        {
            sections.Add(new CustomSection(BranchHints.SectionName, BranchHints.Encode(hints), (int)SectionId.DataCount));
        }
        return [.. sections.Concat(written).OrderBy(section => SectionOrder.PlaceOf(section.Position))];

        bool IsWritten(string name) => written.Any(section => section.Name == name);
    }
}
