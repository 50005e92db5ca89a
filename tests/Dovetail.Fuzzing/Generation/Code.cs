using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>
/// Which lanes of a value may hold a NaN whose sign and payload the specification leaves open: such bits must never be seen, or two
/// correct engines differ (core specification 3.0, 4.3.3 "NaN Propagation").
/// </summary>
internal enum OpenNaNs : byte
{
    /// <summary>None: every bit is determined.</summary>
    None,
    /// <summary>An f32, or the four of a vector.</summary>
    F32,
    /// <summary>An f64, or the two of a vector.</summary>
    F64,
}

/// <summary>A piece of generated code as a tree: what puts its operands on the stack, then the instruction. Immutable.</summary>
internal abstract record Code
{
    /// <summary>What it leaves on the stack.</summary>
    public ImmutableArray<ValType> Results { get; init; } = [];

    /// <summary>What is open about its one result.</summary>
    public OpenNaNs NaNs { get; init; }

    /// <summary>Whether a module that is made smaller keeps it, since without it the module might not end.</summary>
    public bool IsKept { get; init; }
}

/// <summary>An instruction without a body and labels.</summary>
/// <param name="Immediates">The bytes behind the opcode.</param>
/// <param name="Operands">What is put on the stack for it; none where the operands lie there already.</param>
internal sealed record Plain(Opcode Opcode, ReadOnlyMemory<byte> Immediates, ImmutableArray<Code> Operands) : Code;

/// <summary>Several pieces, one after another.</summary>
internal sealed record Sequence(ImmutableArray<Code> Items) : Code;

/// <summary>A branch.</summary>
/// <param name="Targets">Its labels, the default of a <c>br_table</c> last.</param>
/// <param name="Before">The immediates before the labels, without the count of a <c>br_table</c>.</param>
/// <param name="After">The immediates behind the label.</param>
internal sealed record Jump(
    Opcode Opcode, ImmutableArray<Label> Targets, ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After,
    ImmutableArray<Code> Operands) : Code;

/// <summary>A <c>block</c>, <c>loop</c>, <c>if</c> or <c>try_table</c>.</summary>
/// <param name="Else">The second body of an <c>if</c>; null where it has none.</param>
internal sealed record Structure(
    Opcode Opcode, Label Label, BlockType Type, ImmutableArray<Code> Operands, ImmutableArray<Code> Body, ImmutableArray<Code>? Else = null)
    : Code
{
    /// <summary>The clauses of a <c>try_table</c>.</summary>
    public ImmutableArray<Clause> Clauses { get; init; } = [];
}

/// <summary>A clause of a <c>try_table</c>.</summary>
internal sealed record Clause(CatchKind Kind, int Tag, Label Target);

/// <summary>What branches aim at; compared by identity.</summary>
/// <param name="types">The types of the values that a branch brings.</param>
internal sealed class Label(ImmutableArray<ValType> types)
{
    public ImmutableArray<ValType> Types { get; } = types;
}
