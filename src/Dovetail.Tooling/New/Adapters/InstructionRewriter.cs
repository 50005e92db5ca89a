using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New.Adapters;

/// <summary>The index spaces of a module that code refers to.</summary>
internal enum IndexSpace
{
    Type,
    Function,
    Table,
    Memory,
    Global,
    Tag,
    Element,
    Data,
}

/// <summary>Code with other indices in it. Also the way to learn which indices there are.</summary>
internal static class InstructionRewriter
{
    /// <summary>The code with every index of the module replaced.</summary>
    /// <param name="code">The code.</param>
    /// <param name="map">Gives the new index for an old one; it is called once for each index, in order.</param>
    /// <exception cref="MalformedException">The code is not of the format.</exception>
    public static Expression Rewrite(Expression code, Func<IndexSpace, int, int> map)
    {
        var writer = new ByteWriter(code.Bytes.Length + 16);
        var reader = new InstructionReader(code);
        var bytes = code.Bytes.Span;
        for (var start = 0; reader.Read(); start = reader.Position)
        {
            if (!TryWrite(writer, ref reader, map))
            {
                writer.WriteBytes(bytes[start..reader.Position]);
            }
        }
        return new Expression(writer.ToArray(), code.Offset);
    }

    private static bool TryWrite(ByteWriter writer, ref InstructionReader reader, Func<IndexSpace, int, int> map)
    {
        var immediates = reader.Row.Immediates;
        if (Spaces(immediates) is var (first, second))
        {
            writer.WriteOpcode(reader.Opcode);
            writer.WriteIndex(map(first, reader.Index));
            if (second is { } space)
            {
                writer.WriteIndex(map(space, reader.SecondIndex));
            }
            return true;
        }
        switch (immediates)
        {
            case Immediates.TypeField or Immediates.TypeLength:
                writer.WriteOpcode(reader.Opcode);
                writer.WriteIndex(map(IndexSpace.Type, reader.Index));
                writer.WriteIndex(reader.SecondIndex);
                return true;
            case Immediates.Block:
                writer.WriteOpcode(reader.Opcode);
                writer.WriteBlockType(Map(reader.BlockType, map));
                return true;
            case Immediates.MemoryAccess or Immediates.MemoryLane:
                writer.WriteOpcode(reader.Opcode);
                WriteMemArg(writer, reader.MemArg, map(IndexSpace.Memory, reader.MemArg.Memory));
                if (immediates == Immediates.MemoryLane)
                {
                    writer.WriteByte(reader.Lane);
                }
                return true;
            case Immediates.HeapType:
                writer.WriteOpcode(reader.Opcode);
                writer.WriteHeapType(Map(reader.HeapType, map));
                return true;
            case Immediates.SelectTypes:
                writer.WriteOpcode(reader.Opcode);
                writer.WriteIndex(reader.SelectTypes.Length);
                foreach (var type in reader.SelectTypes)
                {
                    writer.WriteValType(type.Map(index => map(IndexSpace.Type, index)));
                }
                return true;
            case Immediates.TryTable:
                WriteTryTable(writer, ref reader, map);
                return true;
            case Immediates.CastBranch:
                writer.WriteOpcode(reader.Opcode);
                writer.WriteByte((byte)((reader.SourceNullable ? 1 : 0) | (reader.TargetNullable ? 2 : 0)));
                writer.WriteIndex(reader.Index);
                writer.WriteHeapType(Map(reader.HeapType, map));
                writer.WriteHeapType(Map(reader.TargetHeapType, map));
                return true;
            default:
                return false;
        }
    }

    private static (IndexSpace First, IndexSpace? Second)? Spaces(Immediates immediates) => immediates switch
    {
        Immediates.Function => (IndexSpace.Function, null),
        Immediates.TypeIndex => (IndexSpace.Type, null),
        Immediates.TypeTable => (IndexSpace.Type, IndexSpace.Table),
        Immediates.Global => (IndexSpace.Global, null),
        Immediates.Table => (IndexSpace.Table, null),
        Immediates.TableTable => (IndexSpace.Table, IndexSpace.Table),
        Immediates.Element => (IndexSpace.Element, null),
        Immediates.ElementTable => (IndexSpace.Element, IndexSpace.Table),
        Immediates.Memory => (IndexSpace.Memory, null),
        Immediates.MemoryMemory => (IndexSpace.Memory, IndexSpace.Memory),
        Immediates.Data => (IndexSpace.Data, null),
        Immediates.DataMemory => (IndexSpace.Data, IndexSpace.Memory),
        Immediates.Tag => (IndexSpace.Tag, null),
        Immediates.TypeData => (IndexSpace.Type, IndexSpace.Data),
        Immediates.TypeElement => (IndexSpace.Type, IndexSpace.Element),
        Immediates.TypeType => (IndexSpace.Type, IndexSpace.Type),
        _ => null,
    };

    private static void WriteMemArg(ByteWriter writer, MemArg access, int memory)
    {
        writer.WriteIndex(access.AlignLog2 | (memory == 0 ? 0 : 0x40));
        if (memory != 0)
        {
            writer.WriteIndex(memory);
        }
        writer.WriteU64(access.Offset);
    }

    private static void WriteTryTable(ByteWriter writer, ref InstructionReader reader, Func<IndexSpace, int, int> map)
    {
        writer.WriteOpcode(reader.Opcode);
        writer.WriteBlockType(Map(reader.BlockType, map));
        writer.WriteIndex(reader.Catches.Length);
        foreach (var clause in reader.Catches)
        {
            writer.WriteByte((byte)clause.Kind);
            if (clause.Tag >= 0)
            {
                writer.WriteIndex(map(IndexSpace.Tag, clause.Tag));
            }
            writer.WriteIndex(clause.Label);
        }
    }

    private static BlockType Map(BlockType type, Func<IndexSpace, int, int> map) => type.IsIndexed
        ? BlockType.Indexed(map(IndexSpace.Type, type.TypeIndex))
        : type.IsEmpty ? type : BlockType.Of(type.Result.Map(index => map(IndexSpace.Type, index)));

    private static HeapType Map(HeapType type, Func<IndexSpace, int, int> map) =>
        type.Kind == HeapKind.Concrete ? HeapType.Concrete(map(IndexSpace.Type, type.TypeIndex)) : type;
}
