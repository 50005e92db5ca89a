using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Printing;

/// <summary>Writes instructions, flat (core specification 3.0, 6.5 "Instructions").</summary>
/// <remarks>
/// Blocks nest as deep as their author likes, so the open ones are kept in a list and nothing here recurses. What stands in the blocks is
/// indented, each label shown as the depth of its block: <c>block ;; label = @2</c>, <c>br 0 (;@2;)</c>.
/// </remarks>
internal sealed class CodePrinter(TextPrinter printer, ModuleIds ids, TypePrinter types, ImmutableArray<SubType> defined)
{
    private readonly List<string?> _labels = [];
    private readonly ImmediatePrinter _immediates = new(printer, ids, types);

    /// <summary>How many branch hints have been written.</summary>
    public int HintsWritten { get; private set; }

    /// <summary>Writes the body of a function, each instruction on a line of its own, without the last <c>end</c>.</summary>
    /// <param name="hints">The hints for branches, whose offsets count from the start of the body.</param>
    public void WriteBody(Expression body, IdSpace locals, IdSpace labels, ImmutableArray<BranchHint> hints)
    {
        var reader = new InstructionReader(body);
        var (opened, hinted) = (0, 0);
        while (reader.Read() && !(reader.Opcode == Opcode.End && _labels.Count == 0))
        {
            if (reader.Opcode is Opcode.End or Opcode.Else)
            {
                printer.Unindent();
            }
            printer.Line();
            var offset = reader.Offset - body.Offset;
            for (; hinted < hints.Length && hints[hinted].Offset <= offset; hinted++)
            {
                WriteHint(hints[hinted], offset, reader.Opcode);
            }
            Write(ref reader, locals, labels, ref opened, isLine: true);
            if (reader.Row.Opens() || reader.Opcode == Opcode.Else)
            {
                printer.Indent();
            }
        }
    }

    /// <summary>Writes an expression on the line at hand: its instructions, each behind a space, without the last <c>end</c>.</summary>
    public void WriteConstant(Expression expression)
    {
        var reader = new InstructionReader(expression);
        var opened = 0;
        while (reader.Read() && !(reader.Opcode == Opcode.End && _labels.Count == 0))
        {
            printer.Write(' ');
            Write(ref reader, IdSpace.Empty, IdSpace.Empty, ref opened, isLine: false);
        }
    }

    /// <summary>Writes an expression as a group: the instruction itself if it is a single one, else <c>(keyword instruction…)</c>.</summary>
    public void WriteGroup(string keyword, Expression expression)
    {
        if (IsSingle(expression))
        {
            var reader = new InstructionReader(expression);
            reader.Read();
            var opened = 0;
            printer.Write('(');
            Write(ref reader, IdSpace.Empty, IdSpace.Empty, ref opened, isLine: false);
        }
        else
        {
            printer.Write('(');
            printer.Write(keyword);
            WriteConstant(expression);
        }
        printer.Write(')');
    }

    /// <summary>Whether an expression is one instruction and <c>end</c>.</summary>
    private static bool IsSingle(Expression expression)
    {
        var reader = new InstructionReader(expression);
        return reader.Read() && reader.Opcode != Opcode.End && !reader.Row.Opens()
            && reader.Read() && reader.Opcode == Opcode.End && reader.AtEnd;
    }

    private void Write(ref InstructionReader reader, IdSpace locals, IdSpace labels, ref int opened, bool isLine)
    {
        printer.Write(reader.Row.Mnemonic);
        if (reader.Row.Opens())
        {
            WriteBlock(ref reader, labels, opened++, isLine);
            return;
        }
        if (reader.Opcode == Opcode.End)
        {
            _labels.RemoveAt(_labels.Count - 1);
        }
        _immediates.Write(ref reader, locals, _labels);
    }

    private void WriteBlock(ref InstructionReader reader, IdSpace labels, int number, bool isLine)
    {
        var label = labels.IdOf(number);
        if (label is not null)
        {
            labels.WriteName(printer, number);
        }
        WriteBlockType(reader.BlockType);
        if (reader.Opcode == Opcode.TryTable)
        {
            foreach (var clause in reader.Catches)
            {
                _immediates.WriteCatch(clause, _labels);
            }
        }
        _labels.Add(label);
        if (isLine && label is null)
        {
            printer.Write(" ;; label = @");
            printer.Write((long)_labels.Count);
        }
    }

    private void WriteBlockType(BlockType type)
    {
        if (!type.IsIndexed)
        {
            if (!type.IsEmpty)
            {
                types.WriteTypes("result", [type.Result]);
            }
            return;
        }
        types.WriteTypeUse(type.TypeIndex);
        if ((uint)type.TypeIndex < (uint)defined.Length && defined[type.TypeIndex].Composite is FunctionType function)
        {
            types.WriteTypes("param", function.Parameters);
            types.WriteTypes("result", function.Results);
        }
    }

    // A hint that belongs to no branch has no place in the text.
    private void WriteHint(BranchHint hint, int offset, Opcode opcode)
    {
        if (hint.Offset == offset && opcode is Opcode.If or Opcode.BrIf)
        {
            HintsWritten++;
            printer.Write(hint.IsLikely
                ? """(@metadata.code.branch_hint "\01") """
                : """(@metadata.code.branch_hint "\00") """);
        }
    }
}

internal static class StructuredInstructions
{
    /// <summary>Whether the instruction begins a block, which <c>end</c> closes.</summary>
    public static bool Opens(this InstructionRow row) => row.Immediates is Immediates.Block or Immediates.TryTable;
}
