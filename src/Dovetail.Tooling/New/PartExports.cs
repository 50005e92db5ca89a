using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Tooling.New;

/// <summary>The exports of a core module that serve the component itself, by the names that toolchains give them.</summary>
internal sealed class PartExports
{
    private static readonly FunctionType s_initialize = new([], []);
    private static readonly FunctionType s_taskHook = new([ValType.I32], []);

    public PartExports(CorePart part)
    {
        var shape = part.Shape;
        Memory = First(name => shape.Memory(name) is not null, "memory", StandardNames.Memory);
        Pointer = Memory is { } memory && shape.Memory(memory)!.Address == AddressType.I64 ? PointerType.I64 : PointerType.I32;
        var address = Pointer == PointerType.I64 ? ValType.I64 : ValType.I32;
        var realloc = new FunctionType([address, address, address, address], [address]);
        // The older names are from before there was one name for all.
        ImportRealloc = Function(part, realloc, "cabi_import_realloc", "cabi_realloc", StandardNames.Realloc, "canonical_abi_realloc");
        ExportRealloc = Function(part, realloc, "cabi_export_realloc", "cabi_realloc", StandardNames.Realloc, "canonical_abi_realloc");
        Initialize = Function(part, s_initialize, "_initialize", StandardNames.Initialize);
        TaskHook = Function(part, s_taskHook, "__wasm_task_hook");
        Table = shape.Table("__indirect_function_table") is null ? null : "__indirect_function_table";
    }

    /// <summary>The memory; null where none is exported.</summary>
    public string? Memory { get; }

    /// <summary>How wide the addresses of the memory are.</summary>
    public PointerType Pointer { get; }

    /// <summary>What allocates for results of imports.</summary>
    public string? ImportRealloc { get; }

    /// <summary>What allocates for arguments of exports.</summary>
    public string? ExportRealloc { get; }

    /// <summary>What is called once, before all else.</summary>
    public string? Initialize { get; }

    /// <summary>What is told where tasks begin and end.</summary>
    public string? TaskHook { get; }

    /// <summary>The table that threads find their functions in.</summary>
    public string? Table { get; }

    private static string? First(Func<string, bool> isThere, params string[] names) => Array.Find(names, name => isThere(name));

    private static string? Function(CorePart part, FunctionType expected, params string[] names)
    {
        var name = First(candidate => part.Shape.Function(candidate) is not null, names);
        var found = name is null ? null : part.Shape.Function(name);
        return found is null || found.Equals(expected) ? name
            : throw new InvalidException($"export `{name}` of {part.Description} has the wrong type: expected {expected}, found {found}");
    }
}
