using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>Reads the types of tables, memories, globals and tags (core specification 3.0, 5.3.10 to 5.3.16).</summary>
internal static class ExternTypes
{
    private const byte HasMaximum = 1;
    private const byte IsShared = 2;
    private const byte Is64 = 4;

    public static TableType ReadTable(ref ByteReader reader)
    {
        var element = TypeReader.ReadRefType(ref reader);
        var flags = ReadLimitsFlags(ref reader, HasMaximum | Is64);
        return new TableType(element, ReadLimits(ref reader, flags), AddressOf(flags));
    }

    public static MemoryType ReadMemory(ref ByteReader reader)
    {
        var flags = ReadLimitsFlags(ref reader, HasMaximum | IsShared | Is64);
        return new MemoryType(ReadLimits(ref reader, flags), AddressOf(flags), (flags & IsShared) != 0);
    }

    public static GlobalType ReadGlobal(ref ByteReader reader) =>
        new(TypeReader.ReadValType(ref reader), ReadMutability(ref reader));

    public static TagType ReadTag(ref ByteReader reader) => reader.ReadByte() == 0
        ? new TagType(reader.ReadIndex())
        : throw new MalformedException("malformed tag attribute", reader.Offset - 1);

    public static bool ReadMutability(ref ByteReader reader) => reader.ReadByte() switch
    {
        0 => false,
        1 => true,
        _ => throw new MalformedException("malformed mutability", reader.Offset - 1),
    };

    private static byte ReadLimitsFlags(ref ByteReader reader, byte known)
    {
        var flags = reader.ReadByte();
        return (flags & ~known) == 0 ? flags : throw new MalformedException("malformed limits flags", reader.Offset - 1);
    }

    /// <summary>Reads the bounds, in 64 bits for every address type: whether they fit it is for the validator.</summary>
    private static Limits ReadLimits(ref ByteReader reader, byte flags)
    {
        var minimum = reader.ReadU64();
        return new Limits(minimum, (flags & HasMaximum) != 0 ? reader.ReadU64() : null);
    }

    private static AddressType AddressOf(byte flags) => (flags & Is64) != 0 ? AddressType.I64 : AddressType.I32;
}
