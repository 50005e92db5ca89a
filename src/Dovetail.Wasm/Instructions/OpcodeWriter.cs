using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Instructions;

internal static class OpcodeWriter
{
    /// <summary>Writes an opcode: one byte, or a prefix and a number (<see cref="Opcode"/> says how the two are one).</summary>
    public static void WriteOpcode(this ByteWriter writer, Opcode opcode)
    {
        var code = (uint)opcode;
        if (code < 0x100)
        {
            writer.WriteByte((byte)code);
            return;
        }
        // Each prefix but the last has room for 256 opcodes in the enumeration.
        var prefix = Math.Min(code >> 8, 3);
        writer.WriteByte((byte)(0xFA + prefix));
        writer.WriteU32(code - (prefix << 8));
    }
}
