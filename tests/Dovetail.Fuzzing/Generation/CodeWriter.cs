using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>
/// Writes trees of code in the binary format. Into every stretch without branches it writes a mark, which sets a bit of a global: so a
/// run tells which instructions were executed, and two engines which way they went.
/// </summary>
/// <remarks>
/// The mark stands behind all other instructions of its stretch, or before the last one where that never comes back; a stretch that
/// traps counts for nothing.
/// </remarks>
/// <param name="firstMark">The index of the global that has the first 64 marks; −1 for code without marks.</param>
internal sealed class CodeWriter(int firstMark)
{
    private readonly ByteWriter _output = new(256);
    private readonly List<Label?> _labels = [];
    private HashSet<Opcode> _stretch = [];

    /// <summary>The instructions of each stretch, in the order of the marks.</summary>
    public List<HashSet<Opcode>> Stretches { get; } = [];

    /// <summary>Writes a function's code, to its <c>end</c>.</summary>
    /// <param name="label">The label of the whole body.</param>
    public Expression Write(ImmutableArray<Code> body, Label label)
    {
        _output.Clear();
        WriteBody(body, label);
        Begin(Opcode.End);
        return new Expression(_output.ToArray(), 0);
    }

    private void WriteBody(ImmutableArray<Code> body, Label label)
    {
        _labels.Add(label);
        WriteAll(body);
        Mark();
        _labels.RemoveAt(_labels.Count - 1);
    }

    private void WriteAll(ImmutableArray<Code> items)
    {
        foreach (var item in items) Write(item);
    }

    private void Write(Code code)
    {
        switch (code)
        {
            case Plain plain:
                WriteAll(plain.Operands);
                Begin(plain.Opcode);
                _output.WriteBytes(plain.Immediates.Span);
                break;
            case Sequence sequence:
                WriteAll(sequence.Items);
                break;
            case Jump jump:
                WriteJump(jump);
                break;
            case Structure structure:
                WriteStructure(structure);
                break;
        }
    }

    private void WriteJump(Jump jump)
    {
        WriteAll(jump.Operands);
        Begin(jump.Opcode);
        _output.WriteBytes(jump.Before.Span);
        if (jump.Opcode == Opcode.BrTable) _output.WriteIndex(jump.Targets.Length - 1);
        foreach (var target in jump.Targets) _output.WriteIndex(Depth(target));
        _output.WriteBytes(jump.After.Span);
    }

    private void WriteStructure(Structure structure)
    {
        WriteAll(structure.Operands);
        Begin(structure.Opcode);
        _output.WriteBlockType(structure.Type);
        if (structure.Opcode == Opcode.TryTable) WriteClauses(structure.Clauses);
        WriteBody(structure.Body, structure.Label);
        if (structure.Else is { } other)
        {
            Begin(Opcode.Else);
            WriteBody(other, structure.Label);
        }

        Begin(Opcode.End);
    }

    // The labels of clauses are counted from outside the block.
    private void WriteClauses(ImmutableArray<Clause> clauses)
    {
        _output.WriteIndex(clauses.Length);
        foreach (var clause in clauses)
        {
            _output.WriteByte((byte)clause.Kind);
            if (clause.Kind is CatchKind.Catch or CatchKind.CatchRef) _output.WriteIndex(clause.Tag);
            _output.WriteIndex(Depth(clause.Target));
        }
    }

    private int Depth(Label target)
    {
        for (var i = _labels.Count - 1; i >= 0; i--)
        {
            if (_labels[i] == target) return _labels.Count - 1 - i;
        }

        return int.MaxValue; // No such label: the module is invalid. Only a shrinker takes a branch out of its block.
    }

    private void Begin(Opcode opcode)
    {
        _stretch.Add(opcode);
        if (EndsStretch(opcode)) Mark();
        WriteOpcode(_output, opcode);
    }

    private void Mark()
    {
        if (firstMark < 0 || _stretch.Count == 0) return;
        var (global, bit) = (firstMark + (Stretches.Count / 64), Stretches.Count % 64);
        _output.WriteByte((byte)Opcode.GlobalGet);
        _output.WriteIndex(global);
        _output.WriteByte((byte)Opcode.I64Const);
        _output.WriteSigned(1L << bit);
        _output.WriteByte((byte)Opcode.I64Or);
        _output.WriteByte((byte)Opcode.GlobalSet);
        _output.WriteIndex(global);
        Stretches.Add(_stretch);
        _stretch = [];
    }

    /// <summary>Writes an opcode with its prefix.</summary>
    public static void WriteOpcode(ByteWriter writer, Opcode opcode)
    {
        if (opcode <= (Opcode)0xFF)
        {
            writer.WriteByte((byte)opcode);
            return;
        }

        writer.WriteByte((byte)(0xFA + ((int)opcode >= 0x300 ? 3 : (int)opcode >> 8)));
        writer.WriteIndex((int)opcode >= 0x300 ? (int)opcode - 0x300 : (int)opcode & 0xFF);
    }

    private static bool EndsStretch(Opcode opcode) => opcode is Opcode.Unreachable or Opcode.Loop or Opcode.If or Opcode.Br or Opcode.BrIf
        or Opcode.BrTable or Opcode.Return or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef or Opcode.Throw
        or Opcode.ThrowRef or Opcode.BrOnNull or Opcode.BrOnNonNull or Opcode.BrOnCast or Opcode.BrOnCastFail;
}
