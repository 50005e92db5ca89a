using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>The element section (core specification 3.0, 5.5.12).</summary>
/// <remarks>
/// A segment begins with a number whose three bits choose one of eight forms:
/// <code>
/// bit 0   0: active                            1: passive or declarative
/// bit 1   0: table 0, functions by default     1: active with a table index, or declarative; the kind or type is written
/// bit 2   0: vec(funcidx)                      1: vec(expr)
/// </code>
/// The model has expressions only: a function index becomes <c>ref.func index end</c>.
/// </remarks>
internal sealed class ElementSection(ExpressionDecoder expressions)
{
    public ImmutableArray<ElementSegment> Read(ref ByteReader reader) =>
        Vectors.Read(ref reader, ModuleLimits.ElementSegments, ReadSegment);

    private ElementSegment ReadSegment(ref ByteReader reader)
    {
        var start = reader.Offset;
        var flags = reader.ReadU32();
        if (flags > 7)
        {
            throw new MalformedException("malformed elements segment kind", start);
        }
        var (isActive, second, hasExpressions) = ((flags & 1) == 0, (flags & 2) != 0, (flags & 4) != 0);
        var mode = isActive ? SegmentMode.Active : second ? SegmentMode.Declarative : SegmentMode.Passive;
        var table = isActive && second ? reader.ReadIndex() : 0;
        Expression? offset = isActive ? expressions.Read(ref reader) : null;
        var type = ReadType(ref reader, hasExpressions, isWritten: !isActive || second);
        var items = hasExpressions
            ? Vectors.Read(ref reader, ModuleLimits.SegmentItems, ReadExpression)
            : ReadFunctions(ref reader);
        return new ElementSegment(mode, table, offset, type, items);
    }

    /// <summary>Without a written type, expressions are nullable references; function indices are never null.</summary>
    private static ValType ReadType(ref ByteReader reader, bool hasExpressions, bool isWritten)
    {
        if (hasExpressions)
        {
            return isWritten ? TypeReader.ReadRefType(ref reader) : ValType.FuncRef;
        }
        if (isWritten && reader.ReadByte() != 0)
        {
            throw new MalformedException("malformed element kind", reader.Offset - 1);
        }
        return ValType.Ref(false, HeapType.Func);
    }

    private Expression ReadExpression(ref ByteReader reader) => expressions.Read(ref reader);

    /// <summary>Function indices as expressions, all of which lie in one array.</summary>
    private static ImmutableArray<Expression> ReadFunctions(ref ByteReader reader)
    {
        var writer = new ByteWriter();
        var items = Vectors.Read(ref reader, ModuleLimits.SegmentItems, (ref r) =>
        {
            var (offset, start) = (r.Offset, writer.Length);
            writer.WriteByte((byte)Opcode.RefFunc);
            writer.WriteIndex(r.ReadIndex());
            writer.WriteByte((byte)Opcode.End);
            return (Start: start, Offset: offset);
        });
        var bytes = writer.ToArray().AsMemory();
        var expressions = ImmutableArray.CreateBuilder<Expression>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var end = i + 1 < items.Length ? items[i + 1].Start : bytes.Length;
            expressions.Add(new Expression(bytes[items[i].Start..end], items[i].Offset));
        }
        return expressions.MoveToImmutable();
    }
}
