namespace Dovetail.Wasm.Instructions;

/// <summary>What follows an opcode, in the order of the binary format (core specification 3.0, 5.4 "Instructions").</summary>
internal enum Immediates : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A block type.</summary>
    Block,
    /// <summary>A label.</summary>
    Label,
    /// <summary>A vector of labels, and the default label.</summary>
    LabelTable,
    /// <summary>A function.</summary>
    Function,
    /// <summary>A type.</summary>
    TypeIndex,
    /// <summary>A type, then a table.</summary>
    TypeTable,
    /// <summary>A vector of value types.</summary>
    SelectTypes,
    /// <summary>A local.</summary>
    Local,
    /// <summary>A global.</summary>
    Global,
    /// <summary>A table.</summary>
    Table,
    /// <summary>The destination table, then the source table.</summary>
    TableTable,
    /// <summary>An element segment.</summary>
    Element,
    /// <summary>An element segment, then a table.</summary>
    ElementTable,
    /// <summary>A memory.</summary>
    Memory,
    /// <summary>The destination memory, then the source memory.</summary>
    MemoryMemory,
    /// <summary>A data segment.</summary>
    Data,
    /// <summary>A data segment, then a memory.</summary>
    DataMemory,
    /// <summary>The alignment (log2) with a flag for a memory index, that index, and a constant offset.</summary>
    MemoryAccess,
    /// <summary>As <see cref="MemoryAccess"/>, then a lane.</summary>
    MemoryLane,
    /// <summary>A signed 32-bit LEB128 number.</summary>
    I32,
    /// <summary>A signed 64-bit LEB128 number.</summary>
    I64,
    /// <summary>Four bytes, little-endian.</summary>
    F32,
    /// <summary>Eight bytes, little-endian.</summary>
    F64,
    /// <summary>Sixteen bytes.</summary>
    V128,
    /// <summary>Sixteen lanes, a byte each.</summary>
    Shuffle,
    /// <summary>A lane, one byte.</summary>
    Lane,
    /// <summary>A heap type.</summary>
    HeapType,
    /// <summary>A tag.</summary>
    Tag,
    /// <summary>A block type, then a vector of catch clauses.</summary>
    TryTable,
    /// <summary>A type, then a field.</summary>
    TypeField,
    /// <summary>A type, then a number of operands.</summary>
    TypeLength,
    /// <summary>A type, then a data segment.</summary>
    TypeData,
    /// <summary>A type, then an element segment.</summary>
    TypeElement,
    /// <summary>The destination type, then the source type.</summary>
    TypeType,
    /// <summary>Two flags of nullability, a label, the source heap type, then the destination heap type.</summary>
    CastBranch,
}
