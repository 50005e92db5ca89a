using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Operands of instructions on memories and tables: within bounds as a rule, at the bounds often, beyond now and then.</summary>
internal static class Addresses
{
    /// <summary>The bytes at the start of a memory that most accesses fall into.</summary>
    private const int Window = 0x3FF;

    /// <summary>The operand at <paramref name="index"/> of an instruction on <paramref name="memory"/>.</summary>
    public static Code Operand(Body body, InstructionRow row, int index, int memory)
    {
        var type = body.Plan.Memories[memory].Address;
        if (row.Opcode == Opcode.MemoryGrow) return Growth(body, type);
        if (row.Immediates is not (Immediates.DataMemory or Immediates.Memory) || index == 0) return OfMemory(body, memory);
        var isWide = row.Pops[index] == InstructionRow.Address && type == AddressType.I64;
        if (row.Opcode == Opcode.MemoryFill && index == 1) return body.Value(ValType.I32);
        return Small(body, isWide ? AddressType.I64 : AddressType.I32, row.Opcode == Opcode.MemoryInit ? 7 : 63);
    }

    /// <summary>An address of a memory.</summary>
    public static Code OfMemory(Body body, int memory)
    {
        var type = body.Plan.Memories[memory].Address;
        return body.Random.Below(20) switch
        {
            < 14 => And(type, body.Value(Make.TypeOf(type)), Window),
            < 17 => Make.Address(type, (ulong)body.Random.Below(0x8000)),
            17 or 18 => AtEnd(body, memory, type),
            _ => body.Value(Make.TypeOf(type)),
        };
    }

    /// <summary>What is added to an address: small as a rule.</summary>
    public static ulong Offset(SeededRandom random, MemoryType memory) => random.Below(40) switch
    {
        < 20 => 0,
        < 36 => (ulong)random.Below(300),
        36 => 0xFFF0 + (ulong)random.Below(32),
        37 => memory.Address == AddressType.I64 ? random.Boundary() : (uint)random.Boundary(),
        38 => 0x10000 * (ulong)random.Below(3),
        _ => memory.Address == AddressType.I64 ? ulong.MaxValue - (ulong)random.Below(32) : uint.MaxValue - (uint)random.Below(32),
    };

    /// <summary>A number from 0 to <paramref name="mask"/>, or any number now and then.</summary>
    public static Code Small(Body body, AddressType type, int mask)
    {
        if (body.Random.OneIn(3)) return Make.Address(type, (ulong)body.Random.Below(mask + 1));
        var value = body.Value(Make.TypeOf(type));
        return body.Random.OneIn(20) ? value : And(type, value, mask);
    }

    /// <summary>By how much a memory or table grows: little, or so much that every engine refuses.</summary>
    public static Code Growth(Body body, AddressType type) => body.Random.Below(4) switch
    {
        0 => Make.Address(type, ulong.MaxValue >> body.Random.Below(8)),
        _ => And(type, body.Value(Make.TypeOf(type)), 1),
    };

    private static Code AtEnd(Body body, int memory, AddressType type)
    {
        var size = Make.Indexed(Opcode.MemorySize, memory, [], Make.TypeOf(type));
        var back = Make.Address(type, (ulong)(body.Random.Below(24) - 4));
        return type == AddressType.I64
            ? Make.Op(Opcode.I64Sub, Make.Op(Opcode.I64Shl, size, Make.I64(16)), back)
            : Make.Op(Opcode.I32Sub, Make.Op(Opcode.I32Shl, size, Make.I32(16)), back);
    }

    private static Code And(AddressType type, Code value, int mask) => type == AddressType.I64
        ? Make.Op(Opcode.I64And, value, Make.I64(mask))
        : Make.Op(Opcode.I32And, value, Make.I32(mask));
}
