using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes the instructions whose rows say what they take and give: numbers, vectors, accesses to memory.</summary>
internal static class RowProducers
{
    /// <summary>The producer of a row that is not custom.</summary>
    public static Producer Of(InstructionRow row) => new(row.Opcode, GoalsOf(row), 1, (body, wanted) => MakeRow(body, row, wanted));

    private static Goals GoalsOf(InstructionRow row) => row.Pushes switch
    {
        [] => Goals.Statement,
        [var type] when type == InstructionRow.Address => Goals.I32 | Goals.I64,
        [var type] => type.Kind switch
        {
            ValKind.I32 => Goals.I32,
            ValKind.I64 => Goals.I64,
            ValKind.F32 => Goals.F32,
            ValKind.F64 => Goals.F64,
            ValKind.V128 => Goals.V128,
            _ => Goals.Reference,
        },
        _ => throw new InvalidOperationException($"a row with several results: {row}"),
    };

    private static Code? MakeRow(Body body, InstructionRow row, ValType? wanted)
    {
        var usesMemory = row.Immediates is Immediates.MemoryAccess or Immediates.MemoryLane or Immediates.Memory or Immediates.DataMemory;
        var memory = usesMemory ? PickMemory(body, row, wanted) : -1;
        if (usesMemory && memory < 0) return null;
        var segments = row.Immediates is Immediates.Data or Immediates.DataMemory ? body.Plan.Data.Count
            : row.Immediates == Immediates.Element ? body.Plan.Elements.Count : 1;
        if (segments == 0) return null;
        var operands = ImmutableArray.CreateRange(Enumerable.Range(0, row.Pops.Length).Select(i => Operand(body, row, i, memory)));
        var open = operands.Select(operand => operand.NaNs).Append(OpenNaNs.None).Max();
        return new Plain(row.Opcode, ImmediatesOf(body, row, memory, segments), operands)
        {
            Results = row.Pushes.IsEmpty ? [] : [wanted ?? row.Pushes[0]],
            NaNs = NaNRules.Result(row, open),
        };
    }

    private static int PickMemory(Body body, InstructionRow row, ValType? wanted)
    {
        var fitting = Enumerable.Range(0, body.Plan.Memories.Count).Where(index => row.Pushes is not [var type]
            || type != InstructionRow.Address || Make.TypeOf(body.Plan.Memories[index].Address) == wanted).ToArray();
        return fitting.Length == 0 ? -1 : body.Random.Pick<int>(fitting);
    }

    private static Code Operand(Body body, InstructionRow row, int index, int memory)
    {
        var type = row.Pops[index];
        if (type == InstructionRow.Address || row.Immediates is Immediates.DataMemory or Immediates.Memory)
            return Addresses.Operand(body, row, index, memory);
        if (RelaxedOperands.Of(body, row, index) is { } relaxed) return relaxed;
        if (HarmlessOperands.Of(body, row, index) is { } harmless) return harmless;
        if (type.IsReference) return body.Value(body.Random.OneIn(8) ? type : ValType.Ref(false, type.Heap));
        var value = body.Expression(type);
        return value.NaNs == NaNRules.Operand(row, index) ? value : body.Exact(value);
    }

    private static ReadOnlyMemory<byte> ImmediatesOf(Body body, InstructionRow row, int memory, int segments) => Make.Bytes(writer =>
    {
        var random = body.Random;
        switch (row.Immediates)
        {
            case Immediates.None: break;
            case Immediates.I32: writer.WriteSigned((int)Numbers.Integer(random)); break;
            case Immediates.I64: writer.WriteSigned((long)Numbers.Integer(random)); break;
            case Immediates.F32: writer.WriteFixed32(Numbers.Float32(random)); break;
            case Immediates.F64: writer.WriteFixed64(Numbers.Float64(random)); break;
            case Immediates.V128: Numbers.WriteVector(writer, random); break;
            case Immediates.Shuffle:
                for (var i = 0; i < 16; i++) writer.WriteByte((byte)random.Below(32));
                break;
            case Immediates.Lane: writer.WriteByte((byte)random.Below(row.Lanes)); break;
            case Immediates.MemoryAccess: WriteMemArg(writer, body, row, memory); break;
            case Immediates.MemoryLane:
                WriteMemArg(writer, body, row, memory);
                writer.WriteByte((byte)random.Below(16 >> row.AccessLog2));
                break;
            case Immediates.Memory: writer.WriteIndex(memory); break;
            case Immediates.Data or Immediates.Element: writer.WriteIndex(random.Below(segments)); break;
            case Immediates.DataMemory:
                writer.WriteIndex(random.Below(segments));
                writer.WriteIndex(memory);
                break;
            default: throw new InvalidOperationException($"no immediates for {row}");
        }
    });

    private static void WriteMemArg(ByteWriter writer, Body body, InstructionRow row, int memory)
    {
        var align = (uint)body.Random.Below(row.AccessLog2 + 1);
        writer.WriteU32(align | (memory == 0 ? 0u : 0x40u));
        if (memory != 0) writer.WriteIndex(memory);
        writer.WriteU64(Addresses.Offset(body.Random, body.Plan.Memories[memory]));
    }
}
