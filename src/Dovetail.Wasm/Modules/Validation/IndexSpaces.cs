namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Fills the index spaces of a module with its imports and definitions, and checks their types (core specification 3.0, 3.2).</summary>
internal static class IndexSpaces
{
    private const ulong MaxPages32 = 1UL << 16;
    private const ulong MaxPages64 = 1UL << 48;

    public static void Fill(ModuleContext context)
    {
        var module = context.Module;
        foreach (var import in module.Imports)
        {
            Import(context, import);
        }
        context.ImportedGlobals = context.Globals.Count;
        foreach (var function in module.Functions)
        {
            context.FunctionTypeAt(function.TypeIndex, function.Body.Offset);
            context.Functions.Add(function.TypeIndex);
        }
        foreach (var table in module.Tables)
        {
            AddTable(context, table.Type, table.Initial?.Offset);
        }
        foreach (var memory in module.Memories)
        {
            AddMemory(context, memory, null);
        }
        foreach (var tag in module.Tags)
        {
            AddTag(context, tag, null);
        }
        foreach (var global in module.Globals)
        {
            context.CheckType(global.Type.Value, global.Initial.Offset);
            context.Globals.Add(global.Type);
        }
        CheckCounts(context);
    }

    private static void Import(ModuleContext context, Import import)
    {
        var offset = import.Offset;
        switch (import.Type)
        {
            case FunctionImport function:
                context.FunctionTypeAt(function.TypeIndex, offset);
                context.Functions.Add(function.TypeIndex);
                break;
            case TableType table:
                AddTable(context, table, offset);
                break;
            case MemoryType memory:
                AddMemory(context, memory, offset);
                break;
            case GlobalType global:
                context.CheckType(global.Value, offset);
                context.Features.Use(global.Mutable ? WasmFeatures.MutableGlobals : WasmFeatures.Mvp, offset);
                context.Globals.Add(global);
                break;
            case TagType tag:
                AddTag(context, tag, offset);
                break;
        }
    }

    private static void AddTable(ModuleContext context, TableType table, int? offset)
    {
        context.CheckType(table.Element, offset);
        Use(context, table.Address, offset);
        CheckLimits(table.Limits, table.Address == AddressType.I64 ? ulong.MaxValue : uint.MaxValue, "table size", "2^32 - 1", offset);
        context.Tables.Add(table);
        context.Features.Use(context.Tables.Count > 1 ? WasmFeatures.ReferenceTypes : WasmFeatures.Mvp, offset);
    }

    private static void AddMemory(ModuleContext context, MemoryType memory, int? offset)
    {
        Use(context, memory.Address, offset);
        if (memory.Address == AddressType.I64)
        {
            CheckLimits(memory.Limits, MaxPages64, "memory size", "2^48 pages", offset);
        }
        else
        {
            CheckLimits(memory.Limits, MaxPages32, "memory size", "65536 pages (4GiB)", offset);
        }
        if (memory.Shared)
        {
            context.Features.Use(WasmFeatures.Threads, offset);
            if (memory.Limits.Maximum is null)
            {
                throw new InvalidException("shared memory must have maximum", offset);
            }
        }
        context.Memories.Add(memory);
        context.Features.Use(context.Memories.Count > 1 ? WasmFeatures.MultiMemory : WasmFeatures.Mvp, offset);
    }

    private static void AddTag(ModuleContext context, TagType tag, int? offset)
    {
        context.Features.Use(WasmFeatures.ExceptionHandling, offset);
        if (context.FunctionTypeAt(tag.TypeIndex, offset).Results.Length > 0)
        {
            throw new InvalidException("non-empty tag result type", offset);
        }
        context.Tags.Add(tag);
    }

    private static void Use(ModuleContext context, AddressType address, int? offset) =>
        context.Features.Use(address == AddressType.I64 ? WasmFeatures.Memory64 : WasmFeatures.Mvp, offset);

    private static void CheckLimits(Limits limits, ulong largest, string what, string largestText, int? offset)
    {
        if (limits.Minimum > largest || limits.Maximum > largest)
        {
            throw new InvalidException($"{what} must be at most {largestText}", offset);
        }
        if (limits.Minimum > limits.Maximum)
        {
            throw new InvalidException("size minimum must not be greater than maximum", offset);
        }
    }

    /// <summary>The limits hold for index spaces, imports included.</summary>
    private static void CheckCounts(ModuleContext context)
    {
        ModuleLimits.Functions.Check(context.Functions.Count, null);
        ModuleLimits.Tables.Check(context.Tables.Count, null);
        ModuleLimits.Memories.Check(context.Memories.Count, null);
        ModuleLimits.Globals.Check(context.Globals.Count, null);
        ModuleLimits.Tags.Check(context.Tags.Count, null);
    }
}
