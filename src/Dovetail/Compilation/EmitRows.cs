using System.Collections;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation;

/// <summary>Collects the rows of the <see cref="EmitTable"/> and the <see cref="SemanticsTable"/>, without the lists and sequences of pairs that every start of a program would compile.</summary>
internal sealed class EmitRows : IEnumerable
{
    /// <summary>The rules at the numbers of their opcodes.</summary>
    public EmitRule[] Rules { get; } = new EmitRule[InstructionTable.Size];

    public void Add(Opcode opcode, EmitRule rule) => Rules[(int)opcode] = rule;

    /// <summary>Adds instructions that are written by hand.</summary>
    public void Add(EmitKind kind, params Opcode[] opcodes)
    {
        foreach (var opcode in opcodes)
            Rules[(int)opcode] = new EmitRule(kind);
    }

    IEnumerator IEnumerable.GetEnumerator() => Rules.GetEnumerator();
}
