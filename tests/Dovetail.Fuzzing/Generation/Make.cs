using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes code of which nothing is left to chance.</summary>
internal static class Make
{
    /// <summary>The bits of the canonical NaNs.</summary>
    private const uint NaN32 = 0x7FC00000;
    private const ulong NaN64 = 0x7FF8000000000000;

    public static Plain I32(int value) =>
        new(Opcode.I32Const, Bytes(writer => writer.WriteSigned(value)), []) { Results = [ValType.I32] };

    public static Plain I64(long value) =>
        new(Opcode.I64Const, Bytes(writer => writer.WriteSigned(value)), []) { Results = [ValType.I64] };

    public static Plain F32(uint bits) =>
        new(Opcode.F32Const, Bytes(writer => writer.WriteFixed32(bits)), []) { Results = [ValType.F32] };

    public static Plain F64(ulong bits) =>
        new(Opcode.F64Const, Bytes(writer => writer.WriteFixed64(bits)), []) { Results = [ValType.F64] };

    public static Plain V128(ulong low, ulong high) => new(Opcode.V128Const, Bytes(writer =>
    {
        writer.WriteFixed64(low);
        writer.WriteFixed64(high);
    }), [])
    { Results = [ValType.V128] };

    /// <summary>A number of an address type.</summary>
    public static Plain Address(AddressType type, ulong value) => type == AddressType.I64 ? I64((long)value) : I32((int)value);

    /// <summary>The type of a memory's or table's addresses.</summary>
    public static ValType TypeOf(AddressType type) => type == AddressType.I64 ? ValType.I64 : ValType.I32;

    public static Plain Null(HeapType heap) =>
        new(Opcode.RefNull, Bytes(writer => writer.WriteHeapType(heap)), []) { Results = [ValType.Ref(true, heap)] };

    /// <summary>The value that a variable of the type starts with; null for references that are never null.</summary>
    public static Code? Zero(ValType type) => type.Kind switch
    {
        ValKind.I32 => I32(0),
        ValKind.I64 => I64(0),
        ValKind.F32 => F32(0),
        ValKind.F64 => F64(0),
        ValKind.V128 => V128(0, 0),
        _ => type.Nullable ? Null(type.Heap) : null,
    };

    /// <summary>An instruction with the types of its row; of operands whose types depend on a memory, i32.</summary>
    public static Plain Op(Opcode opcode, params ImmutableArray<Code> operands)
    {
        var row = InstructionTable.Row(opcode);
        return new Plain(opcode, default, operands) { Results = [.. row.Pushes.Select(type => type == InstructionRow.Address ? ValType.I32 : type)] };
    }

    /// <summary>An instruction with one index.</summary>
    public static Plain Indexed(Opcode opcode, int index, ImmutableArray<Code> operands, params ImmutableArray<ValType> results) =>
        new(opcode, Bytes(writer => writer.WriteIndex(index)), operands) { Results = results };

    /// <summary>An instruction with two indices.</summary>
    public static Plain Indexed(Opcode opcode, int first, int second, ImmutableArray<Code> operands, params ImmutableArray<ValType> results) =>
        new(opcode, Bytes(writer =>
        {
            writer.WriteIndex(first);
            writer.WriteIndex(second);
        }), operands)
        { Results = results };

    /// <summary>An access to memory, with the alignment that is natural or less.</summary>
    public static Plain Access(
        Opcode opcode, int memory, ulong offset, int align, ImmutableArray<Code> operands, int lane = -1)
    {
        var immediates = Bytes(writer =>
        {
            writer.WriteU32((uint)(align | (memory == 0 ? 0 : 0x40)));
            if (memory != 0) writer.WriteIndex(memory);
            writer.WriteU64(offset);
            if (lane >= 0) writer.WriteByte((byte)lane);
        });
        return new Plain(opcode, immediates, operands) { Results = InstructionTable.Row(opcode).Pushes };
    }

    /// <summary>Drops what lies on the stack.</summary>
    public static Plain Drop(params ImmutableArray<Code> operands) => new(Opcode.Drop, default, operands);

    public static Sequence Seq(ImmutableArray<ValType> results, params ImmutableArray<Code> items) =>
        new(items) { Results = results, NaNs = results.Length == 1 ? NaNRules.OpenOf(results[0]) : OpenNaNs.None };

    /// <summary>The value that is not zero where <paramref name="value"/> is a number and not NaN, lane by lane; used on a copy.</summary>
    public static Code WithoutOpenNaNs(Code value, Func<ValType, int> newLocal)
    {
        if (value.NaNs == OpenNaNs.None) return value;
        var type = value.Results[0];
        var local = newLocal(type);
        Code tee = Indexed(Opcode.LocalTee, local, [value], type), get = Indexed(Opcode.LocalGet, local, [], type);
        return (type.Kind, value.NaNs) switch
        {
            (ValKind.F32, _) => Select(tee, F32(NaN32), Op(Opcode.F32Eq, get, get)),
            (ValKind.F64, _) => Select(tee, F64(NaN64), Op(Opcode.F64Eq, get, get)),
            (_, OpenNaNs.F32) => Op(
                Opcode.V128Bitselect, tee, V128(NaN32 | ((ulong)NaN32 << 32), NaN32 | ((ulong)NaN32 << 32)), Op(Opcode.F32x4Eq, get, get)),
            _ => Op(Opcode.V128Bitselect, tee, V128(NaN64, NaN64), Op(Opcode.F64x2Eq, get, get)),
        };
    }

    /// <summary>The first value where the condition is not zero, else the second; of numbers and vectors.</summary>
    public static Plain Select(Code first, Code second, Code condition) =>
        new(Opcode.Select, default, [first, second, condition]) { Results = first.Results };

    public static ReadOnlyMemory<byte> Bytes(Action<ByteWriter> write)
    {
        var writer = new ByteWriter(8);
        write(writer);
        return writer.ToArray();
    }
}
