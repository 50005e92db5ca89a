namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Checks element and data segments (core specification 3.0, 3.5.6 and 3.5.7).</summary>
internal static class SegmentValidator
{
    public static void Validate(ModuleContext context, CodeValidator code)
    {
        foreach (var segment in context.Module.Elements)
        {
            ValidateElements(context, code, segment);
        }
        foreach (var segment in context.Module.Data)
        {
            ValidateData(context, code, segment);
        }
    }

    private static void ValidateElements(ModuleContext context, CodeValidator code, ElementSegment segment)
    {
        var start = PlaceOf(segment);
        // A list of functions gives references that are never null, with no feature but the table that takes them.
        if (segment.Type != ValType.Ref(false, HeapType.Func))
        {
            context.CheckType(segment.Type, start);
        }
        foreach (var item in segment.Items)
        {
            code.ValidateConstant(item, segment.Type);
        }
        if (segment.Offset is not { } offset)
        {
            context.Features.Use(WasmFeatures.BulkMemory, start);
            return;
        }
        var table = context.Table(segment.TableIndex, offset.Offset);
        if (!context.Matching.Matches(segment.Type, table.Element))
        {
            throw new InvalidException($"type mismatch: expected elements of {table.Element}, found {segment.Type}", offset.Offset);
        }
        code.ValidateConstant(offset, CodeContext.AddressOf(table.Address));
    }

    private static void ValidateData(ModuleContext context, CodeValidator code, DataSegment segment)
    {
        if (segment.Offset is not { } offset)
        {
            context.Features.Use(WasmFeatures.BulkMemory, null);
            return;
        }
        var memory = context.Memory(segment.MemoryIndex, offset.Offset);
        code.ValidateConstant(offset, CodeContext.AddressOf(memory.Address));
    }

    private static int? PlaceOf(ElementSegment segment) =>
        segment.Offset is { } offset ? offset.Offset : segment.Items.Length > 0 ? segment.Items[0].Offset : null;
}
