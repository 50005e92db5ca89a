using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules.Encoding;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Printing;

/// <summary>Writes custom sections as annotations (core specification 3.0, appendix "Custom Sections").</summary>
/// <remarks>
/// The name section and the branch hints are left to the rest of the text, for which they become identifiers and annotations, and written at
/// the end only if this lost something; or in their places, where a module has several of a kind.
/// </remarks>
internal sealed class CustomPrinter
{
    private readonly TextPrinter _printer;
    private readonly bool _isSkeleton;
    private readonly ILookup<int, CustomSection> _byPosition;
    private readonly CustomSection? _names;
    private readonly CustomSection? _hints;
    private readonly SectionId[] _present;

    public CustomPrinter(TextPrinter printer, ModuleDefinition module, bool isSkeleton)
    {
        (_printer, _isSkeleton) = (printer, isSkeleton);
        _byPosition = module.CustomSections.ToLookup(section => section.Position);
        _names = OnlyOne(module, NameSection.SectionName);
        _hints = OnlyOne(module, BranchHints.SectionName);
        _present = SectionsOf(module);
    }

    /// <summary>Writes the custom sections that follow <paramref name="section"/>.</summary>
    public void WriteAt(SectionId section)
    {
        foreach (var custom in _byPosition[(int)section])
        {
            if (!ReferenceEquals(custom, _names) && !ReferenceEquals(custom, _hints))
            {
                Write(custom);
            }
        }
    }

    /// <summary>Writes the name section unless identifiers spell all of it, and the branch hints unless annotations do.</summary>
    public void WriteUnspelled(bool spellsNames, bool spellsHints)
    {
        if (_names is { } names && !spellsNames)
        {
            Write(names);
        }
        if (_hints is { } hints && !spellsHints)
        {
            Write(hints);
        }
    }

    private void Write(CustomSection section)
    {
        var before = SectionBefore(section.Position);
        var isLast = _present.Length == 0 || before == _present[^1];
        if (isLast && !_isSkeleton && section.Name == Producers.SectionName && ProducersText.TryWrite(_printer, section.Bytes.Span))
        {
            return;
        }
        _printer.OpenLine("@custom ");
        _printer.WriteName(section.Name);
        if (!isLast)
        {
            _printer.Write(before == SectionId.Custom ? " (before first)" : $" (after {Text.CustomAnnotation.KeywordOf(before)})");
        }
        _printer.Write(' ');
        if (_isSkeleton)
        {
            _printer.Write("...");
        }
        else
        {
            _printer.WriteString(section.Bytes.Span);
        }
        _printer.Close();
    }

    private static CustomSection? OnlyOne(ModuleDefinition module, string name)
    {
        var all = module.CustomSections.Where(section => section.Name == name).Take(2).ToArray();
        return all.Length == 1 ? all[0] : null;
    }

    /// <summary>The section of the module behind which a custom section of this position stands; <see cref="SectionId.Custom"/> before the first.</summary>
    private SectionId SectionBefore(int position)
    {
        var before = SectionId.Custom;
        foreach (var section in _present)
        {
            before = SectionOrder.PlaceOf((int)section) <= SectionOrder.PlaceOf(position) ? section : before;
        }
        return before;
    }

    /// <summary>The sections that the module has and will have when it is read again, in their order: data segments may be counted needlessly.</summary>
    private static SectionId[] SectionsOf(ModuleDefinition module) =>
        [.. SectionOrder.All.Where(section => section != SectionId.DataCount && ModuleEncoder.Has(module, section))];
}
