using System.Buffers.Binary;
using System.Diagnostics;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Printing;

/// <summary>
/// Writes what stands behind the mnemonic of an instruction that is no block, as the instruction's row says, in the order of the text, and
/// without what the text may leave out.
/// </summary>
internal sealed class ImmediatePrinter(TextPrinter printer, ModuleIds ids, TypePrinter types)
{
    /// <param name="labels">The identifiers of the labels around the instruction, the innermost last.</param>
    public void Write(ref InstructionReader reader, IdSpace locals, List<string?> labels)
    {
        switch (reader.Row.Immediates)
        {
            case Immediates.None:
                break;
            case Immediates.Label:
                WriteLabel(reader.Index, labels);
                break;
            case Immediates.LabelTable:
                foreach (var label in reader.Labels)
                {
                    WriteLabel(label, labels);
                }
                break;
            case Immediates.Local:
                WriteUse(locals, reader.Index);
                break;
            case Immediates.Function:
                WriteUse(ids.Functions, reader.Index);
                break;
            case Immediates.TypeIndex:
                WriteUse(ids.Types, reader.Index);
                break;
            case Immediates.Global:
                WriteUse(ids.Globals, reader.Index);
                break;
            case Immediates.Tag:
                WriteUse(ids.Tags, reader.Index);
                break;
            case Immediates.Table:
                WriteUse(ids.Tables, reader.Index);
                break;
            case Immediates.Element:
                WriteUse(ids.Elements, reader.Index);
                break;
            case Immediates.Data:
                WriteUse(ids.Data, reader.Index);
                break;
            case Immediates.Memory:
                WriteUnlessZero(ids.Memories, reader.Index);
                break;
            default:
                WriteSeveral(ref reader, labels);
                break;
        }
    }

    public void WriteCatch(CatchClause clause, List<string?> labels)
    {
        printer.Write(clause.Kind switch
        {
            CatchKind.Catch => " (catch",
            CatchKind.CatchRef => " (catch_ref",
            CatchKind.CatchAll => " (catch_all",
            _ => " (catch_all_ref",
        });
        if (clause.Kind is CatchKind.Catch or CatchKind.CatchRef)
        {
            WriteUse(ids.Tags, clause.Tag);
        }
        WriteLabel(clause.Label, labels);
        printer.Write(')');
    }

    private void WriteSeveral(ref InstructionReader reader, List<string?> labels)
    {
        switch (reader.Row.Immediates)
        {
            case Immediates.TypeTable:
                WriteUnlessZero(ids.Tables, reader.SecondIndex);
                types.WriteTypeUse(reader.Index);
                break;
            case Immediates.TableTable:
                WriteUnlessBothZero(ids.Tables, reader.Index, reader.SecondIndex);
                break;
            case Immediates.MemoryMemory:
                WriteUnlessBothZero(ids.Memories, reader.Index, reader.SecondIndex);
                break;
            case Immediates.ElementTable:
                WriteUnlessZero(ids.Tables, reader.SecondIndex);
                WriteUse(ids.Elements, reader.Index);
                break;
            case Immediates.DataMemory:
                WriteUnlessZero(ids.Memories, reader.SecondIndex);
                WriteUse(ids.Data, reader.Index);
                break;
            case Immediates.TypeField:
                WriteUse(ids.Types, reader.Index);
                WriteUse(ids.Fields(reader.Index), reader.SecondIndex);
                break;
            case Immediates.TypeLength:
                WriteUse(ids.Types, reader.Index);
                WriteUse(IdSpace.Empty, reader.SecondIndex);
                break;
            case Immediates.TypeData:
                WriteUse(ids.Types, reader.Index);
                WriteUse(ids.Data, reader.SecondIndex);
                break;
            case Immediates.TypeElement:
                WriteUse(ids.Types, reader.Index);
                WriteUse(ids.Elements, reader.SecondIndex);
                break;
            case Immediates.TypeType:
                WriteUse(ids.Types, reader.Index);
                WriteUse(ids.Types, reader.SecondIndex);
                break;
            case Immediates.CastBranch:
                WriteLabel(reader.Index, labels);
                WriteReference(ValType.Ref(reader.SourceNullable, reader.HeapType));
                WriteReference(ValType.Ref(reader.TargetNullable, reader.TargetHeapType));
                break;
            case Immediates.HeapType:
                WriteHeapType(ref reader);
                break;
            case Immediates.SelectTypes:
                WriteSelect(ref reader);
                break;
            default:
                WriteNumbers(ref reader);
                break;
        }
    }

    private void WriteNumbers(ref InstructionReader reader)
    {
        switch (reader.Row.Immediates)
        {
            case Immediates.MemoryAccess:
                WriteMemArg(ref reader);
                break;
            case Immediates.MemoryLane:
                WriteMemArg(ref reader);
                WriteLane(reader.Lane);
                break;
            case Immediates.Lane:
                WriteLane(reader.Lane);
                break;
            case Immediates.Shuffle:
                foreach (var lane in reader.Vector)
                {
                    WriteLane(lane);
                }
                break;
            case Immediates.V128:
                WriteVector(reader.Vector);
                break;
            case Immediates.I32:
                printer.Write(' ');
                printer.Write((long)reader.I32);
                break;
            case Immediates.I64:
                printer.Write(' ');
                printer.Write(reader.I64);
                break;
            case Immediates.F32:
                printer.Write(' ');
                FloatText.WriteF32(printer, (uint)reader.Bits);
                break;
            case Immediates.F64:
                printer.Write(' ');
                FloatText.WriteF64(printer, reader.Bits);
                break;
            default:
                throw new UnreachableException($"no printer for immediates {reader.Row.Immediates}");
        }
    }

    private void WriteUse(IdSpace space, int index)
    {
        printer.Write(' ');
        space.WriteUse(printer, index);
    }

    private void WriteUnlessZero(IdSpace space, int index)
    {
        if (index != 0)
        {
            WriteUse(space, index);
        }
    }

    private void WriteUnlessBothZero(IdSpace space, int first, int second)
    {
        if (first != 0 || second != 0)
        {
            WriteUse(space, first);
            WriteUse(space, second);
        }
    }

    // The function's own label is @0, and what lies further out does not exist.
    private void WriteLabel(int label, List<string?> labels)
    {
        var depth = labels.Count - (long)(uint)label;
        printer.Write(' ');
        if (depth > 0 && labels[(int)depth - 1] is { } id)
        {
            printer.WriteId(id);
            return;
        }
        printer.WriteIndex(label);
        if (depth >= 0)
        {
            printer.Write(" (;@");
            printer.Write(depth);
            printer.Write(";)");
        }
    }

    private void WriteReference(ValType type)
    {
        printer.Write(' ');
        types.WriteValType(type);
    }

    // Those with null and without share a mnemonic, and the reference type tells them apart.
    private void WriteHeapType(ref InstructionReader reader)
    {
        if (reader.Opcode is Opcode.RefTest or Opcode.RefTestNull or Opcode.RefCast or Opcode.RefCastNull)
        {
            WriteReference(ValType.Ref(reader.Opcode is Opcode.RefTestNull or Opcode.RefCastNull, reader.HeapType));
            return;
        }
        printer.Write(' ');
        types.WriteHeapType(reader.HeapType);
    }

    // Without types it would be read back as the instruction that has none.
    private void WriteSelect(ref InstructionReader reader)
    {
        if (reader.SelectTypes.IsEmpty)
        {
            printer.Write(" (result)");
            return;
        }
        types.WriteTypes("result", reader.SelectTypes);
    }

    private void WriteMemArg(ref InstructionReader reader)
    {
        var argument = reader.MemArg;
        WriteUnlessZero(ids.Memories, argument.Memory);
        if (argument.Offset != 0)
        {
            printer.Write(" offset=");
            printer.Write(argument.Offset);
        }
        if (argument.AlignLog2 != reader.Row.AccessLog2)
        {
            printer.Write(" align=");
            printer.Write(1UL << argument.AlignLog2);
        }
    }

    private void WriteLane(byte lane)
    {
        printer.Write(' ');
        printer.Write((long)lane);
    }

    private void WriteVector(ReadOnlySpan<byte> vector)
    {
        printer.Write(" i32x4");
        for (; !vector.IsEmpty; vector = vector[4..])
        {
            printer.Write(' ');
            printer.WriteHex(BinaryPrimitives.ReadUInt32LittleEndian(vector), 8);
        }
    }
}
