using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Binary;

/// <summary>Reads value types, heap types and block types (core specification 3.0, 5.3 "Types").</summary>
internal static class TypeReader
{
    public static ValType ReadValType(ref ByteReader reader)
    {
        var start = reader.Offset;
        return TryReadValType(ref reader, out var type) ? type : throw new MalformedException("malformed value type", start);
    }

    public static ValType ReadRefType(ref ByteReader reader)
    {
        var start = reader.Offset;
        return TryReadValType(ref reader, out var type) && type.IsReference
            ? type
            : throw new MalformedException("malformed reference type", start);
    }

    public static HeapType ReadHeapType(ref ByteReader reader)
    {
        if (TypeCodes.AbstractHeap(reader.PeekByte()) is { } kind)
        {
            reader.ReadByte();
            return HeapType.Abstract(kind);
        }
        var start = reader.Offset;
        var index = reader.ReadS33();
        return index >= 0 ? HeapType.Concrete((int)index) : throw new MalformedException("malformed heap type", start);
    }

    public static BlockType ReadBlockType(ref ByteReader reader)
    {
        var start = reader.Offset;
        if (reader.PeekByte() == TypeCodes.EmptyBlock)
        {
            reader.ReadByte();
            return BlockType.Empty;
        }
        if (TryReadValType(ref reader, out var type))
        {
            return BlockType.Of(type);
        }
        var index = reader.ReadS33();
        return index >= 0 ? BlockType.Indexed((int)index) : throw new MalformedException("malformed block type", start);
    }

    /// <summary>Reads a value type if the next byte begins one; leaves the reader where it is if not.</summary>
    private static bool TryReadValType(ref ByteReader reader, out ValType type)
    {
        var code = reader.PeekByte();
        if (code is TypeCodes.Ref or TypeCodes.RefNull)
        {
            reader.ReadByte();
            type = ValType.Ref(code == TypeCodes.RefNull, ReadHeapType(ref reader));
            return true;
        }
        type = code switch
        {
            TypeCodes.I32 => ValType.I32,
            TypeCodes.I64 => ValType.I64,
            TypeCodes.F32 => ValType.F32,
            TypeCodes.F64 => ValType.F64,
            TypeCodes.V128 => ValType.V128,
            _ when TypeCodes.AbstractHeap(code) is { } kind => ValType.Ref(true, HeapType.Abstract(kind)),
            _ => default,
        };
        if (type.Kind == ValKind.Bottom)
        {
            return false;
        }
        reader.ReadByte();
        return true;
    }
}
