using System.Diagnostics;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Binary;

/// <summary>Writes value types, heap types and block types, the shortest way (core specification 3.0, 5.3 "Types").</summary>
internal static class TypeWriter
{
    public static void WriteValType(this ByteWriter writer, ValType type)
    {
        switch (type.Kind)
        {
            case ValKind.I32: writer.WriteByte(TypeCodes.I32); break;
            case ValKind.I64: writer.WriteByte(TypeCodes.I64); break;
            case ValKind.F32: writer.WriteByte(TypeCodes.F32); break;
            case ValKind.F64: writer.WriteByte(TypeCodes.F64); break;
            case ValKind.V128: writer.WriteByte(TypeCodes.V128); break;
            case ValKind.Reference: WriteRefType(writer, type); break;
            default: throw new UnreachableException($"the type {type} has no binary form");
        }
    }

    public static void WriteHeapType(this ByteWriter writer, HeapType type)
    {
        if (type.Kind == HeapKind.Concrete)
        {
            writer.WriteSigned((uint)type.TypeIndex);
        }
        else
        {
            writer.WriteByte(TypeCodes.Of(type.Kind));
        }
    }

    public static void WriteBlockType(this ByteWriter writer, BlockType type)
    {
        if (type.IsIndexed)
        {
            writer.WriteSigned((uint)type.TypeIndex);
        }
        else if (type.IsEmpty)
        {
            writer.WriteByte(TypeCodes.EmptyBlock);
        }
        else
        {
            writer.WriteValType(type.Result);
        }
    }

    private static void WriteRefType(ByteWriter writer, ValType type)
    {
        if (!type.Nullable || type.Heap.Kind == HeapKind.Concrete)
        {
            writer.WriteByte(type.Nullable ? TypeCodes.RefNull : TypeCodes.Ref);
        }
        writer.WriteHeapType(type.Heap);
    }
}
