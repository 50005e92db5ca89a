using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Encoding;

/// <summary>
/// Writes element and data segments (core specification 3.0, 5.5.12 and 5.5.15); the decoder's <c>ElementSection</c> shows the forms.
/// </summary>
internal static class SegmentEncoder
{
    public static void WriteElements(ByteWriter writer, ElementSegment segment)
    {
        var hasExpressions = !IsFunctionList(segment);
        var isActive = segment.Mode == SegmentMode.Active;
        var isDefault = segment.TableIndex == 0 && (!hasExpressions || segment.Type == ValType.FuncRef);
        var second = isActive ? !isDefault : segment.Mode == SegmentMode.Declarative;
        writer.WriteByte((byte)((isActive ? 0 : 1) | (second ? 2 : 0) | (hasExpressions ? 4 : 0)));
        if (isActive && second)
        {
            writer.WriteIndex(segment.TableIndex);
        }
        if (segment.Offset is { } offset)
        {
            writer.WriteBytes(offset.Bytes.Span);
        }
        if (!isActive || second)
        {
            WriteType(writer, segment.Type, hasExpressions);
        }
        writer.WriteIndex(segment.Items.Length);
        foreach (var item in segment.Items)
        {
            // Of `ref.func index end` a list of functions keeps the index.
            writer.WriteBytes(hasExpressions ? item.Bytes.Span : item.Bytes.Span[1..^1]);
        }
    }

    public static void WriteData(ByteWriter writer, DataSegment segment)
    {
        var isDefault = segment.MemoryIndex == 0;
        writer.WriteByte(segment.Mode != SegmentMode.Active ? (byte)1 : isDefault ? (byte)0 : (byte)2);
        if (!isDefault)
        {
            writer.WriteIndex(segment.MemoryIndex);
        }
        if (segment.Offset is { } offset)
        {
            writer.WriteBytes(offset.Bytes.Span);
        }
        writer.WriteSized(segment.Bytes.Span);
    }

    private static void WriteType(ByteWriter writer, ValType type, bool hasExpressions)
    {
        if (hasExpressions)
        {
            writer.WriteValType(type);
        }
        else
        {
            writer.WriteByte(0);
        }
    }

    /// <summary>Whether the segment can be written as function indices.</summary>
    public static bool IsFunctionList(ElementSegment segment)
    {
        if (segment.Type != ValType.Ref(false, HeapType.Func))
        {
            return false;
        }
        foreach (var item in segment.Items)
        {
            var reader = new InstructionReader(item);
            if (!reader.Read() || reader.Opcode != Opcode.RefFunc || reader.Position != item.Bytes.Length - 1)
            {
                return false;
            }
        }
        return true;
    }
}
