using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Instantiation;

/// <summary>What the instances of a module have in common, worked out once: how many imports of each kind, and what its first memory begins with.</summary>
internal sealed class InstanceTemplate
{
    private readonly ReadOnlyMemory<byte>[] _dataSegments;
    private readonly bool _sharesDataSegments;

    internal InstanceTemplate(ModuleDefinition module, bool copiesImages)
    {
        foreach (var import in module.Imports)
        {
            switch (import.Type)
            {
                case FunctionImport: ImportedFunctions++; break;
                case TableType: ImportedTables++; break;
                case MemoryType: ImportedMemories++; break;
                case GlobalType: ImportedGlobals++; break;
                default: ImportedTags++; break;
            }
        }
        ElementFunctions = new int[]?[module.Elements.Length];
        for (var i = 0; i < ElementFunctions.Length; i++)
            ElementFunctions[i] = FunctionsOf(module.Elements[i]);
        _dataSegments = new ReadOnlyMemory<byte>[module.Data.Length];
        if (_dataSegments.Length == 0)
        {
            (ActiveData, _sharesDataSegments) = ([], true);
            return;
        }
        for (var i = 0; i < _dataSegments.Length; i++)
            _dataSegments[i] = module.Data[i].Bytes;
        (Image, ActiveData) = Split(module, copiesImages);
        _sharesDataSegments = AreEmpty(_dataSegments);
    }

    internal int ImportedFunctions { get; }

    internal int ImportedTables { get; }

    internal int ImportedMemories { get; }

    internal int ImportedGlobals { get; }

    internal int ImportedTags { get; }

    /// <summary>What the first memory begins with; null where that is nothing, or not known before there is an instance.</summary>
    internal MemoryImage? Image { get; }

    /// <summary>The active data segments that are not in the image, to be copied in their order.</summary>
    internal int[] ActiveData { get; }

    /// <summary>For each element segment the indices of its functions; null where an item is anything but a reference to one.</summary>
    internal int[]?[] ElementFunctions { get; }

    /// <summary>The data segments of a new instance; those in the image count as dropped.</summary>
    internal ReadOnlyMemory<byte>[] CreateDataSegments() =>
        _sharesDataSegments ? _dataSegments : (ReadOnlyMemory<byte>[])_dataSegments.Clone();

    private (MemoryImage? Image, int[] Active) Split(ModuleDefinition module, bool copiesImages)
    {
        var imaged = new HashSet<int>();
        var parts = PartsOfImage(module, imaged);
        return (
            parts.Length == 0 ? null : new MemoryImage(parts, !copiesImages),
            [.. Enumerable.Range(0, module.Data.Length).Where(i => module.Data[i].Mode == SegmentMode.Active && !imaged.Contains(i))]);
    }

    private static bool AreEmpty(ReadOnlyMemory<byte>[] segments) => segments.All(bytes => bytes.IsEmpty);

    /// <summary>
    /// The active segments of the first memory, up to the first that doesn't fit or whose place only an instance knows: what comes behind it
    /// may lie over it. None where somebody could see the memory before its data is there: in a function that the module has put into
    /// an imported table, when a later segment traps.
    /// </summary>
    private ImagePart[] PartsOfImage(ModuleDefinition module, HashSet<int> imaged)
    {
        if (ImportedMemories > 0 || module.Memories.IsEmpty || module.Elements.Any(IsSeenOutside))
            return [];
        var parts = new List<ImagePart>();
        var minimum = module.Memories[0].Limits.Minimum << module.Memories[0].PageSizeLog2;
        for (var i = 0; i < module.Data.Length; i++)
        {
            var segment = module.Data[i];
            if (segment.Mode != SegmentMode.Active || segment.MemoryIndex != 0)
                continue;
            if (ConstantExpression.NumberOf(segment.Offset!.Value) is not { } offset
                || (ulong)offset > minimum || (ulong)segment.Bytes.Length > minimum - (ulong)offset)
            {
                break;
            }
            parts.Add(new ImagePart(offset, segment.Bytes));
            _dataSegments[i] = default;
            imaged.Add(i);
        }
        return [.. parts];
    }

    private static int[]? FunctionsOf(ElementSegment segment)
    {
        var functions = new int[segment.Mode == SegmentMode.Declarative ? 0 : segment.Items.Length];
        for (var i = 0; i < functions.Length; i++)
        {
            if (ConstantExpression.FunctionOf(segment.Items[i]) is not { } index)
                return null;
            functions[i] = index;
        }
        return functions;
    }

    private bool IsSeenOutside(ElementSegment segment) =>
        segment.Mode == SegmentMode.Active && segment.TableIndex < ImportedTables && !segment.Items.IsEmpty;
}
