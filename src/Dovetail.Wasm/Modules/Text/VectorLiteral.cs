using System.Buffers.Binary;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>The constants of type v128: a shape, and a number for each lane.</summary>
internal static class VectorLiteral
{
    public const int Size = 16;

    /// <summary>Takes a shape and its lanes, as sixteen bytes, lane 0 first.</summary>
    public static void Take(TokenCursor cursor, Span<byte> bytes)
    {
        var (bits, isFloat) = TakeShape(cursor);
        for (; !bytes.IsEmpty; bytes = bytes[(bits / 8)..])
        {
            var lane = !isFloat ? cursor.TakeInteger(bits) : bits == 32 ? cursor.TakeF32() : cursor.TakeF64();
            WriteLane(bytes, bits, lane);
        }
    }

    /// <summary>Takes a shape: the bits of a lane, and whether lanes are floating-point numbers.</summary>
    public static (int Bits, bool IsFloat) TakeShape(TokenCursor cursor)
    {
        (int, bool)? shape = cursor.PeekKeyword() switch
        {
            "i8x16" => (8, false),
            "i16x8" => (16, false),
            "i32x4" => (32, false),
            "i64x2" => (64, false),
            "f32x4" => (32, true),
            "f64x2" => (64, true),
            _ => null,
        };
        var known = shape ?? throw cursor.Unexpected("a vector shape");
        cursor.Take();
        return known;
    }

    public static void WriteLane(Span<byte> bytes, int bits, ulong lane)
    {
        switch (bits)
        {
            case 8: bytes[0] = (byte)lane; break;
            case 16: BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)lane); break;
            case 32: BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)lane); break;
            default: BinaryPrimitives.WriteUInt64LittleEndian(bytes, lane); break;
        }
    }
}
