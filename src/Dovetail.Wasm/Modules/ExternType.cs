namespace Dovetail.Wasm.Modules;

/// <summary>The size range of a memory (pages) or a table (elements): at least <see cref="Minimum"/>, at most <see cref="Maximum"/>.</summary>
/// <param name="Minimum">The initial size.</param>
/// <param name="Maximum">The largest size; null where none is declared.</param>
public readonly record struct Limits(ulong Minimum, ulong? Maximum);

/// <summary>The width of a memory's addresses or a table's indices.</summary>
public enum AddressType : byte
{
    /// <summary>32 bits.</summary>
    I32,
    /// <summary>64 bits.</summary>
    I64,
}

/// <summary>What a module imports or exports (core specification 3.0, 2.3.16 "External Types").</summary>
public abstract record ExternType
{
    private protected ExternType()
    {
    }
}

/// <summary>A function, by the index of its type.</summary>
public sealed record FunctionImport(int TypeIndex) : ExternType;

/// <summary>A table.</summary>
public sealed record TableType(ValType Element, Limits Limits, AddressType Address = AddressType.I32) : ExternType;

/// <summary>A memory; its limits count pages of 2^<see cref="PageSizeLog2"/> bytes.</summary>
public sealed record MemoryType(Limits Limits, AddressType Address = AddressType.I32, bool Shared = false, int PageSizeLog2 = 16)
    : ExternType;

/// <summary>A global variable.</summary>
public sealed record GlobalType(ValType Value, bool Mutable) : ExternType;

/// <summary>A tag of exceptions, by the index of its function type.</summary>
public sealed record TagType(int TypeIndex) : ExternType;

/// <summary>The five index spaces that imports and exports draw from, in the order of their binary codes.</summary>
public enum ExternKind : byte
{
    /// <summary>Functions.</summary>
    Function,
    /// <summary>Tables.</summary>
    Table,
    /// <summary>Memories.</summary>
    Memory,
    /// <summary>Globals.</summary>
    Global,
    /// <summary>Tags.</summary>
    Tag,
}

internal static class ExternKinds
{
    /// <summary>The index space that an import of this type adds to.</summary>
    public static ExternKind Kind(this ExternType type) => type switch
    {
        FunctionImport => ExternKind.Function,
        TableType => ExternKind.Table,
        MemoryType => ExternKind.Memory,
        GlobalType => ExternKind.Global,
        _ => ExternKind.Tag,
    };

    /// <summary>The keyword of the text format.</summary>
    public static string Keyword(this ExternKind kind) => kind switch
    {
        ExternKind.Function => "func",
        ExternKind.Table => "table",
        ExternKind.Memory => "memory",
        ExternKind.Global => "global",
        _ => "tag",
    };
}
