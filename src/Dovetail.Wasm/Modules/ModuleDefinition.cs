using System.Collections.Immutable;

namespace Dovetail.Wasm.Modules;

/// <summary>
/// A core module as it was read, from the binary or the text format, before validation (core specification 3.0, 2.5 "Modules").
/// Immutable; index spaces start with the imports, in order.
/// </summary>
public sealed record ModuleDefinition
{
    /// <summary>The types, with the groups flattened into one index space.</summary>
    public ImmutableArray<SubType> Types { get; init; } = [];

    /// <summary>How <see cref="Types"/> falls into recursive groups; a type outside any <c>rec</c> is a group of one.</summary>
    public ImmutableArray<RecursiveGroup> Groups { get; init; } = Mapping.Empty<RecursiveGroup>();

    /// <summary>The imports.</summary>
    public ImmutableArray<Import> Imports { get; init; } = [];

    /// <summary>The defined functions.</summary>
    public ImmutableArray<Function> Functions { get; init; } = [];

    /// <summary>The defined tables.</summary>
    public ImmutableArray<Table> Tables { get; init; } = [];

    /// <summary>The defined memories.</summary>
    public ImmutableArray<MemoryType> Memories { get; init; } = [];

    /// <summary>The defined tags.</summary>
    public ImmutableArray<TagType> Tags { get; init; } = [];

    /// <summary>The defined globals.</summary>
    public ImmutableArray<Global> Globals { get; init; } = [];

    /// <summary>The exports.</summary>
    public ImmutableArray<Export> Exports { get; init; } = [];

    /// <summary>The index of the function that instantiation calls last.</summary>
    public int? Start { get; init; }

    /// <summary>The element segments.</summary>
    public ImmutableArray<ElementSegment> Elements { get; init; } = [];

    /// <summary>The data segments.</summary>
    public ImmutableArray<DataSegment> Data { get; init; } = [];

    /// <summary>The number in the data count section, which code that names data segments requires; null without the section.</summary>
    public int? DataCount { get; init; }

    /// <summary>The custom sections, in order.</summary>
    public ImmutableArray<CustomSection> CustomSections { get; init; } = [];

    /// <summary>Where the offsets of a module that was a text stand in the text; null for a binary.</summary>
    internal Text.TextMap? TextMap { get; init; }

}

/// <summary>An import: the two parts of its name, and its type.</summary>
/// <param name="Offset">Where it stands in the input.</param>
public sealed record Import(string Module, string Name, ExternType Type, int Offset);

/// <summary>An export: its name, and the index it stands for.</summary>
/// <param name="Offset">Where it stands in the input.</param>
public sealed record Export(string Name, ExternKind Kind, int Index, int Offset);

/// <summary>Instructions in the binary format, ending with <c>end</c>.</summary>
/// <param name="Bytes">The encoded instructions.</param>
/// <param name="Offset">Where the first byte stands in the input.</param>
public readonly record struct Expression(ReadOnlyMemory<byte> Bytes, int Offset);

/// <summary>A run of locals of one type.</summary>
public readonly record struct LocalRun(int Count, ValType Type);

/// <summary>A defined function: the index of its type, the locals behind its parameters, and its body.</summary>
public sealed record Function(int TypeIndex, ImmutableArray<LocalRun> Locals, Expression Body);

/// <summary>A defined table; without <paramref name="Initial"/> its elements start as null.</summary>
public sealed record Table(TableType Type, Expression? Initial);

/// <summary>A defined global.</summary>
public sealed record Global(GlobalType Type, Expression Initial);

/// <summary>Whether a segment is copied by instantiation, by an instruction, or only declares references.</summary>
public enum SegmentMode : byte
{
    /// <summary>Copied to a table or memory by instantiation, then dropped.</summary>
    Active,
    /// <summary>Copied by <c>table.init</c> or <c>memory.init</c>.</summary>
    Passive,
    /// <summary>Only declares functions that code may refer to.</summary>
    Declarative,
}

/// <summary>An element segment. <paramref name="Offset"/> is set when it is active.</summary>
public sealed record ElementSegment(
    SegmentMode Mode, int TableIndex, Expression? Offset, ValType Type, ImmutableArray<Expression> Items);

/// <summary>A data segment. <paramref name="Offset"/> is set when it is active.</summary>
public sealed record DataSegment(SegmentMode Mode, int MemoryIndex, Expression? Offset, ReadOnlyMemory<byte> Bytes);

/// <summary>A custom section.</summary>
/// <param name="Position">The number of the known section before it (0 before the first), so that it can be written back in place.</param>
public sealed record CustomSection(string Name, ReadOnlyMemory<byte> Bytes, int Position);
